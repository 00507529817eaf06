"""TrainingArguments in all four forms, and the functions that make schedules with a warmup."""

import inspect
import json
from typing import Any

import pytest
import torch
from torch.optim import SGD
from transformers import optimization
from transformers.optimization import get_scheduler
from transformers.trainer_utils import SchedulerType

from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.sources.signatures import SCHEDULER_TYPES, WITH_WARMUP
from tests.designer.presets.originals import Settings, optimizer_of, stepped
from tests.designer.presets.other_rows import TRANSFORMERS
from tests.designer.sources.reading import assert_rates, kinds, rates, read

FUNCTIONS = {
    signature.preset: name
    for name, signature in WITH_WARMUP.items()
    if signature.preset.startswith("transformers:")
}
CASES = [
    (row, own)
    for row in TRANSFORMERS
    for own in row.own
    if row.name != "transformers:reduce_lr_on_plateau"
]
IDS = [f"{row.name}-{number}" for number, (row, _) in enumerate(CASES)]
GENERAL = ("num_warmup_steps", "num_training_steps")


def length(own: Settings) -> int:
    """Return the steps of the whole run of a row."""
    return int(own["steps"] if "steps" in own else own["num_training_steps"])


_WALKED: dict[str, list[float]] = {}


def wanted(row: Any, own: Settings) -> list[float]:
    """Return the rates of the library's own schedule, stepped once for all tests."""
    key = f"{row.name} {own}"
    if key not in _WALKED:
        lines = stepped(row.original(optimizer_of(own["base_lr"]), own), length(own) - 1)
        _WALKED[key] = [line[0][0] for line in lines]
    return _WALKED[key]


@pytest.mark.parametrize(("row", "own"), CASES, ids=IDS)
def test_a_function_that_makes_a_schedule_is_read(row: Any, own: Settings) -> None:
    words = ", ".join(f"{k}={v!r}" for k, v in own.items() if k not in ("base_lr", "steps"))
    code = (
        f"optimizer = torch.optim.AdamW(model.parameters(), lr={own['base_lr']!r})\n"
        f"lr_scheduler = {FUNCTIONS[row.name]}(optimizer, {words})\n"
        f"for step in range({length(own)}):\n    lr_scheduler.step()\n"
    )
    reading = read(code)
    assert reading.schedule.stepping == "update"
    assert_rates(rates(reading.schedule), wanted(row, own))


@pytest.mark.parametrize(("row", "own"), CASES, ids=IDS)
def test_get_scheduler_is_read(row: Any, own: Settings) -> None:
    special = {k: v for k, v in own.items() if k not in (*GENERAL, "base_lr", "steps")}
    general = ", ".join(f"{k}={v!r}" for k, v in own.items() if k in GENERAL)
    code = (
        f"optimizer = AdamW(model.parameters(), lr={own['base_lr']!r})\n"
        f"scheduler = get_scheduler({row.name.partition(':')[2]!r}, optimizer, {general or 'None'},"
        f" scheduler_specific_kwargs={special!r})\n"
        f"for step in range({length(own)}):\n    scheduler.step()\n"
    ).replace(", None,", ",")
    assert_rates(rates(read(code).schedule), wanted(row, own))


def test_every_function_is_read_with_its_arguments_in_order() -> None:
    for name, signature in WITH_WARMUP.items():
        if name in ("get_piecewise_constant_schedule", "get_reduce_on_plateau_schedule"):
            continue
        names = list(inspect.signature(getattr(optimization, name)).parameters)
        assert signature.arguments == tuple(names[1:]), name


def arguments_of(own: Settings, kind: str) -> dict[str, Any]:
    """Return the TrainingArguments that make a row's schedule."""
    special = {k: v for k, v in own.items() if k not in (*GENERAL, "base_lr", "steps")}
    found: dict[str, Any] = {
        "output_dir": "out",
        "learning_rate": own["base_lr"],
        "lr_scheduler_type": kind,
        "per_device_train_batch_size": 4,
        "max_steps": length(own),
        "warmup_steps": own.get("num_warmup_steps", 0),
    }
    return found | ({"lr_scheduler_kwargs": special} if special else {})


def as_python(given: dict[str, Any]) -> tuple[str, str]:
    words = ",\n    ".join(f"{name}={value!r}" for name, value in given.items())
    return f"args = TrainingArguments(\n    {words},\n)\nTrainer(model, args).train()\n", "train.py"


