"""The promises of an exported class (design.md, section 4), each on real PyTorch."""

import copy
import inspect
import io
import pickle
import warnings
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch.optim import SGD, AdamW
from torch.optim.lr_scheduler import (
    ChainedScheduler,
    ConstantLR,
    CyclicLR,
    LambdaLR,
    LRScheduler,
    SequentialLR,
)

from rampsmith.designer.document.schedule import Level, Schedule, Segment
from rampsmith.designer.editing.edits import with_run, with_segment
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.proof.workbench import moved
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.polynomial import Polynomial
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from rampsmith.exporters.targets.export_file import ExportError
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.exporters.conformance import (
    MIXED,
    PER_EPOCH,
    WARMUP_LINEAR,
    advance,
    designed,
    exported,
    optimizer,
    optimizer_for,
    rates,
    walk,
)
from tests.golden.schedules import GOLDEN

ALL = pytest.mark.parametrize(
    "schedule", [PER_EPOCH, WARMUP_LINEAR, MIXED], ids=lambda schedule: schedule.class_name
)

OLD_SEQUENCES = pytest.mark.filterwarnings("ignore:The epoch parameter in")
"""An older torch warns of what its own sequences do."""


def signature(schedule: Schedule) -> dict[str, Any]:
    """Return the constructor's parameters in order, with their defaults."""
    found = inspect.signature(exported(schedule).__init__).parameters
    return {name: parameter.default for name, parameter in found.items() if name != "self"}


# 1. The constructor


@ALL
def test_the_class_extends_the_public_base_class_directly(schedule: Schedule) -> None:
    assert exported(schedule).__bases__ == (LRScheduler,)


def test_the_constructor_of_the_first_example_is_as_asked_for() -> None:
    assert list(signature(PER_EPOCH).items()) == [
        ("optimizer", inspect.Parameter.empty),
        ("warmup_epochs", 5),
        ("total_epochs", 50),
        ("min_lr", 0.001),
        ("last_epoch", -1),
    ]


def test_the_constructor_of_the_second_example_is_as_asked_for() -> None:
    total = 12 * 8
    assert list(signature(WARMUP_LINEAR).items()) == [
        ("optimizer", inspect.Parameter.empty),
        ("warmup_steps", 10),
        ("total_steps", total),
        ("last_epoch", -1),
    ]


def test_the_first_epoch_runs_at_a_fifth_and_the_last_at_exactly_the_floor() -> None:
    found = walk(exported(PER_EPOCH)(optimizer(0.1)), 60)
    assert found[0][0] == pytest.approx(0.02, rel=1e-12)
    assert found[49] == [0.001]
    assert found[50:] == [[0.001]] * 11


def test_the_second_example_is_warmup_linear_schedule_at_every_step() -> None:
    warmup, total = 10, 96
    found = walk(exported(WARMUP_LINEAR)(optimizer(0.3)), total + 5)
    expected = [
        0.3 * (t / warmup if t < warmup else max(0.0, (total - t) / (total - warmup)))
        for t in range(total + 6)
    ]
    assert [rate for (rate,) in found] == pytest.approx(expected, rel=1e-12, abs=0.3e-12)


EDITS: list[tuple[Schedule, dict[str, Any], Schedule]] = [
    (PER_EPOCH, {"warmup_epochs": 9}, with_segment(PER_EPOCH, 0, span=Span.of_epochs(9))),
    (PER_EPOCH, {"total_epochs": 30}, with_run(PER_EPOCH, epochs=30)),
    (PER_EPOCH, {"min_lr": 0.02}, with_segment(PER_EPOCH, 1, end=Level.of_rate(0.02))),
    (WARMUP_LINEAR, {"warmup_steps": 40}, with_segment(WARMUP_LINEAR, 0, span=Span.of_steps(40))),
    (
        MIXED,
        {"warmup_steps": 11, "start_factor": 0.3, "max_factor": 0.8},
        with_segment(MIXED, 0, span=Span.of_steps(11), start=Level(0.3), end=Level(0.8)),
    ),
    (
        MIXED,
        {"fast_steps": 3, "fast_time_scale_steps": 2},
        with_segment(MIXED, 1, span=Span.of_steps(3), shape=InverseSqrt(Span.of_steps(2))),
    ),
    (
        MIXED,
        {"stairs_steps": 14, "step_size": 2, "gamma": 0.6},
        with_segment(MIXED, 2, span=Span.of_steps(14), shape=Staircase(Span.of_steps(2), 0.6)),
    ),
    (
        MIXED,
        {"slope_power": 1.5, "slope_lr": 0.0001},
        with_segment(MIXED, 3, shape=Polynomial(1.5), end=Level.of_rate(0.0001)),
    ),
    (
        MIXED,
        {"hold_steps": 9, "hold_lr": 0.0009},
        with_segment(MIXED, 4, span=Span.of_steps(9), start=Level.of_rate(0.0009)),
    ),
    (
        MIXED,
        {"cooldown_steps": 12, "min_factor": 0.02},
        with_segment(MIXED, 5, span=Span.of_steps(12), end=Level(0.02)),
    ),
]


