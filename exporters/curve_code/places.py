"""Where segments and cycles lie in exported code: boundaries from lengths, and the cycle of a step."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

from rampsmith.designer.document.schedule import Repeat, Schedule
from rampsmith.designer.evaluation.rates import rates_of
from rampsmith.exporters.curve_code.expressions import (
    INDENT,
    ONE,
    ZERO,
    Code,
    N,
    T,
    Word,
    after,
    call,
    function,
    in_constructor,
    line,
    listed,
    name,
    since,
)
from rampsmith.exporters.curve_code.parameters import Parameters
from rampsmith.exporters.curve_code.statements import Assign, Statement, when
from rampsmith.exporters.words.wording import WIDTH

NUMBER, LAP = map(name, ("number", "lap"))
_CYCLE, _CYCLES, _LENGTH, _REST = map(name, ("cycle", "cycles", "length", "rest"))
_ROOM, _SINCE, _KEPT = map(name, ("room", "since", "kept"))
_BEGIN = name("begin")
_NONE = name("0")


def boundaries_of(curves: list[Parameters], used: Collection[Word]) -> list[Assign]:
    """Build the assignments of the boundaries that some code uses, and of what these need."""
    own = (each for each in curves if each.follows is None and not each.stairs)
    # What is a number of the constructor itself needs no other name.
    lines = [
        replace(one, value=in_constructor(one.value))
        for each in own
        for one in _boundaries(each)
        if not any(word.kind == "number" for word in one.target.words)
    ]
    derived = dict.fromkeys(each for one in curves for each in one.levels.values() if each.derived)
    lines += [Assign(each.kept, each.length) for each in derived]
    needed = _needed(lines, used)
    # Within one curve all lengths are of one type; those of a track may be of another.
    mixes = len(curves) > 1 or any(
        each.value == _LENGTH and each.operator == "-=" for each in needed
    )
    return [
        replace(each, hint="float") if mixes and each.target == _REST else each for each in needed
    ]


class CycleLengths(NamedTuple):
    """The list of the lengths of a repeat's cycles, and what it is made of."""

    kept: Code
    given: tuple[Code, ...]

    @property
    def lines(self) -> tuple[Code, ...]:
        """The list, with the lengths below each other."""
        below = (line("    ", each, ",") for each in self.given)
        return line(self.kept, " = ("), *below, line(")")


def cycle_lengths_of(curves: list[Parameters], used: Collection[Word]) -> list[CycleLengths]:
    """Find the lists of cycles' lengths that some code uses."""
    found: list[CycleLengths] = []
    for parameters in curves:
        for index, repeat in enumerate(parameters.schedule.repeats):
            kept = parameters.lengths_of(repeat)
            if parameters.follows is not None or kept is None or not {*kept.words} & set(used):
                continue
            given = tuple(
                parameters.repeats[index, number].given
                for number in range(1, len(repeat.lengths) + 1)
            )
            found.append(CycleLengths(kept, given))
    return found


def _needed(lines: Sequence[Assign], used: Collection[Word]) -> list[Assign]:
    """Leave out assignments to what neither the code that uses some words nor a later line needs."""
    # Local names of other functions may be those of the lines here.
    wanted = {word for word in used if word.kind != "name"}
    needed: list[Assign] = []
    for each in reversed(lines):
        if wanted & set(each.target.words):
            needed.append(each)
            if each.operator == "=":
                # What a name held before is needed only where it is read until here.
                wanted -= set(each.target.words)
            wanted |= set(each.value.words)
    return needed[::-1]


def _boundaries(parameters: Parameters) -> list[Assign]:
    """Build all assignments; within a repeat, boundaries count from the cycle's beginning."""
    lines: list[Assign] = []
    schedule = parameters.schedule
    fill = next(iter(schedule.filling), None)
    for block in schedule.repeats:
        if fill is None or fill not in block:
            lines += _within_cycle(parameters, block)
    previous: Code | None = None
    for index, repeat in schedule.parts():
        if repeat is not None:
            filled = fill is not None and fill in repeat
            build = _filling_repeat if filled else _repeat
            lines += build(parameters, repeat, previous)
            previous = parameters.end_of_repeat(repeat)
            continue
        length = parameters.lengths.get(index)
        end = parameters.end_of(index)
        if length is not None:
            lines += _end(end, previous, length.length, length.why)
        elif index == len(schedule.segments) - 1:
            lines.append(Assign(end, _end_of_last(parameters, previous)))
        else:
            lines += _end_of_rest(parameters, index, previous)
        previous = end
    return lines


