"""The metric of a plateau, as it is typed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.files.metrics import MOST_SHOWN, metric_text, parsed_metric
from rampsmith.designer.values.limits import MOST_METRICS
from rampsmith.designer.values.numbers import EntryError


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1.0, 0.8, 0.79", (1.0, 0.8, 0.79)),
        ("1;0.8\t0.79  0.7,", (1.0, 0.8, 0.79, 0.7)),
        ("1e-3 2E-4, −5", (1e-3, 2e-4, -5.0)),
        ("0.5", (0.5,)),
        ("  ", ()),
        ("n", (0.0, 1.0, 2.0, 3.0)),
        ("1/(n+1)", (1.0, 0.5, 1 / 3, 0.25)),
        ("max(0.5, 1 - 0.3*n)", (1.0, 0.7, 0.5, 0.5)),
        ("exp(-n/50) + 0.1", tuple(math.exp(-n / 50) + 0.1 for n in range(4))),
        ("2 * 3", (6.0, 6.0, 6.0, 6.0)),
    ],
)
def test_a_metric_is_typed_as_a_list_or_a_formula(text: str, values: tuple[float, ...]) -> None:
    assert parsed_metric(text, 4) == values


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1, 2, 3.4.5, 6", "Value 3, “3.4.5”, is not a number."),
        ("1, 2, three", "Value 3, “three”, is not a number."),
        ("1; exp(n)", "Value 2, “exp(n)”, is not a number."),
        ("1, nan", "Value 2, “nan”, is not a finite number."),
        ("1, -inf", "Value 2, “-inf”, is not a finite number."),
        ("1e999", "Value 1, “1e999”, is not a finite number."),
        ("1 / n", "The formula has no finite value at n = 0."),
        ("log(2 - n)", "The formula has no finite value at n = 2."),
        ("exp(loss)", "There is no “loss” here; there are n."),
        ("start * n", "There is no “start” here; there are n."),
        ("1 2 3 " * 4000, "A list of 24,000 characters is too long; load it from a file."),
        ("__import__(1)", "There is no function “__import__” here."),
    ],
)
def test_a_wrong_entry_is_refused_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(EntryError) as caught:
        parsed_metric(text, 4)
    assert str(caught.value) == sentence


def test_a_formula_is_worked_out_for_no_more_values_than_a_design_holds() -> None:
    assert len(parsed_metric("n", 10**9)) == MOST_METRICS


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=MOST_SHOWN))
def test_what_is_shown_of_a_metric_reads_as_the_same(values: list[float]) -> None:
    assert parsed_metric(metric_text(tuple(values)), 0) == tuple(values)


def test_a_long_metric_is_shown_by_its_beginning() -> None:
    begin = ", ".join(["0.5"] * MOST_SHOWN)
    assert metric_text((0.5,) * 2000) == f"{begin}, … 2,000 values"


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    sentence = "."
    values: tuple[float, ...] = ()
    try:
        values = parsed_metric(text, 3)
    except EntryError as error:
        sentence = str(error)
    assert sentence.endswith((".", "?"))
    assert all(map(math.isfinite, values))
