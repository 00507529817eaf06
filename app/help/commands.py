"""The commands that the list of all commands finds, and how words find them."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from rampsmith.app.base.actions import Actions, Native, plain
from rampsmith.app.base.appearance import Appearance
from rampsmith.app.base.store import Store
from rampsmith.app.base.theme import THEME_CHOICES, ThemeChoice
from rampsmith.app.forms.group_curves import curve_choices, kinds_of
from rampsmith.designer.document.curves import curve_keys
from rampsmith.designer.document.kinds import KINDS, CurveKey
from rampsmith.designer.editing.edits import reshaped
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import Shape

THEME_WORDS: dict[ThemeChoice, str] = {
    "system": "As the system has it",
    "light": "Light",
    "dark": "Dark",
}


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done, as a row of the list.

    Attributes:
        name: what the program calls it; two commands never share it.
        group: where it belongs, in most cases its menu.
        keys: its shortcut, empty where it has none.
        is_on: whether it is ticked; None for what is not switched.
        is_basic: whether it is listed while nothing has been typed yet.
        also_called: what else finds it, without being shown.
    """

    name: str
    group: str
    words: str
    keys: str
    do: Callable[[], object]
    is_enabled: bool = True
    is_on: bool | None = None
    is_basic: bool = True
    also_called: str = ""

    @property
    def spoken(self) -> str:
        """All of it in one line, for screen readers."""
        parts = [f"{self.group}: {self.words}"]
        if self.is_on is not None:
            parts.append("on" if self.is_on else "off")
        if self.keys:
            parts.append(self.keys)
        if not self.is_enabled:
            parts.append("not available now")
        return ", ".join(parts)


def action_commands(actions: Actions) -> tuple[Command, ...]:
    """Make a command of every action of the window, as it is now."""
    return tuple(
        Command(
            name=spec.name,
            group=plain(spec.menu.value),
            words=spec.words or plain(action.text()),
            keys=action.shortcut().toString(Native),
            do=action.trigger,
            is_enabled=action.isEnabled(),
            is_on=action.isChecked() if action.isCheckable() else None,
        )
        for spec, action in actions
    )


def preset_commands(begin: Callable[[str], object]) -> tuple[Command, ...]:
    """Make a command of each preset, one's own too; ``begin`` takes its name."""
    # They are imported when the list is opened: no window waits for them.
    from rampsmith.designer.presets import PRESETS
    from rampsmith.designer.presets.own import own_presets

    names = [*PRESETS, *(own.name for own in own_presets().kept)]
    return tuple(
        Command(f"preset {name}", "New from preset", name, "", partial(begin, name), is_basic=False)
        for name in names
    )


def theme_commands(appearance: Appearance) -> tuple[Command, ...]:
    """Make a command of each theme."""
    return tuple(
        Command(
            f"theme {choice}",
            "Theme",
            THEME_WORDS[choice],
            "",
            partial(appearance.choose, choice),
            is_on=choice == appearance.choice,
            is_basic=False,
            also_called="mode colours",
        )
        for choice in THEME_CHOICES
    )


def segment_commands(store: Store) -> tuple[Command, ...]:
    """Make a command of each segment of the curve that is edited, which selects it."""
    return tuple(
        Command(
            f"segment {index}",
            "Select segment",
            segment.name,
            "",
            partial(store.select_segment, index),
            is_basic=False,
        )
        for index, segment in enumerate(store.curve.segments)
    )


def curve_commands(store: Store) -> tuple[Command, ...]:
    """Make a command of each curve and each group, and of each curve that a group can have."""
    schedule = store.schedule
    there = curve_keys(schedule)
    missing = [CurveKey(kind) for kind in KINDS if CurveKey(kind) not in there]
    found = [
        Command(
            f"curve {key}",
            "Add curve" if key in missing else "Edit curve",
            key.words,
            "",
            partial(store.edit_curve_of, key, adds=True),
            is_basic=False,
        )
        for key in (*there, *missing)
    ]
    found += [
        Command(
            f"group {index}",
            "Select group",
            group.name,
            "",
            partial(store.select_group, index),
            is_basic=False,
        )
        for index, group in enumerate(schedule.groups)
    ]
    return (*found, *_group_curve_commands(store))


