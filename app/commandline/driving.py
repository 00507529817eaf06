"""The command that drives: a small real network is trained with each design."""

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from rampsmith.app.commandline.designs import exportable
from rampsmith.app.commandline.start import DESIGN_HAS_ERRORS, DONE
from rampsmith.app.commandline.streams import (
    STANDARD,
    THE_DESIGN,
    UsageError,
    complain,
    require_no_input,
    say,
    say_if_read,
    set_aside,
    show,
    source_name,
    written,
)
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.drive.client import DriveClient
from rampsmith.designer.drive.events import Diverged, Event, Failed, RunFinished, Started
from rampsmith.designer.drive.range_test import UPDATES, RangeFound, range_design, range_found
from rampsmith.designer.drive.record import (
    DriveRecord,
    RunEnds,
    divergence_words,
    ends_words,
    progress_words,
)
from rampsmith.designer.drive.request import (
    DrivenRun,
    DriveRequest,
    driven_updates,
    request_faults,
    spread_words,
)
from rampsmith.designer.drive.tasks import TASKS
from rampsmith.designer.files.output import require_place
from rampsmith.designer.files.places import is_file, real_path
from rampsmith.designer.proof.task import ExportedFile
from rampsmith.designer.values.numbers import EntryError, counted, parsed_whole, rate_text


def drive(arguments: Namespace) -> int:
    """Train a network with each design; print with which loss it ends, the lowest first."""
    if arguments.template is not None:
        return _template(arguments)
    _require_sense(arguments)
    inputs = dict.fromkeys(arguments.designs, THE_DESIGN)
    if arguments.own is not None:
        inputs[arguments.own] = "the file that is run"
    if arguments.log is not None:
        # Told before the drive, which may take an hour.
        require_no_input(arguments.log, inputs)
        require_place(arguments.log)
    with DriveClient() as client:
        # It imports torch while the designs are read and exported.
        client.start()
        schedules = {path: exportable(path) for path in dict.fromkeys(arguments.designs)}
        designs = {path: each for path, each in schedules.items() if each is not None}
        if len(designs) < len(schedules):
            return DESIGN_HAS_ERRORS
        request = _request(arguments, designs)
        record = _driven(client, request)
    try:
        _say_losses(arguments, record)
    finally:
        if arguments.log is not None:
            text = record.log_text()
            aside = set_aside(arguments.log, text, inputs=inputs)
            if written(arguments.log, text, inputs=inputs):
                complain(f"{arguments.log}: the log of the drive{aside}")
    return DONE


def _say_losses(arguments: Namespace, record: DriveRecord) -> None:
    if arguments.range:
        _say_range(arguments, record)
    elif arguments.json:
        say_if_read(_json_text(record))
    else:
        runs = record.request.runs
        wide = max(len(run.name) for run in runs)
        for run in record.in_order():
            say_if_read(f"{runs[run].name:{wide}}  {ends_words(record.ends(run))}\n")


def _template(arguments: Namespace) -> int:
    """Write a file that ``--own`` takes."""
    from rampsmith.exporters.loops.writing import own_training_source

    path = arguments.template
    if arguments.designs:
        raise UsageError("rampsmith drive: --template is written without a design.")
    for option in ("own", "task", "optimizer", "updates", "range", "log", "json"):
        if getattr(arguments, option):
            raise UsageError(f"rampsmith drive: --template is written without --{option}.")
    name = "FILE" if path == STANDARD else Path(path).name
    text = own_training_source(name)
    if written(path, text, inputs={}, keeping=lambda _: "This is there already."):
        say(f"{path}: a training to change; rampsmith drive DESIGN --own {path} runs it.\n")
    return DONE


def _require_sense(arguments: Namespace) -> None:
    """Refuse what cannot be meant, before torch is imported.

    Raises:
        UsageError: if anything is wrong.
    """
    if not arguments.designs:
        raise UsageError("rampsmith drive: Name the designs to drive.")
    if arguments.own is not None and (arguments.task or arguments.optimizer):
        other = "--task" if arguments.task else "--optimizer"
        raise UsageError(f"rampsmith drive: {other} and --own cannot both say what is trained.")
    if arguments.own is not None and not is_file(Path(arguments.own)):
        raise UsageError(f"{arguments.own}: There is no such file.")
    if arguments.range and len(arguments.designs) > 1:
        raise UsageError("rampsmith drive: --range is for one design.")
    if arguments.log == STANDARD:
        raise UsageError("rampsmith drive: --log needs a file; the losses go to standard output.")


