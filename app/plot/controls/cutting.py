"""The place at which a double-click would cut the curve, shown as a ghost of the new handle."""

from typing import NamedTuple

from rampsmith.app.plot.controls.aiming import Hit
from rampsmith.app.plot.gestures.gesture import View, snapped_step
from rampsmith.app.plot.items.plot_state import Ghost, PlotState
from rampsmith.designer.editing.splitting import split_fault


class Cut(NamedTuple):
    """A cut of a segment at a position on the curve, and where it is seen.

    The fault says in a sentence why it cannot be made; empty where it can.
    """

    segment: int
    position: int
    ghost: Ghost
    fault: str


def cut_at(hit: Hit, state: PlotState, view: View) -> Cut | None:
    """Find where a segment would be cut: near the curve, away from handles, at a step that drags catch on."""
    if hit.is_grip or hit.segment is None or not hit.is_on_curve:
        return None
    schedule, step = state.rates.schedule, round(hit.step)
    position = round(hit.place) + schedule.counts_from
    if not hit.is_in_later_cycle:
        wanted, _ = snapped_step(hit.step + schedule.counts_from, schedule, view)
        if split_fault(schedule, hit.segment, wanted) is None:
            position = round(wanted)
        step = position - schedule.counts_from
    ghost = Ghost(step, state.rates.of_group(state.group, (step,))[0])
    fault = split_fault(schedule, hit.segment, position)
    return Cut(hit.segment, position, ghost, fault or "")
