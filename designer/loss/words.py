"""What a prediction of the loss stands on, in sentences."""

from collections.abc import Iterator

from rampsmith.designer.loss.fitting import LossFit
from rampsmith.designer.loss.prediction import Prediction
from rampsmith.designer.values.numbers import count_text, counted, rate_text, rounded_text

KNOWN_FOR = "Such laws are known to hold for one-epoch pre-training of language models."


def stands_on(fit: LossFit) -> Iterator[str]:
    """Say what was fitted on what, how close it is, and how well it predicts a log that was left out."""
    best = fit.best
    yield (
        f"The {best.law.name} ({best.law.source}) was fitted on {counted(len(fit.runs), 'log')}, "
        f"and is off by {rounded_text(best.error, 2)} on average."
    )
    for run in fit.runs:
        first, last = (count_text(run.updates[place]) for place in (run.begin, -1))
        yield (
            f"{run.name}: {counted(len(run.updates) - run.begin, 'row')} from update {first}, where its "
            f"warmup ends, to {last}, with rates from {rate_text(float(run.rates.max()))} down to "
            f"{rate_text(float(run.rates[run.rates.argmax() :].min()))}."
        )
    for each in fit.left_out:
        yield (
            f"Without {each.name}, its last loss is predicted as {loss_text(each.predicted)}; "
            f"it was {loss_text(each.logged)}."
        )
    yield KNOWN_FOR


def end_words(prediction: Prediction) -> str:
    """Say what the loss ends with, and between what it may be."""
    lowest, likeliest, highest = map(loss_text, prediction.end)
    return f"{likeliest}, from {lowest} to {highest}"


def loss_text(value: float) -> str:
    """Write a loss with as many digits as can mean something."""
    return rate_text(value) if value < 1 else f"{value:,.3f}"
