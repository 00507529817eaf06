"""A drive as it is shown: its lines and marks, the rows of its table, and its sentences."""

import math
from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from rampsmith.app.base.theme import Theme
from rampsmith.app.compare.pins import Pin
from rampsmith.app.drive.drives import Drive
from rampsmith.app.drive.mean_loss import mean_loss
from rampsmith.app.drive.picture import Cross, LossLine, LossPicture, Rule
from rampsmith.app.drive.results import Result
from rampsmith.app.logs.logged_series import LoggedSeries
from rampsmith.designer.drive.events import Failed
from rampsmith.designer.drive.range_test import (
    HIGHEST,
    LOWEST,
    SMOOTHED_OVER,
    RangeFound,
    range_found,
    smoothed,
    two_digits,
)
from rampsmith.designer.drive.record import DriveRecord, divergence_words
from rampsmith.designer.drive.request import spread_words
from rampsmith.designer.loss.words import loss_text
from rampsmith.designer.values.names import capitalised
from rampsmith.designer.values.numbers import count_text, counted, rate_text, rounded_text


def look_of(drive: Drive, run: int, theme: Theme) -> tuple[QColor, Qt.PenStyle]:
    """Return the colour of a run and its dashes, which are those of its pin."""
    number = drive.pins[run]
    if number is None:
        return QColor(theme.accent), Qt.PenStyle.SolidLine
    design = drive.request.runs[run]
    pin = Pin(number, design.name, design.file.schedule)
    return pin.colour(theme), pin.style


def drawn(drive: Drive, theme: Theme) -> LossPicture:
    """Draw a drive so far: a line for each design, the window's on top, and each divergence."""
    runs = drive.request.runs
    lines: list[LossLine] = []
    crosses: list[Cross] = []
    for run in sorted(range(len(runs)), key=lambda run: drive.pins[run] is None):
        colour, style = look_of(drive, run, theme)
        mean = mean_loss(drive.record, run)
        if mean is not None:
            name = runs[run].name
            lines.append(LossLine(name, colour, style, mean.smooth, mean.raws, mean.band))
        crosses += _crosses(drive.record, run, colour)
    end = max(run.updates for run in runs)
    return LossPicture(tuple(lines), tuple(crosses), end=float(end))


def _crosses(record: DriveRecord, run: int, colour: QColor) -> Iterator[Cross]:
    """Mark each divergence of a run; the words are written once, at the first."""
    found = sorted(record.ends(run).divergences, key=lambda each: each.update)
    for number, diverged in enumerate(found):
        words = divergence_words(diverged)
        if record.request.seeds > 1:
            words = f"{words} ({len(found)} of {counted(record.request.seeds, 'seed')})"
        yield Cross(float(diverged.update), colour, "" if number else words)


def drawn_range(
    drive: Drive, theme: Theme, found: RangeFound | None, base: float | None
) -> LossPicture:
    """Draw a range test: its losses over the rates, what they say, and the base rate to be taken."""
    record, (run,) = drive.record, drive.request.runs
    colour, style = look_of(drive, 0, theme)
    losses = np.array(next(iter(record.losses(0)), ()))
    lines: tuple[LossLine, ...] = ()
    if len(losses):
        places = np.log10(np.array(record.rates(0))[: len(losses)])
        over = max(3, round(run.updates * SMOOTHED_OVER))
        raw = LoggedSeries(run.name, places, losses)
        smooth = LoggedSeries(run.name, places, smoothed(losses, over))
        lines = (LossLine(run.name, colour, style, smooth, (raw,)),)
    crosses = tuple(
        Cross(math.log10(each.rate), colour, f"not finite from {rate_text(two_digits(each.rate))}")
        for each in record.ends(0).divergences
    )
    rules = []
    if base is not None:
        rules.append(Rule(math.log10(base), f"base rate {rate_text(base)}", is_chosen=True))
    if found is not None:
        steepest, turn = (rate_text(two_digits(rate)) for rate in (found.steepest, found.turn))
        rules += [
            Rule(math.log10(found.steepest), f"falls most at {steepest}"),
            Rule(math.log10(found.turn), f"turns at {turn}"),
        ]
    low, high = math.log10(LOWEST), math.log10(HIGHEST)
    return LossPicture(lines, crosses, tuple(rules), begin=low, end=high, is_by_rate=True)


