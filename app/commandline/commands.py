"""The commands: what each is about, its arguments, and what carries it out."""

from argparse import ArgumentParser, BooleanOptionalAction, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable
from typing import NoReturn

from rampsmith.app.commandline import driving, predicting, subcommands
from rampsmith.app.commandline.start import DONE
from rampsmith.app.commandline.streams import UsageError, say
from rampsmith.designer.document.schedule import OLDEST_TORCHES
from rampsmith.designer.drive.request import MOST_SEEDS, MOST_UPDATES
from rampsmith.designer.drive.tasks import OPTIMIZERS, TASKS
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.training_loop.rows import BYS
from rampsmith.exporters.targets.all_targets import TARGETS
from rampsmith.exporters.targets.table import COLUMNS
from rampsmith.exporters.words.frameworks import FRAMEWORKS


class _Parser(ArgumentParser):
    """A parser that says what is wrong in one sentence and leaves the rest to ``main``."""

    def print_help(self, file: object = None) -> None:
        """Print as every command does; argparse says nothing of a full disk."""
        say(self.format_help())

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.prog}: {message}.")


def carried_out(command: str, words: list[str]) -> int:
    """Carry out a command with its arguments; return the exit status."""
    about, prepare, action = COMMANDS[command]
    parser = _Parser(
        prog=f"rampsmith {command}",
        description=about,
        allow_abbrev=False,
        formatter_class=RawDescriptionHelpFormatter,
    )
    prepare(parser)
    try:
        arguments = parser.parse_args(words)
    except SystemExit:
        return DONE  # It has printed its help; faults are UsageErrors.
    return action(arguments)


def _design(parser: ArgumentParser) -> None:
    parser.add_argument("design", metavar="DESIGN", help="a design or an exported .py, or -")


def _json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="the same for programs")


def _output(parser: ArgumentParser, metavar: str = "FILE") -> None:
    parser.add_argument("-o", "--output", metavar=metavar, default="-", help="default: -")


def _for_new(parser: ArgumentParser) -> None:
    lines = ["presets and what can be set:"]
    for preset in PRESETS.values():
        own = [f"{a.name}={a.default_text}" for a in preset.arguments]
        lines += [f"  {preset.name}", *(f"      {line}" for line in subcommands.wrapped(own))]
    parser.epilog = "\n".join(lines)
    parser.add_argument("preset", metavar="PRESET", help="a preset's name, your own included")
    parser.add_argument(
        "--set",
        dest="settings",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="a number, a length such as 500, '3 epochs' or 10%%, or a word; may be repeated",
    )
    parser.add_argument(
        "--group",
        dest="groups",
        metavar="NAME=RATE",
        action="append",
        default=[],
        help="a parameter group and the rate that it is built with; may be repeated. A group that "
        "the preset brings takes the rate; any other is added",
    )
    _output(parser, "DESIGN")


def _for_read(parser: ArgumentParser) -> None:
    parser.add_argument(
        "source",
        metavar="FILE",
        help="code with a scheduler, TrainingArguments or a function of the step; a configuration "
        "as YAML or JSON; a command line; a training log, whose rates are fitted; or -",
    )
    parser.add_argument(
        "--column", metavar="NAME", help="the column of a log that is fitted; else all its rates"
    )
    parser.add_argument(
        "--within",
        metavar="RATE",
        help="by how much each rate of a log may be missed; else by what its rounding leaves open",
    )
    parser.add_argument(
        "--run",
        action="store_true",
        help="run FILE, train.py:make_scheduler, in a process of its own and fit the rates that it "
        "takes step by step: the function after the colon makes a scheduler, of nothing or of an "
        "optimizer, or returns the rate of a step. Nothing is run without this word",
    )
    parser.add_argument(
        "--steps", metavar="N", help="how many steps are run; else as many as the scheduler says"
    )
    parser.add_argument(
        "-o", "--output", metavar="DESIGN", help="where to write the design; else it is summed up"
    )


def _for_check(parser: ArgumentParser) -> None:
    _design(parser)
    _json(parser)


def _for_export(parser: ArgumentParser) -> None:
    _design(parser)
    _output(parser)
    parser.add_argument(
        "--target",
        choices=[*TARGETS],
        default="pytorch",
        help="; ".join(f"{name}: {each.words}" for name, each in TARGETS.items()),
    )
    parser.add_argument("--class-name", metavar="NAME", help="instead of the design's own")
    for word, about in (
        ("docstrings", "what each part does"),
        ("type-hints", "of which type everything is"),
        ("self-check", "a comparison with the design when the file is run"),
    ):
        parser.add_argument(
            f"--{word}", action=BooleanOptionalAction, help=f"{about}; else as the design says"
        )
    parser.add_argument(
        "--oldest-torch", choices=OLDEST_TORCHES, help="that it runs on; else as the design says"
    )
    parser.add_argument("--force", action="store_true", help="write over what is kept otherwise")


