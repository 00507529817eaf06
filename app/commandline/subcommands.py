"""The commands, each a function that returns the exit status."""

import json
import keyword
from argparse import Namespace
from dataclasses import asdict, fields, replace
from functools import partial
from pathlib import Path
from typing import Any, get_args

from rampsmith.app.commandline.designs import designed, exportable, problem_words, refused
from rampsmith.app.commandline.start import DESIGN_HAS_ERRORS, DONE
from rampsmith.app.commandline.streams import (
    THE_DESIGN,
    UsageError,
    all_but_exported,
    complain,
    loaded_text,
    require_no_input,
    say,
    say_if_read,
    set_aside,
    source_name,
    written,
)
from rampsmith.app.commandline.waiting import waiting
from rampsmith.designer.document.class_names import class_name_fault
from rampsmith.designer.document.schedule import CodeStyle, Schedule
from rampsmith.designer.files.design_file import design_text, schedule_in
from rampsmith.designer.presets import PRESETS, preset_named
from rampsmith.designer.presets.common import CommonArguments
from rampsmith.designer.presets.own import OwnPresets, own_presets
from rampsmith.designer.problems.all_problems import errors, problems
from rampsmith.designer.problems.problem import Problem
from rampsmith.designer.proof.proof_task import Verdict
from rampsmith.designer.training_loop.rows import Rows
from rampsmith.designer.values.limits import MOST_STEPS
from rampsmith.designer.values.numbers import EntryError, counted, exact_text, parsed_whole
from rampsmith.designer.words.phrases import summary
from rampsmith.exporters.targets.all_targets import TARGETS
from rampsmith.exporters.targets.export_file import ExportError
from rampsmith.exporters.targets.hand_edits import HandEdits, hand_edits
from rampsmith.exporters.targets.table import Table
from rampsmith.exporters.words.frameworks import FRAMEWORKS


def presets(arguments: Namespace) -> int:
    """List the presets, each with its line, its source and its arguments."""
    own = own_presets()
    for fault in own.faults:
        complain(fault)
    every = (*PRESETS.values(), *own.presets)
    if arguments.json:
        listed = [preset.to_json() for preset in every]
        say(json.dumps(listed, indent=2, ensure_ascii=False) + "\n")
        return DONE
    for preset in every:
        say(f"{preset.name}: {preset.line} [{preset.source}]\n")
        taken = [f"{each.name}={each.default_text}" for each in preset.own_arguments]
        say("".join(f"    {line}\n" for line in wrapped(taken)))
        if preset.groups:
            groups = [f"{group.name}={exact_text(group.base_lr)}" for group in preset.groups]
            say("".join(f"    {line}\n" for line in wrapped(["groups:", *groups])))
    shared = ", ".join(field.name for field in fields(CommonArguments))
    say(f"All take {shared} too; rampsmith new --help shows their defaults.\n")
    if own.kept:
        say(f"The last {len(own.kept)}, your own, take only base_lr, steps and class_name.\n")
    return DONE


def new(arguments: Namespace) -> int:
    """Make a design of a preset."""
    name = arguments.preset
    own = OwnPresets() if name in PRESETS else own_presets()
    schedule = preset_named(name, own.presets).make_from_texts(arguments.settings, arguments.groups)
    text = design_text(schedule)
    inputs = {str(each.path): "a preset of yours" for each in own.kept}
    aside = set_aside(arguments.output, text, inputs=inputs)
    if written(arguments.output, text, inputs=inputs):
        length = counted(schedule.total_steps, schedule.step_word)
        rates = [f"{group.name} {exact_text(group.base_lr)}" for group in schedule.groups]
        groups = f"; groups {', '.join(rates)}" if arguments.groups else ""
        say(f"{arguments.output}: {summary(schedule)}; {length}{groups}{aside}.\n")
    return DONE


