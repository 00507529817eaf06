"""The completion of the command line, asked of the shells themselves."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from rampsmith.app.commandline.command import main
from rampsmith.designer.presets import PRESETS


def script(shell: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """Write the script for a shell, as a person would."""
    assert main(["--completion", shell]) == 0
    path = folder / f"rampsmith.{shell}"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    return path


def asked(shell: str, *arguments: str, folder: Path) -> str:
    """Run a shell and return what it printed; skip where there is none."""
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    child = subprocess.run(
        [program, *arguments], capture_output=True, text=True, cwd=folder, check=False
    )
    assert (child.returncode, child.stderr) == (0, "")
    return child.stdout


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ch", {"check"}),
        ("--", {"--help", "--version", "--completion", "--install-desktop", "--remove-desktop"}),
        ("--completion z", {"zsh"}),
        ("new warmup-cos", {name for name in PRESETS if name.startswith("warmup-cos")}),
        ("new warmup-cosine --set warm", {"warmup="}),
        ("new OneCycleLR --set max_", {"max_lr=", "max_momentum="}),
        ("new yolo --group b", {"bn=", "bias="}),
        ("new constant --group b", set()),
        ("export run.ramp --target fun", {"function"}),
        ("table run.ramp --by ep", {"epoch"}),
        ("check ru", {"run.ramp"}),
        ("compare run.ramp ru", {"run.ramp"}),
        ("compare run.ramp run.csv --log", {"--logged"}),
        ("plot run.ramp --o", {"--output"}),
    ],
)
def test_bash_completes_commands_presets_arguments_and_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], typed: str, expected: set[str]
) -> None:
    path = script("bash", tmp_path, capsys)
    (tmp_path / "run.ramp").touch()
    words = ["rampsmith", *typed.split()]
    ask = (
        f"source {path}; COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1};"
        ' _shtab_rampsmith rampsmith "${COMP_WORDS[COMP_CWORD]}" ""; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    assert {each.strip() for each in asked("bash", "-c", ask, folder=tmp_path).split()} == expected


@pytest.mark.parametrize("shell", ["zsh", "tcsh"])
def test_other_shells_read_their_scripts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], shell: str
) -> None:
    path = script(shell, tmp_path, capsys)
    text = path.read_text(encoding="utf-8")
    assert all(name in text for name in PRESETS)
    assert "warmup=" in text
    assert "unembedding_lr=" in text
    assert "lm_head=" in text
    ask = {
        "zsh": f'autoload -U compinit; compinit -D; eval "$(cat {path})"; echo $_comps[rampsmith]',
        "tcsh": f"source {path}; complete",
    }[shell]
    assert "rampsmith" in asked(shell, "-f", "-c", ask, folder=tmp_path)


def test_tcsh_puts_no_blank_after_an_equals_sign(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = script("tcsh", tmp_path, capsys)
    rules = asked("tcsh", "-f", "-c", f"source {path}; complete rampsmith", folder=tmp_path)
    values = [rule for rule in rules.split("'") if "=)" in rule]
    assert len(values) == 4
    assert all(rule.endswith("=)//") for rule in values)


@pytest.mark.parametrize(
    ("shell", "words", "begin"),
    [
        ("bash", ("--norc", "--noprofile", "-i"), "source {path}"),
        ("zsh", ("-f", "-i"), 'autoload -U compinit; compinit -D -u; eval "$(cat {path})"'),
    ],
)
def test_typed_words_are_completed_and_files_where_nothing_else_fits(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    shell: str,
    words: tuple[str, ...],
    begin: str,
) -> None:
    program = shutil.which(shell)
    if program is None or os.name == "nt":
        pytest.skip(f"{shell} is not installed, or has no terminal to type into")
    (tmp_path / "mine.ramp").touch()
    typed = (
        begin.format(path=script(shell, tmp_path, capsys)),
        "rampsmith() { echo told $*; }",
        "rampsmith chec\tmine\t",
        "rampsmith new warmup-cos\t--set warm\t",
        "rampsmith mine\tmin\t",
        "exit",
    )
    keyboard, terminal = os.openpty()
    with subprocess.Popen(
        [program, *words], stdin=terminal, stdout=subprocess.PIPE, stderr=terminal, cwd=tmp_path
    ) as child:
        os.close(terminal)
        os.write(keyboard, "".join(f"{line}\n" for line in typed).encode())
        assert child.stdout is not None
        printed = child.stdout.read().decode()
    os.close(keyboard)
    told = [" ".join(line.split()) for line in printed.splitlines() if line.startswith("told ")]
    assert told == [
        "told check mine.ramp",
        "told new warmup-cosine --set warmup=",
        "told mine.ramp mine.ramp",
    ]


def test_other_words_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--completion", "fish"]) == 2
    assert main(["--completion"]) == 2
    assert main(["--version", "now"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("Name one of bash, zsh, tcsh.") == 2
    assert "rampsmith --version: Nothing comes after this." in said.err
