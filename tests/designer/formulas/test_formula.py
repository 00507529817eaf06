"""Formulas: what they may say, what they come to, where a mistake is, and that none does harm."""

import ast
import math
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from torch.optim.lr_scheduler import LambdaLR, MultiplicativeLR

from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Repeat, Schedule, Segment
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.files.design_file import design_text, schedule_from_text
from rampsmith.designer.formulas.constants import FormulaConstant
from rampsmith.designer.formulas.formula import Formula, formula_of, parsed_formula
from rampsmith.designer.formulas.language import CONSTANTS, FUNCTIONS, VARIABLES, FormulaError
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from tests.designer.torch_rates import stepped

FILL = Span.of_the_rest()
ALL = tuple(VARIABLES)
AT = (5.0, 3.0, 0.25, 0.5, 2.0, 0.1, 0.75, 0.5, 10.0, 100.0, 10.0, 5e6)
"""Values for t, n, p, start, end, base, previous, and the numbers of the run."""


def value(text: str) -> float:
    """Work a formula out at one place."""
    return parsed_formula(text).function(ALL)(*AT)


def typed(text: str, *front: Segment, updates: int = 50, **fields: Any) -> Schedule:
    """Make a schedule that ends in a formula."""
    segment = Segment("Typed", Expression(text), FILL, **fields)
    return Schedule(segments=(*front, segment), run=Run(epochs=None, updates=updates))


# What formulas come to


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1 / (t + 1)", 1 / 6),
        ("start + (end - start) * p", 0.875),
        ("base * previous", 0.075),
        ("n // 2 + n % 2", 2.0),
        ("2 ** -n", 0.125),
        ("-2 ** 2", -4.0),
        ("sqrt(4) + math.cos(0)", 3.0),
        ("min(t, n, p) + max(1, 2)", 2.25),
        ("floor(2.7) + ceil(2.2) + abs(-1)", 6.0),
        ("1 if t < 10 else 0", 1.0),
        ("t > 3 and n < 3", 0.0),
        ("0 < p < 1", 1.0),
        ("pi - tau / 2 + e - 2", math.e - 2),
        ("log(8, 2) + log2(4)", 5.0),
        ("  1\n", 1.0),
    ],
)
def test_a_formula_is_the_arithmetic_that_it_reads_as(text: str, wanted: float) -> None:
    assert value(text) == pytest.approx(wanted, rel=1e-15)


def test_a_choice_between_two_that_are_the_same_is_none() -> None:
    formula = parsed_formula("start * ((1.0 if n < 3 else 1) if end < (p if t else p) else 1e0)")
    assert formula.source == "start * 1.0"
    assert formula.names == {"start"}
    assert parsed_formula("end if p < 0.3 else start").source == "end if p < 0.3 else start"


def test_one_over_t_is_torchs_lambda_lr_and_the_tutorials_table() -> None:
    schedule = replace(typed("1 / (t + 1)", updates=10), groups=(Group("all", 0.1),))
    found = [Rates(schedule).at(t)[0] for t in range(10)]
    assert found == pytest.approx(stepped(lambda o: LambdaLR(o, lambda e: 1 / (e + 1)), 10, 0.1))
    printed = "0.100000 0.050000 0.033333 0.025000 0.020000 0.016667 0.014286 0.012500 0.011111"
    assert [f"{rate:.6f}" for rate in found[:9]] == printed.split()


def test_what_builds_on_the_value_before_is_torchs_multiplicative_lr() -> None:
    schedule = typed("previous * 0.95", updates=500)
    found = [Rates(schedule).at(t)[0] for t in range(500)]
    theirs = stepped(lambda o: MultiplicativeLR(o, lambda _: 0.95), 500, 1e-3)
    assert found == pytest.approx(theirs, rel=1e-9)


def test_a_formula_of_plain_numbers_is_a_factor_in_a_schedule_with_absolute_levels_too() -> None:
    warmup = Segment("Up", Linear(), Span.of_steps(10), Level.of_rate(1e-5), Level(1.0))
    mixed = replace(typed("0.5 ** n", warmup), groups=(Group("a", 1e-3), Group("b", 1e-2)))
    for n in range(5):
        assert Rates(mixed).at(10 + n) == pytest.approx((1e-3 * 0.5**n, 1e-2 * 0.5**n))


