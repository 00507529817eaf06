"""The methods of an exported class that follow a metric, and what they keep."""

from collections.abc import Iterator

from rampsmith.designer.document.kinds import RATE
from rampsmith.designer.evaluation.plateau import GOALS
from rampsmith.designer.evaluation.plateau_falls import plateau_of
from rampsmith.designer.shapes.plateau import Plateau
from rampsmith.exporters.curve_code.curves import CurveWriter
from rampsmith.exporters.curve_code.expressions import STEP, Code, function, line, name, verbatim
from rampsmith.exporters.curve_code.schedule_curves import Curves, base_scales
from rampsmith.exporters.curve_code.statements import Argument, Assign, Function, Statement

_METRICS = Argument("metrics", "SupportsFloat | None", "None")

_MISSING = """\
if metrics is None:
    raise ValueError(
        f"Step {self.last_epoch} needs its metric: step(metrics). In Lightning,"
        " set monitor and reduce_on_plateau=True; in ignite, Trainer and"
        " skorch, call it from a handler or callback of your own."
    )
metric = float(metrics)
if not math.isfinite(metric) and not self._warned:
    self._warned = True
    told = f"The metric at step {self.last_epoch} is {metric}."
    warn(f"{told} Training goes on; this is told once.", stacklevel=3)"""

_STEPPED = """\
if epoch is not None:
    self.last_epoch = epoch - 1
self._at = self.last_epoch + 1
super().step()"""

_TAKES = "state_dict = {**state_dict, **self._taken_over(state_dict)}"
_REFUSES = 'raise ValueError("This state has no falls, as several curves need.")'
_IS_ANOTHERS = 'if "num_bad_epochs" in state_dict and "falls" not in state_dict:'
_LOADED = """\
self._best = float(state_dict.get("best", self._best))
self._bad = int(state_dict.get("num_bad_epochs", self._bad))
self._cooling = int(state_dict.get("cooldown_counter", self._cooling))
falls = state_dict.get("falls", self._falls)
# Groups that it does not know have fallen as often as the others.
unknown = len(self._falls) - len(falls)
self._falls = [*falls, *[max(falls, default=0)] * unknown]"""

_TAKEN = """\
for name, own in (("mode", "{mode}"), ("threshold_mode", "{threshold_mode}")):
    theirs = state_dict.get(name, own)
    if theirs != own:
        raise ValueError(f"{{name}} is {{theirs!r}} in this state, not {{own!r}}.")
rates = state_dict.get("_last_lr", [])
if not rates and state_dict["last_epoch"] > 0:
    raise ValueError("This state has no _last_lr, so no rates to go on at.")
{reached}
{bases}
falls = [0] * len(bases)
for i, rate in enumerate(map(float, rates[: len(bases)])):
    now = {rate}
    while not math.isclose(now, rate, rel_tol=1e-6):  # a tensor's is rounded
        falls[i] += 1
        before, now = now, {rate}
        if now == before:
            raise ValueError(f"Group {{i}}: {{bases[i]}} never falls to {{rate}}.")
numbers = self.state_dict()["numbers"]
settings = {{name: state_dict[name] for name in numbers if name in state_dict}}
return {{"falls": falls, "numbers": {{**numbers, **settings}}}}"""

SAVED = """\
    # As torch's ReduceLROnPlateau calls them, and how often each rate fell.
    "best": self._best,
    "num_bad_epochs": self._bad,
    "cooldown_counter": self._cooling,
    "falls": {falls},"""
"""The entries of the state."""

CHECKED = """\
if self.last_epoch != self._at:  # moved without step(), as ignite does it
    self._watch(None)"""
"""What ``get_lr`` begins with."""


def kept_lines(plateau: Plateau) -> list[Statement]:
    """Build what the constructor begins with: nothing has been seen of the metric."""
    worst = "math.inf" if plateau.mode == "min" else "-math.inf"
    why = "What the metrics have said: progress that no step number tells."
    return [
        Assign(line("self._best"), line(worst), why=why),
        *verbatim(
            "self._bad = self._cooling = 0\n"
            "# Torch refuses what is no optimizer.\n"
            'self._falls = [0] * len(getattr(optimizer, "param_groups", ()))\n'
            "self._warned = False"
        ),
    ]


def step_methods(curves: Curves) -> tuple[Function, ...]:
    """Build the methods that take a metric in, where the last segment is a plateau."""
    rates = curves.rates
    plateau = plateau_of(rates.schedule)
    if plateau is None:
        return ()
    step = Function(
        "step",
        (_METRICS, Argument("epoch", "int | None", "None")),
        (
            line("# torch itself makes the first step, which has no metric."),
            *_only_if_watched(rates),
            line("    self._watch(metrics)"),
            *verbatim(_STEPPED),
        ),
        "None",
        "Go one step on; in the plateau, with the metric of the step that is done.",
        comment="  # type: ignore[override]  # as torch's ReduceLROnPlateau",
    )
    return step, _watch_method(plateau, curves)


