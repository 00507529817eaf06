"""The commands that the list of all commands finds, and how words find them."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence

from rampsmith.app.actions import ActionSpec

Native = QKeySequence.SequenceFormat.NativeText


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done, as a row of the list.

    Attributes:
        name: what the program calls it; two commands never share it.
        group: where it belongs, in most cases its menu.
        words: what it is called.
        keys: its shortcut, empty where it has none.
        do: does it.
        is_enabled: whether it can be done now.
        is_on: whether it is ticked; None for what is not switched.
        is_basic: whether it is listed while nothing has been typed yet.
    """

    name: str
    group: str
    words: str
    keys: str
    do: Callable[[], object]
    is_enabled: bool = True
    is_on: bool | None = None
    is_basic: bool = True

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


def action_commands(
    specs: Iterable[ActionSpec], actions: dict[str, QAction]
) -> tuple[Command, ...]:
    """Make a command of every action of the window, as it is now."""
    return tuple(_command(spec, actions[spec.name]) for spec in specs)


def _command(spec: ActionSpec, action: QAction) -> Command:
    return Command(
        name=spec.name,
        group=plain(spec.menu),
        words=spec.words or plain(action.text()),
        keys=action.shortcut().toString(Native),
        do=action.trigger,
        is_enabled=action.isEnabled(),
        is_on=action.isChecked() if action.isCheckable() else None,
    )


def plain(text: str) -> str:
    """Take the mark of the mnemonic out of a menu's words; two of them are an ampersand."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def found(
    commands: Sequence[Command], text: str, recent: Sequence[str] = ()
) -> tuple[Command, ...]:
    """Give the commands that have all words of a text, in any order, the best first.

    Without a text, what was used last comes first. Where no command has the words, those are
    given that have at least their letters in this order.

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
    """Tell how well a typed word fits: best at the beginning of a word of the command's own."""
    words, group = command.words.casefold(), command.group.casefold()
    if any(word.startswith(typed) for word in _split(words)):
        return 0
    if any(word.startswith(typed) for word in _split(group)):
        return 1
    if typed in words:
        return 2
    return 3 if typed in group or typed in command.keys.casefold() else math.inf


def _letter_distance(command: Command, typed: str) -> float:
    """Tell how far apart the letters are that were typed, from the beginning of a word on."""
    text = f"{command.group} {command.words}".casefold()
    begins = [at for at in range(len(text)) if text[at] == typed[0] and _begins(text, at)]
    return min((_end_of(text, at, typed) - at for at in begins), default=math.inf)


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
