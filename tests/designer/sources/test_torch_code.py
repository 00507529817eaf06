"""torch's constructors as code: what is read has the rates of the real scheduler."""

import inspect
from typing import Any

import pytest
import torch
from torch.optim import SGD, lr_scheduler, swa_utils

from rampsmith.designer.document.curves import curve_of
from rampsmith.designer.document.kinds import MOMENTUM_CURVE
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.presets import preset_named
from rampsmith.designer.sources.signatures import TORCH
from tests.designer.presets.originals import Row, Settings, optimizer_of, stepped
from tests.designer.presets.torch_rows import ROWS
from tests.designer.sources.reading import assert_rates, kinds, rates, read
from tests.designer.sources.scripts import FOLLOWED, SEVERAL

CASES = [(row, own) for row in ROWS for own in row.own]


def length(own: Settings) -> int:
    """Return the steps of the whole run of a row."""
    return int(own["steps"] if "steps" in own else own.get("total_steps") or 32)


def code_of(row: Row, own: Settings, *, positional: bool) -> str:
    """Write a scheduler as a person would in a training script, stepped as often as it is."""
    given = {k: v for k, v in own.items() if k not in ("steps", "stepping")}
    base = given.get("base_lr", 1e-3)
    if row.name != "CyclicLR":
        given.pop("base_lr", None)
    order = TORCH[row.name].arguments
    front: list[str] = []
    if positional:
        for name in order:
            if name not in given:
                break
            front.append(repr(given.pop(name)))
    words = [*front, *(f"{name}={value!r}" for name, value in given.items())]
    steps = length(own)
    loop = (
        f"for step in range({steps}):\n    train()\n    scheduler.step()\n"
        if own.get("stepping") == "update" or row.name in ("CyclicLR", "OneCycleLR")
        else f"for epoch in range({steps}):\n    train()\n    scheduler.step()\n"
    )
    return (
        f"optimizer = torch.optim.SGD(model.parameters(), lr={base!r})\n"
        f"scheduler = {row.name}({', '.join(['optimizer', *words])})\n{loop}"
    )


@pytest.mark.parametrize("positional", [False, True], ids=["keywords", "positional"])
@pytest.mark.parametrize(
    ("row", "own"), CASES, ids=[f"{r.name}-{n}" for n, (r, _) in enumerate(CASES)]
)
def test_a_constructor_in_code_has_the_rates_of_the_scheduler(
    row: Row, own: Settings, *, positional: bool
) -> None:
    schedule = read(code_of(row, own, positional=positional)).schedule
    steps = length(own)
    wanted = stepped(row.original(optimizer_of(own.get("base_lr", 1e-3)), own), steps - 1)
    assert schedule.total_steps == steps
    assert_rates(rates(schedule), [line[0][0] for line in wanted])


def test_how_long_a_part_takes_is_not_how_long_the_run_is() -> None:
    schedule = read(
        "warmup = LinearLR(optimizer, start_factor=0.01, total_iters=500)\n"
        "cosine = CosineAnnealingLR(optimizer, T_max=9500)\n"
        "scheduler = SequentialLR(optimizer, [warmup, cosine], milestones=[500])\n"
    ).schedule
    assert schedule.total_steps == 10_000


def test_every_scheduler_is_read_with_the_arguments_in_the_order_of_torch() -> None:
    for name in TORCH.keys() - {"ChainedScheduler"}:
        made = getattr(lr_scheduler, name, None) or getattr(swa_utils, name)
        own = [each for each in inspect.signature(made).parameters if each != "optimizer"]
        assert TORCH[name].arguments == tuple(own), name


def test_every_scheduler_of_torch_has_a_signature() -> None:
    classes = {
        name
        for name, each in vars(lr_scheduler).items()
        if inspect.isclass(each) and issubclass(each, lr_scheduler.LRScheduler) and name[0] != "_"
    }
    assert classes - {"LRScheduler"} <= TORCH.keys()


def real(code: str) -> list[float]:
    """Run code of the test's own that builds ``scheduler``, and step it through ``steps`` steps."""
    optimizer = SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    space: dict[str, Any] = {"optimizer": optimizer, **vars(lr_scheduler)}
    exec(code, space)  # noqa: S102 - the test's own text.
    found = []
    for _ in range(space["steps"]):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        space["scheduler"].step()
    return found


