"""Completion in a shell after ``rampsmith``: commands, options, files, presets, their arguments."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Mapping
from shlex import quote
from typing import Any

import shtab

from rampsmith.designer.presets import PRESETS, Preset

SHELLS = ("bash", "zsh", "tcsh")

NAMES, SETTINGS, GROUPS = "_rampsmith_presets", "_rampsmith_settings", "_rampsmith_groups"

BASH = """\
{names}() {{
  compgen -W {presets} -- "$1"
}}
"""
BASH_OF_PRESET = """\
{function}() {{
  compopt -o nospace 2>/dev/null
  case " ${{COMP_WORDS[*]}} " in
{cases}
  esac
}}
"""
ZSH = """\
{names}() {{
  compadd -- {presets}
}}
"""
ZSH_OF_PRESET = """\
{function}() {{
  case " $words " in
{cases}
  esac
}}
"""
ELSE_FILES = {
    "bash": "\ncomplete -o bashdefault -o default -F _shtab_rampsmith rampsmith\n",
    "zsh": """
functions -c _shtab_rampsmith _rampsmith_words
_shtab_rampsmith() {
  _rampsmith_words "$@"
  (( compstate[nmatches] )) || _files
}
""",
}
"""Completes files where nothing else fits, as the designs to open, which tcsh cannot."""


def completion(
    shell: str, commands: Mapping[str, tuple[str, Callable[[ArgumentParser], None], Any]]
) -> str:
    """Write a shell's completion script; each command comes with the function that fills its parser."""
    parser = ArgumentParser("rampsmith", description="Open the designer.")
    parser.add_argument("--version", action="store_true", help="tell the versions")
    parser.add_argument("--completion", choices=SHELLS, help="print what makes a shell complete")
    parser.add_argument("--install-desktop", action="store_true", help="add it to a Linux desktop")
    parser.add_argument("--remove-desktop", action="store_true", help="remove it from there")
    below = parser.add_subparsers()
    for name, (about, prepare, _) in commands.items():
        command = below.add_parser(name, help=about, description=about)
        prepare(command)
        for action in command._actions:  # noqa: SLF001 - argparse has no other way to its arguments
            _mark(action)
    script: str = shtab.complete(parser, shell, preamble=_preamble(shell))
    if shell == "tcsh":
        # A value follows the equals sign, where tcsh would put a blank unless told otherwise.
        script = script.replace("=)/'", "=)//'")
    return script + ELSE_FILES.get(shell, "")


def _preamble(shell: str) -> str:
    """Write the functions that complete presets and what each takes, which argparse cannot say."""
    names = list(PRESETS)
    if shell == "bash":
        presets = quote(" ".join(names))
        line = '    *" {name} "*) compgen -W {words} -- "$1" ;;'
        return BASH.format(names=NAMES, presets=presets) + _of_presets(BASH_OF_PRESET, line)
    if shell == "zsh":
        presets = " ".join(map(quote, names))
        line = '    *" {name} "*) compadd -S "" -- {each} ;;'
        return ZSH.format(names=NAMES, presets=presets) + _of_presets(ZSH_OF_PRESET, line)
    return ""


def _mark(action: Any) -> None:
    """Set what completes an argument."""
    if action.dest in {"design", "designs", "log", "logs", "output", "own", "source", "template"}:
        action.complete = shtab.FILE
    elif action.dest == "preset":
        action.complete = {"bash": NAMES, "zsh": NAMES, "tcsh": _list(PRESETS)}
    elif action.dest in _OF_PRESET:
        function, words_of = _OF_PRESET[action.dest]
        every = dict.fromkeys(word for preset in PRESETS.values() for word in words_of(preset))
        action.complete = {"bash": function, "zsh": function, "tcsh": _list(every)}


def _list(words: Iterable[str]) -> str:
    return f"({' '.join(words)})"


def _settings(preset: Preset) -> list[str]:
    return [f"{argument.name}=" for argument in preset.arguments]


def _groups(preset: Preset) -> list[str]:
    """Return the groups that a preset brings, without those whose names a shell would split."""
    return [f"{group.name}=" for group in preset.groups if quote(group.name) == group.name]


_OF_PRESET = {"settings": (SETTINGS, _settings), "groups": (GROUPS, _groups)}
"""The options whose words depend on the preset, with the functions that complete them."""


def _of_presets(function_text: str, line: str) -> str:
    """Write a function for each option whose words depend on the preset."""
    functions: list[str] = []
    for function, words_of in _OF_PRESET.values():
        taken = {preset.name: words_of(preset) for preset in PRESETS.values()}
        cases = "\n".join(
            line.format(name=name, words=quote(" ".join(words)), each=" ".join(map(quote, words)))
            for name, words in taken.items()
            if words
        )
        functions.append(function_text.format(function=function, cases=cases))
    return "".join(functions)
