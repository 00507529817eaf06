"""What a column is, by its name and its values: a rate, a loss, a metric, or a count of steps."""

import re
from typing import NamedTuple

import numpy as np

from rampsmith.designer.logs.log import Axis, Floats, SeriesKind

LARGEST_RATE = 1_000.0
"""A guess: nobody trains with more, and columns that count go beyond it."""

AXIS_NAMES: dict[str, Axis] = {
    "trainer/global_step": "steps",
    "train/global_step": "steps",
    "global_step": "steps",
    "step": "steps",
    "steps": "steps",
    "current_steps": "steps",
    "iteration": "steps",
    "iterations": "steps",
    "iter": "steps",
    "iters": "steps",
    "it": "steps",
    "s": "steps",
    "num_updates": "steps",
    "update": "steps",
    "updates": "steps",
    "_step": "steps",
    "batch": "steps",
    "consumed_samples": "samples",
    "samples": "samples",
    "samples_seen": "samples",
    "consumed_tokens": "tokens",
    "num_input_tokens_seen": "tokens",
    "tokens": "tokens",
    "tokens_seen": "tokens",
    "num_tokens": "tokens",
    "epoch": "epochs",
    "epochs": "epochs",
    "train/epoch": "epochs",
}
"""The columns that count, the ones that are asked first for a place before the others."""

_PLAIN_COUNTS = frozenset(("", "index", "date", "time", "timestamp", "wall_time", "_timestamp"))

_PARTS = re.compile(r"[/.:|]")
_TOKENS = re.compile(r"[^a-z0-9]+")

_RATE = re.compile(r"(?:lr|learning_?rate)(?:_?(?:pg|group_?|param_group_?)?(?P<group>\d+))?")
_LIGHTNING_RATE = re.compile(r"lr-[A-Z]\w*(?:-\d+)?")
_RATE_OF = re.compile(r"(?:(?P<before>[a-z]\w*)_(?:lr\d*|learning_rate)|lr_(?P<after>[a-z]\w*))")
_NO_GROUPS = frozenset(
    [
        "base",
        "min",
        "max",
        "init",
        "initial",
        "peak",
        "target",
        "end",
        "final",
        "start",
        "warmup",
        "decay",
        "scale",
        "scaler",
        "mult",
        "multiplier",
        "ratio",
        "factor",
        "scheduler",
        "schedule",
        "momentum",
        "iters",
        "steps",
        "epochs",
        "power",
        "weight",
    ]
)
_CURRENT = frozenset(("current", "cur", "train", "optimizer", "optim", "actual", "mean", "avg"))
_GROUP = re.compile(r"(?P<word>pg|group_?|param_group_?)?(?P<number>\d+)")

_HELD_OUT = frozenset(("val", "valid", "validation", "eval", "test", "dev", "tel", "holdout"))
_NO_LOSS = frozenset(("scale", "scaler", "weight", "coef", "ratio", "time", "factor", "scaling"))
_BOOKKEEPING = frozenset(
    [
        "runtime",
        "time",
        "second",
        "sec",
        "speed",
        "step",
        "steps",
        "epoch",
        "memory",
        "samples",
        "count",
        "batch",
        "id",
    ]
)
_METRICS = frozenset(
    [
        "acc",
        "accuracy",
        "top1",
        "top5",
        "ap",
        "f1",
        "auc",
        "auroc",
        "bleu",
        "rouge",
        "precision",
        "recall",
        "iou",
        "miou",
        "psnr",
        "ssim",
        "perplexity",
        "ppl",
        "reward",
        "score",
        "error",
        "err",
        "wer",
        "cer",
        "dice",
        "mse",
        "mae",
        "rmse",
        "r2",
        "mcc",
        "fid",
        "bpb",
        "bpc",
        "metric",
        "metrics",
    ]
)
_MEAN_AVERAGE_PRECISION = re.compile(r"map\d*")


class ColumnName(NamedTuple):
    """The meaning of a column's name: the kind, and the parameter group where it names one."""

    kind: SeriesKind
    group: int | str | None = None


def axis_of(name: str) -> Axis | None:
    """Return what a column of this name counts; None where it is no count to go by."""
    return AXIS_NAMES.get(_plain(name))


def axis_rank(name: str) -> int:
    """Return the place of a column among those that count: the lowest is asked first."""
    return list(AXIS_NAMES).index(_plain(name))


def counts_rows(name: str) -> bool:
    """Return whether a column of this name only counts: steps, epochs, or the time."""
    plain = _plain(name)
    return plain in AXIS_NAMES or plain in _PLAIN_COUNTS


def is_held_out(name: str) -> bool:
    """Return whether a column is of a validation or a test rather than of training."""
    return not _HELD_OUT.isdisjoint(_tokens(name))


def is_loss(name: str) -> bool:
    """Return whether a column is a loss, of training or of a validation."""
    tokens = _tokens(name)
    has_loss = "loss" in tokens or "trl" in tokens or "tel" in tokens
    return has_loss and _NO_LOSS.isdisjoint(tokens)


def kind_by_name(name: str) -> SeriesKind:
    """Return what a column is by its name alone."""
    return _told_by_name(name).kind


def told_by(name: str, values: Floats) -> ColumnName:
    """Return what a column is, by its name; its values must be such as that has."""
    found = _told_by_name(name)
    if found.kind == "rate" and not _may_be_rates(values):
        return ColumnName("other")
    return found


def _told_by_name(name: str) -> ColumnName:
    rate = _rate(name)
    if rate is not None:
        return rate
    if is_loss(name):
        return ColumnName("metric" if is_held_out(name) else "loss")
    tokens = _tokens(name)
    is_metric = (
        is_held_out(name)
        or not _METRICS.isdisjoint(tokens)
        or any(map(_MEAN_AVERAGE_PRECISION.fullmatch, tokens))
    )
    is_kept = is_metric and _BOOKKEEPING.isdisjoint(tokens) and not counts_rows(name)
    return ColumnName("metric" if is_kept else "other")


def _rate(name: str) -> ColumnName | None:
    """Return which group's rate a name tells; None where it is no rate."""
    parts = _PARTS.split(name.strip())
    for place, part in enumerate(parts):
        plain = part.strip().lower().replace(" ", "_").replace("-", "_")
        if _LIGHTNING_RATE.fullmatch(part.strip()):
            # Lightning counts its groups from 1.
            return ColumnName("rate", _group(parts[place + 1 :], first=1))
        if match := _RATE.fullmatch(plain):
            number = match["group"]
            group = _group(parts[place + 1 :], first=0) if number is None else int(number)
            return ColumnName("rate", group)
        if match := _RATE_OF.fullmatch(plain):
            word = match["before"] or match["after"]
            if _NO_GROUPS.isdisjoint(word.split("_")):
                return ColumnName("rate", None if word in _CURRENT else word)
    return None


def _group(parts: list[str], *, first: int) -> int | str | None:
    """Read the group from what follows the rate in a name."""
    words = [part.strip() for part in parts if part.strip()]
    if not words:
        return None
    match = _GROUP.fullmatch(words[0].lower())
    if match is None:
        return words[0]
    return max(0, int(match["number"]) - (first if match["word"] == "pg" else 0))


def _may_be_rates(values: Floats) -> bool:
    finite = values[np.isfinite(values)]
    return bool(finite.size) and bool(finite.min() >= 0) and bool(finite.max() <= LARGEST_RATE)


def _plain(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def _tokens(name: str) -> frozenset[str]:
    return frozenset(_TOKENS.split(name.lower()))
