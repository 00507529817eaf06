"""A drive as it is shown: its lines and marks, the rows of its table, and its sentences."""

import math
from statistics import fmean, stdev

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from rampsmith.app.base.theme import Theme
from rampsmith.app.compare.pins import Pin
from rampsmith.app.drive.picture import Cross, LossLine, LossPicture, Rule
from rampsmith.app.drive.results import Result
from rampsmith.app.drive.traces import DrivenDesign, Traces
from rampsmith.app.logs.logged_series import LoggedSeries
from rampsmith.designer.drive.events import Diverged
from rampsmith.designer.drive.range_test import (
    HIGHEST,
    LOWEST,
    SMOOTHED_OVER,
    RangeFound,
    rounded,
    smoothed,
)
from rampsmith.designer.drive.request import spread_words
from rampsmith.designer.loss.words import loss_text
from rampsmith.designer.values.numbers import count_text, counted, rate_text


def look_of(design: DrivenDesign, theme: Theme) -> tuple[QColor, Qt.PenStyle]:
    """Return the colour of a design and its dashes, which are those of its pin."""
    if design.pin is None:
        return QColor(theme.accent), Qt.PenStyle.SolidLine
    pin = Pin(design.pin, design.name, design.schedule)
    return pin.colour(theme), pin.style


def divergence_words(diverged: Diverged) -> str:
    """Say where a loss stopped being finite."""
    return f"not finite at update {count_text(diverged.update)}, at {rate_text(diverged.rate)}"


def drawn(traces: Traces, theme: Theme) -> LossPicture:
    """Draw what was told: a line for each design, the window's on top, and each divergence."""
    lines, crosses = [], []
    for run in sorted(range(len(traces.designs)), key=lambda run: traces.designs[run].pin is None):
        design = traces.designs[run]
        colour, style = look_of(design, theme)
        mean = traces.mean(run)
        if mean is not None:
            lines.append(LossLine(design.name, colour, style, mean.smooth, mean.raws, mean.band))
        crosses += _crosses(traces, run, colour)
    end = max((design.updates for design in traces.designs), default=1)
    return LossPicture(tuple(lines), tuple(crosses), end=float(max(1, end)))


def drawn_range(
    traces: Traces, theme: Theme, found: RangeFound | None, base: float | None
) -> LossPicture:
    """Draw a range test: its losses over the rates, what they say, and the base rate to be taken."""
    (design,) = traces.designs
    colour, style = look_of(design, theme)
    trace = traces.trace(0, 0)
    places = np.log10(np.array(trace.rates)) if trace.rates else np.zeros(0)
    raw = LoggedSeries(design.name, places, np.array(trace.losses))
    over = max(3, round(design.updates * SMOOTHED_OVER))
    smooth = LoggedSeries(
        design.name, places, smoothed(raw.values, over) if len(places) else raw.values
    )
    lines = (LossLine(design.name, colour, style, smooth, (raw,)),) if len(places) else ()
    crosses = (
        ()
        if trace.diverged is None
        else (
            Cross(
                math.log10(trace.diverged.rate),
                colour,
                f"not finite from {rate_text(rounded(trace.diverged.rate))}",
            ),
        )
    )
    rules = []
    if base is not None:
        rules.append(Rule(math.log10(base), f"base rate {rate_text(base)}", is_chosen=True))
    if found is not None:
        rules += [
            Rule(math.log10(found.steepest), f"falls most at {rate_text(rounded(found.steepest))}"),
            Rule(math.log10(found.turn), f"turns at {rate_text(rounded(found.turn))}"),
        ]
    low, high = math.log10(LOWEST), math.log10(HIGHEST)
    return LossPicture(lines, crosses, tuple(rules), begin=low, end=high, is_by_rate=True)


def range_words(found: RangeFound | None) -> str:
    """Say what a range test found."""
    if found is None:
        return (
            "The loss never falls clearly, so no base rate follows from it; click the one to take."
        )
    steepest, turn = (rate_text(rounded(rate)) for rate in (found.steepest, found.turn))
    return (
        f"The loss falls most steeply at {steepest}, and turns at {turn}. A tenth of that is a "
        "base rate to begin with."
    )


def _crosses(traces: Traces, run: int, colour: QColor) -> list[Cross]:
    """Mark each divergence of a design; the words are written once, at the first."""
    found = traces.divergences(run)
    crosses = []
    for number, diverged in enumerate(found):
        words = divergence_words(diverged)
        if number == 0 and traces.seeds > 1:
            words = f"{words} ({len(found)} of {counted(traces.seeds, 'seed')})"
        crosses.append(Cross(float(diverged.update), colour, "" if number else words))
    return crosses


def results(traces: Traces, theme: Theme) -> list[Result]:
    """Return a row for each design, the one that ends lowest first."""
    found = []
    for run in traces.in_order():
        design = traces.designs[run]
        colour, style = look_of(design, theme)
        words = end_words(traces, run)
        found.append(Result(design.name, colour, style, words, _sentences(traces, run)))
    return found


def end_words(traces: Traces, run: int) -> str:
    """Write what a design ends with: the mean over its seeds and their spread, or that it diverged."""
    finals, diverged = traces.finals(run), traces.divergences(run)
    if not finals:
        return f"diverged at {count_text(diverged[0].update)}" if diverged else "…"
    words = loss_text(fmean(finals))
    if len(finals) > 1:
        words += f" ± {spread_text(stdev(finals))}"
    return f"{words}, {len(diverged)} diverged" if diverged else words


def spread_text(value: float) -> str:
    """Write a spread with two digits."""
    return f"{value:.1e}" if 0 < value < 1e-4 else f"{float(f'{value:.2g}'):.10g}"


def _sentences(traces: Traces, run: int) -> str:
    design, finals, diverged = traces.designs[run], traces.finals(run), traces.divergences(run)
    lines = [design.name]
    if finals:
        ends = " and ".join(
            filter(None, [", ".join(map(loss_text, finals[:-1])), loss_text(finals[-1])])
        )
        lines.append(f"Ends with {ends}.")
    for each in diverged:
        seed = f"Seed {each.seed + 1}: " if traces.seeds > 1 else ""
        lines.append(f"{seed}{divergence_words(each)}.")
    if spread := spread_words(design.schedule, design.updates):
        lines.append(f"{spread[0].upper()}{spread[1:]}.")
    return "\n".join(lines)


def progress_words(traces: Traces) -> str:
    """Say what is under way."""
    if traces.started is None:
        return "The child process is being made ready …"
    now = traces.now
    words = f"{math.floor(100 * traces.share)} %"
    if now is None:
        return words
    run, seed = now
    of = f", seed {seed + 1} of {traces.seeds}" if traces.seeds > 1 else ""
    name = traces.designs[run].name
    return f"{words} · {name}{of}" if len(traces.designs) > 1 or of else words


def notes(traces: Traces, *, is_range_test: bool) -> str:
    """Say what was trained, how the runs are spread over the updates, and how the ends are taken."""
    started = traces.started
    if started is None:
        return ""
    design = traces.designs[0]
    parts = [f"{started.task}.", *started.notes]
    if is_range_test:
        return " ".join(parts)
    if spread := spread_words(design.schedule, design.updates):
        parts.append(f"{design.name}: {spread}.")
    ends = "Final losses are means over the last twentieth of the updates"
    parts.append(f"{ends}, ± their spread over the seeds." if traces.seeds > 1 else f"{ends}.")
    return " ".join(parts)
