"""The drag that bends a segment by its shape's own setting."""

from dataclasses import dataclass

from rampsmith.app.plot.gestures.gesture import Hold, Outcome, View
from rampsmith.designer.editing.bends import bend_fault, bent_through
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.words import setting_words


@dataclass(frozen=True, slots=True)
class BendDrag:
    """A drag that keeps a segment's curve under the mouse, at the step where it took hold.

    Attributes:
        rates: the rates at the beginning.
        segment: the segment that is bent.
        group: the parameter group whose curve is dragged.
        step: the step where the mouse took hold, in the first cycle of a repeat.
        rate: the rate that the curve has there.
        height: where the mouse took hold, on the rate axis.
    """

    rates: Rates
    segment: int
    group: int
    step: float
    rate: float
    height: float

    @property
    def words(self) -> str:
        """What the drag is called in the history."""
        return "Bend segment"

    def moved(self, step: float, height: float, view: View, hold: Hold) -> Outcome:
        """Reckon the schedule with the mouse at another height."""
        schedule = self.rates.schedule
        fault = bend_fault(schedule, self.segment)
        if fault is not None:
            return Outcome(schedule, fault)
        rate = view.scale.rate(view.scale.height(self.rate) + height - self.height)
        if self.rates.multiplier is not None:
            rate /= self.rates.multiplier.at(self.step) or 1.0
        position = self.step + schedule.counts_from
        bent = bent_through(schedule, self.segment, position, rate, group=self.group)
        segment = bent.segments[self.segment]
        setting = " ".join(setting_words(segment.shape, bent))
        return Outcome(bent, f"Bend: “{segment.name}” {setting} · Esc takes it back")


def bend_drag(rates: Rates, segment: int, *, group: int, step: float, height: float) -> BendDrag:
    """Take hold of a segment's curve at the whole step under the mouse."""
    line = rates.timeline
    offset = rates.schedule.counts_from
    last = max(line.begins[segment], line.ends[segment] - 1) - offset
    place = min(max(round(step), line.begins[segment] - offset, 0), last)
    rate = rates.of_group(group, [place])[0]
    return BendDrag(rates, segment, group, place, rate, height)