@pytest.mark.parametrize(("schedule", "numbers", "edited"), EDITS, ids=lambda x: str(x)[:60])
def test_changing_a_number_moves_what_depends_on_it_as_in_the_designer(
    schedule: Schedule, numbers: dict[str, Any], edited: Schedule
) -> None:
    assert numbers.keys() <= signature(schedule).keys()
    scheduler = exported(schedule)(optimizer_for(schedule), **numbers)
    assert walk(scheduler, 70) == designed(edited, range(71))
    assert designed(edited, range(71)) != designed(schedule, range(71))


def test_changing_the_total_moves_only_what_comes_behind_the_segment_that_fills() -> None:
    in_steps = MIXED
    for index, length in ((1, 12), (2, 12), (5, 6)):
        in_steps = with_segment(in_steps, index, span=Span.of_steps(length))
    scheduler = exported(MIXED)(optimizer_for(MIXED), total_steps=90)
    assert walk(scheduler, 100) == designed(with_run(in_steps, updates=90), range(101))


@pytest.mark.parametrize("after", ["hold", "repeat"])
def test_a_run_designed_shorter_than_its_parts_squeezes_the_segment_that_fills(after: Any) -> None:
    schedule = replace(WARMUP_LINEAR, after=after)
    squeezed = with_segment(with_run(schedule, epochs=None, updates=6), 0, span=Span.of_steps(10))
    scheduler = exported(squeezed)(optimizer_for(schedule))
    assert walk(scheduler, 30) == designed(squeezed, range(31))


def test_a_schedule_that_is_shorter_than_one_step_is_refused() -> None:
    nothing = Segment("Warmup", Linear(), Span.of_percent(1), Level(0.1), Level(1.0))
    schedule = with_run(replace(WARMUP_LINEAR, segments=(nothing,)), epochs=None, updates=3)
    with pytest.raises(ExportError, match="shorter than one update"):
        pytorch_source(schedule)


def test_every_number_but_nothing_and_the_base_rate_is_a_parameter() -> None:
    names = list(signature(MIXED))
    assert names == [
        "optimizer",
        *("warmup_steps", "fast_steps", "stairs_steps", "hold_steps", "cooldown_steps"),
        "total_steps",
        *("start_factor", "max_factor", "slope_lr", "hold_lr", "min_factor"),
        *("fast_time_scale_steps", "step_size", "gamma", "slope_power"),
        "last_epoch",
    ]


# 2 and 3. A closed form, equal to the window's


@ALL
@pytest.mark.parametrize("after", ["hold", "repeat"])
@pytest.mark.parametrize("counts_from", [0, 1])
def test_the_rates_equal_the_designers_bit_for_bit_past_the_end_too(
    schedule: Schedule, after: Any, counts_from: Any
) -> None:
    schedule = replace(schedule, after=after, counts_from=counts_from)
    steps = 2 * schedule.total_steps + 20
    found = walk(exported(schedule)(optimizer_for(schedule)), steps)
    assert found == designed(schedule, range(steps + 1))


@ALL
def test_a_rate_depends_on_the_step_alone(schedule: Schedule) -> None:
    scheduler = exported(schedule)(optimizer_for(schedule))
    advance(scheduler, 3)
    for t in (40, 2, 17, 0, 10**12):
        scheduler.last_epoch = t
        assert scheduler.get_lr() == list(Rates(schedule).at(t))


# 4. Groups