@pytest.mark.parametrize("front", [Level(0.0), Level.of_rate(0.0)])
def test_a_formula_that_names_the_base_rate_is_a_rate_in_every_schedule(front: Level) -> None:
    warmup = Segment("Up", Linear(), Span.of_steps(10), front, Level(1.0))
    both = (Group("a", 1e-3), Group("b", 1e-2))
    schedule = replace(typed("base * 0.5 ** n + min(base, 0.002)", warmup), groups=both)
    for n in range(5):
        wanted = (1e-3 * 0.5**n + 1e-3, 1e-2 * 0.5**n + 2e-3)
        assert Rates(schedule).at(10 + n) == pytest.approx(wanted)


def test_a_formula_of_its_ends_goes_between_them_whatever_their_units() -> None:
    mixed = typed("start + (end - start) * p", start=Level(1.0), end=Level.of_rate(1e-4))
    found = [Rates(mixed).at(t)[0] for t in range(51)]
    assert found == pytest.approx([1e-3 + (1e-4 - 1e-3) * t / 50 for t in range(51)])


def test_t_counts_from_the_beginning_and_n_from_the_segments() -> None:
    front = Segment("Up", Linear(), Span.of_steps(10), Level(0.0), Level(1.0))
    schedule = replace(typed("t * 1000 + n", front), groups=(Group("all", 1.0),))
    assert Rates(schedule).at(13)[0] == 13003


def test_in_a_repeat_t_counts_from_its_cycle_and_previous_begins_anew() -> None:
    segment = Segment("Typed", Expression("previous / 2"), Span.of_steps(4), Level(1.0))
    schedule = Schedule(
        segments=(segment,),
        repeats=(Repeat("Saw", 0, 0, None),),
        groups=(Group("all", 1.0),),
        run=Run(epochs=None, updates=12),
    )
    assert [Rates(schedule).at(t)[0] for t in range(12)] == [1, 0.5, 0.25, 0.125] * 3
    counted = replace(schedule, segments=(replace(segment, shape=Expression("t")),))
    assert [Rates(counted).at(t)[0] for t in range(12)] == [0, 1, 2, 3] * 3


def test_a_step_without_a_value_leaves_all_others_theirs() -> None:
    rates = Rates(typed("1 / (t - 7)"))
    found = rates.of_group(0, range(20))
    assert [t for t, rate in enumerate(found) if math.isnan(rate)] == [7]
    assert all(math.isnan(rates.at(t)[0]) == (t == 7) for t in range(20))


@pytest.mark.parametrize("text", ["log(t - 9)", "sqrt(-1)", "(-8) ** (1 / 3)", "exp(1e9)", "1 % 0"])
def test_a_formula_without_a_value_is_nan_and_raises_nothing(text: str) -> None:
    assert math.isnan(Rates(typed(text)).at(0)[0])


# Where a mistake is