def _end_of_rest(parameters: Parameters, index: int, previous: Code | None) -> list[Assign]:
    """Build where what fills ends; nothing before it is longer, if the constructor sees to that."""
    lines, end = _rest(parameters, index), parameters.end_of(index)
    if not parameters.beside_rest:
        return [*lines, Assign(end, call("max", previous or _NONE, _REST))]
    *before, last = lines
    return [Assign(end, last.value)] if not before else [*lines, Assign(end, _REST)]


def _end(end: Code, begin: Code | None, length: Code, why: str = "") -> list[Assign]:
    """Build where a segment ends; where it begins gets a short name if the line is long."""
    if begin is None:
        return [Assign(end, length, why=why)]
    value = begin + length
    if len(f"{end} = {value}") <= WIDTH - 2 * INDENT:
        return [Assign(end, value)]
    return [Assign(_BEGIN, begin), Assign(end, _BEGIN + length)]


def _within_cycle(parameters: Parameters, repeat: Repeat) -> list[Assign]:
    """Build the boundaries within a cycle."""
    lines: list[Assign] = []
    previous: Code | None = None
    rest = _CYCLE if repeat.first == repeat.last else call("max", _NONE, _CYCLE)
    for index in range(repeat.first, repeat.last + 1):
        length = parameters.lengths.get(index)
        end = parameters.end_of(index)
        lines += _end(end, previous, rest if length is None else length.length)
        previous = end
    return lines


def _repeat(parameters: Parameters, repeat: Repeat, previous: Code | None) -> list[Assign]:
    """Build where a repeat ends; cycles without end have none."""
    if repeat.times is None:
        return []
    end = parameters.end_of_repeat(repeat)
    before, length = _all_cycles(parameters, repeat)
    value = after(previous, length)
    if length == _LENGTH or len(f"{end} = {value}") <= WIDTH - 2 * INDENT:
        return [*before, Assign(end, value)]
    return [*before, Assign(_CYCLES, length), Assign(end, after(previous, _CYCLES))]


def _filling_repeat(parameters: Parameters, repeat: Repeat, previous: Code | None) -> list[Assign]:
    """Build where a repeat ends that takes what the others leave, and its cycles."""
    count = parameters.of_repeat(repeat, "count")
    stretch = parameters.of_repeat(repeat, "stretch")
    listed_lengths = parameters.lengths_of(repeat)
    if count is None and listed_lengths is None:
        return []
    lines = _rest(parameters, repeat.last)
    room = call("max", previous or _NONE, _REST)
    lines.append(Assign(_ROOM, room if previous is None else room - previous))
    share = name("1") if count is None else count.given
    if listed_lengths is not None:
        share = call(function("all_lengths"), name("1"), listed_lengths)
    elif stretch is not None and count is not None:
        share = call(function("cycles_length"), name("1"), stretch.given, count.given)
    if len(f"cycle: float = {_ROOM / share}") > WIDTH - 2 * INDENT:
        lines.append(Assign(_LENGTH, share))
        share = _LENGTH
    lines.append(Assign(_CYCLE, _ROOM / share))
    for index in range(repeat.first, repeat.last + 1):
        length = parameters.lengths.get(index)
        if length is not None:
            lines.append(Assign(_CYCLE, length.given, "-="))
    lines += _within_cycle(parameters, repeat)
    return [*lines, Assign(parameters.end_of_repeat(repeat), after(previous, _ROOM))]


def _all_cycles(parameters: Parameters, repeat: Repeat) -> tuple[list[Assign], Code]:
    """Build the length of all cycles together, and what it is called."""
    cycle = parameters.end_of(repeat.last)
    count = parameters.of_repeat(repeat, "count")
    stretch = parameters.of_repeat(repeat, "stretch")
    listed_lengths = parameters.lengths_of(repeat)
    if listed_lengths is not None:
        whole = Assign(_LENGTH, call(function("all_lengths"), cycle, listed_lengths))
        return [whole], _LENGTH
    if count is None:
        return [], cycle  # One of those without end.
    if stretch is None:
        return [], cycle * count.given
    lengths = function("cycles_length")
    whole = Assign(_LENGTH, call(lengths, cycle, stretch.given, count.given))
    if len(f"length = {whole.value}") <= WIDTH - 2 * INDENT:
        return [whole], _LENGTH
    short = Assign(_LENGTH, call(lengths, _CYCLE, stretch.given, count.given))
    return [Assign(_CYCLE, cycle), short], _LENGTH


