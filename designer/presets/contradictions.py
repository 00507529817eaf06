"""What a person says of a preset that cannot all be true."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.presets.common import CommonArguments, PresetFault
from rampsmith.designer.values.numbers import counted, exact_text

_LENGTHS = ("steps", "epochs", "total_tokens")
"""The shared arguments of which each says how long the run is."""


def run_length_faults(
    values: Mapping[str, Any], changed: AbstractSet[str]
) -> Iterator[PresetFault]:
    """Find lengths of the run that are given in several ways at once.

    Args:
        values: all values that were given.
        changed: the names of those that are other than the preset's own.
    """
    given = [name for name in _LENGTHS if values.get(name) is not None]
    if len(given) > 1 and (changed & set(given)):
        listed = f"{', '.join(given[:-1])} and {given[-1]}"
        sentence = f"{listed} all say how long the run is; leave all but one of them out."
        if len(given) == 2:
            sentence = f"{listed} both say how long the run is; leave one of them out."
        yield PresetFault(sentence, tuple(given))


def total_faults(
    common: CommonArguments, values: Mapping[str, Any], changed: AbstractSet[str], made: Schedule
) -> Iterator[PresetFault]:
    """Find a preset's own number of steps that is another than the run was said to have.

    Args:
        common: the preset's shared arguments, with those that were given.
        values, changed: as for ``length_faults``.
        made: the schedule that came of them.
    """
    length = next((name for name in ("epochs", "total_tokens") if values.get(name) is not None), "")
    if not length or getattr(made.run, length) == values[length]:
        return
    run = replace(common, steps=None).run
    total = run.total_steps(made.stepping)
    word = made.step_word
    for name, value in values.items():
        is_total = type(value) is int and value == made.total_steps != total
        if is_total and name not in _LENGTHS and changed & {name, length}:
            sentence = (
                f"{name}={value} makes a run of {counted(value, word)}, but "
                f"{length}={exact_text(values[length])} one of {counted(total, word)}; "
                "leave one of them out."
            )
            yield PresetFault(sentence, (name, length))