def _group_curve_commands(store: Store) -> Iterator[Command]:
    """Make a command of each way in which a group's numbers can be set otherwise than now."""
    schedule = store.schedule
    if len(schedule.groups) == 1 and not schedule.tracks:
        return
    present = kinds_of(schedule)
    keys = [CurveKey(kind, group.name) for kind in present for group in schedule.groups]
    for choice in (choice for key in keys for choice in curve_choices(store, key)):
        if not choice.is_on:
            yield Command(
                f"{choice.way} {choice.key}",
                "Curves of groups",
                f"“{choice.key.group}”: {choice.words}",
                "",
                choice.do,
                is_basic=False,
            )


def shape_commands(store: Store) -> tuple[Command, ...]:
    """Make a command of each shape, which gives it to the selected segment."""
    return tuple(
        Command(
            f"shape {shape.kind}",
            "Change shape",
            shape.title,
            "",
            partial(_reshape, store, shape),
            is_enabled=store.segment is not None,
            is_basic=False,
            also_called=" ".join(shape.also_called),
        )
        for shape in SHAPES.values()
    )


def _reshape(store: Store, shape: type[Shape]) -> None:
    index, segment = store.segment_index, store.segment
    if index is not None and segment is not None and segment.shape.kind != shape.kind:
        store.edit_curve(lambda schedule: reshaped(schedule, index, shape()), "Change shape")


def found(
    commands: Sequence[Command], text: str, recent: Sequence[str] = ()
) -> tuple[Command, ...]:
    """Find the commands that have all words of a text, in any order, the best first.

    Without a text, what was used last comes first. Where no command has the words, those are
    found that have at least their letters in this order.

    Args:
        commands: all there are, in the order of the menus.
        text: what was typed.
        recent: names of commands, the one used last first.
    """
    typed = text.casefold().split()
    if not typed:
        basic = [command for command in commands if command.is_basic]
        return tuple(sorted(basic, key=lambda command: _age(command, recent)))
    for distance in (_word_distance, _letter_distance):
        ranked = [
            (far, _age(command, recent), command)
            for command in commands
            if (far := sum(distance(command, word) for word in typed)) < math.inf
        ]
        if ranked:
            return tuple(row[2] for row in sorted(ranked, key=lambda row: row[:2]))
    return ()


def _age(command: Command, recent: Sequence[str]) -> int:
    return recent.index(command.name) if command.name in recent else len(recent)


def _word_distance(command: Command, typed: str) -> float:
    """Return how well a typed word fits: best at the beginning of a word of the command's own."""
    words, group = command.words.casefold(), command.group.casefold()
    also_called = command.also_called.casefold()
    if any(word.startswith(typed) for word in _split(words)):
        return 0
    if any(word.startswith(typed) for word in _split(group)):
        return 1
    if typed in words:
        return 2
    if any(word.startswith(typed) for word in _split(also_called)):
        return 2
    return 3 if typed in group or typed in command.keys.casefold() else math.inf


def _letter_distance(command: Command, typed: str) -> float:
    """Return how far apart the letters are that were typed, from the beginning of a word on."""
    text = f"{command.group} {command.words}".casefold()
    begins = [at for at in range(len(text)) if text[at] == typed[0] and _begins(text, at)]
    return min((_end_of(text, at, typed) - at for at in begins), default=math.inf)


@lru_cache(maxsize=10_000)
def _split(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text).split() + text.split()


def _begins(text: str, at: int) -> bool:
    return at == 0 or not text[at - 1].isalnum()


def _end_of(text: str, at: int, letters: str) -> float:
    for letter in letters:
        at = text.find(letter, at) + 1
        if not at:
            return math.inf
    return at
