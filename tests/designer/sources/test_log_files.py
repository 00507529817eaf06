"""Telling logs from designs, code and configurations by what is in a file."""

import json
from pathlib import Path

import pytest

from rampsmith.designer.document.starter import starter
from rampsmith.designer.files.writing import design_text
from rampsmith.designer.sources.log_files import LOOKED_AT, is_log_file

CODE = "from torch.optim.lr_scheduler import StepLR\nscheduler = StepLR(optimizer, 30)\n"
TABLE = "step,lr\n0,0.1\n1,0.05\n2,0.01\n"
PRINTED = "".join(
    f"step {step} | loss {9 / (step + 1)} | lr {0.1 / (step + 1)}\n" for step in range(9)
)
RECORDS = [{"step": step, "learning_rate": 0.1 / (step + 1)} for step in range(9)]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("run.csv", "anything", True),
        ("run.txt", TABLE, True),
        ("run.txt", PRINTED, True),
        ("run", PRINTED, True),
        ("slurm-123.out", PRINTED, True),
        ("state.json", json.dumps({"log_history": RECORDS}), True),
        ("rows.json", json.dumps(RECORDS), True),
        ("train.txt", CODE, False),
        ("train.log", CODE, False),
        ("notes.txt", "Buy bread.\n", False),
        ("design.json", design_text(starter()), False),
        ("train.py", PRINTED, False),
        (
            "ds.json",
            '{"scheduler": {"type": "WarmupLR", "params": {"warmup_num_steps": 9}}}',
            False,
        ),
    ],
)
def test_a_file_is_told_by_its_beginning_where_its_name_says_nothing(
    tmp_path: Path, name: str, text: str, *, expected: bool
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert is_log_file(path) is expected


def test_of_a_long_file_the_beginning_is_enough(tmp_path: Path) -> None:
    table = tmp_path / "long.txt"
    table.write_text(
        "step,lr\n" + "".join(f"{step},{1 / (step + 1)}\n" for step in range(LOOKED_AT // 10)),
        encoding="utf-8",
    )
    document = tmp_path / "state.json"
    document.write_text(json.dumps({"log_history": RECORDS * 1_000}), encoding="utf-8")
    assert document.stat().st_size > LOOKED_AT < table.stat().st_size
    assert is_log_file(table)
    assert is_log_file(document)


def test_a_file_that_is_not_there_is_what_its_name_says(tmp_path: Path) -> None:
    assert is_log_file(tmp_path / "run.log")
    assert not is_log_file(tmp_path / "design.json")
