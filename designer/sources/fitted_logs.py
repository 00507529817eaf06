"""Training logs as designs: the rates that a log has, fitted by segments."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from rampsmith.designer.document.curves import with_track
from rampsmith.designer.document.kinds import RATE, CurveKey
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Schedule, Stepping, Track
from rampsmith.designer.files.design_error import DesignError, DesignFault
from rampsmith.designer.fitting.fit import Fit, fitted
from rampsmith.designer.fitting.fit_error import FitError
from rampsmith.designer.logs.log import Floats, Log, Series
from rampsmith.designer.sources.reading import WHOLE, Notes, Reading
from rampsmith.designer.values.names import counted_name
from rampsmith.designer.values.numbers import count_text, counted, digits_text

PROPORTIONAL = 1e-5
"""How evenly the rates of two groups are apart that follow one curve with bases of their own."""

LEAST_STAIRS = 8
"""Changes at even distances that are taken for those of epochs."""

FEWEST = 2
"""Numbers that make a curve."""


class FittedLog(NamedTuple):
    """A design of a log, and the fit of its first series."""

    reading: Reading
    fit: Fit


def design_of_log(
    log: Log,
    *,
    column: str | None = None,
    allowed: Callable[[Series], Floats | float | None] = Series.rounding,
) -> Reading:
    """Fit a design to the rates of a log, as ``fitted_log`` does."""
    return fitted_log(log, column=column, allowed=allowed).reading


def fitted_log(
    log: Log,
    *,
    column: str | None = None,
    allowed: Callable[[Series], Floats | float | None] = Series.rounding,
    attend: Callable[[float], object] = lambda _share: None,
) -> FittedLog:
    """Fit a design to the rates of a log.

    Args:
        log: the log.
        column: the name of the series that is fitted; None for every rate, one for each group.
        allowed: by how much the rates of a series may be missed; None for exact ones.
        attend: called again and again with the share that is done; what it raises ends the search.

    Raises:
        DesignError: if there is no such series, or it cannot be fitted.
    """
    notes = Notes()
    for told in log.notes:
        where = f"{told.place}: " if told.place else ""
        notes.add("not understood", WHOLE, where + told.sentence)
    chosen = _chosen(log, column)
    by_epoch = _by_epoch(chosen)
    if by_epoch is None:
        return _fitted(log, chosen, notes, allowed, attend)
    found = _fitted(log, by_epoch.series, Notes(), allowed, attend)
    if len(found.fit.explained) < len(chosen[0]) // by_epoch.updates:
        try:
            plain = _fitted(log, chosen, _copied(notes), allowed, attend)
        except DesignError:
            return _over_epochs(found, by_epoch.updates, notes)
        # Stairs are said as well in steps.
        if len(plain.fit.explained) <= len(found.fit.explained):
            return plain
    return _over_epochs(found, by_epoch.updates, notes)


def _fitted(
    log: Log,
    chosen: tuple[Series, ...],
    notes: Notes,
    allowed: Callable[[Series], Floats | float | None],
    attend: Callable[[float], object],
) -> FittedLog:
    stepping, scale = _counted(chosen[0], notes)

    def fit_from(begin: int, series: Series) -> Fit:
        try:
            return fitted(
                np.round(series.positions / scale) - begin,
                series.values,
                tolerance=allowed(series),
                stepping=stepping,
                title=log.name,
                attend=attend,
            )
        except FitError as error:
            fault = DesignFault(series.full_name, str(error))
            raise DesignError(log.name, (fault,)) from None

    begin, first = 0, fit_from(0, chosen[0])
    if (chosen[0].positions >= 1).all():
        # Many programs count the steps that are done when they log the rate of the last one.
        later = fit_from(1, chosen[0])
        if (not later.within, len(later.explained), later.digits) < (
            not first.within,
            len(first.explained),
            first.digits,
        ):
            begin, first = 1, later
            sentence = "The log counts its steps from 1, so its row 1 is the first step, step 0."
            notes.add("assumed", WHOLE, sentence)
    fit_of = partial(fit_from, begin)
    schedule = _named(first.schedule, chosen[0])
    if not first.within:
        notes.add("not understood", WHOLE, _difference(first, chosen[0]))
    for series in chosen[1:]:
        schedule = _with_group(schedule, chosen[0], series, fit_of, notes)
    return FittedLog(Reading(schedule, _form(first, chosen[0]), notes.all()), first)


class _ByEpoch(NamedTuple):
    """Rates that change once per epoch, one for each epoch; and the updates of an epoch."""

    series: tuple[Series, ...]
    updates: int


def _by_epoch(chosen: tuple[Series, ...]) -> _ByEpoch | None:
    """Return rates that change only every so many steps as those of epochs; None where they do not."""
    first = chosen[0]
    if first.axis != "steps" or any(len(each) != len(first) for each in chosen):
        return None
    if not len(first) or not (np.diff(first.positions) == 1).all() or first.positions[0] > 1:
        return None
    changed = [np.flatnonzero(np.diff(each.values) != 0) + 1 for each in chosen]
    places = np.concatenate(changed)
    updates = int(np.gcd.reduce(places)) if len(places) else 0
    if len(changed[0]) < LEAST_STAIRS or updates < 2:
        return None
    epochs = tuple(
        replace(
            each,
            axis="epochs",
            positions=np.arange(len(each.values[::updates]), dtype=np.float64),
            values=each.values[::updates],
            lines=each.lines[::updates],
        )
        for each in chosen
    )
    return _ByEpoch(epochs, updates)


def _copied(notes: Notes) -> Notes:
    made = Notes()
    for note in notes.all():
        made.add(note.kind, note.place, note.sentence)
    return made


def _over_epochs(found: FittedLog, updates: int, notes: Notes) -> FittedLog:
    """Return what was fitted to the rates of epochs over a run of so many updates in each."""
    sentence = (
        f"The rate changes only every {updates:,} steps, so these are taken for an epoch, and the "
        "schedule for one that is stepped once per epoch."
    )
    notes.add("assumed", WHOLE, sentence)
    for note in found.reading.notes:
        notes.add(note.kind, note.place, note.sentence)
    schedule = found.reading.schedule
    run = Run(samples=updates, batch_size=1, epochs=schedule.run.epochs)
    reading = replace(found.reading, schedule=replace(schedule, run=run), notes=notes.all())
    return found._replace(reading=reading)


def _chosen(log: Log, column: str | None) -> tuple[Series, ...]:
    """Return the series that are fitted, those of one run."""
    if column is not None:
        found = tuple(each for each in log.series if column in (each.full_name, each.name))
    else:
        found = log.of_kind("rate")
        found = tuple(each for each in found if each.run == found[0].run)
    found = tuple(each for each in found if np.isfinite(each.values).sum() >= FEWEST)
    if not found:
        names = ", ".join(f"“{series.full_name}”" for series in log.series[:12])
        what = "no rate" if column is None else f"no numbers in a column “{column}”"
        raise DesignError(log.name, (DesignFault("", f"This has {what}, but {names}."),))
    return found


def _counted(series: Series, notes: Notes) -> tuple[Stepping, float]:
    """Return what a step is, and how many of what the log counts one step takes."""
    positions = series.positions[np.isfinite(series.positions)]
    if series.axis in ("steps", "rows"):
        if series.axis == "rows":
            notes.add("assumed", WHOLE, "The log counts no steps, so each row is taken for one.")
        return "update", 1.0
    if series.axis == "epochs" and (positions == np.round(positions)).all():
        return "epoch", 1.0
    gaps = np.diff(np.unique(positions))
    gap = float(gaps.min()) if len(gaps) else 1.0
    notes.add(
        "assumed",
        WHOLE,
        f"The log counts {series.axis}, so each {digits_text(gap)} of them are taken for a step.",
    )
    return "update", gap


def _form(fit: Fit, series: Series) -> str:
    """Return what was read, and how far the design is from it: ``200 rates of lr, ...``."""
    rates = counted(int(np.isfinite(series.values).sum()), "rate")
    of = f"{rates} of {series.full_name}" if series.full_name else rates
    if fit.difference == 0:
        return f"{of}, which the design has exactly"
    place = f"at step {count_text(fit.step)}"
    return f"{of}, of which none is farther than {digits_text(fit.difference)} away, {place}"


def _difference(fit: Fit, series: Series) -> str:
    """Say that a design is farther from what was logged than its rounding explains."""
    return (
        f"{series.full_name}: the rate at step {count_text(fit.step)} is "
        f"{digits_text(fit.difference)} away from the design, more than its rounding explains."
    )


def _named(schedule: Schedule, series: Series) -> Schedule:
    group = schedule.groups[0]
    return replace(schedule, groups=(replace(group, name=_group_name(series, ())),))


def _group_name(series: Series, taken: Sequence[str]) -> str:
    name = series.group if isinstance(series.group, str) else None
    number = series.group if isinstance(series.group, int) else len(taken)
    return counted_name(name or (f"group {number}" if taken else "all"), taken)


def _with_group(
    schedule: Schedule,
    first: Series,
    series: Series,
    fit_of: Callable[[Series], Fit],
    notes: Notes,
) -> Schedule:
    """Add a group: with a base of its own where its rates are a multiple, else with its own curve."""
    name = _group_name(series, [group.name for group in schedule.groups])
    ratio = _ratio(first, series)
    if ratio is not None and (schedule.is_relative or ratio == 1):
        base = float(f"{schedule.groups[0].base_lr * ratio:.6g}")
        return replace(schedule, groups=(*schedule.groups, Group(name, base)))
    fit = fit_of(series)
    if not fit.within:
        notes.add("not understood", WHOLE, _difference(fit, series))
    group = replace(fit.schedule.groups[0], name=name)
    schedule = replace(schedule, groups=(*schedule.groups, group))
    if fit.schedule.counts_from != schedule.counts_from:
        sentence = f"{series.full_name} counts its steps otherwise than {first.full_name}."
        notes.add("not understood", WHOLE, sentence)
    key = CurveKey(RATE, name)
    return with_track(schedule, Track(key, fit.schedule.segments, fit.schedule.repeats))


def _ratio(first: Series, series: Series) -> float | None:
    """Return by how much the rates of a series are those of another; None where that changes."""
    if len(first) != len(series):
        return None
    one, other = _where_both(first.values, series.values)
    if not len(one):
        return 1.0
    ratios: Floats = other / one
    middle = float(np.median(ratios))
    same = np.abs(ratios - middle) <= PROPORTIONAL * abs(middle)
    zeros = (first.values == 0) == (series.values == 0)
    return middle if same.all() and zeros.all() else None


def _where_both(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    both = (one != 0) & (other != 0) & np.isfinite(one) & np.isfinite(other)
    return one[both], other[both]
