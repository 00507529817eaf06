"""What a configuration of mmengine says, with that of the files that it is based on."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import read_text
from rampsmith.designer.files.places import is_file, real_path
from rampsmith.designer.sources.arithmetic import Unknown
from rampsmith.designer.sources.call_arguments import value_entry
from rampsmith.designer.sources.entries import Entry
from rampsmith.designer.sources.following import Following
from rampsmith.designer.sources.reading import WHOLE, Notes, TextPlace, Unreadable
from rampsmith.designer.sources.script import Script
from rampsmith.designer.sources.source_text import SourceText
from rampsmith.designer.values.limits import LONGEST_SOURCE

NAME = "param_scheduler"
BASE = "_base_"
_OF_RATES = ("optim_wrapper", "optimizer")
READ_TOO = ("train_cfg", "train_dataloader", *_OF_RATES)
ENDINGS = (".py", ".json", ".yaml", ".yml")
MOST_FILES = 20
"""Files that a configuration is based on, those of its bases too."""


def members_of(text: SourceText) -> Mapping[str, Entry]:
    """Return what a configuration sets, and for what it leaves out what its base files set."""
    files = _Files()
    found = files.members(text)
    is_whole = NAME in found and "train_cfg" in found and found.keys() & {*_OF_RATES}
    for name, place in () if is_whole else files.missing:
        sentence = f"The base file “{name}” is not beside it, and so not read."
        text.notes.add("not understood", place, sentence)
    return found


def bases_of(text: SourceText) -> tuple[str, ...]:
    """Return the names of the files that a configuration is based on, as it has them."""
    return tuple(_bases(_own(text).get(BASE, Entry(None))))


class _Files:
    """Reads a configuration and the files below it, each once."""

    def __init__(self) -> None:
        self.missing: list[tuple[str, TextPlace]] = []
        self._read: set[Path] = set()

    def members(self, text: SourceText) -> Mapping[str, Entry]:
        """Return what a text and its base files set; later ones override."""
        own = _own(text)
        found: Mapping[str, Entry] = {}
        for name in _bases(own.get(BASE, Entry(None))):
            base = self._base(text, name)
            if base is not None:
                found = _merged(found, self.members(base))
            else:
                self.missing.append((name, own[BASE].place))
        return _merged(found, own)

    def _base(self, text: SourceText, name: str) -> SourceText | None:
        own = Path(text.name)
        if not is_file(own) or not name.endswith(ENDINGS) or len(self._read) >= MOST_FILES:
            return None
        path = Path(real_path(own.parent / name))
        if path in self._read:
            return None
        self._read.add(path)
        try:
            content = read_text(path, largest=LONGEST_SOURCE)
        except DesignError:
            return None
        # Its notes would name lines of another file.
        return SourceText(content, str(path), Notes())


def _merged(base: Mapping[str, Entry], own: Mapping[str, Entry]) -> Mapping[str, Entry]:
    """Return what is set by two: of what both set the second, name by name in mappings."""
    found = dict(base)
    for name, entry in own.items():
        before, now = found.get(name, Entry(None)).members(), entry.members()
        deletes = "_delete_" in now and now["_delete_"].value is True
        is_mapping = bool(before and now) and not deletes
        found[name] = Entry(dict(_merged(before, now)), entry.place) if is_mapping else entry
    return found


def _own(text: SourceText) -> Mapping[str, Entry]:
    script, follow = text.script, text.follow
    if script is not None and follow is not None:
        bound = script.bindings[script.tree]
        if NAME in bound or BASE in bound or _is_base_of_others(text):
            return dict(_in_code(script, follow))
    entry = text.configuration
    mappings = () if entry is None else entry.mappings()
    return next((each for each in mappings if NAME in each or BASE in each), {})


def _is_base_of_others(text: SourceText) -> bool:
    """Return whether a text sets anything that is read here."""
    script = text.script
    return script is not None and any(name in script.bindings[script.tree] for name in READ_TOO)


def _in_code(script: Script, follow: Following) -> Iterator[tuple[str, Entry]]:
    for name in (NAME, BASE, *READ_TOO):
        nodes = script.bindings[script.tree].get(name, [])
        value = getattr(nodes[-1], "value", None) if nodes else None
        if value is None:
            continue
        try:
            yield name, value_entry(follow.value(value), value)
        except Unknown as unknown:
            follow.notes.add("not understood", unknown.place, f"{name}: {unknown.sentence}")


def _bases(entry: Entry) -> list[str]:
    names = [each.plain for each in entry.items()] or [entry.plain]
    return [name for name in names if isinstance(name, str)]


def without_schedule(text: SourceText) -> Unreadable:
    """Return why a configuration has no schedule: it stands in files that are not there."""
    names = ", ".join(f"“{name}”" for name in bases_of(text)[:3])
    return Unreadable(
        f"Its schedule stands in what it is based on ({names}): open it where these files are beside "
        "it, or open the one with the param_scheduler.",
        WHOLE,
    )
