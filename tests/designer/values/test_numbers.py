"""Numbers as people type and read them."""

import math
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.values.numbers import (
    LONGEST_ENTRY,
    EntryError,
    brief_count,
    brief_exponent,
    count_text,
    counted,
    exact_text,
    parsed_number,
    parsed_span,
    parsed_whole,
    plain_text,
    rate_text,
)
from rampsmith.designer.values.spans import Span, SpanUnit

ENTRIES = [
    ("1e-4", 1e-4),
    ("1E-4", 1e-4),
    (".5", 0.5),
    ("5.", 5.0),
    ("  42 ", 42.0),
    ("8000", 8000.0),
    ("8k", 8000.0),
    ("8 K", 8000.0),
    ("2**10", 1024.0),
    ("10 ** -4", 1e-4),
    ("1.5M", 1.5e6),
    ("2b", 2e9),
    ("1,437", 1437.0),
    ("1,281,167", 1_281_167.0),
    ("1 281 167", 1_281_167.0),
    ("1\u202f437", 1437.0),
    ("1_000", 1000.0),
    ("1,437 / 8", 179.625),
    ("5*180", 900.0),
    ("5 × 180", 900.0),
    ("8k*2", 16_000.0),
    ("1.5T", 1.5e12),
    ("2b", 2e9),
    ("(1 + 2) * 3", 9.0),
    ("10 - 2 - 3", 5.0),
    ("-3", -3.0),
    ("−3", -3.0),
    ("+3", 3.0),
    ("--3", 3.0),
    ("0.1 ×", 0.1),
    ("0.1 x", 0.1),
    ("0.1X", 0.1),
    ("0", 0.0),
]


@pytest.mark.parametrize(("text", "value"), ENTRIES)
def test_an_entry_is_read_as_this_number(text: str, value: float) -> None:
    assert parsed_number(text) == value


REFUSED = [
    ("", "A number is missing."),
    ("   ", "A number is missing."),
    ("abc", "“abc” is not a number."),
    ("0,5", "“0,5” is not a number; with a point, it is 0.5."),
    ("0,125", "“0,125” is not a number; with a point, it is 0.125."),
    ("3,5e-4", "“3,5e-4” is not a number; with a point, it is 3.5e-4."),
    ("1,2,3", "“1,2,3” is not a number."),
    ("1e999", "“1e999” is not a finite number."),
    ("1e308*10", "“1e308*10” is not a finite number."),
    ("1/0", "“1/0” divides by zero."),
    ("9**9**9", "“9**9**9” is not a number."),
    ("(-8)**0.5", "“(-8)**0.5” is not a number."),
    ("7 // 2", "“7 // 2” is not a number."),
    ("__import__('os')", "“__import__('os')” is not a number."),
    ("exit()", "“exit()” is not a number."),
    ("5(3)", "“5(3)” is not a number."),
    ("()", "“()” is not a number."),
    ("1 2", "“1 2” is not a number."),
    ("1,5", "“1,5” is not a number; with a point, it is 1.5."),
    ("1,2,3", "“1,2,3” is not a number."),
    ("0x10", "“0x10” is not a number."),
    ("1j", "“1j” is not a number."),
    ("1e3k", "“1e3k” is not a number."),
    ("1if 1else 2", "“1if 1else 2” is not a number."),
    ("True", "“True” is not a number."),
    ("nan", "“nan” is not a number."),
    ("inf", "“inf” is not a number."),
    ("1\n2", "“1\n2” is not a number."),
    ("1\0", "“1\0” is not a number."),
    ("\ud800", "“\ud800” is not a number."),
    ("٣", "“٣” is not a number."),
    ("5 *", "“5 *” is not a number."),
    ("9" * 10_000, "A number of 10,000 characters is too long."),
    ("(" * 5000 + "1" + ")" * 5000, "A number of 10,001 characters is too long."),
    ("a" * 10_000 + "!", "A number of 10,001 characters is too long."),
]


