"""Exported code is built from parts that know what they use, and is printed in several ways."""

from rampsmith.exporters.curve_code.expressions import (
    BASE,
    END,
    ONE,
    SCALE,
    START,
    Code,
    N,
    P,
    Style,
    T,
    Word,
    call,
    function,
    line,
    listed,
    method,
    name,
    parameter,
    setting,
)
from rampsmith.exporters.curve_code.statements import (
    Argument,
    Assign,
    Function,
    Return,
    Statement,
    body_lines,
    read_first,
    until,
    when,
    words_of,
)

CONSTANTS = Style(in_class=False)
PLAIN = Style(docstrings=False, hints=False)


def test_parentheses_stand_only_where_the_meaning_needs_them() -> None:
    assert str(START + (END - START) * P) == "start + (end - start) * p"
    assert str(ONE - T / N) == "1.0 - t / n"
    assert str(START * (T / N)) == "start * (t / n)"
    assert str(START - (END - P)) == "start - (end - p)"
    assert str((T - N) % END + ONE) == "(t - n) % end + 1.0"


def test_a_power_is_spaced_as_formatters_do() -> None:
    assert str(setting("scale") ** N) == "self._scale**n"
    assert str(setting("scale") ** (N - ONE)) == "self._scale ** (n - 1.0)"


def test_the_class_keeps_what_the_plain_function_has_as_constants() -> None:
    code = call(method("_rate"), T, setting("warmup_end") + parameter("hold_steps"))
    assert str(code) == "self._rate(t, self._warmup_end + hold_steps)"
    assert code.printed(CONSTANTS) == "_rate(t, WARMUP_END + HOLD_STEPS)"


def test_code_knows_the_words_that_it_uses_wherever_they_are() -> None:
    shape = call(function("cosine"), START, setting("min_factor"), P)
    body = [until(setting("warmup_end"), [Assign(P, T / N), Return(shape)])]
    assert set(words_of(body)) >= {
        Word("cosine", "function"),
        Word("min_factor", "setting"),
        Word("warmup_end", "setting"),
        Word("p"),
    }


def test_what_is_assigned_before_it_is_read_need_not_be_given() -> None:
    body: list[Statement] = [
        when(line(T, " > ", BASE), [Assign(N, T)]),
        Assign(START, BASE * SCALE),
        Assign(listed(P, END), call("divmod", N, START)),
        Return(P + END),
    ]
    # The block may not be gone through, so that n has to be there already.
    assert set(read_first(body)) == {Word("t"), Word("base"), Word("scale"), Word("n")}


def test_a_name_that_is_assigned_again_is_typed_where_it_is_first() -> None:
    rest = name("rest")
    body: list[Statement] = [
        Assign(rest, name("60")),
        Assign(rest, N, "-="),
        Assign(rest, T),
        Return(rest),
    ]
    assert body_lines(body, Style()) == ["rest: float = 60", "rest -= n", "rest = t", "return rest"]
    assert body_lines(body, PLAIN)[0] == "rest = 60"


def test_a_function_is_printed_with_or_without_docstring_hints_and_self() -> None:
    made = Function("_rate", (Argument("t"),), (Return(T),), docstring="Return it.")
    assert made.lines(Style()) == [
        "def _rate(self, t: float) -> float:",
        '    """Return it."""',
        "    return t",
    ]
    assert made.lines(PLAIN) == ["def _rate(self, t):", "    return t"]
    assert made.lines(CONSTANTS)[0] == "def _rate(t: float) -> float:"


def test_lines_are_broken_without_hints_where_they_are_with_them() -> None:
    arguments = tuple(Argument(f"argument_{number}") for number in range(5))
    made = Function("_rate", arguments, (Return(Code(("t",))),))
    with_hints, without = made.lines(Style()), made.lines(PLAIN)
    assert len(with_hints) == len(without) == 9
    assert without[1:3] == ["    self,", "    argument_0,"]


def test_a_default_is_spaced_by_whether_there_is_a_hint() -> None:
    argument = Argument("last_epoch", "int", "-1")
    assert argument.printed(Style()) == "last_epoch: int = -1"
    assert argument.printed(PLAIN) == "last_epoch=-1"


def test_what_is_assigned_by_a_tuple_has_its_type_from_there() -> None:
    length, found = name("length"), listed(name("_"), name("length"))
    pair = call(function("cycle_at"), N)
    after: list[Statement] = [Assign(found, pair), Assign(length, T)]
    assert body_lines(after, Style()) == ["_, length = cycle_at(n)", "length = t"]
    before: list[Statement] = [Assign(length, T), Assign(found, pair)]
    assert body_lines(before, Style()) == ["length: float = t", "_, length = cycle_at(n)"]
