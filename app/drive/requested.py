"""What is asked of a drive: the designs that can be driven, for how long, and why others cannot be."""

from collections.abc import Iterable
from typing import NamedTuple

from rampsmith.app.code.exported import export_result
from rampsmith.app.drive.drives import Candidate, Drive
from rampsmith.app.drive.settings import DriveSettings
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.drive.range_test import UPDATES as RANGE_UPDATES
from rampsmith.designer.drive.range_test import range_design
from rampsmith.designer.drive.record import DriveRecord
from rampsmith.designer.drive.request import DrivenRun, DriveRequest, driven_updates
from rampsmith.designer.proof.task import ExportedFile


class Wanted(NamedTuple):
    """The drive of all designs that can be driven, if there are any, and why others cannot be."""

    drive: Drive | None
    faults: tuple[str, ...]


def drive_of(candidates: Iterable[Candidate], settings: DriveSettings) -> Wanted:
    """Ask for a drive of each design that can be driven."""
    runs, pins, faults = [], [], []
    for name, schedule, pin in candidates:
        fault, source = _source(schedule)
        if fault:
            faults.append(f"{name} cannot be driven: {fault}")
            continue
        task = "" if settings.own_file is not None else settings.task
        updates = driven_updates(schedule, task, settings.updates)
        runs.append(DrivenRun(name, ExportedFile(source, schedule), updates))
        pins.append(pin)
    request = _request(runs, settings, settings.seeds)
    drive = Drive(DriveRecord(request), tuple(pins), is_range_test=False) if runs else None
    return Wanted(drive, tuple(faults))


def range_test(schedule: Schedule, settings: DriveSettings) -> Drive:
    """Ask for a drive through all rates, for the groups of a design."""
    updates = settings.updates or RANGE_UPDATES
    tested = range_design(schedule, updates)
    file = ExportedFile(export_result(tested).source, tested)
    request = _request([DrivenRun(tested.title, file, updates)], settings, seeds=1)
    return Drive(DriveRecord(request), (None,), is_range_test=True)


def _request(runs: list[DrivenRun], settings: DriveSettings, seeds: int) -> DriveRequest:
    own = "" if settings.own_file is None else str(settings.own_file)
    return DriveRequest(tuple(runs), settings.task, settings.optimizer, seeds, own)


def _source(schedule: Schedule) -> tuple[str, str]:
    """Return why a design cannot be driven, and the file of its class; one of them is empty."""
    if not schedule.segments:
        return "it has no curve yet.", ""
    result = export_result(schedule)
    return " ".join(result.reasons), result.source
