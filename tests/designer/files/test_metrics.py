"""The metric of a plateau, as it is typed and as files hold it."""

import math
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.files.metrics import (
    LARGEST_FILE,
    Column,
    metric_text,
    parsed_metric,
    read_metric,
)
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


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=60))
def test_what_is_shown_of_a_metric_reads_as_the_same(values: list[float]) -> None:
    assert parsed_metric(metric_text(tuple(values)), 0) == tuple(values)


def test_a_long_metric_is_shown_by_its_beginning() -> None:
    assert metric_text((0.5,) * 2000, most=3) == "0.5, 0.5, 0.5, … 2,000 values"


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


def written(folder: Path, text: str | bytes) -> Path:
    """Write a file called log.csv."""
    path = folder / "log.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("1.0\n0.8\n0.79\n", Column("", (1.0, 0.8, 0.79))),
        ("val_loss\n1.0\n0.8", Column("val_loss", (1.0, 0.8))),
        ("epoch,val_loss,acc\n0,1.0,0.1\n1,0.8,0.2\n", Column("val_loss", (1.0, 0.8))),
        ("epoch;name;loss\r\n0;a;1.5\r\n1;b;0.5\r\n", Column("loss", (1.5, 0.5))),
        ("Step\tValue\n0\t3\n5\t2\n", Column("Value", (3.0, 2.0))),
        ("epoch\n3\n4\n", Column("epoch", (3.0, 4.0))),
        ("0,0.9\n1,0.7\n", Column("", (0.0, 1.0))),
        (",loss\n0,0.9\n1,0.7\n", Column("loss", (0.9, 0.7))),
        ("\ufeffloss,b\n0.9,1\n", Column("loss", (0.9,))),
        ('"the loss","b"\n"0.9","x"\n\n"0.8","y"\n', Column("the loss", (0.9, 0.8))),
        ("train,val\n1,\n2,0.5\n3,\n4,0.4\n", Column("train", (1.0, 2.0, 3.0, 4.0))),
    ],
)
def test_the_first_column_of_numbers_that_is_no_count_is_read(
    tmp_path: Path, text: str, column: Column
) -> None:
    assert read_metric(written(tmp_path, text)) == column


def test_a_column_is_read_by_its_name_without_the_rows_that_leave_it_empty(tmp_path: Path) -> None:
    path = written(tmp_path, "train,val\n1,\n2,0.5\n3\n4,0.4\n")
    assert read_metric(path, " val ") == Column("val", (0.5, 0.4))


@pytest.mark.parametrize(
    ("text", "column", "sentence"),
    [
        ("", "", "log.csv is empty."),
        (" \n,,\n", "", "log.csv is empty."),
        (b"\xff\xfe1\x000", "", "log.csv: byte 0: This is not UTF-8"),
        (b"1\x002\n", "", "log.csv is not text."),
        ("a,b\nx,y\n", "", "log.csv has no column of numbers."),
        ("loss\n", "", "log.csv has no column of numbers."),
        ("a,loss\n1,2\n", "los", "log.csv has no column “los”; did you mean “loss”?"),
        ("a,loss\n1,2\n", "zebra", "log.csv has no column “zebra”; there are a, loss."),
        ("1,2\n", "a", "log.csv does not name its columns, so none is called “a”."),
        ("a,b\n1,2\n\n2,x\n", "b", "Line 4 of log.csv, “x”, is not a number."),
        ("a\n1\nnan\n", "", "Line 3 of log.csv, “nan”, is not a finite number."),
        ("a,b\n1,\n", "b", "The column has no numbers in log.csv."),
        ("1\n" * (MOST_METRICS + 1), "", "log.csv has 100,001 values; 100,000 are the most."),
        (b" " * (LARGEST_FILE + 1), "", "log.csv: This file has 16,777,217 bytes"),
        ('a\n"' + "1" * 190_000, "", "log.csv cannot be read as CSV: field larger than field"),
        ("1," * 100_001, "", "log.csv has a line of 200,002 characters; it is no table."),
        ("1\n" * (2 * MOST_METRICS + 1), "", "log.csv has more than 200,000 rows"),
    ],
)
def test_a_bad_file_gets_one_sentence(
    tmp_path: Path, text: str | bytes, column: str, sentence: str
) -> None:
    with pytest.raises(EntryError) as caught:
        read_metric(written(tmp_path, text), column)
    assert str(caught.value).removeprefix(f"{tmp_path}/").startswith(sentence)


def test_a_file_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(EntryError, match=r"gone\.csv: "):
        read_metric(tmp_path / "gone.csv")
    with pytest.raises(EntryError, match="This is a folder"):
        read_metric(tmp_path)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_with_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = written(tmp_path_factory.mktemp("any"), data)
    sentence = "."
    column = Column("", (1.0,))
    try:
        column = read_metric(path)
    except EntryError as error:
        sentence = str(error)
    assert sentence.endswith(".")
    assert column.values


def test_a_pipe_that_nobody_writes_into_is_no_table(tmp_path: Path) -> None:
    pipe = tmp_path / "log.csv"
    os.mkfifo(pipe)
    with pytest.raises(EntryError, match="a device, a pipe or a socket"):
        read_metric(pipe)


def test_a_table_is_read_in_the_time_of_its_cells_not_of_its_rows_times_its_columns(
    tmp_path: Path,
) -> None:
    file = written(tmp_path, ",".join(["1"] * 20_000) + "\n" + "1\n" * 20_000)
    assert len(read_metric(file).values) == 20_001
