"""Logs of every form that training programs write are read as series."""

import gzip
import json
import math
import os
import struct
from pathlib import Path

import numpy as np
import pytest

from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.logs import columns as limits
from rampsmith.designer.logs import reading
from rampsmith.designer.logs.log import Log, Series, SeriesKind
from rampsmith.designer.logs.names import told_by
from rampsmith.designer.logs.reading import read_log, read_log_bytes, read_log_text
from tests.designer.logs.event_files import (
    crc32c,
    event,
    event_file,
    field,
    scalars,
    simple,
    tensor,
)
from tests.designer.logs.texts import CONSOLES, LIGHTNING


def read(folder: Path, content: str | bytes, name: str = "log.csv") -> Log:
    """Read a file with some content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_log(path)


def series(log: Log, name: str) -> Series:
    found = log.named(name)
    assert found is not None, [each.full_name for each in log.series]
    return found


def points(log: Log, name: str) -> list[tuple[float, float]]:
    found = series(log, name)
    return list(zip(found.positions.tolist(), found.values.tolist(), strict=True))


TRAINER_STATE = {
    "epoch": 2.0,
    "global_step": 20,
    "log_history": [
        {"epoch": 1.0, "grad_norm": 3.5, "learning_rate": 1e-05, "loss": 1.1, "step": 10},
        {"epoch": 1.0, "eval_a_loss": 1.5, "eval_a_runtime": 5.1, "step": 10},
        {"epoch": 1.0, "eval_b_loss": 1.25, "eval_b_runtime": 5.2, "step": 10},
        {"epoch": 2.0, "grad_norm": 2.5, "learning_rate": 5e-06, "loss": 0.6, "step": 20},
        {"epoch": 2.0, "step": 20, "train_loss": 0.9, "train_runtime": 12.5},
    ],
}


def test_the_history_of_a_trainer_is_read_and_its_closing_record_is_not(tmp_path: Path) -> None:
    log = read(tmp_path, json.dumps(TRAINER_STATE, indent=2), "trainer_state.json")
    assert points(log, "learning_rate") == [(10, 1e-05), (20, 5e-06)]
    assert points(log, "eval_b_loss") == [(10, 1.25)]
    kinds = {each.name: each.kind for each in log.series}
    assert kinds["learning_rate"] == "rate"
    assert kinds["loss"] == "loss"
    assert kinds["eval_a_loss"] == "metric"
    assert kinds["eval_a_runtime"] == kinds["grad_norm"] == "other"
    assert "train_loss" not in kinds
    assert log.notes[0].place == "line 5"


def test_the_same_history_on_one_line_is_read_too(tmp_path: Path) -> None:
    history = TRAINER_STATE["log_history"] * 4_000  # type: ignore[operator]
    log = read(tmp_path, json.dumps({"log_history": history}), "trainer_state.json")
    assert len(series(log, "loss")) == 8_000


JSON_LINES = """\
{"current_steps": 10, "total_steps": 50, "loss": 2.25, "lr": 1.5e-06, "elapsed_time": "0:01"}
{"current_steps": 20, "total_steps": 50, "loss": 2.125, "lr": 3e-06, "elapsed_time": "0:02"}
{"current_steps": 20, "total_steps": 50, "eval_loss": 1.75}
"""


def test_records_in_lines_are_read(tmp_path: Path) -> None:
    log = read(tmp_path, JSON_LINES, "trainer_log.jsonl")
    assert points(log, "lr") == [(10, 1.5e-06), (20, 3e-06)]
    assert points(log, "eval_loss") == [(20, 1.75)]
    assert [note.sentence for note in log.notes] == [
        "Left out, for they are no numbers: “elapsed_time”."
    ]


def test_a_last_line_that_is_half_written_is_noted(tmp_path: Path) -> None:
    log = read(tmp_path, JSON_LINES + '{"current_steps": 30, "lo', "trainer_log.jsonl")
    assert points(log, "loss") == [(10, 2.25), (20, 2.125)]
    assert log.notes[0].place == "line 4"


def test_validations_of_mmengine_are_lined_up_by_the_epoch(tmp_path: Path) -> None:
    lines = [
        {"lr": 0.005, "loss": 2.5, "time": 0.5, "epoch": 1, "step": 10},
        {"bbox_mAP": 0.25, "time": 0.5, "step": 1},
        {"lr": 0.004, "loss": 1.5, "time": 0.5, "epoch": 2, "step": 26},
        {"bbox_mAP": 0.5, "time": 0.5, "step": 2},
    ]
    log = read(tmp_path, "\n".join(map(json.dumps, lines)), "scalars.json")
    assert (series(log, "lr").axis, series(log, "bbox_mAP").axis) == ("steps", "epochs")
    assert points(log, "lr") == [(10, 0.005), (26, 0.004)]
    assert points(log, "bbox_mAP") == [(1, 0.25), (2, 0.5)]
    assert series(log, "bbox_mAP").kind == "metric"


def test_sparse_rows_of_lightning_are_read_by_their_steps(tmp_path: Path) -> None:
    log = read(tmp_path, LIGHTNING, "metrics.csv")
    assert points(log, "lr-Adam/pg2") == [(0, 0.1), (1, 0.05)]
    assert points(log, "val_loss") == [(1, 2.0)]
    assert [each.group for each in log.of_kind("rate")] == [0, 1]
    assert series(log, "val_loss").kind == "metric"
    assert series(log, "val_loss").lines.tolist() == [6]


def test_padded_columns_of_ultralytics_are_read_with_their_infinite_cells(tmp_path: Path) -> None:
    text = (
        "                  epoch,         train/box_loss,           val/box_loss,       lr/pg0\n"
        "                      1,                    1.5,                    inf,       0.0702\n"
        "                      2,                   1.25,                    0.5,     0.040089\n"
    )
    log = read(tmp_path, text, "results.csv")
    assert points(log, "train/box_loss") == [(1, 1.5), (2, 1.25)]
    assert series(log, "val/box_loss").values.tolist() == [math.inf, 0.5]
    assert [each.name for each in log.of_kind("loss")] == ["train/box_loss"]
    rate = series(log, "lr/pg0")
    assert (rate.kind, rate.group, rate.axis, rate.digits) == ("rate", 0, "epochs", 5)


def test_a_table_of_keras_is_read(tmp_path: Path) -> None:
    text = "epoch,accuracy,loss,lr,val_loss\n0,0.5,1.5,0.001,2.5\n1,0.75,1.25,0.00020000001,2.25\n"
    log = read(tmp_path, text, "training.log")
    assert points(log, "lr") == [(0, 0.001), (1, 0.00020000001)]
    assert [each.kind for each in log.series] == ["other", "metric", "loss", "rate", "metric"]


def test_a_download_of_tensorboard_is_called_by_its_tag(tmp_path: Path) -> None:
    text = "Wall time,Step,Value\n1700000000.25,0,0.5\n1700000001.25,5,0.25\n"
    log = read(tmp_path, text, "run-a-tag-train_lr.csv")
    assert points(log, "train_lr") == [(0, 0.5), (5, 0.25)]
    assert "Wall time" not in [each.name for each in log.series]
    points_of_json = '[[1.5, 0, 0.5], [2.5, 5, "NaN"]]'
    log = read(tmp_path, points_of_json, "lr.json")
    assert series(log, "lr").positions.tolist() == [0, 5]
    assert math.isnan(series(log, "lr").values[1])


def test_a_chart_of_wandb_is_read_run_by_run(tmp_path: Path) -> None:
    text = (
        '"Step","a - b - train/lr","a - b - train/lr__MIN","a - b - train/lr__MAX","c - train/lr"\n'
        '"0","0.5","0.5","0.5",""\n"1","","","","0.25"\n"2","0.125","0.1","0.2","0.0625"\n'
    )
    log = read(tmp_path, text)
    assert log.runs == ("", "a - b", "c")
    assert points(log, "a - b - train/lr") == [(0, 0.5), (2, 0.125)]
    assert points(log, "c - train/lr") == [(1, 0.25), (2, 0.0625)]
    assert [each.name for each in log.series] == ["Step", "train/lr", "train/lr"]


def test_a_chart_over_another_metric_is_lined_up_by_each_run_s_own_step(tmp_path: Path) -> None:
    text = (
        '"Relative Time","a - _step","a - _step__MIN","a - _step__MAX","a - lr","b - _step","b - lr"\n'
        '"0.5","10","10","10","0.5","",""\n"1.5","","","","","30","0.25"\n'
    )
    log = read(tmp_path, text)
    assert points(log, "a - lr") == [(10, 0.5)]
    assert points(log, "b - lr") == [(30, 0.25)]


def test_a_table_of_swanlab_holds_the_value_where_it_says_step(tmp_path: Path) -> None:
    text = (
        "step,my-run-train/lr_step,my-run-train/lr_timestamp\n0,0.5,1700000000\n1,0.25,1700000001\n"
    )
    log = read(tmp_path, text)
    assert points(log, "my-run - train/lr") == [(0, 0.5), (1, 0.25)]
    assert [each.name for each in log.series] == ["step", "train/lr"]


def test_a_metric_file_of_mlflow_is_read_in_the_order_of_its_steps(tmp_path: Path) -> None:
    log = read(tmp_path, "1700000000000 0.25 20\n1700000000001 0.5 10\n", "lr")
    assert points(log, "lr") == [(10, 0.5), (20, 0.25)]
    assert series(log, "lr").lines.tolist() == [2, 1]
    assert series(log, "lr").kind == "rate"


@pytest.mark.parametrize("program", CONSOLES)
def test_what_a_program_prints_is_read(tmp_path: Path, program: str) -> None:
    text, name, expected, axis = CONSOLES[program]
    log = read(tmp_path, text, "main.log")
    assert points(log, name) == expected
    assert (series(log, name).kind, series(log, name).axis) == ("rate", axis)
    assert len(log.of_kind("loss")) >= 1
    assert "loss scale" not in [each.name for each in log.of_kind("loss")]


def test_lines_of_a_program_are_found_after_very_much_else(tmp_path: Path) -> None:
    text = "loading a shard of the data\n" * 1_000 + CONSOLES["llm.c"][0]
    assert points(read(tmp_path, text, "slurm.out"), "lr") == CONSOLES["llm.c"][2]


def test_the_events_of_tensorboard_are_read(tmp_path: Path) -> None:
    events = [
        event(0, simple("lr", 0.5)),
        event(3, simple("train/loss", 2.5), tensor("acc", 0.25)),
        event(300, simple("lr", 0.125)),
        b"\t" + struct.pack("<d", 1.5) + b"\x10\x05" + field(4, b"a graph"),
        event(2**40, tensor("lr", 0.0625)),
    ]
    log = read(tmp_path, event_file(events), "events.out.tfevents.1700000000.host")
    assert points(log, "lr") == [(0, 0.5), (300, 0.125), (2**40, 0.0625)]
    assert points(log, "train/loss") == [(3, 2.5)]
    assert points(log, "acc") == [(3, 0.25)]
    assert series(log, "lr").kind == "rate"


def test_the_checksum_is_the_one_of_the_standard() -> None:
    # The check value of CRC-32C that every catalogue has.
    assert crc32c(b"123456789") == 0xE3069283


def test_an_event_that_is_half_written_is_not_there_yet(tmp_path: Path) -> None:
    data = scalars("lr", [(0, 0.5), (1, 0.25)])
    for cut in (1, 7, 20, 30):
        log = read(tmp_path, data[:-cut], "events.out.tfevents.1")
        assert points(log, "lr") == [(0, 0.5)]
        assert log.notes == ()


def test_what_comes_after_a_damaged_event_is_left_out_and_told(tmp_path: Path) -> None:
    data = bytearray(scalars("lr", [(0, 0.5), (1, 0.25), (2, 0.125)]))
    data[-6] ^= 1
    log = read(tmp_path, bytes(data), "events.out.tfevents.1")
    assert points(log, "lr") == [(0, 0.5), (1, 0.25)]
    assert log.notes[0].place == "record 4"


def test_any_byte_of_an_event_may_be_another(tmp_path: Path) -> None:
    data = event(7, simple("lr", 0.5))
    for place in range(len(data)):
        for byte in (0, 0x7F, 0x80, 0xFF):
            changed = data[:place] + bytes([byte]) + data[place + 1 :]
            events = [event(0, simple("loss", 1.5)), changed]
            assert points(read(tmp_path, event_file(events), "a.tfevents"), "loss")


@pytest.mark.parametrize("name", ["log.csv", "log.jsonl", "main.log"])
def test_what_is_packed_by_gzip_is_unpacked(tmp_path: Path, name: str) -> None:
    text = {"log.csv": LIGHTNING, "log.jsonl": JSON_LINES, "main.log": CONSOLES["llm.c"][0]}[name]
    packed = read(tmp_path, gzip.compress(text.encode()), f"{name}.gz")
    plain = read(tmp_path, text, name)
    assert [each.name for each in packed.series] == [each.name for each in plain.series]


def test_all_parts_of_a_packed_file_that_was_appended_to_are_read(tmp_path: Path) -> None:
    parts = [f"step,lr\n{0},{0.5}\n", "1,0.25\n", "2,0.125\n"]
    packed = b"".join(gzip.compress(part.encode()) for part in parts)
    log = read(tmp_path, packed + b"\0" * 40, "log.csv.gz")
    assert points(log, "lr") == [(0, 0.5), (1, 0.25), (2, 0.125)]
    assert log.notes == ()
    damaged = read(tmp_path, packed + b"\x1f\x8bnothing", "log.csv.gz")
    assert len(series(damaged, "lr")) == 3
    assert damaged.notes[0].sentence.startswith("The end of the file is damaged")


def test_a_packed_file_that_is_cut_short_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    text = "step,lr\n" + "".join(f"{step},{1 / (step + 1)!r}\n" for step in range(5_000))
    log = read(tmp_path, gzip.compress(text.encode())[:-3_000], "log.csv.gz")
    assert len(series(log, "lr")) > 500
    assert log.notes[0].sentence == "The file is cut short; what there is of it is read."


RUNS = '"Name","State","Runtime","lr"\n"run-a","finished","732","0.0001"\n'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (RUNS, "This is a table of runs, a row for each, and not the curve of a run"),
        ("", "This file is empty."),
        ("\n \n", "This file is empty."),
        ("a,b\nx,y\n", "This has no column of numbers."),
        (b"1\x002\n", "This is no text, and no event file of TensorBoard."),
        (b"step,lr\n1,\xff\n", "This is not UTF-8"),
        ("{}", "This has no column of numbers."),
        ('{"version": 3}{', "This cannot be read as JSON: line 1, column 15: extra data."),
        ("[" * 100_000, "This cannot be read as JSON: it is nested too deeply"),
        ("[1" + "0" * 5_000 + "]", "This cannot be read as JSON: it is nested too deeply, or has"),
        ('{\n"a": 1}', "This JSON has no records of a training run."),
        (b"\x1f\x8b\x08nothing", "This cannot be unpacked; it is damaged."),
        ("1" * 200_001, "A line has more than 200,000 characters; this is no log."),
        ('a\n"' + "1" * 190_000, "This cannot be read as CSV: field larger than field limit"),
    ],
)
def test_what_is_no_log_is_refused_with_a_sentence(
    tmp_path: Path, content: str | bytes, sentence: str
) -> None:
    with pytest.raises(DesignError) as caught:
        read(tmp_path, content)
    assert caught.value.faults[0].sentence.startswith(sentence)


def test_too_much_is_refused_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.csv"
    with path.open("wb") as file:
        file.truncate(reading.LARGEST_LOG + 1)
    with pytest.raises(DesignError, match="268,435,456 are the most"):
        read_log(path)
    monkeypatch.setattr(limits, "MOST_ROWS", 3)
    with pytest.raises(DesignError, match="This has more than 3 rows, which are the most"):
        read_log_text("lr\n1\n2\n3\n4\n", "log.csv")
    monkeypatch.setattr(limits, "MOST_NUMBERS", 3)
    with pytest.raises(DesignError, match="This has more than 3 numbers, which are the most"):
        read_log_text("lr,a\n1,2\n3,4\n", "log.csv")
    monkeypatch.setattr(reading, "LARGEST_LOG", 100)
    with pytest.raises(DesignError, match="Unpacked this has more than 100 bytes"):
        read(tmp_path, gzip.compress(b"1\n" * 100))
    with pytest.raises(DesignError, match="This has 200 bytes; 100 are the most"):
        read_log_text("1\n" * 100, "log.csv")


def test_a_pipe_that_nobody_writes_into_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "log.csv")
    with pytest.raises(DesignError, match="a device, a pipe or a socket"):
        read_log(tmp_path / "log.csv")


@pytest.mark.parametrize("text", ["step,lr\n" + "1,0.5\n" * 200_000, '{"lr": 1}\n' * 200_000])
def test_a_reading_can_be_followed_and_ended(text: str) -> None:
    shares: list[float] = []
    read_log_bytes(text.encode(), "log", shares.append)
    assert len(shares) > 1
    assert shares == sorted(shares)
    assert shares[-1] <= 1

    def stop(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_log_bytes(text.encode(), "log", stop)


@pytest.mark.parametrize(
    ("name", "kind", "group"),
    [
        ("lr", "rate", None),
        ("Learning Rate", "rate", None),
        ("train/lr", "rate", None),
        ("train/learning_rate", "rate", None),
        ("charts/learning_rate", "rate", None),
        ("optim/lr", "rate", None),
        ("lr-Adam", "rate", None),
        ("lr-AdamW/pg1", "rate", 0),
        ("lr-SGD-1/body", "rate", "body"),
        ("lr/pg2", "rate", 2),
        ("lr/group1", "rate", 1),
        ("lr_0", "rate", 0),
        ("backbone_lr", "rate", "backbone"),
        ("min_lr", "other", None),
        ("learning_rate_decay", "other", None),
        ("lr-Adam-momentum", "other", None),
        ("lr_scale", "other", None),
        ("loss", "loss", None),
        ("train_loss", "loss", None),
        ("train/loss", "loss", None),
        ("Loss/train", "loss", None),
        ("train_loss_step", "loss", None),
        ("batch_loss", "loss", None),
        ("epoch_loss", "loss", None),
        ("lm loss", "loss", None),
        ("loss_scale", "other", None),
        ("loss scale", "other", None),
        ("val/box_loss", "metric", None),
        ("eval_g0_loss", "metric", None),
        ("eval_runtime", "other", None),
        ("metrics/mAP50-95(B)", "metric", None),
        ("accuracy", "metric", None),
        ("grad_norm", "other", None),
        ("memory", "other", None),
    ],
)
def test_a_column_is_told_by_its_name(name: str, kind: SeriesKind, group: int | str | None) -> None:
    assert told_by(name, np.array([0.5, 0.25])) == (kind, group)


@pytest.mark.parametrize("values", [[-1.0, 0.5], [1e6, 2e6], [math.nan]])
def test_a_column_that_no_rates_can_be_is_none_whatever_it_is_called(values: list[float]) -> None:
    assert told_by("lr", np.array(values)).kind == "other"


def test_a_count_that_begins_again_with_each_epoch_is_not_what_is_lined_up_by() -> None:
    rows = [(epoch, batch) for epoch in range(3) for batch in range(10)]
    text = "epoch,iter,lr\n" + "".join(f"{e},{b},{0.5 / (e + 1)!r}\n" for e, b in rows)
    assert series(read_log_text(text, "log.csv"), "lr").axis == "epochs"


def test_a_run_that_was_resumed_is_still_lined_up_by_its_steps() -> None:
    steps = [*range(20), *range(10, 30)]
    header = "epoch,step,lr\n"
    text = header + "".join(f"{step // 10},{step},0.5\n" for step in steps[:20])
    text += header + "".join(f"{step // 10},{step},0.5\n" for step in steps[20:])
    log = read_log_text(text, "log.csv")
    assert series(log, "lr").positions.tolist() == steps
    assert log.notes[0].place == "line 22"


def test_samples_and_tokens_are_what_is_lined_up_by_where_there_are_no_steps() -> None:
    log = read_log_text("consumed_samples,lr\n256,0.5\n512,0.25\n", "log.csv")
    assert (series(log, "lr").axis, series(log, "lr").positions.tolist()) == ("samples", [256, 512])
    log = read_log_text("num_input_tokens_seen,lr\n256,0.5\n512,0.25\n", "log.csv")
    assert series(log, "lr").axis == "tokens"
    log = read_log_text("lr\n0.5\n0.25\n", "log.csv")
    assert (series(log, "lr").axis, series(log, "lr").positions.tolist()) == ("rows", [0, 1])


@pytest.mark.parametrize(
    ("cells", "rounding"),
    [
        (["0.000104", "0.000600", "0.000000"], 0.5e-6),
        (["9.150E-06", "1.000E-05"], 0.5e-9),
        (["0.002707", "2.5e-05"], 0.5e-6),
        (["0.00029997711737095695", "0.0003"], 0.00029997711737095695 * 2**-22),
        (["0.001", "0.002"], 0.5e-5),
    ],
)
def test_a_number_is_as_exact_as_it_was_written(cells: list[str], rounding: float) -> None:
    found = read_log_text("lr\n" + "\n".join(cells), "log.csv").series[0]
    assert found.rounding()[0] == pytest.approx(rounding, rel=0.01)


def test_cells_that_are_no_numbers_are_noted_with_their_line() -> None:
    log = read_log_text("step,lr,host\n1,0.5,a\n2,x,b\n3,0.25,c\n", "log.csv")
    assert points(log, "lr") == [(1, 0.5), (3, 0.25)]
    assert [(note.place, note.sentence) for note in log.notes] == [
        ("line 3", "“x” of “lr” is no number; left out."),
        ("", "Left out, for they are no numbers: “host”."),
    ]


IN_BRACKETS = {
    "mmengine": (
        (
            "2024/01/02 10:00:00 - mmengine - INFO - Epoch(train)  [{e1}][{i:3d}/90]  base_lr: 1.0e-01 "
            "lr: {lr:.4e}  eta: 1:00:00  time: 0.5  memory: 3000  loss: {loss:.4f}"
        ),
        "lr",
    ),
    "mmcv": (
        (
            "2021-03-01 10:00:00,123 - mmdet - INFO - Epoch [{e1}][{i}/90]\tlr: {lr:.3e}, "
            "eta: 1 day, 2:03:04, time: 0.5, loss_rpn: 0.2, loss: {loss:.4f}"
        ),
        "lr",
    ),
    "iterations": ("Iter [{step}/80000]\tlr: {lr:.3e}, eta: 2:03:04, loss: {loss:.4f}", "lr"),
    "timm": (
        (
            "Train: {e0} [{i:4d}/90 ({per:3.0f}%)]  Loss: {loss:.3f} (6.9)  Time: 0.5s, 100.0/s  "
            "LR: {lr:.3e}  Data: 0.01"
        ),
        "LR",
    ),
    "from 0": (
        "Epoch: [{e0}]  [{i:4d}/90]  eta: 0:10:00  lr: {lr:.6f}  loss: {loss:.4f} (6)",
        "lr",
    ),
    "in words": ("epoch: {e1}/300, iter: {i}/90, mem: 20Mb, loss: {loss:.1f}, lr: {lr:.3e}", "lr"),
    "one for each group": (
        "[log_dist] step={step}, skipped=3, lr=[{lr:g}, {lr:g}], mom=[]",
        "lr/1",
    ),
}


@pytest.mark.parametrize(("form", "name"), IN_BRACKETS.values(), ids=IN_BRACKETS)
def test_a_place_in_brackets_is_a_step_of_the_whole_run(
    tmp_path: Path, form: str, name: str
) -> None:
    rows = [(e, i) for e in range(4) for i in (30, 60)]
    lines = [
        form.format(
            e0=e, e1=e + 1, i=i, step=90 * e + i, per=100 * i / 90, lr=0.1 / (k + 1), loss=3
        )
        for k, (e, i) in enumerate(rows)
    ]
    text = "a header\n" * 400 + "\n".join(lines) + "\n"
    found = points(read(tmp_path, text, "run.log"), name)
    assert [step for step, _ in found] == [90 * e + i for e, i in rows]
    assert [value for _, value in found] == pytest.approx(
        [0.1 / (k + 1) for k in range(len(rows))], rel=1e-3, abs=1e-6
    )


def test_samples_in_brackets_are_samples(tmp_path: Path) -> None:
    lines = "".join(
        f"Train Epoch: {e} [{n}/6000 ({n / 60:.0f}%)]\tLoss: 2.{n}\n"
        for e in (1, 2)
        for n in (0, 640)
    )
    found = series(read(tmp_path, lines, "run.log"), "Loss")
    assert (found.axis, found.positions.tolist()) == ("samples", [0, 640, 6000, 6640])


def test_what_no_name_tells_the_values_do(tmp_path: Path) -> None:
    chance = np.random.default_rng(16)
    noise = chance.normal(size=(200, 2)) * 0.05
    lines = "".join(
        f"{t},{0.1 * (1 + math.cos(math.pi * t / 200)):.6f},{3 / (1 + t / 20) + 1 + noise[t, 0]:.4f},"
        f"{min(1, max(0, t / 300 + noise[t, 1])):.4f},{1.7e9 + 3.1 * t:.2f}\n"
        for t in range(200)
    )
    log = read(tmp_path, "step,eta_t,objective,hits,clock\n" + lines)
    assert {each.name: each.kind for each in log.series} == {
        "step": "other",
        "eta_t": "rate",
        "objective": "loss",
        "hits": "metric",
        "clock": "other",
    }
    named = read(tmp_path, "step,eta_t,loss,hits,clock\n" + lines)
    assert [each.name for each in named.series if each.kind != "other"] == ["loss"]
