"""The command line: reads it, has it carried out, and turns every fault into one sentence."""

import os
import sys
import traceback
from collections.abc import Sequence

from rampsmith.app.commandline.opening import open_designer
from rampsmith.app.commandline.start import BAD_USAGE, DONE, INTERRUPTED
from rampsmith.app.commandline.streams import (
    ReaderGoneError,
    UsageError,
    complain,
    finished,
    prepare_streams,
    say,
    show,
)
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.output import OutputError, system_reason

TRACEBACK = "RAMPSMITH_TRACEBACK"
"""Set in the environment, it shows where in the program an unexpected fault arose."""


NAMES = (
    "presets",
    "new",
    "read",
    "check",
    "export",
    "table",
    "plot",
    "compare",
    "predict",
    "drive",
    "loop",
)
"""The commands; what they need is imported when one is given, because the window needs none of it."""

HELP = """\
usage: rampsmith [DESIGN ...]            open the designer
       rampsmith presets [--json]        list the presets: a line and the arguments of each
       rampsmith new PRESET [--set NAME=VALUE ...] [--group NAME=RATE ...] [-o DESIGN]
       rampsmith read FILE [--column NAME] [--within RATE] [-o DESIGN]
                        make a design of code, a configuration or a log; runs nothing of it
       rampsmith read FILE:FUNCTION --run [--steps N] [-o DESIGN]
                        run that function of your own file, and fit the rates that it gives
       rampsmith check DESIGN [--json]   problems, then the proof in torch
       rampsmith export DESIGN [-o FILE] [--target NAME] [--class-name NAME] [--force]
                        [--no-docstrings] [--no-type-hints] [--self-check] [--oldest-torch 1.13]
       rampsmith table DESIGN [--by step|batch|update|epoch] [--steps A:B] [--columns rates|loop] [--csv]
       rampsmith plot DESIGN -o FILE.png|.svg
       rampsmith loop DESIGN [--for pytorch|resume|amp|lightning|trainer|accelerate]
                        [--optimizer GROUP,... --optimizer GROUP,... ...] [-o FILE]
       rampsmith compare DESIGN LOG [--column NAME] [--logged begin|before|after] [--json]
       rampsmith predict DESIGN ... --from LOG [--from LOG ...] [--json]
       rampsmith drive DESIGN ... [--task deep|pictures|text] [--optimizer sgd|adamw|muon] [--seeds N]
                        [--updates N] [--log FILE] [--json]       train a small real network under each
       rampsmith drive DESIGN ... --own FILE    run that file of yours, and train what it makes
       rampsmith drive DESIGN --range    find the base rate: drive from a tiny rate to a huge one
       rampsmith drive --template FILE   write a file for --own, to change
       rampsmith --version               tell the versions of everything that matters for a report
       rampsmith --completion bash|zsh|tcsh        print what makes a shell complete all this
       rampsmith --install-desktop       add an icon and the type of designs to a Linux desktop
       rampsmith --remove-desktop        remove them again

DESIGN is a design or an exported .py; - is standard input or output.
LOG is a training log: CSV, JSON, TensorBoard's events or what a program printed, also packed by gzip.
Exit status: 0 done; 1 the design has errors, or the log does not follow it; 2 bad usage, an input that cannot
be read or an output that is kept.
Each command says more about itself: rampsmith new --help
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out a command line and return the exit status."""
    prepare_streams()
    try:
        status = _run(list(sys.argv[1:] if argv is None else argv))
    except ReaderGoneError:
        status = DONE
    except KeyboardInterrupt:
        if sys.stderr is not None and sys.stderr.isatty():
            complain("rampsmith: This was ended by Ctrl+C.")
        status = INTERRUPTED
    except Exception as error:  # noqa: BLE001 - nobody who uses a command shall see a traceback
        status = _failed(error)
    return finished(status)


def _run(words: list[str]) -> int:
    if not words:
        return open_designer()
    if words[0] in ("-h", "--help", "help"):
        say(HELP)
        return DONE
    if words[0] in NAMES:
        from rampsmith.app.commandline.commands import carried_out

        return carried_out(words[0], words[1:])
    if words[0] in ("--version", "--completion", "--install-desktop", "--remove-desktop"):
        say(_about_itself(words))
        return DONE
    return _opened(words)


def _about_itself(words: list[str]) -> str:
    """Carry out an option about the program itself; return what to print."""
    match words:
        case ["--version"]:
            from rampsmith.app.base.log import version_of, versions

            return "\n".join((f"rampsmith {version_of('rampsmith')}", *versions(), ""))
        case ["--completion", *rest]:
            from rampsmith.app.commandline.commands import COMMANDS
            from rampsmith.app.commandline.completion import SHELLS, completion

            if len(rest) != 1 or rest[0] not in SHELLS:
                raise UsageError(f"rampsmith --completion: Name one of {', '.join(SHELLS)}.")
            return completion(rest[0], COMMANDS)
        case ["--install-desktop" | "--remove-desktop" as option]:
            return _desktop(option)
    raise UsageError(f"rampsmith {words[0]}: Nothing comes after this.")


def _desktop(option: str) -> str:
    from rampsmith.app.desktop.installing import install_desktop, remove_desktop

    if not sys.platform.startswith("linux"):
        raise UsageError(f"rampsmith {option}: Only desktops on Linux have such files.")
    try:
        files = install_desktop() if option == "--install-desktop" else remove_desktop()
    except OSError as error:
        raise OutputError(str(error.filename), system_reason(error)) from error
    done = "written" if option == "--install-desktop" else "removed"
    return "".join(f"{file}: {done}\n" for file in files) or "nothing was installed\n"


def _opened(words: list[str]) -> int:
    """Open words that begin with no command as designs, unless the first is a misspelt command."""
    from rampsmith.designer.presets.values import did_you_mean

    first = words[0]
    near = did_you_mean(first, list(NAMES))
    if first.startswith("-") and first != "-":
        raise UsageError(f"rampsmith: There is no option “{first}”; rampsmith --help lists all.")
    if not os.path.lexists(first) and (near or len(words) > 1):
        rest = near or " rampsmith --help lists the commands."
        raise UsageError(f"rampsmith: There is no command “{first}”.{rest}")
    return open_designer(*words)


def _failed(error: Exception) -> int:
    """Write what went wrong, one sentence for each fault."""
    from rampsmith.designer.presets import PresetError

    if os.environ.get(TRACEBACK):
        show("".join(traceback.format_exception(error)))
    match error:
        case DesignError():
            sentences = list(error.sentences())
        case PresetError():
            sentences = [fault.sentence for fault in error.faults]
        case UsageError() | OutputError():
            sentences = [str(error)]
        case OSError():
            place = error.filename or "rampsmith"
            sentences = [f"{place}: The system refused this: {system_reason(error)}."]
        case _:
            kind = type(error).__name__
            what = " ".join(f"{kind}: {error}".split())
            sentences = [
                f"rampsmith: This should not have happened: {what} ({TRACEBACK}=1 shows where)."
            ]
    for sentence in sentences:
        complain(sentence)
    return BAD_USAGE
