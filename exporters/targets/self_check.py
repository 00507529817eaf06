"""The function with which an exported file compares itself with its design when it is run."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from rampsmith.designer.document.curves import based_kinds, groups_set, is_one_for_all
from rampsmith.designer.document.kinds import BETA2, RATE_CURVE, CurveKind, Held
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.plateau_falls import plateau_of
from rampsmith.designer.evaluation.rates import Rates, set_curves
from rampsmith.designer.evaluation.sampling import boundary_steps
from rampsmith.designer.values.numbers import number_source
from rampsmith.exporters.curve_code.expressions import verbatim
from rampsmith.exporters.curve_code.statements import Function
from rampsmith.exporters.words.wording import WIDTH

_MOST_STEPS = 8
"""Of which rates are kept; the file is to stay short."""
_LAST_FOLLOWED = 5_000
"""A plateau has to be followed step by step, which takes the file this many at the most."""
_COLUMN = 12
"""Characters of a printed number, where no heading is longer."""

_FOLLOWED = """\
    while scheduler.last_epoch < t:
        optimizer.step()
        scheduler.step(1.0)"""

_COMPARED = """\
    for place, wanted in enumerate(values):
        value = found[place]
        # The last digit may be another one with another system's cosine.
        if abs(value - wanted) > 1e-12 * abs(wanted):
            raise SystemExit(f"At step {t} the design has {wanted}, not {value}.")
print("As designed.")"""


def check_function(schedule: Schedule) -> Function:
    """Build the function that compares the class with the design, at some steps that stand for all."""
    follows_metric = plateau_of(schedule) is not None
    # Past its last value a metric goes on as it is.
    curves = set_curves(replace(schedule, metric=(1.0,)) if follows_metric else schedule)
    designed: list[str] = []
    for t in _steps(curves[RATE_CURVE], follows_metric=follows_metric):
        values = (value for curve in curves.values() for value in curve.at(t))
        designed += _entry(t, tuple(values))
    kinds = [key.kind for key in curves if key != RATE_CURVE]
    width = max([_COLUMN, *(len(kind.name) for kind in kinds)])
    lines = (
        "designed = {",
        *designed,
        "}",
        *_optimizer(schedule, kinds),
        f"scheduler = {schedule.class_name}(optimizer)",
        *_heads(schedule, kinds),
        f"""print(f"{{'step':>12}}", *(f"{{head:>{width}}}" for head in heads))""",
        "for t, values in designed.items():",
        _FOLLOWED if follows_metric else '    scheduler.load_state_dict({"last_epoch": t})',
        '    found = [group["lr"] for group in optimizer.param_groups]',
        *_found(schedule, kinds),
        f"""    print(f"{{t:>12,}}", *(f"{{value:{width}.6g}}" for value in found))""",
        _COMPARED,
    )
    docstring = "Print the rates at some steps, and compare them with those that were designed."
    return Function("main", (), verbatim("\n".join(lines)), "None", docstring)


def _optimizer(schedule: Schedule, kinds: list[CurveKind]) -> Iterator[str]:
    """Write an optimizer that holds what is set; the class itself adds a person's own values."""
    first, *others = (number_source(group.base_lr) for group in schedule.groups)
    if BETA2 in kinds:
        yield f"optimizer = optim.AdamW([torch.zeros(1)], lr={first})"
    else:
        given = "".join(
            f", {_held(kind, kinds).name}={number_source(kind.neutral)}"
            for kind in kinds
            if kind.usual_base is None and not kind.is_own
        )
        yield f"optimizer = optim.SGD([torch.zeros(1)], lr={first}{given})"
    for other in others:
        yield f'optimizer.add_param_group({{"params": [torch.zeros(1)], "lr": {other}}})'
    for kind in based_kinds(schedule):
        for number, group in enumerate(schedule.groups):
            entry = f'optimizer.param_groups[{number}]["{_held(kind, kinds).name}"]'
            yield f"{entry} = {number_source(group.base(kind))}"


def _held(kind: CurveKind, kinds: list[CurveKind]) -> Held:
    """Choose where the optimizer holds a kind: Adam's place comes first, and SGD's last."""
    return kind.held[0 if BETA2 in kinds else -1]


def _places(schedule: Schedule, kind: CurveKind) -> tuple[int, ...]:
    """Return the indexes of the groups whose values of a kind are compared."""
    return (0,) if is_one_for_all(schedule, kind) else groups_set(schedule, kind)


def _heads(schedule: Schedule, kinds: list[CurveKind]) -> Iterator[str]:
    """Write the headings of the columns, in one line if there is room."""
    heads = ['["rate"] * len(optimizer.param_groups)']
    for kind in kinds:
        count = len(_places(schedule, kind))
        heads.append(f'["{kind.name}"]' + (f" * {count}" if count > 1 else ""))
    line = f"heads = {' + '.join(heads)}"
    if len(line) <= WIDTH - 4:
        yield line
        return
    yield "heads = ("
    yield f"    {heads[0]}"
    yield from (f"    + {head}" for head in heads[1:])
    yield ")"


def _found(schedule: Schedule, kinds: list[CurveKind]) -> Iterator[str]:
    """Write the lines that read what is compared besides the rates."""
    for kind in kinds:
        held = _held(kind, kinds)
        index = "" if held.index is None else f"[{held.index}]"
        for place in _places(schedule, kind):
            yield f'    found.append(optimizer.param_groups[{place}]["{held.name}"]{index})'


def _steps(rates: Rates, *, follows_metric: bool) -> list[int]:
    """Choose the boundaries and what lies between them, evenly where there are too many."""
    total = rates.schedule.total_steps
    of_groups = (step for each in (rates, *rates.own.values()) for step in boundary_steps(each))
    boundaries = sorted({0, *of_groups, total})
    between = ((begin + end) // 2 for begin, end in pairwise(boundaries))
    last = _LAST_FOLLOWED if follows_metric else boundaries[-1]
    steps = [t for t in sorted({*boundaries, *between}) if t <= last]
    count = min(len(steps), _MOST_STEPS)
    if count < 2:
        return steps
    return [steps[number * (len(steps) - 1) // (count - 1)] for number in range(count)]


def _entry(t: int, values: tuple[float, ...]) -> Iterator[str]:
    """Write an entry of the dictionary as formatters do: the values below each other if long."""
    texts = [number_source(value) for value in values]
    line = f"    {number_source(t)}: ({', '.join(texts)}{',' if len(texts) == 1 else ''}),"
    if len(line) <= WIDTH - 4:
        yield line
        return
    yield f"    {number_source(t)}: ("
    yield from (f"        {text}," for text in texts)
    yield "    ),"