WRONG = [
    # A formula, what the mistake is marked under, and a part of the sentence.
    ("1 + speed * 2", "speed", "There is no “speed” here"),
    ("  1 + speed", "speed", "There is no “speed” here"),
    ("μ + 1", "μ", "has no meaning in a formula"),
    ("start + 'é' * speed", "'", "has no meaning in a formula"),
    ("sin + 1", "sin", "write sin(…)"),
    ("gamma(3)", "gamma", "no function “gamma”"),
    ("sqrt(1, 2)", "sqrt(1, 2)", "sqrt takes 1 argument"),
    ("max(1)", "max(1)", "max takes 2 to 8 arguments"),
    ("pow(2, 3, 5)", "pow(2, 3, 5)", "pow takes 2 arguments"),
    ("log(x=2)", "log(x=2)", "log takes"),
    ("max(*t)", "max(*t)", "max takes"),
    ("min(*t, *n)", "*t", "Only numbers, names, arithmetic"),
    ("os.getcwd()", "os.getcwd", "There is no “os” here"),
    ("math.gamma(2)", "math.gamma", "no function “gamma”"),
    ("math.pi.real", "math.pi.real", "Only numbers, names"),
    ("t.__class__", "t.__class__", "Only numbers, names"),
    ("(1).__class__", "(1).__class__", "Only numbers, names"),
    ("().__class__.__bases__[0]", "[", "has no meaning in a formula"),
    ("lambda: 1", ":", "has no meaning in a formula"),
    ("(1)()", "1", "Only functions can be called"),
    ("[x for x in (1, 2)]", "[", "has no meaning in a formula"),
    ("sum(x for x in (1,))", "sum", "no function “sum”"),
    ("max(1, (x := 2))", ":", "has no meaning in a formula"),
    ("f'{t}'", "'", "has no meaning in a formula"),
    ("print", "print", "There is no “print” here"),
    ("print(t)", "print", "no function “print”"),
    ("__import__('os')", "'", "has no meaning in a formula"),
    ("__import__(t)", "__import__", "no function “__import__”"),
    ("eval(1)", "eval", "no function “eval”"),
    ("1 | 2", "|", "has no meaning in a formula"),
    ("1 << 999999999", "1 << 999999999", "Only + - * / // % **"),
    ("t @ n", "@", "has no meaning in a formula"),
    ("~1", "~", "has no meaning in a formula"),
    ("t is 1", "t is 1", None),
    ("t in (1, 2)", "t in (1, 2)", "compare"),
    ("True", "True", "is not a number"),
    ("None", "None", "is not a number"),
    ("...", "...", "is not a number"),
    ("2j", "2j", "is not a number"),
    ("b'1'", "'", "has no meaning in a formula"),
    ("1e999", "1e999", "too large"),
    ("t[0]", "[", "has no meaning in a formula"),
    ("await t", None, None),
    ("yield", None, None),
    ("import os", None, "cannot be read"),
    ("x = 1", None, None),
    ("t; n", ";", "has no meaning in a formula"),
    ("1 +", None, "cannot be read"),
    ("(1", None, "cannot be read"),
    ("1 + $", "$", "has no meaning in a formula"),
    ("", None, "missing"),
    (" \t ", None, "missing"),
    ("\0", None, None),
    ("1 +\ud800", None, None),
]


@pytest.mark.parametrize(("text", "under", "part"), WRONG)
def test_a_mistake_is_a_sentence_with_its_place(
    text: str, under: str | None, part: str | None
) -> None:
    with pytest.raises(FormulaError) as caught:
        parsed_formula(text)
    error = caught.value
    assert str(error).endswith((".", "?"))
    assert 0 <= error.begin < error.end
    if under is not None:
        assert text[error.begin : error.end] == under
    if part is not None:
        assert part in str(error)
    assert formula_of(text) is None


@pytest.mark.parametrize("mark", ["\n", "\t", "#", "\\", "\u2028", "é"])
def test_a_formula_is_one_line_of_plain_characters(mark: str) -> None:
    text = f" (t + {mark} 1)"
    with pytest.raises(FormulaError, match="has no meaning in a formula") as caught:
        parsed_formula(text)
    assert text[caught.value.begin : caught.value.end] == mark


def test_only_the_names_that_are_allowed_here_may_be_used() -> None:
    with pytest.raises(FormulaError, match="There is no “previous” here; there are t, n"):
        parsed_formula("previous * 2", allowed=frozenset({"t", "n"}))


# What does harm elsewhere

