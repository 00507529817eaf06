"""Schedulers that code builds: torch's, alone and one in the other, and those with a warmup."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from rampsmith.designer.document.curves import in_order
from rampsmith.designer.document.kinds import RATE, CurveKey
from rampsmith.designer.document.schedule import Group, Schedule, Track
from rampsmith.designer.presets import PRESETS, PresetError
from rampsmith.designer.presets.combined import MULTIPLY, in_sequence, multiplied
from rampsmith.designer.presets.common import CommonArguments
from rampsmith.designer.sources.arithmetic import Unknown, finite
from rampsmith.designer.sources.call_arguments import given_arguments
from rampsmith.designer.sources.entries import Entry
from rampsmith.designer.sources.following import Following
from rampsmith.designer.sources.function_values import FunctionValue
from rampsmith.designer.sources.making import (
    arguments_of,
    common_values,
    long_enough,
    made_by_preset,
    note_length,
    preset_values,
    with_training,
)
from rampsmith.designer.sources.reading import Notes, Reading, Unreadable
from rampsmith.designer.sources.scheduler_calls import (
    MOST_CANDIDATES,
    candidates,
    children_of,
    outermost,
)
from rampsmith.designer.sources.script import called, place_of, source_of
from rampsmith.designer.sources.signatures import IGNORED, TORCH
from rampsmith.designer.sources.source_text import SourceText
from rampsmith.designer.sources.training import ScriptTraining, script_training

MOST_NESTED = 10


def recognises(text: SourceText) -> bool:
    """Return whether a text is code that builds a scheduler known by its name."""
    return text.follow is not None and bool(candidates(text.follow.script))


def read(text: SourceText) -> Reading:
    """Read the scheduler that a script builds.

    Raises:
        Unreadable: if it cannot be one.
    """
    follow, notes = text.follow, text.notes
    if follow is None:
        raise Unreadable("This is no code.")
    call, *others = outermost(follow, candidates(follow.script)[:MOST_CANDIDATES])
    for other in others:
        sentence = f"Another scheduler, {called(other)}, is left out."
        notes.add("not understood", place_of(other), sentence)
    builder = _Builder(follow, notes)
    schedule = builder.whole(call)
    return Reading(schedule, f"the scheduler {called(call)}", notes.all())


@dataclass
class _Builder:
    """Makes the schedule of one scheduler of a script, with all that it is made of."""

    follow: Following
    notes: Notes

    def whole(self, call: ast.Call) -> Schedule:
        """Make the schedule of the outermost scheduler."""
        words = {word.arg: word.value for word in call.keywords}
        at = 1 if called(call) == "get_scheduler" else 0
        optimizer = words.get("optimizer") or (call.args[at] if len(call.args) > at else None)
        if called(call) == "ChainedScheduler":
            child = next(iter(children_of(self.follow, call)), None)
            optimizer = child.args[0] if isinstance(child, ast.Call) and child.args else None
        preset, given = given_arguments(self.follow, self.notes, call)
        asked = self.follow.asked_for_samples
        training = script_training(self.follow, self.notes, call, optimizer)
        if training.stepping is None and asked:
            # Lengths that are made of the number of batches count updates.
            training.stepping = "update"
        name = called(call)
        if name in ("SequentialLR", "ChainedScheduler"):
            schedule = self.several(call, training)
            values: dict[str, Any] = {}
        else:
            values = self.values(preset, given)
            schedule = self.made(call, preset, values, given, training)
        note_length(self.notes, place_of(call), schedule, training, values)
        self._note_resumed(call, given)
        if not training.groups:
            sentence = "The rate that the optimizer is built with; 0.001 until then."
            self.notes.add("asked for", place_of(call), sentence)
        return with_training(schedule, training)

    def _note_resumed(self, call: ast.Call, given: Mapping[str, Entry]) -> None:
        last = given.get("last_epoch")
        if last is not None and isinstance(last.value, int) and last.value != -1:
            sentence = "The scheduler is built to resume; the design is the whole schedule."
            self.notes.add("assumed", place_of(call), sentence)

    def values(self, preset: str, given: Mapping[str, Entry]) -> dict[str, Any]:
        """Return the values of a preset's arguments; a function of the step is none of them."""
        plain = {name: entry for name, entry in given.items() if name != "lr_lambda"}
        shared = TORCH[preset].arguments if preset in TORCH else ()
        return preset_values(PRESETS[preset], plain, self.notes, ignored=IGNORED, shared=shared)

    def made(
        self,
        call: ast.Call,
        preset: str,
        values: dict[str, Any],
        given: Mapping[str, Entry],
        training: ScriptTraining,
    ) -> Schedule:
        """Make the schedule of a scheduler that is made of no others."""
        common = self.common(preset, values, training)
        if "lr_lambda" in given:
            shared = arguments_of(PRESETS[preset], common)
            return self.of_function(call, given["lr_lambda"], shared, training.groups)
        return made_by_preset(preset, common | values, place_of(call))

    def common(
        self, preset: str, values: Mapping[str, Any], training: ScriptTraining
    ) -> dict[str, Any]:
        """Return the shared arguments of a preset."""
        common = common_values(training, PRESETS[preset], values)
        if not {"steps", "epochs"} & common.keys():
            common["steps"] = long_enough(values, 30 if common["stepping"] == "epoch" else 1_000)
        if "epochs" in values:
            common.pop("steps", None)
        return common

    def of_function(
        self,
        call: ast.Call,
        entry: Entry,
        common: CommonArguments,
        groups: tuple[Group, ...] = (),
    ) -> Schedule:
        """Make the schedule of LambdaLR and MultiplicativeLR.

        Where each group has a function of its own, those after the first are curves of their groups.
        """
        functions = [each.value for each in entry.items()] or [entry.value]
        made = [
            self._of_one(call, function, replace(common, base_lr=group.base_lr), entry)
            for function, group in zip(functions, groups, strict=False)
        ] or [self._of_one(call, functions[0], common, entry)]
        if len(made) < len(functions):
            sentence = (
                "There are more functions than groups; those that are left over are left out."
            )
            self.notes.add("not understood", entry.place, sentence)
        first, *others = made
        named = zip(others, groups[1:], strict=False)
        tracks = (
            Track(CurveKey(RATE, each.name), own.segments, own.repeats) for own, each in named
        )
        return replace(first, tracks=in_order((*first.tracks, *tracks)))

    def _of_one(
        self, call: ast.Call, function: Any, common: CommonArguments, entry: Entry
    ) -> Schedule:
        from rampsmith.designer.sources.functions import schedule_of_function

        if not isinstance(function, FunctionValue):
            raise Unreadable(f"The function of {called(call)} is not in the text.", entry.place)
        product = called(call) == "MultiplicativeLR"
        return schedule_of_function(self.follow, self.notes, function, common, previous=product)

    def several(self, call: ast.Call, training: ScriptTraining) -> Schedule:
        """Make the schedule of schedulers that follow each other, or are multiplied."""
        children = children_of(self.follow, call)
        if not children or not all(isinstance(child, ast.Call) for child in children):
            raise Unreadable(
                f"The schedulers of {called(call)} are not in the text.", place_of(call)
            )
        name = called(call)
        preset = PRESETS[name]
        milestones = self.milestones(call) if name == "SequentialLR" else ()
        common = common_values(training, preset, {})
        if not {"steps", "epochs"} & common.keys():
            common["steps"] = self._length_of(children, milestones)
        try:
            return self.combined(call, arguments_of(preset, common), 0)
        except PresetError as error:
            sentences = " ".join(fault.sentence for fault in error.faults)
            raise Unreadable(f"{name}: {sentences}", place_of(call)) from None

    def _length_of(self, children: list[ast.AST], milestones: tuple[int, ...]) -> int:
        """Return how long several are: the last milestone, and what the last one says of itself."""
        longest = 30
        for child in children:
            _, given = (
                given_arguments(self.follow, self.notes, child)
                if isinstance(child, ast.Call)
                else ("", {})
            )
            values = {name: entry.value for name, entry in given.items()}
            named = [values.get(each) for each in ("T_max", "total_iters", "total_steps", "T_0")]
            last = max([0, *(each for each in named if isinstance(each, int))])
            longest = max(longest, last) if not milestones else last
        if milestones:
            return max(milestones[-1] + max(longest, 1), milestones[-1] + 1)
        return longest

    def combined(self, call: ast.Call, common: CommonArguments, depth: int) -> Schedule:
        """Make the schedule of any scheduler for a run of its own."""
        if depth > MOST_NESTED:
            raise Unreadable("The schedulers are nested too deeply.", place_of(call))
        name = called(call)
        children = [each for each in children_of(self.follow, call) if isinstance(each, ast.Call)]
        if not children:
            raise Unreadable(f"The schedulers of {name} are not in the text.", place_of(call))
        if name == "SequentialLR":
            makers = [
                (called(child), partial(self.child, child, depth=depth + 1)) for child in children
            ]
            return in_sequence(common, makers, self.milestones(call))
        first, *rest = children
        made = self.child(first, common, depth=depth + 1)
        if len(rest) > 1 or any(called(each) not in MULTIPLY for each in rest):
            raise Unreadable(
                f"Of the schedulers of {name} only the first may be one that does not multiply, "
                "and two are the most.",
                place_of(call),
            )
        for each in rest:
            made = multiplied(common, made, self.child(each, common, depth=depth + 1))
        return made

    def child(self, call: ast.Call, common: CommonArguments, *, depth: int) -> Schedule:
        """Make the schedule of a scheduler that another is made of."""
        if called(call) in ("SequentialLR", "ChainedScheduler"):
            return self.combined(call, common, depth)
        preset, given = given_arguments(self.follow, self.notes, call)
        if not preset:
            raise Unreadable(
                f"{called(call) or 'This'} is no scheduler that is known.", place_of(call)
            )
        values = self.values(preset, given)
        common = replace(common, steps=common.total)
        if "lr_lambda" in given:
            return self.of_function(call, given["lr_lambda"], common)
        try:
            made: Schedule = PRESETS[preset].build(common, **values)
        except PresetError as error:
            sentences = " ".join(fault.sentence for fault in error.faults)
            raise Unreadable(f"{called(call)}: {sentences}", place_of(call)) from None
        return made

    def milestones(self, call: ast.Call) -> tuple[int, ...]:
        """Return the milestones of a SequentialLR."""
        words = {word.arg: word.value for word in call.keywords}
        node = words.get("milestones") or (call.args[2] if len(call.args) > 2 else None)
        if node is None:
            raise Unreadable("SequentialLR has no milestones.", place_of(call))
        try:
            found = self.follow.value(node)
        except Unknown as unknown:
            raise Unreadable(f"The milestones: {unknown.sentence}", unknown.place) from None
        numbers = [finite(each) for each in (found if isinstance(found, list) else [found])]
        steps = [int(each) for each in numbers if each is not None and each == int(each)]
        if len(steps) < len(numbers):
            raise Unreadable(f"The milestones “{source_of(node)}” are no steps.", place_of(node))
        return tuple(steps)