def _only_if_watched(rates: CurveWriter) -> Iterator[Code]:
    """Build the condition that a step is one of the plateau's, in one line where it is short."""
    schedule = rates.schedule
    index = len(schedule.segments) - 1
    place = STEP + name("1") if schedule.counts_from == 1 else STEP
    begin, end = rates.begin_of(index), rates.parameters.end_of(index)
    condition = line("if self._step_count > 0")
    if schedule.goes_on:
        reached = line("") if begin is None else line(" and ", place, " >= ", begin)
        yield line(condition, reached, ":")
        return
    yield line("place = ", place)
    yield line("is_watched = ", begin or name("0"), " <= place < ", end)
    yield line(condition, " and is_watched:")


def _watch_method(plateau: Plateau, curves: Curves) -> Function:
    """Build the method that counts what a metric is."""
    rates = curves.rates
    known = "self._bases()"
    if base_scales(curves) != "nothing":
        known = """\
groups = self.optimizer.param_groups
self.base_lrs = self._bases(self.last_epoch, groups, self._falls)"""
    settings = rates.parameters.settings[len(rates.schedule.segments) - 1]
    goal = function(GOALS[plateau.mode, plateau.threshold_mode].__name__)
    threshold = settings["threshold"].kept
    sign = "<" if plateau.mode == "min" else ">"
    body: tuple[Statement, ...] = (
        *verbatim(_MISSING),
        Assign(name("goal"), line(goal, "(self._best, ", threshold, ")")),
        line(f"is_better = metric {sign} goal"),
        line("if is_better:"),
        line("    self._best = metric"),
        line(
            "self._bad, self._cooling = ",
            function("waited"),
            "(self._bad, self._cooling, is_better=is_better)",
        ),
        line("# A group that was added falls from here on."),
        *verbatim(known),
        line("if self._bad > ", settings["patience"].kept, ":"),
        line("    self._bad, self._cooling = 0, ", settings["cooldown"].kept),
        line("    self._falls = [falls + 1 for falls in self._falls]"),
    )
    docstring = "Take a metric in, as torch's ReduceLROnPlateau does."
    argument = Argument("metrics", "SupportsFloat | None")
    return Function("_watch", (argument,), body, "None", docstring)


def needed_lines(curves: Curves) -> tuple[Code, ...]:
    """Build what refuses a state that does not say what the plateau has seen."""
    rates = curves.rates
    begin = rates.begin_of(len(rates.schedule.segments) - 1) or name("0")
    sign = ">=" if rates.schedule.counts_from == 1 else ">"
    return (
        line('has_begun = state_dict["last_epoch"]', f" {sign} ", begin),
        line('if has_begun and "num_bad_epochs" not in state_dict:'),
        line('    raise ValueError("This state has no num_bad_epochs, as a plateau has.")'),
        line(_IS_ANOTHERS),
        line("    ", _TAKES if _is_as_torchs(curves) else _REFUSES),
        *verbatim(_LOADED),
    )


def taking_over_method(curves: Curves) -> Iterator[Function]:
    """Build the method that reads a state of torch's own plateau."""
    plateau = plateau_of(curves.schedule)
    if plateau is None or not _is_as_torchs(curves):
        return
    rates = curves.rates
    given = ["bases[i]"] if rates.scales == "base" else []
    called = f"self.{rates.name}({', '.join(['t', *given, 'falls[i]'])})"
    later = " + 1" if curves.schedule.counts_from == 1 else ""
    modes = {"mode": plateau.mode, "threshold_mode": plateau.threshold_mode}
    begin = rates.begin_of(len(rates.schedule.segments) - 1)
    reached = f't = state_dict["last_epoch"]{later}'
    if begin is not None:
        why = "# The step where the rates are compared: before the plateau none has fallen."
        reached = f'{why}\nt = max(state_dict["last_epoch"]{later}, {begin})'
    bases = "bases = [float(base) for base in self._bases()]"
    if base_scales(curves) != "nothing":
        bases = """\
copies = [dict(group) for group in self.optimizer.param_groups]
bases = [float(base) for base in self._bases(t, copies, [*self._falls])]"""
    body = _TAKEN.format(rate=called, reached=reached, bases=bases, **modes)
    argument = Argument("state_dict", "dict[str, Any]")
    docstring = "Find in a state of torch's ReduceLROnPlateau how often each rate fell."
    yield Function("_taken_over", (argument,), verbatim(body), "dict[str, Any]", docstring)


def _is_as_torchs(curves: Curves) -> bool:
    """Return whether there are neither multipliers nor groups that follow something else."""
    values = curves.values(RATE)
    return values.is_one and len(values.common or ()) == 1