def read(arguments: Namespace) -> int:
    """Make a design of code, a configuration or a log; say what was assumed and not understood."""
    from rampsmith.app.commandline.reading import read_anything, source_path

    name = source_name(arguments.source)
    inputs = {source_path(arguments): "what is read"}
    if arguments.output is not None:
        # Before anything of a person's is run.
        require_no_input(arguments.output, inputs)
    reading = read_anything(arguments)
    for note in reading.notes:
        complain(f"{name}: {note.words}")
    schedule = reading.schedule
    length = counted(schedule.total_steps, schedule.step_word)
    rates = ", ".join(f"{group.name} {exact_text(group.base_lr)}" for group in schedule.groups)
    about = f"{summary(schedule)}; {length}; rates {rates}; read from {reading.words}"
    if arguments.output is None:
        say(f"{name}: {about}.\n")
        return DONE
    text = design_text(schedule)
    aside = set_aside(arguments.output, text, inputs=inputs)
    if written(arguments.output, text, inputs=inputs):
        say(f"{arguments.output}: {about}{aside}.\n")
    return DONE


def check(arguments: Namespace) -> int:
    """Report the problems, then the proof in torch."""
    text = loaded_text(arguments.design)
    schedule = schedule_in(text, source=source_name(arguments.design))
    edits = hand_edits(text)
    with waiting("looking for problems"):
        found = problems(schedule)
        wrong = bool(errors(schedule))
    if not arguments.json:
        if edits is not None:
            lines = "".join(f"    {line}\n" for line in edits.changes)
            say_if_read(f"{edits.sentence} What follows is about the design.\n{lines}")
        for problem in found:
            say_if_read(f"{problem.severity:7}  {problem_words(problem)}\n")
        if not found:
            say_if_read("no problems\n")
    verdict = None if wrong else proved(schedule)
    if arguments.json:
        say_if_read(_check_json(arguments.design, found, verdict, edits))
    elif verdict is None:
        say_if_read("not proved: a design with errors cannot be exported\n")
    elif verdict.passed:
        say_if_read(f"{verdict.sentence}\n")
    else:
        for finding in verdict.findings or (verdict.sentence,):
            say_if_read(f"not proved: {finding}\n")
    return DONE if verdict is not None and verdict.passed else DESIGN_HAS_ERRORS


def export(arguments: Namespace) -> int:
    """Write the class."""
    if arguments.class_name is not None:
        fault = class_name_fault(arguments.class_name)
        if fault is not None:
            raise UsageError(f"--class-name: {fault}")
    schedule = designed(arguments.design)
    if arguments.class_name is not None:
        schedule = replace(schedule, class_name=arguments.class_name)
    style = {field.name: getattr(arguments, field.name) for field in fields(CodeStyle)}
    chosen = {word: value for word, value in style.items() if value is not None}
    schedule = replace(schedule, code=replace(schedule.code, **chosen))
    if refused(schedule, arguments.design):
        return DESIGN_HAS_ERRORS
    target = TARGETS[arguments.target]
    try:
        with waiting("writing the class"):
            content = target.parts(schedule)
    except ExportError as error:
        for problem in error.problems:
            complain(f"{source_name(arguments.design)}: --target: {problem.sentence}")
        return DESIGN_HAS_ERRORS
    keeping = (
        None if arguments.force else partial(all_but_exported, target=target, schedule=schedule)
    )
    inputs = {arguments.design: THE_DESIGN}
    if written(arguments.output, content, inputs=inputs, keeping=keeping):
        what = f"class {schedule.class_name}" if arguments.target == "pytorch" else target.words
        say(f"{arguments.output}: {what}\n")
    return DONE


def table(arguments: Namespace) -> int:
    """Print what is set at each step."""
    schedule = exportable(arguments.design)
    if schedule is None:
        return DESIGN_HAS_ERRORS
    first, stop = step_range(arguments.steps, schedule.total_steps)
    rows = Rows(schedule, arguments.by)
    shown = Table.of_steps(rows, first, stop, arguments.columns)
    for line in shown.csv_lines() if arguments.csv else shown.text_lines():
        say(line)
    return DONE