@pytest.mark.parametrize(("text", "sentence"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_number_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(EntryError) as refused:
        parsed_number(text)
    assert str(refused.value) == sentence


HOSTILE = [
    "(" * 39 + "1" + ")" * 39,
    "-" * 79 + "1",
    "9" * 80,
    "1e1*" * 19 + "1",
    "+".join("1" * 40),
]


def refusal(read: Callable[[str], object], text: str) -> str | None:
    """Read a text and give the sentence with which it is refused, or None."""
    try:
        read(text)
    except EntryError as error:
        return str(error)
    return None


def read_span(text: str) -> Span:
    """Read a length in a field that counts in percent."""
    return parsed_span(text, "percent")


@pytest.mark.parametrize("text", [*HOSTILE, *(text for text, _ in REFUSED)])
def test_no_text_takes_long_to_read_or_to_refuse(text: str) -> None:
    begun = time.perf_counter()
    sentences = [refusal(read, text) for read in (parsed_number, parsed_whole, read_span)]
    assert time.perf_counter() - begun < 10
    assert all(len(sentence or "") < LONGEST_ENTRY + 60 for sentence in sentences)


@given(st.text() | st.text("0123456789.eE+-*/()_, kM%x×−epochstillfr\n\0"))
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    for read in (parsed_number, parsed_whole, read_span):
        sentence = refusal(read, text)
        assert sentence is None or sentence.endswith(".")
    if refusal(parsed_number, text) is None:
        assert math.isfinite(parsed_number(text))


def test_a_whole_number_must_be_one() -> None:
    assert parsed_whole("8k") == 8000
    assert isinstance(parsed_whole("5*180"), int)
    with pytest.raises(EntryError, match=r"“2\.5” is not a whole number\."):
        parsed_whole(" 2.5 ")


LENGTHS: list[tuple[str, SpanUnit, Span]] = [
    # What is typed, the unit that the field has, and the length.
    ("500", "steps", Span.of_steps(500)),
    ("500", "epochs", Span.of_epochs(500)),
    ("500 steps", "epochs", Span.of_steps(500)),
    ("1 update", "percent", Span.of_steps(1)),
    ("3 epochs", "steps", Span.of_epochs(3)),
    ("1 epoch", "steps", Span.of_epochs(1)),
    ("3ep", "steps", Span.of_epochs(3)),
    ("0.5 Epochs", "steps", Span.of_epochs(0.5)),
    ("10%", "steps", Span.of_percent(10)),
    ("12.5 %", "steps", Span.of_percent(12.5)),
    ("8k steps", "percent", Span.of_steps(8000)),
    ("5*180 steps", "epochs", Span.of_steps(900)),
    ("fill", "steps", Span.of_the_rest()),
    ("the rest", "steps", Span.of_the_rest()),
    ("500", "fill", Span.of_steps(500)),
    ("375M tokens", "steps", Span(375_000_000, "tokens")),
    ("15.6Ttokens", "steps", Span(15_600_000_000_000, "tokens")),
    ("8kupdates", "epochs", Span(8_000, "steps")),
    ("0.3T tokens", "steps", Span(300_000_000_000, "tokens")),
    ("70k batches", "steps", Span(70_000, "batches")),
    ("10M images", "steps", Span(10_000_000, "samples")),
    ("until epoch 150", "steps", Span(150, "epochs", until=True)),
    ("until 150 epochs", "steps", Span(150, "epochs", until=True)),
    ("until 260B tokens", "steps", Span(260_000_000_000, "tokens", until=True)),
    ("30% less 1 step", "steps", Span(30, "percent", less=1)),
    ("30% less 1,000 steps", "steps", Span(30, "percent", less=1000)),
    ("30 less 1.5", "percent", Span(30, "percent", less=1.5)),
    ("2 epochs less 3 updates", "steps", Span(2, "epochs", less=3)),
    ("Until 80 %", "steps", Span(80, "percent", until=True)),
    ("until step 8k", "epochs", Span(8000, "steps", until=True)),
    ("until 500", "epochs", Span(500, "epochs", until=True)),
]


@pytest.mark.parametrize(("text", "unit", "span"), LENGTHS)
def test_a_length_brings_its_unit_or_takes_the_field_s(
    text: str, unit: SpanUnit, span: Span
) -> None:
    assert parsed_span(text, unit) == span
    assert isinstance(parsed_span("500", "steps").amount, int)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "3 weeks",
            "“weeks” is not a unit; there are updates, epochs, batches, samples, tokens and %.",
        ),
        ("epochs", "A number is missing."),
        ("until 30% less 1", "Only a length can be some updates less."),
        ("fill less 1", "Only a length can be some updates less."),
        ("until", "A number is missing."),
        ("until epoch", "A number is missing."),
        ("%", "A number is missing."),
        ("", "A number is missing."),
        ("three epochs", "“three” is not a number."),
    ],
)
def test_what_is_no_length_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(EntryError) as refused:
        parsed_span(text, "steps")
    assert str(refused.value) == sentence


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_an_exact_text_is_read_as_the_same_number(value: float) -> None:
    assert float(plain_text(value)) == value
    assert parsed_number(exact_text(value)) == parsed_number(plain_text(value)) == value
    assert exact_text(value).isascii()
    assert exact_text(value).replace(",", "") == plain_text(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (5e-5, "5e-5"),
        (1e-3, "1e-3"),
        (8.125e-4, "8.125e-4"),
        (0.1, "0.1"),
        (-0.0, "0"),
        (1e22, "1e22"),
        (8000, "8,000"),
    ],
)
def test_an_exact_text_is_brief(value: float, text: str) -> None:
    assert exact_text(value) == text