@pytest.mark.parametrize("code", SEVERAL.values(), ids=SEVERAL)
@pytest.mark.parametrize("where", ["module", "function", "method"])
def test_schedulers_of_schedulers_are_read(code: str, where: str) -> None:
    body = f"optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\n{code}"
    loop = "for epoch in range(steps):\n    train_one_epoch()\n    scheduler.step()\n"
    if where == "function":
        lines = "".join(f"    {line}\n" for line in (body + loop).splitlines())
        whole = f"def main():\n{lines}\nmain()\n"
    elif where == "method":
        lines = "".join(f"        {line}\n" for line in (body + loop).splitlines())
        whole = f"class Trainer:\n    def fit(self):\n{lines}"
    else:
        whole = body + loop
    assert_rates(rates(read(whole).schedule), real(code))


@pytest.mark.parametrize(("before", "gamma"), FOLLOWED.values(), ids=FOLLOWED)
def test_a_name_that_stands_for_a_number_is_followed(before: str, gamma: str) -> None:
    code = (
        f"{before}optimizer = SGD(model.parameters(), lr=0.1)\n"
        f"scheduler = StepLR(optimizer, 4, gamma={gamma})\n"
        "for epoch in range(12):\n    scheduler.step()\n"
    )
    reading = read(code)
    assert reading.notes == ()
    assert_rates(rates(reading.schedule), [0.1] * 4 + [0.05] * 4 + [0.025] * 4)


def test_arguments_of_functions_and_constructors_are_followed_to_their_calls() -> None:
    code = """\
class Trainer:
    def __init__(self, model, lr, epochs=10):
        self.lr = lr
        self.epochs = epochs
        self.optimizer = AdamW(model.parameters(), lr=self.lr)
        self.scheduler = self.make(gamma=0.5)

    def make(self, gamma, step_size=3):
        return StepLR(self.optimizer, step_size=step_size, gamma=gamma)

    def fit(self):
        for epoch in range(self.epochs):
            self.train()
            self.scheduler.step()

Trainer(model, lr=0.2, epochs=6).fit()
"""
    reading = read(code)
    assert_rates(rates(reading.schedule), [0.2] * 3 + [0.1] * 3)


def test_what_the_text_does_not_hold_is_asked_for_at_its_place() -> None:
    code = "scheduler = StepLR(optimizer, 5, gamma=hyper.gamma)\n"
    notes = read(code).notes
    asked = [note for note in notes if "gamma" in note.sentence]
    assert [(note.kind, note.place.line, note.place.column) for note in asked] == [
        ("asked for", 1, 40)
    ]


def test_the_length_of_a_loader_is_asked_for_and_counts_updates() -> None:
    code = """\
loader = DataLoader(data, batch_size=100)
optimizer = SGD(model.parameters(), lr=0.1)
scheduler = OneCycleLR(optimizer, max_lr=0.1, total_steps=len(loader) * 3)
"""
    reading = read(code)
    assert (reading.schedule.stepping, reading.schedule.total_steps) == ("update", 1_500)
    assert "asked for" in kinds(reading)


def test_groups_come_with_their_rates_and_names() -> None:
    code = """\
optimizer = AdamW(
    [
        {"params": model.backbone.parameters(), "lr": 1e-5},
        {"params": model.head.parameters(), "weight_decay": 0.0},
        {"params": rest, "name": "others"},
    ],
    lr=1e-3,
    weight_decay=0.1,
)
scheduler = StepLR(optimizer, 5)
"""
    groups = read(code).schedule.groups
    assert [(each.name, each.base_lr, dict(each.bases)) for each in groups] == [
        ("backbone", 1e-5, {"weight_decay": 0.1}),
        ("head", 1e-3, {}),
        ("others", 1e-3, {"weight_decay": 0.1}),
    ]


@pytest.mark.parametrize(
    ("loop", "stepping", "steps"),
    [
        ("for epoch in range(7):\n    scheduler.step()\n", "epoch", 7),
        ("for epoch in range(7):\n    for b in data:\n        scheduler.step()\n", "update", None),
        (
            "for epoch in range(7):\n    for i in range(5):\n        f()\n    scheduler.step()\n",
            "epoch",
            7,
        ),
        (
            "for epoch in range(7):\n    for i in range(5):\n        scheduler.step()\n",
            "update",
            35,
        ),
        ("for step in range(70):\n    scheduler.step()\n", "update", 70),
        ("for epoch in tqdm(range(1, 8)):\n    scheduler.step()\n", "epoch", 7),
        ("for it, batch in enumerate(loader):\n    scheduler.step()\n", "update", None),
    ],
)
def test_when_it_is_stepped_is_read_from_the_loop(
    loop: str, stepping: str, steps: int | None
) -> None:
    code = f"optimizer = SGD(p, lr=0.1)\nscheduler = StepLR(optimizer, 2)\n{loop}"
    schedule = read(code).schedule
    assert schedule.stepping == stepping
    assert steps is None or schedule.total_steps == steps