def found_range(drive: Drive) -> RangeFound | None:
    """Return what a range test has found; None until it is over."""
    losses = drive.record.mean_losses(0)
    rates = drive.record.rates(0)[: len(losses)]
    return None if drive.is_running else range_found(rates, losses)


def range_words(found: RangeFound | None, group: str) -> str:
    """Say what a range test found; ``group`` has these rates, and is empty where there is only one."""
    if found is None:
        return (
            "The loss never falls clearly, so no base rate follows from it; click the one to take."
        )
    steepest, turn = (rate_text(two_digits(rate)) for rate in (found.steepest, found.turn))
    whose = f" These are rates of “{group}”; the others keep their proportion." if group else ""
    return (
        f"The loss falls most steeply at {steepest}, and turns at {turn}. A tenth of the rate where "
        f"it turns is a base rate to begin with.{whose}"
    )


def base_rate_words(base: float | None, group: str) -> str:
    """Name the base rate that would be taken, and its group where there are several."""
    of = f" of “{group}”" if group else ""
    return "" if base is None else f"Base rate{of} {rate_text(base)}"


def group_tested(drive: Drive) -> str:
    """Return the group whose rates a range test goes through; empty where there is only one."""
    groups = drive.request.runs[0].file.schedule.groups
    return groups[0].name if len(groups) > 1 else ""


def results(drive: Drive, theme: Theme) -> list[Result]:
    """Return a row for each design, the one that ends lowest first."""
    found = []
    for run in drive.record.in_order():
        colour, style = look_of(drive, run, theme)
        words, sentences = end_words(drive.record, run), _sentences(drive.record, run)
        found.append(Result(drive.request.runs[run].name, colour, style, words, sentences))
    return found


def end_words(record: DriveRecord, run: int) -> str:
    """Write what a run ends with, briefly: the mean over its seeds and their spread, or that it diverged."""
    ends = record.ends(run)
    if not ends.final_losses:
        first = min((each.update for each in ends.divergences), default=None)
        return "…" if first is None else f"diverged at {count_text(first)}"
    words = loss_text(ends.mean)
    if ends.spread is not None:
        words += f" ± {rounded_text(ends.spread, 2)}"
    return f"{words}, {len(ends.divergences)} diverged" if ends.divergences else words


def _sentences(record: DriveRecord, run: int) -> str:
    design, ends = record.request.runs[run], record.ends(run)
    lines = [design.name]
    if ends.final_losses:
        lines.append(f"Ends with {' and '.join(map(loss_text, ends.final_losses))}.")
    for each in ends.divergences:
        seed = f"Seed {each.seed + 1}: " if record.request.seeds > 1 else ""
        lines.append(f"{seed}{divergence_words(each)}.")
    if spread := spread_words(design.file.schedule, design.updates):
        lines.append(f"{capitalised(spread)}.")
    return "\n".join(lines)


def state_words(record: DriveRecord) -> str:
    """Say what is under way."""
    if record.started is None:
        return "The child process is being made ready …"
    words = percent_words(record)
    if record.latest is None:
        return words
    run, seed = record.latest
    of = f", seed {seed + 1} of {record.request.seeds}" if record.request.seeds > 1 else ""
    return f"{words} · {record.request.runs[run].name}{of}"


def failure(drive: Drive) -> str:
    """Say why a drive has failed; nothing where it has not."""
    return drive.end.sentence if isinstance(drive.end, Failed) else ""


def percent_words(record: DriveRecord) -> str:
    """Say how much of a drive is done."""
    return f"{math.floor(100 * record.share)} %"


def notes(drive: Drive) -> str:
    """Say what was trained, how the runs are spread over the updates, and what the final losses are."""
    started, design = drive.record.started, drive.request.runs[0]
    if started is None:
        return ""
    parts = [f"{started.task}.", *started.notes]
    if drive.is_range_test:
        return " ".join(parts)
    if spread := spread_words(design.file.schedule, design.updates):
        parts.append(f"{design.name}: {spread}.")
    ends = "Final losses are means over the last twentieth of the updates"
    several = drive.request.seeds > 1
    parts.append(f"{ends}, ± their spread over the seeds." if several else f"{ends}.")
    return " ".join(parts)