def test_each_groups_own_base_rate_is_scaled() -> None:
    found = walk(exported(WARMUP_LINEAR)(optimizer(0.1, 1e-5, 0.0)), 100)
    factors = walk(exported(WARMUP_LINEAR)(optimizer(1.0)), 100)
    assert found == [[0.1 * factor, 1e-5 * factor, 0.0] for (factor,) in factors]


@ALL
@pytest.mark.parametrize("tensor", [False, True])
def test_a_group_that_is_added_later_follows_from_the_next_step_on(
    schedule: Schedule, tensor: bool
) -> None:
    built = optimizer_for(schedule)
    scheduler = exported(schedule)(built)
    advance(scheduler, 5)
    own = 0.25
    lr = torch.tensor(own, dtype=torch.float64) if tensor else own
    params = [torch.nn.Parameter(torch.zeros(1))]
    built.add_param_group({"params": params, "lr": lr, "initial_lr": own})
    group = replace(schedule.groups[0], base_lr=own)
    grown = replace(schedule, groups=(*schedule.groups, group))
    for t in range(6, 70):
        advance(scheduler)
        assert rates(built) == list(Rates(grown).at(t))
    assert scheduler.base_lrs == [group.base_lr for group in grown.groups]


@ALL
def test_tensor_rates_are_filled_in_place(schedule: Schedule) -> None:
    tensors = [torch.tensor(group.base_lr, dtype=torch.float64) for group in schedule.groups]
    scheduler = exported(schedule)(optimizer(*tensors))
    for t in range(65):
        assert [float(tensor) for tensor in tensors] == list(Rates(schedule).at(t))
        assert all(
            group["lr"] is tensor
            for group, tensor in zip(scheduler.optimizer.param_groups, tensors, strict=True)
        )
        advance(scheduler)
    scheduler.load_state_dict(moved(scheduler.state_dict(), 4))
    assert [float(tensor) for tensor in tensors] == list(Rates(schedule).at(4))


def test_absolute_levels_give_every_group_the_same_rate() -> None:
    schedule = replace(
        WARMUP_LINEAR,
        segments=(
            Segment("Up", Linear(), Span.of_percent(10), Level.of_rate(0.0), Level.of_rate(0.2)),
            Segment("Down", Linear(), Span.of_the_rest(), None, Level.of_rate(0.01)),
        ),
    )
    found = walk(exported(schedule)(optimizer(1.0, 7.0)), 100)
    assert all(first == second for first, second in found)
    assert [first for first, _ in found] == [rate for (rate,) in designed(schedule, range(101))]


# 5. Checkpoints


def saved_and_read(state: Any) -> Any:
    """Send a state through a file as ``torch.load`` reads it by default."""
    file = io.BytesIO()
    torch.save(state, file)
    file.seek(0)
    return torch.load(file, weights_only=True)


@ALL
def test_a_checkpoint_has_plain_values_only(schedule: Schedule) -> None:
    scheduler = exported(schedule)(optimizer_for(schedule))
    advance(scheduler, 3)
    state = scheduler.state_dict()
    numbers = signature(schedule)
    del numbers["optimizer"], numbers["last_epoch"]
    numbers["base_lrs"] = [group.base_lr for group in schedule.groups]
    groups = [{"lr": rate} for rate in rates(scheduler.optimizer)]
    assert state == {"last_epoch": 3, "active": True, "groups": groups, "numbers": numbers}
    assert saved_and_read(state) == state


def test_a_saved_state_is_not_changed_by_going_on() -> None:
    scheduler = exported(WARMUP_LINEAR)(optimizer_for(WARMUP_LINEAR))
    state = scheduler.state_dict()
    before = copy.deepcopy(state)
    advance(scheduler, 3)
    assert state == before


ORDERS = [
    "optimizer built, scheduler built, optimizer loaded, scheduler loaded",
    "optimizer built, scheduler built, scheduler loaded, optimizer loaded",
    "optimizer built, optimizer loaded, scheduler built, scheduler loaded",
]


