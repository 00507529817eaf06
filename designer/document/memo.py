"""Cache the last few results of a function of a schedule."""

from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from rampsmith.designer.document.schedule import Schedule

Rest = ParamSpec("Rest")
Found = TypeVar("Found")
Function = Callable[Concatenate[Schedule, Rest], Found]


def remembers_last(count: int) -> Callable[[Function[Rest, Found]], Function[Rest, Found]]:
    """Make a function of a schedule remember its last few results.

    After an edit several parts ask for the same result. A schedule is recognised by its identity:
    to compare or to hash a large one takes longer than most of these functions.
    """

    def decorated(function: Function[Rest, Found]) -> Function[Rest, Found]:
        last: deque[tuple[Schedule, object, Found]] = deque(maxlen=count)

        @wraps(function)
        def asked(schedule: Schedule, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Found:
            rest = (args, kwargs)
            # A copy, because other threads ask too; mostly the newest is asked for again.
            for known, other, found in reversed(tuple(last)):
                if known is schedule and other == rest:
                    return found
            found = function(schedule, *args, **kwargs)
            last.append((schedule, rest, found))
            return found

        return asked

    return decorated
