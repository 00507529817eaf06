"""Where a printed line stands in the run, where it says so in brackets: written out as a step."""

import re
from collections.abc import Callable

_BATCH = r"\[\s*(\d+)\s*/\s*(\d+)\b[^\]]*\]"

# mmcv and mmengine count their epochs from 1, and print "Epoch [2][50/917]"; the loops that print
# "Epoch: [1][ 50/917]" or "Train: 1 [  50/917 (5%)]" count them from 0.
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(r"\bEpoch(?:\(train\))?\s*\[\s*(\d+)\]\s*" + _BATCH),
        lambda found: f"step: {_step(found, first=1)} ",
    ),
    (
        re.compile(r"\bEpoch:\s*\[\s*(\d+)\]\s*" + _BATCH),
        lambda found: f"step: {_step(found, first=0)} ",
    ),
    (
        # This one counts the samples that are seen.
        re.compile(r"\bTrain Epoch:\s*(\d+)\s*" + _BATCH),
        lambda found: f"samples: {_step(found, first=1)} ",
    ),
    (
        re.compile(r"\b(?:Train|Epoch):\s*(\d+)\s*" + _BATCH),
        lambda found: f"step: {_step(found, first=0)} ",
    ),
    (
        re.compile(r"\bIter(?:\(train\))?:?\s*" + _BATCH),
        lambda found: f"step: {found[1]} ",
    ),
    (
        re.compile(r"\bEpoch\((?:val|test)\)\s*\[\s*(\d+)\]\s*" + _BATCH),
        lambda found: f"epoch: {found[1]} ",
    ),
    (
        re.compile(r"\b(\d+)epoch:train:\d+-(\d+)batch:"),
        lambda found: f"epoch: {found[1]} batch: {found[2]} ",
    ),
    (
        re.compile(r"\bepoch:\s*(\d+)/\d+,\s*iter:\s*(\d+)/(\d+)"),
        lambda found: f"step: {_step(found, first=1)} ",
    ),
)

_LIST = re.compile(r"\b(\w+) ?[=:] ?\[((?:[-+]?\d[\d.]*(?:[eE][-+]?\d+)?(?:, *)?)+)\]")
"""One number for each group: ``lr=[0.001, 0.01]``."""


def placed(line: str) -> str:
    """Return a line in which a place in brackets is a step, and a list has a name for each number."""
    if "[" not in line and "/" not in line and "batch:" not in line:
        return line
    for pattern, written in _FORMS:
        line, count = pattern.subn(written, line, count=1)
        if count:
            break
    return _LIST.sub(_one_by_one, line)


def _step(found: re.Match[str], *, first: int) -> int:
    """Return the batches of all epochs up to a place."""
    epoch, batch, batches = (int(number) for number in found.groups())
    return max(0, epoch - first) * batches + batch


def _one_by_one(found: re.Match[str]) -> str:
    numbers = found[2].replace(" ", "").split(",")
    return ", ".join(f"{found[1]}/{at}={number}" for at, number in enumerate(numbers) if number)