def as_command(given: dict[str, Any]) -> tuple[str, str]:
    def shown(value: Any) -> str:
        return f"'{json.dumps(value)}'" if isinstance(value, dict) else str(value)

    words = " \\\n  ".join(f"--{name} {shown(value)}" for name, value in given.items())
    return f"torchrun train.py \\\n  {words}\n", "run.sh"


def as_yaml(given: dict[str, Any]) -> tuple[str, str]:
    lines = []
    for name, value in given.items():
        if isinstance(value, dict):
            lines += [f"{name}:", *(f"  {k}: {v}" for k, v in value.items())]
        else:
            lines.append(f"{name}: {value}  # as it was")
    return "### train\n" + "\n".join(lines) + "\n", "config.yaml"


def as_json(given: dict[str, Any]) -> tuple[str, str]:
    return json.dumps({"training": given}, indent=2), "config.json"


FORMS = {"Python": as_python, "command": as_command, "YAML": as_yaml, "JSON": as_json}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("row", "own"), CASES, ids=IDS)
def test_training_arguments_are_read_in_all_four_forms(row: Any, own: Settings, form: str) -> None:
    text, name = FORMS[form](arguments_of(own, row.name.partition(":")[2]))
    for given_name in (name, "the clipboard"):
        schedule = read(text, given_name).schedule
        assert_rates(rates(schedule), wanted(row, own))


def test_training_arguments_fill_the_run() -> None:
    code = """\
args = TrainingArguments(
    "out",
    learning_rate=2e-5,
    weight_decay=0.01,
    lr_scheduler_type="cosine",
    warmup_ratio=0.1,
    num_train_epochs=2,
    per_device_train_batch_size=16,
    gradient_accumulation_steps=4,
)
"""
    reading = read(code)
    run = reading.schedule.run
    assert (run.batch_size, run.accumulation, run.epochs, run.samples) == (16, 4, 2, 50_000)
    assert kinds(reading) == ["asked for"]
    assert dict(reading.schedule.groups[0].bases) == {"weight_decay": 0.01}
    total = 2 * 782
    assert reading.schedule.total_steps == total
    optimizer = SGD([torch.nn.Parameter(torch.zeros(1))], lr=2e-5)
    scheduler = get_scheduler("cosine", optimizer, 157, total)
    found = []
    for _ in range(total):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    assert_rates(rates(reading.schedule), found)


def test_a_ratio_that_comes_to_the_same_stays_a_share_of_the_run() -> None:
    text = "learning_rate: 1e-4\nwarmup_ratio: 0.03\nmax_steps: 1000\n"
    warmup = read(text, "a.yaml").schedule.segments[0]
    assert (warmup.span.amount, warmup.span.unit) == (3.0, "percent")


def test_names_of_programs_that_pass_arguments_on_are_known() -> None:
    text = """\
base_model: some/model
micro_batch_size: 2
gradient_accumulation_steps: 8
num_epochs: 4
learning_rate: 0.0002
lr_scheduler: cosine
warmup_steps: 10
"""
    schedule = read(text, "axolotl.yml").schedule
    assert (schedule.run.batch_size, schedule.run.epochs) == (2, 4)
    assert schedule.groups[0].base_lr == 2e-4


def test_a_name_of_an_enumeration_is_known() -> None:
    code = "a = TrainingArguments(lr_scheduler_type=SchedulerType.COSINE, max_steps=10)\n"
    assert read(code).schedule.title == "trainer cosine"


def test_devices_are_read_from_the_launcher() -> None:
    text = "torchrun --nproc_per_node=8 t.py --learning_rate 1e-4 --per_device_train_batch_size 4"
    assert read(text, "-").schedule.run.devices == 8


@pytest.mark.parametrize(
    ("text", "name", "says"),
    [
        (
            "learning_rate: 1\nlr_scheduler_type: nothing\n",
            "a.yaml",
            "line 2, column 20: There is no",
        ),
        (
            '{"learning_rate": 1e-4, "lr_scheduler_type" "x"}',
            "a.json",
            "line 1, column 45: A colon",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, name: str, says: str) -> None:
    with pytest.raises(DesignError) as caught:
        read(text, name)
    assert says in str(caught.value)


def test_every_name_that_transformers_takes_is_known_but_the_greedy_one() -> None:
    assert {each.value for each in SchedulerType} - {"greedy"} <= SCHEDULER_TYPES.keys()