def _for_table(parser: ArgumentParser) -> None:
    _design(parser)
    parser.add_argument("--by", choices=BYS, default="step")
    parser.add_argument("--steps", metavar="A:B", help="from step A up to, and without, step B")
    parser.add_argument(
        "--columns",
        choices=COLUMNS,
        default="rates",
        help="loop tells the update, and get_last_lr() when the line is over, too",
    )
    parser.add_argument("--csv", action="store_true", help="exact, for programs")


def _for_plot(parser: ArgumentParser) -> None:
    _design(parser)
    parser.add_argument(
        "-o", "--output", metavar="FILE", required=True, help="FILE.png or FILE.svg; - is SVG"
    )


def _for_loop(parser: ArgumentParser) -> None:
    _design(parser)
    parser.add_argument(
        "--for", dest="framework", choices=list(FRAMEWORKS), default="pytorch", help="what runs it"
    )
    parser.add_argument(
        "--optimizer",
        dest="optimizers",
        metavar="GROUPS",
        action="append",
        default=[],
        type=_groups,
        help="one of several optimizers, by the groups that it has: body,head; repeat for each",
    )
    _output(parser)


def _for_compare(parser: ArgumentParser) -> None:
    from rampsmith.designer.diagnosis.lining_up import MOMENTS

    _design(parser)
    parser.add_argument(
        "log", metavar="LOG", help="a training log, also packed by gzip; - is standard input"
    )
    parser.add_argument("--column", metavar="NAME", help="the logged rate; else all that are rates")
    parser.add_argument(
        "--logged",
        choices=MOMENTS,
        help="when the rate was read: where a batch begins, before the update, or after "
        "scheduler.step(); else whichever fits",
    )
    _json(parser)


def _for_predict(parser: ArgumentParser) -> None:
    parser.add_argument(
        "designs", metavar="DESIGN", nargs="+", help="designs or exported .py files"
    )
    parser.add_argument(
        "--from",
        dest="logs",
        metavar="LOG",
        action="append",
        required=True,
        help="the log of a run of yours, with rates and training losses; may be repeated",
    )
    _json(parser)


def _for_drive(parser: ArgumentParser) -> None:
    parser.add_argument(
        "designs", metavar="DESIGN", nargs="*", help="designs or exported .py files"
    )
    parser.add_argument(
        "--task",
        choices=[*TASKS],
        help="; ".join(f"{name}: {each.about.rstrip('.')}" for name, each in TASKS.items())
        + f". Default: {next(iter(TASKS))}, the quickest",
    )
    parser.add_argument(
        "--own",
        metavar="FILE",
        help="run a file of yours, and train what its function “training” makes, instead of a task",
    )
    usual = ", ".join(f"{each.usual_optimizer} for {name}" for name, each in TASKS.items())
    parser.add_argument("--optimizer", choices=[*OPTIMIZERS], help=f"default: {usual}")
    parser.add_argument(
        "--seeds", metavar="N", default="1", help=f"from how many seeds, 1 to {MOST_SEEDS}"
    )
    parser.add_argument(
        "--updates",
        metavar="N",
        help=f"for how many updates, up to {MOST_UPDATES:,}, over which the design's run is spread; "
        f"default: those of the run; of a longer one 1,000, with --own {MOST_UPDATES:,}",
    )
    parser.add_argument(
        "--range",
        action="store_true",
        help="drive from a tiny rate to a huge one, and say which base rate the loss speaks for",
    )
    parser.add_argument(
        "--log",
        metavar="FILE",
        help="where to write the rates and the losses, for predict --from; what is there is kept as FILE~",
    )
    parser.add_argument("--template", metavar="FILE", help="write a file for --own, to change")
    _json(parser)


def _compare(arguments: Namespace) -> int:
    from rampsmith.app.commandline.comparing import compare  # NumPy, which no other command needs.

    return compare(arguments)


def _groups(text: str) -> list[str]:
    """Read names of groups with commas between them."""
    return [name.strip() for name in text.split(",")]


COMMANDS: dict[str, tuple[str, Callable[[ArgumentParser], None], Callable[[Namespace], int]]] = {
    "presets": (
        "List the presets with a line and the arguments of each.",
        _json,
        subcommands.presets,
    ),
    "new": ("Make a design of a preset.", _for_new, subcommands.new),
    "read": (
        "Make a design of code or a configuration; none is run, and notes say what is not known.",
        _for_read,
        subcommands.read,
    ),
    "check": (
        "Report the problems of a design, then prove its class in torch.",
        _for_check,
        subcommands.check,
    ),
    "export": ("Write the class that follows a design.", _for_export, subcommands.export),
    "table": (
        "Print what is set: t, epoch and batch are where a line begins, all counted from 0.",
        _for_table,
        subcommands.table,
    ),
    "plot": ("Draw the curves of a design.", _for_plot, subcommands.plot),
    "compare": (
        "Say whether a training log follows a design, and if not, how it was stepped instead.",
        _for_compare,
        _compare,
    ),
    "predict": (
        "Predict with which loss each design ends, by laws fitted on logs of your own runs.",
        _for_predict,
        predicting.predict,
    ),
    "drive": (
        "Train a small real network with the exported class of each design, and compare the losses.",
        _for_drive,
        driving.drive,
    ),
    "loop": ("Write the training loop of a design's run.", _for_loop, subcommands.loop),
}
