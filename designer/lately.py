"""What was worked out lately about a design, given again instead of worked out again."""

from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from rampsmith.designer.schedule import Schedule

Rest = ParamSpec("Rest")
Found = TypeVar("Found")
Function = Callable[Concatenate[Schedule, Rest], Found]


def known_lately(count: int) -> Callable[[Function[Rest, Found]], Function[Rest, Found]]:
    """Let a function of a schedule remember what it found for the last few.

    After an edit the same schedule is asked about from several sides. It is known by its identity:
    to compare or to hash a large one takes longer than most of the questions.

    Args:
        count: how many answers are remembered.
    """

    def decorated(function: Function[Rest, Found]) -> Function[Rest, Found]:
        last: deque[tuple[Schedule, object, Found]] = deque(maxlen=count)

        @wraps(function)
        def asked(schedule: Schedule, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Found:
            rest = (args, kwargs)
            # A copy, because other threads ask too.
            for known, other, found in tuple(last):
                if known is schedule and other == rest:
                    return found
            found = function(schedule, *args, **kwargs)
            last.append((schedule, rest, found))
            return found

        return asked

    return decorated
