"""The metric of a plateau, as logs hold it."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.logs.metric_column import MetricColumn, read_metric
from rampsmith.designer.values.limits import MOST_METRICS
from rampsmith.designer.values.numbers import EntryError


def written(folder: Path, text: str | bytes) -> Path:
    """Write a file called log.csv."""
    path = folder / "log.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("1.0\n0.8\n0.79\n", MetricColumn("", (1.0, 0.8, 0.79))),
        ("val_loss\n1.0\n0.8", MetricColumn("val_loss", (1.0, 0.8))),
        ("epoch,val_loss,acc\n0,1.0,0.1\n1,0.8,0.2\n", MetricColumn("val_loss", (1.0, 0.8))),
        ("epoch;name;loss\r\n0;a;1.5\r\n1;b;0.5\r\n", MetricColumn("loss", (1.5, 0.5))),
        ("Step\tValue\n0\t3\n5\t2\n", MetricColumn("Value", (3.0, 2.0))),
        ("epoch\n3\n4\n", MetricColumn("epoch", (3.0, 4.0))),
        ("0,0.9\n1,0.7\n", MetricColumn("", (0.0, 1.0))),
        (",loss\n0,0.9\n1,0.7\n", MetricColumn("loss", (0.9, 0.7))),
        ("\ufeffloss,b\n0.9,1\n", MetricColumn("loss", (0.9,))),
        ('"the loss","b"\n"0.9","x"\n\n"0.8","y"\n', MetricColumn("the loss", (0.9, 0.8))),
        ("train,val\n1,\n2,0.5\n3,\n4,0.4\n", MetricColumn("train", (1.0, 2.0, 3.0, 4.0))),
    ],
)
def test_the_first_column_of_numbers_that_is_no_count_is_read(
    tmp_path: Path, text: str, column: MetricColumn
) -> None:
    assert read_metric(written(tmp_path, text)) == column


def test_a_column_is_read_by_its_name_without_the_rows_that_leave_it_empty(tmp_path: Path) -> None:
    path = written(tmp_path, "train,val\n1,\n2,0.5\n3\n4,0.4\n")
    assert read_metric(path, " val ") == MetricColumn("val", (0.5, 0.4))


@pytest.mark.parametrize(
    ("text", "column", "sentence"),
    [
        ("", "", "log.csv: This file is empty."),
        (" \n,,\n", "", "log.csv: This file is empty."),
        (b"\xff\xfe1\x000", "", "log.csv: byte 0: This is not UTF-8"),
        (b"1\x002\n", "", "log.csv: This is no text, and no event file of TensorBoard."),
        ("a,b\nx,y\n", "", "log.csv: This has no column of numbers."),
        ("loss\n", "", "log.csv: This has no column of numbers."),
        ("a,loss\n1,2\n", "los", "log.csv has no column “los”; did you mean “loss”?"),
        ("a,loss\n1,2\n", "zebra", "log.csv has no column “zebra”; there are a, loss."),
        ("1,2\n", "a", "log.csv does not name its columns, so none is called “a”."),
        ("a,b\n1,2\n\n2,x\n", "b", "Line 4 of log.csv, “x”, is not a number."),
        ("a\n1\nnan\n", "", "Line 3 of log.csv, “nan”, is not a finite number."),
        ("a,b\n1,\n", "b", "The column has no numbers in log.csv."),
        ("1\n" * (MOST_METRICS + 1), "", "log.csv has 100,001 values; 100,000 are the most."),
        (
            'a\n"' + "1" * 190_000,
            "",
            "log.csv: This cannot be read as CSV: field larger than field",
        ),
        ("1," * 100_001, "", "log.csv: A line has more than 200,000 characters; this is no log."),
        ("1\n" * (2 * MOST_METRICS + 1), "", "log.csv has 200,001 values; 100,000 are the most."),
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
    column = MetricColumn("", (1.0,))
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
