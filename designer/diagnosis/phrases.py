"""What a comparison of a log with a design has found, in words: made last, where it is shown."""

from dataclasses import replace

from rampsmith.designer.diagnosis.lining_up import RowReading
from rampsmith.designer.diagnosis.outcome import Departure, Diagnosis
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.logs.log import Axis
from rampsmith.designer.training_loop.stepping_mistakes import possible_mistakes
from rampsmith.designer.values.numbers import count_text, counted, digits_text, exact_text

_POSITIONS: dict[Axis, str] = {
    "steps": "step",
    "epochs": "epoch",
    "samples": "sample",
    "tokens": "token",
    "rows": "row",
}


def sentence(diagnosis: Diagnosis, schedule: Schedule) -> str:
    """Return what was found, as in “498 of 500 rows equal this design stepped 4 times per update”."""
    rows = counted(diagnosis.rows, "row")
    if diagnosis.logged > diagnosis.rows:
        rows += f" compared, of {count_text(diagnosis.logged)},"
    if diagnosis.outcome == "follows":
        return f"All {rows} equal this design." if diagnosis.rows > 1 else "The row equals it."
    if diagnosis.outcome == "unexplained":
        return (
            f"{count_text(diagnosis.equal)} of {rows} equal this design, and no known mistake "
            "in stepping explains the others."
        )
    how = _how(diagnosis, schedule)
    return f"{count_text(diagnosis.explained)} of {rows} equal this design {how}."


def _how(diagnosis: Diagnosis, schedule: Schedule) -> str:
    """Return how the design was stepped, as the sentence goes on."""
    way, since = diagnosis.way, diagnosis.since
    place = "" if since is None else f"update {count_text(since)}"
    skipped = f"{_lag(diagnosis)} skipped by mixed precision" if way.lag else ""
    match way.mistake:
        case "per_process":
            how = f"stepped {way.times} times per {schedule.stepping}"
        case "per_batch":
            how = "stepped with every batch instead of every update"
        case "per_epoch":
            how = "stepped once per epoch instead of with every update"
        case "per_update":
            how = "stepped with every update instead of once per epoch"
        case "before_optimizer":
            how = "stepped before optimizer.step(), so one step ahead"
        case "without_state":
            how = f"begun again before {place}: resumed without the scheduler's state"
        case "last_epoch_off":
            return (
                f"one {schedule.step_word} ahead from {place} on: resumed with last_epoch too high"
            )
        case "skipped_updates":
            begun = f", the first of them by {place}" if place else ""
            return f"with {skipped}{begun}"
        case _:
            scale = digits_text(diagnosis.scale)
            return f"with base rates that are {scale} times those of the design"
    return f"{how}, with {skipped}" if skipped else how


def _lag(diagnosis: Diagnosis) -> str:
    lag = diagnosis.way.lag
    if diagnosis.lag_is_exact:
        return counted(lag, "update")
    return f"{lag} or {lag + 1} updates"


def doubt(diagnosis: Diagnosis) -> str:
    """Return why it is not known how many updates were skipped; empty where it is."""
    if diagnosis.lag_is_exact or not diagnosis.way.lag or diagnosis.outcome != "mistake":
        return ""
    return (
        "Which of the two it is depends on whether the rate was read before scheduler.step() or "
        "after it, and whether the updates count from 0 or from 1; the log does not say."
    )


def cure(diagnosis: Diagnosis, schedule: Schedule) -> str:
    """Return what to change; empty where nothing is known."""
    match diagnosis.outcome:
        case "mistake":
            run = schedule.run
            if diagnosis.way.mistake == "per_process":
                # The design need not know on how many devices the run was.
                run = replace(run, devices=diagnosis.way.times)
            possible = possible_mistakes(replace(schedule, run=run))
            found = (each.remedy for each in possible if each.name == diagnosis.way.mistake)
            return next(found, "")
        case "scaled":
            return "Build the optimizer with the design's base rates, or give the design the run's."
        case _:
            return ""


def report(diagnosis: Diagnosis, schedule: Schedule) -> tuple[str, ...]:
    """Return all that was found, a sentence on each line."""
    group = schedule.groups[diagnosis.group].name
    whose = f", group {group}" if len(schedule.groups) > 1 else ""
    lines = [
        f"{diagnosis.series}{whose}: {sentence(diagnosis, schedule)}",
        reading_words(diagnosis.reading),
    ]
    if diagnosis.departure is not None:
        departed = departure_words(diagnosis.departure)
        lines += [doubt(diagnosis), departed, cure(diagnosis, schedule)]
    return tuple(filter(None, lines))


def departure_words(departure: Departure) -> str:
    """Return which row is the first that is not as designed, and what it has."""
    place = f"{_POSITIONS[departure.axis]} {count_text(departure.position)}"
    rates = (departure.logged, departure.designed)
    logged, designed = map(digits_text, rates)
    if logged == designed:
        logged, designed = map(exact_text, rates)
    return (
        f"The first row that departs is {place} (line {count_text(departure.line)}): logged "
        f"{logged}, designed {designed}."
    )


def reading_words(reading: RowReading) -> str:
    """Return how the rows were lined up with the run."""
    when = {
        "begin": "where the batch begins",
        "before": "before scheduler.step()",
        "after": "after scheduler.step()",
    }[reading.moment]
    if reading.unit == "rows":
        every = counted(reading.stride, "update")
        return f"The log says no steps; its rows were taken to be {every} apart, read {when}."
    return f"Its {reading.unit} were taken to count from {reading.first}, the rate read {when}."