HEAVY = [
    "9**9**9**9",
    "2 ** 2 ** 2 ** 2 ** 2 ** 2 ** 2",
    "(((9**9)**9)**9)**9**9",
    "pow(9, pow(9, pow(9, 9)))",
    "10 ** 100000000",
    "exp(exp(exp(exp(9))))",
    "floor(1e300) ** 9 ** 9",
    "9" * 1_999,
    "-" * 200 + "1",
    "(" * 100 + "1" + ")" * 100,
    "(" * 149 + "1" + ")" * 149,
    "[" * 150,
    "sqrt(" * 50 + "1" + ")" * 50,
    "1" + "+1" * 140,
    "1" + "+1" * 999,
    "1 if " * 50 + "1",
    "not " * 70 + "1",
    "1" + "<1" * 140,
    "9" * 10_000,
    "(" * 10_000,
    "-" * 10_000 + "1",
    "1" + "**9" * 5_000,
    "lambda:" * 40 + "1",
    "1 " * 5_000_000,
    "1 * 1e-400" + "0" * 200,
    "0x" + "f" * 1_980,
    "1_0" * 660,
]


@pytest.mark.parametrize("text", HEAVY, ids=lambda text: f"{text[:16]} {len(text)}")
def test_what_would_take_for_ever_is_refused_or_has_no_value_at_once(text: str) -> None:
    begin = time.perf_counter()
    formula = formula_of(text)
    if formula is not None:
        assert math.isnan(Rates(typed(text)).at(3)[0]) or math.isfinite(value(text))
    assert time.perf_counter() - begin < 10


def test_a_formula_is_no_longer_than_a_line_that_can_be_read() -> None:
    with pytest.raises(FormulaError, match=r"of 10,?000 characters is too long"):
        parsed_formula("1" * 10_000)


@pytest.mark.parametrize("text", ["ｔ + 1", "𝓽 + 1", "ｓｑｒｔ(4)", "ᵗ", "ﬂoor(2)"])
def test_letters_that_python_takes_for_others_reach_nothing_new(text: str) -> None:
    formula = formula_of(text)
    assert formula is None or written_by_the_rules(formula)


def written_by_the_rules(formula: Formula) -> bool:
    """Return whether a source has nothing in it but numbers, allowed names and allowed calls."""
    callables = {"abs", "min", "max", "float"}
    for node in ast.walk(ast.parse(formula.source, mode="eval")):
        match node:
            case ast.Constant(value=float()):
                pass
            case ast.Attribute(value=ast.Name(id="math"), attr=name):
                assert name in FUNCTIONS or name in CONSTANTS
            case ast.Name(id=name):
                assert name in formula.names | callables | {"math"}
            case ast.Call(func=func, keywords=[]):
                assert isinstance(func, ast.Attribute | ast.Name)
            case ast.Expression() | ast.BinOp() | ast.UnaryOp() | ast.Compare() | ast.BoolOp():
                pass
            case ast.IfExp() | ast.operator() | ast.unaryop() | ast.cmpop() | ast.boolop():
                pass
            case ast.expr_context():
                pass
            case _:
                raise AssertionError(f"{type(node).__name__} in {formula.source}")
    return True


PIECES = st.sampled_from(
    [
        *VARIABLES, *CONSTANTS, "sqrt", "min", "floor", "math", "math.cos", "math.pi", "print", "__class__", "__builtins__",
        "float", "lambda", "for", "in", "if", "else", "and", "not", "is", "await", "x", "os", "1", "2.5", "1e400", "10**9",
        "'a'", "f'{t}'", "(", ")", "(", ")", "[", "]", "{", "}", ",", ".", ":", ":=", "=", "+", "-", "*", "**", "/", "//",
        "%", "<", "==", "~", "@", "|", ";", "\n", "#", "\\", "*t", "**t", "k=1", "ｔ", "é", "\0", "_",
    ]
)  # fmt: skip


@given(st.lists(PIECES, min_size=1, max_size=24), st.sampled_from(["", " "]))
def test_whatever_is_typed_is_refused_with_a_place_or_is_nothing_but_arithmetic(
    pieces: list[str], gap: str
) -> None:
    text = gap.join(pieces)
    formula = formula_of(text)
    if formula is None:
        with pytest.raises(FormulaError) as caught:
            parsed_formula(text)
        assert 0 <= caught.value.begin < caught.value.end
        assert caught.value.begin <= len(text)
        return
    assert written_by_the_rules(formula)
    try:
        found = formula.function(ALL)(*AT)
    except (ArithmeticError, ValueError):
        return
    assert isinstance(found, float)


