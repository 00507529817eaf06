"""The lines below a segment's length and levels: what they come to, and what was likelier meant."""

import operator
from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

from rampsmith.app.base.store import Store
from rampsmith.app.forms.segment_entries import parsed_length, parsed_level
from rampsmith.app.plot.view.time_units import amount_at, units_per_step
from rampsmith.app.widgets.entry_note import EntryNote
from rampsmith.app.widgets.fields import Field
from rampsmith.designer.document.schedule import Level, Segment
from rampsmith.designer.editing.likelier_entries import likelier_level, likelier_span, meant_level
from rampsmith.designer.evaluation.span_steps import can_count
from rampsmith.designer.values.numbers import (
    counted,
    exact_text,
    large_count,
    rate_text,
    rounded_text,
)
from rampsmith.designer.values.spans import Span
from rampsmith.designer.words.phrases import span_words

Entry: TypeAlias = Span | Level

CHANGES = {"span": "Change length", "start": "Change level", "end": "Change level"}
"""The parts of a segment that have a line, and the words for changing them."""


class SegmentNotes:
    """A line for each; the likelier entry is offered only for what was typed without a unit."""

    def __init__(
        self, store: Store, fields: Mapping[str, Field], change: Callable[..., None]
    ) -> None:
        """Follow the fields, by the parts of a segment that they are for.

        Args:
            change: makes an edit of its words and the changed parts.
        """
        self._store = store
        self._change = change
        self._bare: dict[str, tuple[int | None, Entry]] = {}
        """What was typed without a unit, and for which segment."""
        self.lines = {name: EntryNote() for name in fields}
        for name, field in fields.items():
            field.committed.connect(partial(self._remember, name, field))
            self.lines[name].taken.connect(partial(self._take, name))

    def refresh(self, segment: Segment) -> None:
        """Show what the segment's entries come to now."""
        levels = (("start", segment.start), ("end", segment.end))
        self._say("span", segment.span, self._length_words(segment.span))
        for side, level in levels:
            is_used = level is not None and (side == "start" or segment.shape.has_end)
            self._say(side, level, self._level_words(level) if is_used and level else "")

    def say_nothing(self) -> None:
        """Leave the lines out: several segments are shown as one."""
        for line in self.lines.values():
            line.say("")

    def _say(self, name: str, entry: Entry | None, words: str) -> None:
        likelier = None if entry is None else self._likelier(name, entry)
        self.lines[name].say(words, "" if likelier is None else f"{self._entry_words(likelier)}?")

    def _likelier(self, name: str, entry: Entry) -> Entry | None:
        if self._bare.get(name) != (self._store.segment_index, entry):
            return None
        if isinstance(entry, Span):
            return likelier_span(entry, self._store.curve)
        if len(self._units) < 2:
            return None
        return likelier_level(entry, self._base) or meant_level(entry, [self._base])

    def _remember(self, name: str, field: Field, entry: Entry) -> None:
        """Remember an entry whose unit was not typed: it is that of the entry before."""
        text, is_bare = field.text(), False
        if isinstance(entry, Span):
            is_bare = parsed_length(text, "steps") != parsed_length(text, "epochs")
        else:
            is_bare = parsed_level(text, "rate") != parsed_level(text, "factor")
        self._bare.pop(name, None)
        if is_bare:
            self._bare[name] = (self._store.segment_index, entry)

    def _take(self, name: str) -> None:
        segment = self._store.segment
        entry = None if segment is None else getattr(segment, name)
        likelier = None if entry is None else self._likelier(name, entry)
        if likelier is not None:
            self._change(CHANGES[name], **{name: likelier})

    @property
    def _base(self) -> float:
        group = self._store.group
        return 0.0 if group is None else group.base_lr

    @property
    def _units(self) -> dict[str, str]:
        return dict(self._store.focus.kind.units)

    def _length_words(self, span: Span) -> str:
        store = self._store
        schedule, steps = store.curve, store.rates.timeline.length(store.segment_index or 0)
        is_said = schedule.stepping == "epoch" and span == Span.of_epochs(steps)  # By the field.
        words = [] if is_said else [counted(steps, schedule.step_word)]
        if span.unit in ("steps", "fill") and not span.until:
            per_step = units_per_step(schedule, "epochs")
            words = [] if per_step is None or per_step >= 1 else [_epochs(steps * per_step)]
            if per_step is None and not can_count(schedule, "tokens"):
                words = [_share(steps, schedule.total_steps)]  # A stream has no epochs.
        if span.unit != "tokens" and can_count(schedule, "tokens"):
            begin = store.rates.timeline.begins[store.segment_index or 0]
            ends = (amount_at(schedule, "tokens", step) for step in (begin + steps, begin))
            words.append(f"{large_count(operator.sub(*ends))} tokens")
        return f"= {', '.join(words)}" if words else ""

    def _level_words(self, level: Level) -> str:
        """Write what a level is in its kind's other unit, for the group that has the handles."""
        units, base = self._units, self._base
        if len(units) < 2 or not base > 0:
            return ""
        group, whose = self._store.group, ""
        if group is not None and len(self._store.curve.groups) > 1:
            whose = f" for “{group.name}”"
        if level.unit == "factor":
            return f"= {rate_text(level.value * base)}{whose}"
        return f"= {rate_text(level.value / base)} {units['factor']}{whose}"

    def _entry_words(self, entry: Entry) -> str:
        if isinstance(entry, Span):
            if entry.unit == "steps":
                return counted(entry.amount, self._store.curve.step_word)
            return span_words(entry)
        if entry.unit == "factor":
            return f"{exact_text(entry.value)} {self._units['factor']}"
        return f"the {self._store.focus.kind.words} {rate_text(entry.value)}"


def _epochs(count: float) -> str:
    return f"{rounded_text(count, 4)} epoch{'' if count == 1 else 's'}"


def _share(steps: float, run: int) -> str:
    return f"{rounded_text(100 * steps / max(1, run), 3)} % of the run"