def test_exponents_lose_their_zeros_and_plus() -> None:
    assert [brief_exponent(text) for text in ("1e-05", "1e+16", "1e-10", "2e+00")] == [
        "1e-5",
        "1e16",
        "1e-10",
        "2e0",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (1.0, "1"),
        (0.02, "0.02"),
        (5.738e-4, "5.738e-4"),
        (5.73812e-4, "5.738e-4"),
        (8e-5, "8e-5"),
        (1234.5, "1,234"),
        (999.0, "999"),
        (999.96, "1,000"),
        (0.01, "0.01"),
        (0.00999999, "0.01"),
        (1e-3, "1e-3"),
        (1.5e6, "1,500,000"),
        (math.nan, "nan"),
        (math.inf, "inf"),
    ],
)
def test_a_rate_is_written_with_four_digits(value: float, text: str) -> None:
    assert rate_text(value) == text


@given(st.floats(-1e300, 1e300))
def test_a_rate_s_text_is_within_its_four_digits(value: float) -> None:
    assert parsed_number(rate_text(value)) == pytest.approx(value, rel=5.1e-4, abs=1e-323)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (9000, "9,000"),
        (1_200_000.0, "1,200,000"),
        (8.6, "8.6"),
        (1437.125, "1,437.12"),
        (0.333, "0.333"),
        (0.001, "1e-3"),
        (1e-7, "1e-7"),
        (0, "0"),
        (999_999_999_999_999, "999,999,999,999,999"),
        (3.91e302, "3.91e302"),
        (39 * 10**400, "3.90e401"),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
    ],
)
def test_a_count_has_its_thousands_apart(value: float, text: str) -> None:
    assert count_text(value) == text


@pytest.mark.parametrize(
    ("count", "word", "text"),
    [
        (1, "epoch", "1 epoch"),
        (5, "epoch", "5 epochs"),
        (0, "update", "0 updates"),
        (1500, "step", "1,500 steps"),
        (2, "batch", "2 batches"),
        (1, "batch", "1 batch"),
        (0.5, "epoch", "0.5 epochs"),
    ],
)
def test_a_count_stands_with_its_noun(count: float, word: str, text: str) -> None:
    assert counted(count, word) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((375_000_000, "375M"), (260e9, "260B"), (1.5e12, "1.5T"), (262_144_000, "262.144M")),
        *((524_288, "524,288"), (1_048_577, "1,048,577")),
    ],
)
def test_a_brief_count_is_exact(value: float, text: str) -> None:
    assert brief_count(value) == text
    assert parsed_number(text) == value
