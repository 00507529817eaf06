"""Numbers in fields: exact, shortened to fit, and changed by Up and Down."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.values.entries import nudged_text, shorter_texts
from rampsmith.designer.values.numbers import exact_text, parsed_number

NUMBERS = st.floats(1e-12, 1e12) | st.integers(0, 10**14)


@given(NUMBERS)
def test_what_a_field_shows_reads_as_the_same_number(value: float) -> None:
    assert parsed_number(exact_text(value)) == value


@given(NUMBERS)
def test_each_shorter_text_is_near_the_number_and_no_longer(value: float) -> None:
    texts = list(shorter_texts(exact_text(value)))
    assert all(len(left) >= len(right) for left, right in pairwise(texts))
    assert parsed_number(texts[0]) == pytest.approx(value, rel=1e-6)
    assert len(texts[-1]) <= 5


def test_a_rate_is_shortened_as_people_write_it() -> None:
    assert "8.19e-4" in shorter_texts("0.00081918273645")
    assert "0.3333" in shorter_texts("0.3333333333333333")
    assert "1.28M" in shorter_texts("1,281,167")
    assert "375M" in shorter_texts("375,000,000")
    assert not list(shorter_texts("Warmup"))


@pytest.mark.parametrize(
    ("text", "by", "counts", "digit", "expected"),
    [
        ("0.1", 1, False, 2, "0.11"),
        ("0.1", -1, False, 2, "0.099"),
        ("1", -1, False, 2, "0.99"),
        ("1", 1, False, 2, "1.1"),
        ("1e-3", 1, False, 1, "2e-3"),
        ("8e-5", 1, False, 2, "8.1e-5"),
        ("32", 1, True, 2, "33"),
        ("1,437", 1, True, 2, "1,500"),
        ("1,437", -1, True, 2, "1,400"),
        ("1,437", -1, True, 3, "1,430"),
        ("1,437", -1, True, 1, "1,000"),
        ("1,000", -1, True, 2, "990"),
        ("3 epochs", 1, True, 2, "4 epochs"),
        ("0.5 epochs", 1, True, 2, "0.51 epochs"),
        ("10 %", -1, True, 2, "9 %"),
        ("1", -1, True, 2, "0"),
        ("0", 1, True, 2, "1"),
        ("0", 1, False, 2, "0.1"),
        ("0", -1, False, 2, None),
        ("fill", 1, True, 2, None),
        ("", 1, True, 2, None),
    ],
)
def test_up_and_down_go_on_to_the_next_round_number(
    text: str, by: int, counts: bool, digit: int, expected: str | None
) -> None:
    assert nudged_text(text, by, counts=counts, digit=digit) == expected


@given(st.floats(1e-9, 1e9), st.booleans())
def test_up_goes_up_and_down_goes_down(value: float, counts: bool) -> None:
    for by in (1, -1):
        text = nudged_text(exact_text(value), by, counts=counts)
        assert text is not None
        assert (parsed_number(text) - value) * by > 0