@given(st.text(max_size=400))
def test_any_text_at_all_is_held(text: str) -> None:
    assert isinstance(Rates(typed(text)).at(3)[0], float)


def test_the_function_of_a_formula_finds_no_builtins() -> None:
    function = parsed_formula("t").function(ALL)
    made: Any = function.__closure__[0].cell_contents  # type: ignore[index]
    assert made.__globals__["__builtins__"] == {}
    assert set(made.__globals__) == {"__builtins__", "math", "abs", "min", "max", "float"}


def test_every_function_can_be_called_with_its_fewest_arguments() -> None:
    for name, (least, _) in FUNCTIONS.items():
        assert math.isfinite(value(f"{name}({', '.join(['0.5'] * least)})"))


@pytest.mark.parametrize(
    ("text", "instead", "name"),
    [
        ("0.9^n", "**", ""),
        ("lr * 2", "base", "lr"),
        ("learning_rate", "base", "learning_rate"),
        ("cosine(p)", "cos", ""),
        ("np.sqrt(t)", "sqrt", ""),
        ("t / total_steps", "total", "total_steps"),
        ("Epoch", "epoch", ""),
        ("step", "t", "step"),
        ("strat", "start", "strat"),
        ("exp(-k * t)", "", "k"),
        ("speed", "", "speed"),
        ("SPEED", "", ""),
    ],
)
def test_what_was_probably_meant_is_offered(text: str, instead: str, name: str) -> None:
    with pytest.raises(FormulaError) as caught:
        parsed_formula(text)
    assert (caught.value.instead, caught.value.name) == (instead, name)
    assert ("did you mean" in str(caught.value)) == bool(instead)


def test_a_formula_is_mended_by_the_fix_of_its_problem() -> None:
    schedule = typed("lr * 0.9^n")
    for wanted in ("lr * 0.9**n", "base * 0.9**n"):
        (problem,) = [each for each in errors(schedule) if each.place.field == ("shape", "text")]
        assert problem.fix is not None
        schedule = problem.fix.change(schedule)
        assert schedule.segments[0].shape == Expression(wanted)
    assert not errors(schedule)


@pytest.mark.parametrize(
    ("text", "run", "words"),
    [
        ("epoch", Run(samples=None, epochs=None, updates=9), "no epochs to count"),
        ("tokens", Run(samples=64, batch_size=8, epochs=2), "how many tokens a sample has"),
        (
            "tokens",
            Run(samples=70, batch_size=8, epochs=2, tokens_per_sample=2),
            "do not all see as many tokens",
        ),
    ],
)
def test_what_a_run_does_not_have_is_said_of_the_formula(text: str, run: Run, words: str) -> None:
    schedule = replace(typed(text), run=run)
    (problem,) = errors(schedule)
    assert words in problem.sentence
    assert problem.place.field == ("shape", "text")
    assert math.isnan(Rates(schedule).at(0)[0])


def test_a_long_formula_is_a_formula_and_needs_the_newer_format() -> None:
    text = " + ".join(f"{n}e-5 * p**{n}" for n in range(1, 90))
    assert len(text) > 1_000
    schedule = typed(text)
    assert not errors(schedule)
    assert '"rampsmith": 2' in design_text(schedule)
    assert '"rampsmith": 1' in design_text(typed(text[:280] + "0"))


def test_wrong_constants_can_be_held_and_are_told_each() -> None:
    constants = (
        FormulaConstant("t", 1.0),
        FormulaConstant("a", math.nan),
        FormulaConstant("a", 1.0),
        FormulaConstant("k", 1.0, 2.0, 1.0),
    )
    schedule = replace(typed("k"), segments=(Segment("F", Expression("k", constants=constants)),))
    assert {each.place.field for each in errors(schedule)} == {
        ("shape", "constants", 0, "name"),
        ("shape", "constants", 1, "value"),
        ("shape", "constants", 2, "name"),
        ("shape", "constants", 3, "low"),
    }
    assert schedule_from_text(design_text(schedule), source="it").segments[0].shape.kind