def _request(arguments: Namespace, designs: dict[str, Schedule]) -> DriveRequest:
    """Export the designs, and say how each is spread over the updates.

    Raises:
        UsageError: if the request makes no sense.
    """
    from rampsmith.exporters.targets.pytorch import pytorch_source

    task = "" if arguments.own else arguments.task or next(iter(TASKS))
    asked = None if arguments.updates is None else _whole(arguments.updates, "--updates")
    runs = []
    for path, schedule in designs.items():
        used = range_design(schedule, asked or UPDATES) if arguments.range else schedule
        updates = driven_updates(used, task, asked)
        file = ExportedFile(pytorch_source(used), used)
        runs.append(DrivenRun(source_name(path), file, updates))
    request = DriveRequest(
        tuple(runs),
        task=task,
        optimizer=arguments.optimizer or "",
        seeds=_whole(arguments.seeds, "--seeds"),
        own_file=real_path(Path(arguments.own)) if arguments.own else "",
    )
    if faults := request_faults(request):
        raise UsageError(f"rampsmith drive: {' '.join(faults)}")
    for run in runs:
        if words := spread_words(run.file.schedule, run.updates):
            complain(f"{run.name}: {words}")
    return request


def _whole(text: str, option: str) -> int:
    try:
        return parsed_whole(text)
    except EntryError as error:
        raise UsageError(f"{option}: {error}") from None


def _driven(client: DriveClient, request: DriveRequest) -> DriveRecord:
    """Drive, and tell of it on standard error.

    Raises:
        UsageError: if it could not be done.
    """
    record = DriveRecord(request)
    progress = _Progress(record)

    def heard(event: Event) -> None:
        record.take(event)
        progress.tell(event)

    end = client.drive(request, heard)
    progress.clear()
    if isinstance(end, Failed):
        raise UsageError(end.sentence)
    return record


class _Progress:
    """Tells of a drive on standard error: each end on a line, and on a terminal how far it is."""

    def __init__(self, record: DriveRecord) -> None:
        """Tell of a record, which takes each event before it is told here."""
        self._record = record
        self._is_seen = sys.stderr is not None and sys.stderr.isatty()
        self._shown = ""

    def tell(self, event: Event) -> None:
        """Tell of an event."""
        request = self._record.request
        match event:
            case Started(total, task, notes):
                self._line(f"{task}: {counted(total, 'update')}")
                for note in notes:
                    self._line(note)
            case Diverged(run, seed, _, _):
                self._line(f"{self._run(run, seed)}: {divergence_words(event)}")
            case RunFinished(run, seed, loss):
                updates = counted(request.runs[run].updates, "update")
                self._line(f"{self._run(run, seed)}: loss {rate_text(loss)} after {updates}")
            case _:
                self._show(progress_words(self._record))

    def clear(self) -> None:
        """Remove the line that shows the progress."""
        self._show("")

    def _run(self, run: int, seed: int) -> str:
        request = self._record.request
        of = f", seed {seed + 1} of {request.seeds}" if request.seeds > 1 else ""
        return f"{request.runs[run].name}{of}"

    def _line(self, words: str) -> None:
        self.clear()
        complain(words)

    def _show(self, words: str) -> None:
        if self._is_seen and words != self._shown:
            show(f"\r{words:{len(self._shown)}}\r{words}")
            self._shown = words


def _json_text(record: DriveRecord) -> str:
    """Write how each design ended, in the order in which they were named."""
    runs = record.request.runs
    document: dict[str, Any] = {
        **_about(record.request),
        "designs": [
            {
                "design": each.name,
                "updates": each.updates,
                "spread_over_updates": spread_words(each.file.schedule, each.updates),
                **_ends_json(record.ends(run)),
            }
            for run, each in enumerate(runs)
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _about(request: DriveRequest) -> dict[str, Any]:
    if request.own_file:
        return {"own": request.own_file, "seeds": request.seeds}
    optimizer = request.optimizer or TASKS[request.task].usual_optimizer
    return {"task": request.task, "optimizer": optimizer, "seeds": request.seeds}


def _ends_json(ends: RunEnds) -> dict[str, Any]:
    return {
        "final_losses": list(ends.final_losses),
        "mean": ends.mean if ends.final_losses else None,
        "spread": ends.spread,
        "diverged": [
            {"seed": each.seed + 1, "update": each.update, "rate": each.rate}
            for each in ends.divergences
        ],
    }


def _say_range(arguments: Namespace, record: DriveRecord) -> None:
    """Print what the range test has found.

    Raises:
        UsageError: if it says nothing.
    """
    name = record.request.runs[0].name
    losses = record.mean_losses(0)
    found = range_found(record.rates(0)[: len(losses)], losses)
    if found is None:
        raise UsageError(f"{name}: The loss falls at no rate, so the test says nothing.")
    if arguments.json:
        document = {
            **_about(record.request),
            "design": name,
            "updates": record.request.runs[0].updates,
            "steepest": found.steepest,
            "turn": found.turn,
            "base_rate": found.base,
        }
        say_if_read(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    else:
        say_if_read(f"{name}: {_range_words(found)}\n")


def _range_words(found: RangeFound) -> str:
    steepest, turn = rate_text(found.steepest), rate_text(found.turn)
    return (
        f"the loss falls most steeply at {steepest} and turns at {turn}; "
        f"a base rate of {rate_text(found.base)} is a tenth of the rate where it turns"
    )