def plot(arguments: Namespace) -> int:
    """Draw the curves."""
    from rampsmith.exporters.pictures.picture import Format, picture

    output = arguments.output
    suffix = "svg" if output == "-" else Path(output).suffix.lower().removeprefix(".")
    if suffix not in get_args(Format):
        raise UsageError(f"--output: “{output}” ends neither in .png nor in .svg.")
    schedule = exportable(arguments.design)
    if schedule is None:
        return DESIGN_HAS_ERRORS
    with waiting("drawing"):
        content = picture(schedule, "svg" if suffix == "svg" else "png")
    inputs = {arguments.design: THE_DESIGN}
    aside = set_aside(output, content, inputs=inputs)
    if written(output, content, inputs=inputs):
        say(f"{output}: a picture as {suffix.upper()}{aside}\n")
    return DONE


def loop(arguments: Namespace) -> int:
    """Write the training loop."""
    from rampsmith.exporters.loops.writing import LoopError, division_fault, loop_source

    schedule = exportable(arguments.design)
    if schedule is None:
        return DESIGN_HAS_ERRORS
    if fault := division_fault(schedule, arguments.optimizers):
        raise UsageError(f"{source_name(arguments.design)}: --optimizer: {fault}")
    path = Path(arguments.design)
    importable = path.stem.isidentifier() and not keyword.iskeyword(path.stem)
    module = path.stem if path.suffix == ".py" and importable else None
    try:
        text = loop_source(
            schedule, arguments.framework, module=module, optimizers=arguments.optimizers
        )
    except LoopError as error:
        complain(f"{source_name(arguments.design)}: {error}")
        return DESIGN_HAS_ERRORS
    inputs = {arguments.design: THE_DESIGN}
    aside = set_aside(arguments.output, text, inputs=inputs)
    if written(arguments.output, text, inputs=inputs):
        say(f"{arguments.output}: for {FRAMEWORKS[arguments.framework]}{aside}\n")
    return DONE


def proved(schedule: Schedule) -> Verdict:
    """Have the class of a schedule without errors proved in torch, in a process of its own."""
    from rampsmith.designer.proof.client import WorkerClient
    from rampsmith.designer.proof.proof_task import ProofTask
    from rampsmith.designer.proof.task import ExportedFile
    from rampsmith.exporters.targets.pytorch import pytorch_source

    with waiting("proving the class in torch"), WorkerClient() as client:
        return client.ask(ProofTask(ExportedFile(pytorch_source(schedule), schedule)))


def wrapped(words: list[str]) -> list[str]:
    """Join words to lines that fit under a preset's name."""
    lines: list[str] = []
    for word in words:
        if not lines or len(lines[-1]) + len(word) > 80:
            lines.append("")
        lines[-1] += f"{word}  "
    return [line.rstrip() for line in lines]


def step_range(text: str | None, total: int) -> tuple[int, int]:
    """Read ``A:B``, from A up to and without B; what is left out is the run's own end.

    Raises:
        UsageError: if it is no such range.
    """
    if text is None:
        return 0, total
    first, colon, stop = text.partition(":")
    if not colon:
        raise UsageError(f"--steps: “{text}” is not A:B, such as 0:100.")
    try:
        begin = parsed_whole(first) if first.strip() else 0
        end = parsed_whole(stop) if stop.strip() else max(begin, total)
    except EntryError as error:
        raise UsageError(f"--steps: {error}") from None
    if not 0 <= begin <= end <= MOST_STEPS:
        raise UsageError(f"--steps: “{text}” does not go up from a step that there is.")
    return begin, end


def _check_json(
    path: str,
    found: tuple[Problem, ...],
    verdict: Verdict | None,
    edits: HandEdits | None,
) -> str:
    document: dict[str, Any] = {
        "design": source_name(path),
        "hand_edits": None if edits is None else asdict(edits),
        "problems": [
            {
                "severity": problem.severity,
                "place": str(problem.place),
                "sentence": problem.sentence,
                "step": problem.step,
                "fix": None if problem.fix is None else problem.fix.words,
            }
            for problem in found
        ],
        "proof": None if verdict is None else verdict.to_json(),
    }
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
