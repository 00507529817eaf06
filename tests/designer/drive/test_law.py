"""A law of the loss that is learned from two drives puts other schedules in their real order."""

from itertools import combinations

import pytest

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.drive.client import DriveClient
from rampsmith.designer.drive.events import Finished
from rampsmith.designer.drive.record import DriveRecord
from rampsmith.designer.drive.request import DriveRequest
from rampsmith.designer.logs.reading import read_log_text
from rampsmith.designer.loss.fitting import fitted_loss
from rampsmith.designer.loss.from_log import logged_runs
from rampsmith.designer.loss.prediction import predicted
from rampsmith.designer.shapes.constant import Constant
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.exponential import Exponential
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.shape import Shape
from rampsmith.designer.values.spans import Span
from tests.designer.drive.driven import run_of

RATE = 3e-3
UPDATES = 800

UP = Segment("Warmup", Linear(), Span.of_percent(5), Level(0), Level(1))


def hold(percent: float) -> Segment:
    return Segment("Hold", Constant(), Span.of_percent(percent))


def down(shape: Shape, end: float) -> Segment:
    return Segment("Decay", shape, Span.of_the_rest(), end=Level(end))


FITTED = {
    "cosine to 0": (UP, down(Cosine(), 0)),
    "hold, linear to 0 over 20 %": (UP, hold(75), down(Linear(), 0)),
}
PREDICTED = {
    "hold": (UP, hold(95)),
    "linear to 0": (UP, down(Linear(), 0)),
    "cosine to 0.3": (UP, down(Cosine(), 0.3)),
    "hold, linear to 0 over 40 %": (UP, hold(55), down(Linear(), 0)),
    "hold, then 0.3": (UP, hold(45), Segment("Low", Constant(), start=Level(0.3))),
    "exponential to 0.03": (UP, down(Exponential(), 0.03)),
}


def schedule(segments: tuple[Segment, ...]) -> Schedule:
    return Schedule(
        class_name="Driven",
        segments=segments,
        groups=(Group("all", RATE),),
        run=Run(samples=None, epochs=None, updates=UPDATES),
    )


@pytest.mark.long
def test_the_order_of_other_schedules_is_predicted_from_two_drives(client: DriveClient) -> None:
    designs = {name: schedule(parts) for name, parts in (FITTED | PREDICTED).items()}
    runs = tuple(run_of(design, name=name) for name, design in designs.items())
    request = DriveRequest(runs, task="text", optimizer="adamw")
    record = DriveRecord(request)
    assert isinstance(client.drive(request, record.take), Finished)
    logs = logged_runs(read_log_text(record.log_text(), "drive"))
    fit = fitted_loss([log for log in logs if log.name.removeprefix("drive, ") in FITTED])
    assert len(fit.runs) == len(FITTED)
    real = {run.name: record.ends(number).mean for number, run in enumerate(runs)}
    guess = {name: predicted(designs[name], fit).end[1] for name in PREDICTED}
    pairs = [*combinations(PREDICTED, 2)]
    agree = [
        (one, other)
        for one, other in pairs
        if (real[one] < real[other]) == (guess[one] < guess[other])
    ]
    told = "\n".join(f"{name}: {real[name]:.4f}, predicted {guess[name]:.4f}" for name in PREDICTED)
    assert len(agree) >= 5 / 6 * len(pairs), told
