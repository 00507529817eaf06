"""The names of an exported file: those that torch has for numbers, and those that are still free."""

from collections import Counter
from collections.abc import Collection, Iterable

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.shapes.shape import Shape, settings_of

RESERVED = frozenset(
    {
        *("last_lr", "update_lr", "get_closed_form_lr", "step_count", "is_initial", "initial_step"),
        *("get_lr_called_within_step", "last_epoch", "optimizer", "groups"),
        *("get_lr", "get_last_lr", "print_lr", "base_lrs", "step", "verbose"),
        *("state_dict", "load_state_dict", "SETS", "GROUPS"),
        *("numbers", "bases", "base_of", "held", "watch", "best", "bad", "cooling", "falls"),
        *("taken_over", "at", "warned"),
    }
)
"""Names of torch's class and of the file's own, alone or after an underscore, as in ``_last_lr``."""

SCALE_KNOWN_AS = "gamma"
"""What CyclicLR calls the number that its height is multiplied by."""


class FreeNames:
    """Gives names to what a curve has in the file, so that nothing else has them.

    Attributes:
        taken: the names that are in use, those of earlier curves included; without underscores
            before them.
    """

    def __init__(self, taken: set[str], known: Collection[str]) -> None:
        """Take the names that are in use, and those of torch for numbers that only one curve has."""
        self.taken = taken
        self._known = known
        self._given: dict[str, str] = {}

    def of(self, wish: str) -> str:
        """Name a method, a function or a setting, always alike for the same wish."""
        if wish not in self._given:
            self._given[wish] = self.free(wish)
        return self._given[wish]

    def free(self, name: str) -> str:
        """Take a name, or the first free one with a number after it."""
        free, number = name, 2
        while free.lstrip("_") in self.taken:
            free = f"{name}_{number}"
            number += 1
        self.taken.add(free.lstrip("_"))
        return free

    def preferred(self, known: str, own: str) -> str:
        """Choose torch's name for a number if only one number in the file is called so."""
        return known if known in self._known and known not in self.taken else own


def known_names(schedules: Iterable[Schedule]) -> frozenset[str]:
    """Find the names that torch has for numbers, of those that some curves have only one of."""
    found = Counter(
        known_as(segment.shape, field)
        for schedule in schedules
        for segment in schedule.segments
        for field in settings_of(segment.shape)
    )
    scales = {(repeat.scale, repeat.scales_steps) for each in schedules for repeat in each.repeats}
    found[SCALE_KNOWN_AS] += sum(scale != 1 for scale, _ in scales)
    return frozenset(each for each, count in found.items() if count == 1 and each)


def known_as(shape: Shape, field: str) -> str:
    """Return what torch calls a setting; empty where it has none like it."""
    described = settings_of(shape).get(field)
    return "" if described is None else described.known_as
