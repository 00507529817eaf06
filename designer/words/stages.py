"""How the batch of a run grows, as it is typed and written: ``512 from 1B tokens; 1024 × 2 from 3B tokens``."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NewType

from rampsmith.designer.document.run import Run, Stage
from rampsmith.designer.values.limits import MOST_STAGES
from rampsmith.designer.values.numbers import EntryError, parsed_span, parsed_whole, whole
from rampsmith.designer.values.spans import Span
from rampsmith.designer.words.phrases import stage_words

Stages = NewType("Stages", str)
"""The text of the stages of a run."""

NO_STAGES = Stages("")

STAGES_HELP = (
    "How the batch grows along the way: 512 from 1B tokens; 1024 × 2 from 3B tokens, × 2 for the "
    "batches of an update. Or in equal steps: to 1536 by 32 until 12B tokens"
)

_STAGE = re.compile(r"(?P<size>[^×x*]+?)\s*([×x*]\s*(?P<times>.+?)\s*)?\bfrom\b(?P<place>.+)")
_RAMP = re.compile(r"to\b(?P<full>.+?)\bby\b(?P<by>.+?)\buntil\b(?P<place>.+)")


def stages_text(run: Run) -> Stages:
    """Write the stages of a run so that they can be typed again."""
    return Stages("; ".join(stage_words(run, stage) for stage in run.stages))


def parsed_stages(text: str, run: Run) -> tuple[Stage, ...]:
    """Read the stages of a run; no text is no stages.

    Raises:
        EntryError: if the text is neither.
    """
    stages = [stage for part in text.split(";") if part.strip() for stage in _stages(part, run)]
    if len(stages) > MOST_STAGES:
        raise EntryError(f"There are {len(stages):,} stages; {MOST_STAGES:,} are the most.")
    return tuple(stages)


def _stages(part: str, run: Run) -> Iterator[Stage]:
    shown = part.strip()
    ramp, stage = _RAMP.fullmatch(shown), _STAGE.fullmatch(shown)
    if ramp:
        yield from _ramp(run, parsed_whole(ramp["full"]), parsed_whole(ramp["by"]), ramp["place"])
    elif stage:
        times = run.accumulation if stage["times"] is None else parsed_whole(stage["times"])
        yield Stage(_place(stage["place"]), parsed_whole(stage["size"]), times)
    else:
        raise EntryError(f"“{shown}” is no stage such as “512 from 1B tokens”.")


def _ramp(run: Run, full: int, by: int, place: str) -> Iterator[Stage]:
    """Grow from the run's batch to a full one in equal steps, as Megatron does."""
    count, left = divmod(full - run.batch_size, by) if by > 0 else (0, 1)
    if left or not 0 < count <= MOST_STAGES:
        raise EntryError(f"A batch of {run.batch_size:,} does not grow to {full:,} by {by:,}.")
    end = _place(place)
    for number in range(1, count + 1):
        begin = replace(end, amount=whole(end.amount * number / count))
        yield Stage(begin, run.batch_size + by * number, run.accumulation)


def _place(text: str) -> Span:
    return replace(parsed_span(f"until {text.strip()}", "steps"), until=False)