@ALL
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("saved_at", [0, 1, 3, 7, 10, 59, 96, 150])
def test_every_order_of_loading_gives_the_right_rates_at_once_and_afterwards(
    schedule: Schedule, order: str, saved_at: int
) -> None:
    first = exported(schedule)(optimizer_for(schedule))
    advance(first, saved_at)
    state = saved_and_read([first.optimizer.state_dict(), first.state_dict()])
    built = optimizer_for(schedule)
    scheduler: Any = None
    for word in order.split(", "):
        match word:
            case "scheduler built":
                scheduler = exported(schedule)(built)
            case "optimizer loaded":
                built.load_state_dict(state[0])
            case "scheduler loaded":
                scheduler.load_state_dict(state[1])
    assert rates(built) == list(Rates(schedule).at(saved_at))
    assert scheduler.get_last_lr() == rates(built)
    for t in range(saved_at + 1, saved_at + 20):
        advance(scheduler)
        assert rates(built) == list(Rates(schedule).at(t))


def test_the_files_numbers_win_over_the_checkpoints_with_one_warning() -> None:
    shorter = exported(PER_EPOCH)(optimizer(0.1), total_epochs=30)
    advance(shorter, 12)
    scheduler = exported(PER_EPOCH)(optimizer(0.1))
    with pytest.warns(UserWarning, match="Numbers differ") as found:
        scheduler.load_state_dict(shorter.state_dict())
    (message,) = [str(warning.message) for warning in found]
    assert message == "Numbers differ; these hold: total_epochs is 50.0, not 30.0."
    assert found[0].filename == __file__
    for t in range(12, 60):
        assert rates(scheduler.optimizer) == list(Rates(PER_EPOCH).at(t))
        advance(scheduler)
    assert scheduler.state_dict()["numbers"]["total_epochs"] == 50


@ALL
def test_every_number_is_an_attribute_under_its_name(schedule: Schedule) -> None:
    built = exported(schedule)
    scheduler = built(optimizer_for(schedule))
    for name, parameter in inspect.signature(built).parameters.items():
        if name not in ("optimizer", "last_epoch", "groups"):
            # Accelerate would stop stepping at an attribute called total_steps.
            attribute = "_total_steps" if name == "total_steps" else name
            assert getattr(scheduler, attribute) == parameter.default


@ALL
def test_every_argument_is_described(schedule: Schedule) -> None:
    built = exported(schedule)
    _, _, told = (inspect.getdoc(built) or "").partition("\nArgs:\n")
    entries = [line.split(":")[0].strip() for line in told.splitlines() if line[4:5] != " "]
    assert entries == list(inspect.signature(built).parameters)


@ALL
def test_asking_for_the_state_changes_nothing(schedule: Schedule) -> None:
    scheduler = exported(schedule)(optimizer_for(schedule))
    scheduler.optimizer.add_param_group({"params": [torch.nn.Parameter(torch.zeros(1))], "lr": 0.5})
    groups = copy.deepcopy(scheduler.optimizer.param_groups)
    before = copy.deepcopy({**vars(scheduler), "optimizer": None})
    scheduler.state_dict()
    assert {**vars(scheduler), "optimizer": None} == before
    assert [group.keys() for group in scheduler.optimizer.param_groups] == [
        group.keys() for group in groups
    ]


def test_milestones_may_be_given_by_an_iterator() -> None:
    built = exported(GOLDEN["milestones"])
    scheduler, other = (built(optimizer(0.1), milestones=each) for each in (iter([2, 4]), [2, 4]))
    assert scheduler.milestones == (2, 4)
    for _ in range(6):
        assert rates(scheduler.optimizer) == rates(other.optimizer)
        advance(scheduler)
        advance(other)
    assert scheduler.state_dict()["numbers"] == other.state_dict()["numbers"]


def test_a_group_that_was_added_right_before_saving_keeps_no_rate_of_other_numbers() -> None:
    shorter = exported(PER_EPOCH)(optimizer(0.1), total_epochs=30)
    advance(shorter, 12)
    shorter.optimizer.add_param_group({"params": [torch.nn.Parameter(torch.zeros(1))], "lr": 0.1})
    scheduler = exported(PER_EPOCH)(optimizer(0.1))
    with pytest.warns(UserWarning, match="Numbers differ"):
        scheduler.load_state_dict(shorter.state_dict())
    assert rates(scheduler.optimizer) == list(Rates(PER_EPOCH).at(12))


def test_a_checkpoint_of_another_class_gives_its_progress() -> None:
    scheduler = exported(WARMUP_LINEAR)(optimizer(0.1))
    other = ConstantLR(optimizer(0.1))
    advance(other, 8)
    with pytest.warns(UserWarning, match="differ") as found:
        scheduler.load_state_dict(other.state_dict())
    (message,) = [str(warning.message) for warning in found]
    assert message == (
        "Numbers differ; these hold: warmup_steps is 10.0, not saved;"
        " total_steps is 96.0, not saved; base_lrs is [0.1], not saved."
    )
    assert rates(scheduler.optimizer) == [0.1 * (8 / 10)]


