"""Parameter groups as a person gives them to a preset: ``head=1e-3``."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.presets.common import EVERYTHING, PresetFault
from rampsmith.designer.values.limits import LARGEST_LEVEL
from rampsmith.designer.values.names import parsed_name
from rampsmith.designer.values.numbers import EntryError, exact_text, parsed_number


def read_groups(texts: Iterable[str]) -> tuple[dict[str, float], list[PresetFault]]:
    """Read groups as a person types them to rates by the groups' names, and find what is wrong."""
    rates: dict[str, float] = {}
    faults: list[PresetFault] = []
    for text in texts:
        try:
            name, rate = _read(text)
        except EntryError as error:
            faults.append(PresetFault(str(error)))
            continue
        if name in rates:
            faults.append(PresetFault(f"The group “{name}” is given twice."))
        rates[name] = rate
    return rates, faults


def with_groups(schedule: Schedule, rates: Mapping[str, float]) -> Schedule:
    """Set the rates of groups by their names; a name that no group has adds one.

    A group that only stands for all parameters makes room for the groups that are named.
    """
    own = own_groups(schedule)
    model = Group("", 0.0) if own else schedule.groups[0]
    kept = tuple(replace(g, base_lr=rates.get(g.name, g.base_lr)) for g in own)
    names = {group.name for group in own}
    added = (replace(model, name=n, base_lr=rate) for n, rate in rates.items() if n not in names)
    return replace(schedule, groups=(*kept, *added))


def own_groups(schedule: Schedule) -> tuple[Group, ...]:
    """Return a schedule's groups; none where one without curves stands for all parameters."""
    stands_for_all = [group.name for group in schedule.groups] == [EVERYTHING]
    has_curves = any(track.key.group is not None for track in schedule.tracks)
    return () if stands_for_all and not has_curves else schedule.groups


def _read(text: str) -> tuple[str, float]:
    name, equals, rate = text.rpartition("=")
    if not equals:
        raise EntryError(f"“{text}” is not NAME=RATE.")
    name = parsed_name(name, "A group's name")
    try:
        value = parsed_number(rate)
    except EntryError as error:
        raise EntryError(f"{name}: {error}") from None
    if value > LARGEST_LEVEL:
        most = exact_text(LARGEST_LEVEL)
        raise EntryError(f"{name}: “{rate.strip()}” is too much; {most} is the most.")
    if value < 0:
        raise EntryError(f"{name}: A rate must not be negative, as {exact_text(value)} is.")
    return name, value
