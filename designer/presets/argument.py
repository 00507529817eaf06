"""An argument of a preset, and how its values are typed."""

from dataclasses import dataclass
from typing import Any, get_args

from rampsmith.designer.presets.other_names import share_words
from rampsmith.designer.presets.values import kind_json, kind_words, read_value, value_text
from rampsmith.designer.values.numbers import EntryError
from rampsmith.designer.values.spans import Span

_LENGTH_WORDS = {
    "epochs": "epoch",
    **dict.fromkeys(("steps", "step", "iters", "iterations", "warmup", "t"), "step"),
}
"""The words in the names of lengths, with what these are counted in."""

_OF_ALL = frozenset({"total", "max", "per", "mult"})
"""The words in the names of what is no length within the run."""


@dataclass(frozen=True, slots=True)
class PresetArgument:
    """One argument of a preset: its name, the type of its values, and the default."""

    name: str
    kind: Any
    default: Any

    @property
    def words(self) -> str:
        """The values that can be typed for it, in words."""
        return kind_words(self.kind)

    @property
    def default_text(self) -> str:
        """The default, as it would be typed."""
        return value_text(self.default)

    def read(self, text: str) -> Any:
        """Read a value as a person types it; what is none raises an ``EntryError``."""
        share = share_words(text)
        # Some libraries take a number of steps below one for a share of the run.
        unit = self._counted if share else ""
        if unit:
            meant = f" Did you mean {share} of the run? It takes these in {unit}s."
            raise EntryError(f"“{text.strip()}” is less than one {unit}.{meant}")
        if share and Span in (self.kind, *get_args(self.kind)):
            raise EntryError(f"“{text.strip()}” is less than one step. Did you mean “{share}”?")
        return read_value(text, self.kind)

    @property
    def _counted(self) -> str:
        """The unit of a whole number that is a length within the run; empty for any other."""
        words = set(self.name.lower().split("_"))
        is_all = bool(words & _OF_ALL) or self.name in ("steps", "epochs")
        if int not in (self.kind, *get_args(self.kind)) or is_all:
            return ""
        return next((unit for word, unit in _LENGTH_WORDS.items() if word in words), "")

    def to_json(self) -> dict[str, Any]:
        """Describe it for programs; the default is what would be typed after ``--set``."""
        return {
            "name": self.name,
            **kind_json(self.kind),
            "default": self.default_text,
        }