def test_a_step_alone_is_progress_without_a_word() -> None:
    scheduler = exported(WARMUP_LINEAR)(optimizer(0.1))
    scheduler.load_state_dict({"last_epoch": 8})
    assert rates(scheduler.optimizer) == [0.1 * (8 / 10)]


# 6. Resuming without a state, and copies


@ALL
@pytest.mark.parametrize("last_epoch", [0, 3, 9, 10, 58, 95, 200])
def test_last_epoch_resumes_as_torch_defines_it(schedule: Schedule, last_epoch: int) -> None:
    built = optimizer_for(schedule)
    for group in built.param_groups:
        group["initial_lr"] = group["lr"]
    oracle = LambdaLR(copy.deepcopy(built), float, last_epoch=last_epoch)
    scheduler = exported(schedule)(built, last_epoch=last_epoch)
    for _ in range(20):
        assert scheduler.last_epoch == oracle.last_epoch
        assert rates(built) == list(Rates(schedule).at(oracle.last_epoch))
        advance(oracle)
        advance(scheduler)


def test_last_epoch_without_an_initial_rate_is_refused_as_torch_does() -> None:
    with pytest.raises(KeyError, match="initial_lr"):
        exported(PER_EPOCH)(optimizer(0.1), last_epoch=4)


def pickled(scheduler: Any) -> Any:
    """Send a scheduler through pickle, which finds its class by the name of its module."""
    return pickle.loads(pickle.dumps(scheduler))  # noqa: S301 - our own, made a moment ago.


@ALL
@pytest.mark.parametrize("copied", [copy.deepcopy, pickled])
def test_a_copy_goes_on_by_itself(schedule: Schedule, copied: Any) -> None:
    scheduler = exported(schedule)(optimizer_for(schedule))
    advance(scheduler, 4)
    other = copied(scheduler)
    advance(scheduler, 9)
    assert rates(other.optimizer) == list(Rates(schedule).at(4))
    for t in range(5, 70):
        other.step()
        assert rates(other.optimizer) == list(Rates(schedule).at(t))


def test_a_number_that_a_class_no_longer_has_is_told_and_the_others_hold() -> None:
    built = exported(GOLDEN["milestones"])
    first = built(optimizer(0.1), milestones=(3, 6, 9))
    advance(first, 9)
    second = built(optimizer(0.1), milestones=(3, 6))
    with pytest.warns(
        UserWarning, match=r"differ; these hold: milestones\[2\] is None, not 9\.0\.$"
    ):
        second.load_state_dict(first.state_dict())
    assert rates(second.optimizer) == pytest.approx([0.001])


def test_the_initial_rate_that_another_scheduler_has_set_is_the_base_as_the_head_says() -> None:
    built = optimizer(0.1)
    CyclicLR(built, base_lr=0.5, max_lr=1.0, cycle_momentum=False)
    scheduler = exported(WARMUP_LINEAR)(built)
    advance(scheduler, 10)
    assert rates(built) == [built.param_groups[0]["initial_lr"]] == [0.5]
    told = "Where a group has an ``initial_lr``, that counts as the rate it was built with."
    assert told in " ".join(pytorch_source(WARMUP_LINEAR).split())


# 7. Other people's loops


@OLD_SEQUENCES
def test_it_works_as_the_second_member_of_a_sequence() -> None:
    built = optimizer(0.1)
    waiting = ConstantLR(built, factor=0.5, total_iters=1_000)
    sequence = SequentialLR(built, [waiting, exported(WARMUP_LINEAR)(built)], milestones=[6])
    curve = Rates(replace(WARMUP_LINEAR, groups=(replace(WARMUP_LINEAR.groups[0], base_lr=0.1),)))
    for t in range(30):
        expected = 0.05 if t < 6 else curve.at(t - 6)[0]
        assert rates(built) == [expected]
        advance(sequence)