def test_a_branch_that_is_not_taken_is_not_read() -> None:
    code = """\
name = "step"
optimizer = SGD(p, lr=1.0)
if name == "cosine":
    scheduler = CosineAnnealingLR(optimizer, T_max=10)
else:
    scheduler = StepLR(optimizer, 5)
"""
    assert read(code).form == "the scheduler StepLR"


def test_another_scheduler_is_told_of() -> None:
    code = "a = StepLR(opt1, 3)\nb = ExponentialLR(opt2, 0.9)\n"
    sentences = [note.sentence for note in read(code).notes if note.kind == "not understood"]
    assert sentences == ["Another scheduler, ExponentialLR, is left out."]


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import torch\nprint(1)\n", "No design is inside this Python file"),
        ("x = (1\n", "line 1, column 5: This is not Python"),
        (
            "s = SequentialLR(o, [StepLR(o, 3), StepLR(o, 4)], milestones=[a])\n",
            "“a” is not in the text",
        ),
        ("s = StepLR(o, 0)\n", "step_size"),
        ("s = get_scheduler('nothing', o)\n", "There is no schedule “nothing”"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(code: str, says: str) -> None:
    with pytest.raises(DesignError) as caught:
        read(code)
    assert says in str(caught.value)


def test_a_plateau_is_read_with_all_of_its_arguments() -> None:
    code = """\
optimizer = SGD(p, lr=0.1)
scheduler = ReduceLROnPlateau(optimizer, 'max', factor=0.5, patience=3, cooldown=2, min_lr=[1e-4])
for epoch in range(20):
    scheduler.step(accuracy)
"""
    wanted = preset_named("ReduceLROnPlateau").make(
        base_lr=0.1, mode="max", factor=0.5, patience=3, cooldown=2, min_lr=1e-4, steps=20
    )
    assert read(code).schedule.segments == wanted.segments


def test_momenta_of_one_cycle_come_along() -> None:
    code = "s = OneCycleLR(SGD(p, lr=0.1), max_lr=0.1, total_steps=50, base_momentum=0.8)\n"
    momentum = curve_of(read(code).schedule, MOMENTUM_CURVE)
    wanted = preset_named("OneCycleLR").make(max_lr=0.1, total_steps=50, base_momentum=0.8)
    assert momentum.segments == curve_of(wanted, MOMENTUM_CURVE).segments


def test_of_assignments_in_branches_the_one_that_is_taken_counts() -> None:
    code = """\
fast = True
if fast:
    gamma = 0.5
else:
    gamma = 0.9
optimizer = SGD(p, lr=0.1)
scheduler = StepLR(optimizer, 4, gamma=gamma)
for epoch in range(8):
    scheduler.step()
"""
    reading = read(code)
    assert reading.notes == ()
    assert_rates(rates(reading.schedule), [0.1] * 4 + [0.05] * 4)
    unknown = read(code.replace("fast = True", "fast = ask()"))
    assert [(note.kind, note.place.line) for note in unknown.notes] == [("assumed", 5)]


@pytest.mark.parametrize(
    "made",
    [
        "Prodigy(model.parameters(), lr=0.3, weight_decay=0.01)",
        "bnb.optim.PagedLion8bit(model.parameters(), lr=0.3)",
        "create_optimizer_v2(model, opt='adamw', lr=0.3, weight_decay=0.05)",
        "FusedAdam(model.parameters(), 0.3)",
        "Lion(model.parameters(), learning_rate=0.3)",
        "Lookahead(Ranger(model.parameters(), lr=0.3), k=5)",
        "accelerator.prepare(AdamW(model.parameters(), lr=0.3))",
        "model.configure_optimizers(0.1, learning_rate, (0.9, 0.95), 'cuda')",
        "{'sgd': SGD, 'adam': Adam}['adam'](model.parameters(), lr=0.3)",
    ],
)
def test_an_optimizer_of_any_name_brings_the_rate(made: str) -> None:
    code = (
        f"lr = 5.0\nlearning_rate = 0.3\noptimizer = {made}\n"
        "scheduler = StepLR(optimizer, 4)\nfor epoch in range(8):\n    scheduler.step()\n"
    )
    assert [each.base_lr for each in read(code).schedule.groups] == [0.3]


def test_groups_that_are_added_are_groups() -> None:
    code = """\
optimizer = SGD(body, lr=0.3)
optimizer.add_param_group({'params': head, 'lr': 0.1})
scheduler = StepLR(optimizer, 4)
"""
    groups = read(code).schedule.groups
    assert [(each.name, each.base_lr) for each in groups] == [("body", 0.3), ("head", 0.1)]