def _total(parameters: Parameters) -> Code:
    return _NONE if parameters.total is None else parameters.total.given


def _end_of_last(parameters: Parameters, previous: Code | None) -> Code:
    total = _total(parameters)
    return call("max", previous, total) if previous is not None else total


def _rest(parameters: Parameters, last: int) -> list[Assign]:
    """Build what is left for what fills, counted back from the end."""
    lines = [Assign(_REST, _total(parameters))]
    for index, repeat in parameters.schedule.parts():
        if index <= last:
            continue
        if repeat is None:
            lines.append(Assign(_REST, parameters.lengths[index].length, "-="))
        else:
            before, length = _all_cycles(parameters, repeat)
            lines += [*before, Assign(_REST, length, "-=")]
    total, *others = lines
    rest, end = total.value, parameters.end_of(last)
    while others and others[0].operator == "-=":
        less = rest - others[0].value
        if len(f"{end} = {less}") > WIDTH - 2 * INDENT:
            break
        rest = less
        del others[0]
    return [Assign(_REST, rest), *others]


def cycle_place(
    parameters: Parameters, repeat: Repeat, begin: Code | None, *, numbered: bool, by_steps: bool
) -> list[Statement]:
    """Build which cycle t is in, and where in the first cycle's positions."""
    cycle = parameters.end_of(repeat.last)
    stretch = parameters.shared.of_repeat(repeat, "stretch")
    is_plain = stretch is None and is_even(parameters.schedule, repeat)
    if is_plain and not by_steps:
        if not numbered:
            return [Assign(T, since(T, begin) % cycle)]
        return _numbered(since(T, begin), cycle)
    n = T if begin is None and not by_steps else N
    lines: list[Statement] = [Assign(N, since(T, begin))] if n == N else []
    if is_plain:
        return [*lines, Assign(T, n % cycle)]
    listed_lengths = parameters.shared.lengths_of(repeat)
    if stretch is None and listed_lengths is None:
        # A cycle that is a fraction of a step: a quotient that is whole stays so.
        lines.append(Assign(NUMBER, call("int", n / cycle)))
        return [*lines, Assign(T, call("max", ZERO, n - NUMBER * cycle))]
    found = listed(LAP if numbered else name("_"), _SINCE, _LENGTH)
    lines.append(Assign(_CYCLE, cycle))
    pace = stretch.kept if stretch is not None else listed_lengths or ONE
    finder = function("cycle_at" if stretch is not None else "cycle_of")
    lines.append(Assign(found, call(finder, n, _CYCLE, pace)))
    if not repeat.keeps_first:
        return [*lines, Assign(T, (n - _SINCE) * (_CYCLE / _LENGTH))]
    grown = _KEPT + (T - _KEPT) * (_CYCLE - _KEPT) / (_LENGTH - _KEPT)
    return [
        *lines,
        Assign(T, _SINCE, "-=") if n == T else Assign(T, n - _SINCE),
        Assign(_KEPT, parameters.end_of(repeat.first)),
        when(line(T, " >= ", _KEPT, " and ", _LENGTH, " > ", _KEPT), [Assign(T, grown)]),
    ]


def _numbered(place: Code, cycle: Code) -> list[Statement]:
    """Build the number of a cycle and the place in it; a long place gets a name before."""
    both = listed(NUMBER, T)
    value = call("divmod", place, cycle)
    if len(f"{both} = {value}") <= WIDTH - 3 * INDENT:
        return [Assign(both, value)]
    return [Assign(N, place), Assign(both, call("divmod", N, cycle))]


def is_even(schedule: Schedule, repeat: Repeat) -> bool:
    """Return whether all cycles of a repeat are equally long and a whole number of steps."""
    fills = any(index in repeat for index in schedule.filling)
    length = rates_of(schedule).timeline.repeats[schedule.repeats.index(repeat)].cycle
    return repeat.has_equal_cycles and isinstance(length, int) and not fills