@OLD_SEQUENCES
def test_a_sequence_that_has_not_come_to_it_can_be_saved_and_loaded() -> None:
    def sequence() -> SequentialLR:
        built = optimizer(0.1)
        waiting = ConstantLR(built, factor=0.5, total_iters=1_000)
        return SequentialLR(built, [waiting, exported(PER_EPOCH)(built)], milestones=[6])

    first = sequence()
    advance(first, 3)
    second = sequence()
    second.optimizer.load_state_dict(first.optimizer.state_dict())
    second.load_state_dict(first.state_dict())
    for _ in range(30):
        assert rates(second.optimizer) == rates(first.optimizer)
        advance(first)
        advance(second)


def test_in_a_chain_it_overrules_what_came_before_as_the_head_says() -> None:
    built = optimizer(1.0)
    chain = ChainedScheduler([LambdaLR(built, lambda _: 7.0), exported(WARMUP_LINEAR)(built)])
    advance(chain, 4)
    assert rates(built) == [0.4]
    told = "what schedulers chained before it set has no effect."
    assert told in " ".join(pytorch_source(MIXED).split())


def test_it_can_be_built_by_name_with_keyword_arguments() -> None:
    arguments = {"warmup_epochs": 2, "total_epochs": 10, "min_lr": 0.0, "last_epoch": -1}
    scheduler = exported(PER_EPOCH)(optimizer=AdamW(optimizer(0.1).param_groups), **arguments)
    advance(scheduler, 9)
    assert rates(scheduler.optimizer) == [0.0]


@ALL
def test_no_attribute_makes_accelerate_stop_stepping(schedule: Schedule) -> None:
    assert not hasattr(exported(schedule)(optimizer_for(schedule)), "total_steps")


def torchs_own_names() -> set[str]:
    """Every attribute that torch's base class has, sets or looks for."""
    scheduler = LambdaLR(optimizer(0.1), float)
    advance(scheduler, 2)
    own = {"lr_lambdas"}
    looked_for = {"_get_closed_form_lr", "_schedulers", "total_steps"}
    return (set(vars(scheduler)) - own) | set(dir(LRScheduler)) | looked_for


@pytest.mark.parametrize(
    "name",
    [
        *("last", "update", "get closed form", "initial", "step", "step_count", "is_initial"),
        *("total", "min", "max", "start", "end", "base", "self", "class", "optimizer", "numbers"),
        *(
            "factor",
            "rate",
            "t",
            "p",
            "n",
            "begin",
            "rest",
            "linear",
            "state",
            "get",
            "base_lrs",
            "bases",
        ),
    ],
)
def test_no_name_of_a_segment_collides_with_what_torch_or_the_class_uses(name: str) -> None:
    segments = (
        Segment("Warmup", Linear(), Span.of_steps(4), None, Level.of_rate(0.3)),
        Segment(name, Linear(), Span.of_steps(5), Level.of_rate(0.2), Level.of_rate(0.7)),
        Segment(name.upper(), Staircase(Span.of_steps(2), 0.5), Span.of_the_rest(), Level(0.4)),
        Segment(f"{name} every", Linear(), Span.of_steps(9), Level(0.3), Level(0.6)),
    )
    schedule = replace(MIXED, segments=segments)
    scheduler = exported(schedule)(optimizer_for(schedule))
    plain = LambdaLR(optimizer_for(schedule), float)
    ours = set(vars(scheduler)) - set(vars(plain))
    assert not ours & torchs_own_names()
    assert not ours & set(dir(type(scheduler)))
    assert walk(scheduler, 70) == designed(schedule, range(71))


# 8. Clean


@ALL
def test_a_real_network_trains_without_a_warning(schedule: Schedule) -> None:
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trained = SGD(network.parameters(), lr=schedule.groups[0].base_lr)
        scheduler = exported(schedule)(trained)
        for t in range(20):
            trained.zero_grad()
            loss = network(torch.ones(2, 4)).square().mean()
            torch.autograd.backward(loss)
            trained.step()
            scheduler.step()
            assert rates(trained)[0] == Rates(schedule).at(t + 1)[0]
        scheduler.load_state_dict(saved_and_read(scheduler.state_dict()))


# 9. The head


@ALL
def test_the_head_says_what_it_does_when_to_step_and_how_to_resume(schedule: Schedule) -> None:
    head = pytorch_source(schedule).split('"""')[1]
    assert head.startswith(schedule.title)
    assert "rate" in head
    assert "``scheduler.step()``" in head
    assert "To resume" in head
