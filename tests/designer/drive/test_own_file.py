"""A file of the person's own is run when it is asked for, and trained with the design's rates."""

from pathlib import Path

import pytest
import torch

from rampsmith.designer.document.schedule import Group
from rampsmith.designer.drive.child.own_file import UnfitFileError, matched, own_network
from rampsmith.designer.drive.client import DriveClient
from rampsmith.designer.drive.events import Event, Failed, Finished, RunFinished, UpdateRows
from rampsmith.exporters.loops.writing import own_training_source
from tests.designer.drive.driven import ends, exported_class, request_of, schedule

GROUPS = (Group("body", 0.01), Group("head", 0.1))


def optimizer(*groups: dict[str, object]) -> torch.optim.Optimizer:
    return torch.optim.SGD(
        [{"params": [torch.nn.Parameter(torch.zeros(1))], **group} for group in groups], lr=1.0
    )


def rates(*optimizers: torch.optim.Optimizer) -> list[float]:
    return [group["lr"] for each in optimizers for group in each.param_groups]


def test_groups_are_matched_by_their_names() -> None:
    used = optimizer({"name": "head"}, {"name": "body"})
    (found,) = matched([used], schedule(0.1, 40, *GROUPS))
    assert found.names == ("head", "body")
    assert rates(used) == [0.1, 0.01]


def test_groups_without_names_are_matched_in_order_over_all_optimizers() -> None:
    first, second = optimizer({}), optimizer({})
    found = matched([first, second], schedule(0.1, 40, *GROUPS))
    assert [each.names for each in found] == [("body",), ("head",)]
    assert rates(first, second) == [0.01, 0.1]


def test_all_groups_follow_the_only_one_of_a_design_in_proportion() -> None:
    used = optimizer({"lr": 2.0}, {"lr": 1.0})
    (found,) = matched([used], schedule(0.5))
    assert found.names == ("all", "all")
    assert rates(used) == [0.5, 0.25]


def test_a_rate_that_a_scheduler_of_the_file_left_is_not_gone_by() -> None:
    used = optimizer({"initial_lr": 7.0})
    matched([used], schedule(0.5))
    assert "initial_lr" not in used.param_groups[0]


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        (
            ({}, {}, {}),
            (
                "Its optimizer has 3 groups without names, and the design has 2 groups: body, head; "
                "give each a “name”, or make as many."
            ),
        ),
        (
            ({"name": "body"}, {"name": "heads"}),
            "Its optimizer has a group “heads”, and the design has 2 groups: body, head.",
        ),
    ],
)
def test_groups_that_do_not_match_are_refused(
    groups: tuple[dict[str, object], ...], words: str
) -> None:
    with pytest.raises(UnfitFileError) as refused:
        matched([optimizer(*groups)], schedule(0.1, 40, *GROUPS))
    assert str(refused.value) == words


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (None, "must return a model, an optimizer, batches and a loss"),
        ((1, 2, 3), "must return a model, an optimizer, batches and a loss"),
        ((1, 2, [], len), "returns a int where an optimizer is meant"),
        ((1, [], [], len), "returns no optimizer"),
        ((1, optimizer({}), [], 3), "returns no function as the loss"),
    ],
)
def test_what_cannot_be_driven_is_refused(made: object, words: str) -> None:
    with pytest.raises(UnfitFileError, match=words):
        own_network(lambda _: made, schedule(), 0)


def test_batches_begin_again_and_none_are_refused() -> None:
    made, _ = own_network(lambda _: (1, optimizer({}), ["a", "b"], len), schedule(), 0)
    assert [next(made.batches) for _ in range(5)] == ["a", "b", "a", "b", "a"]
    none, _ = own_network(lambda _: (1, optimizer({}), iter("a"), len), schedule(), 0)
    next(none.batches)
    with pytest.raises(UnfitFileError, match="cannot be gone through again"):
        next(none.batches)


def test_the_template_runs_and_its_weights_are_those_of_a_plain_loop(
    client: DriveClient, tmp_path: Path
) -> None:
    file = tmp_path / "mine.py"
    file.write_text(own_training_source("mine.py"), encoding="utf-8")
    design = schedule(0.01, 90)
    events: list[Event] = []
    end = client.drive(request_of(design, own_file=str(file)), events.append)
    assert isinstance(end, Finished), end
    told = [loss for event in events if isinstance(event, UpdateRows) for loss in event.losses]

    torch.set_num_threads(1)
    names: dict[str, object] = {}
    exec(compile(file.read_text(encoding="utf-8"), "mine.py", "exec"), names)  # noqa: S102 - it is ours.
    training = names["training"]
    assert callable(training)
    torch.manual_seed(0)
    model, used, batches, loss_of = training(0)
    used.param_groups[0]["lr"] = 0.01
    scheduler = exported_class(design, tmp_path)(used)
    losses: list[float] = []
    while len(losses) < 90:
        for batch in batches:
            loss = loss_of(model, batch)
            losses.append(loss.item())
            used.zero_grad()
            loss.backward()
            used.step()
            scheduler.step()
    assert told == losses[:90]
    assert isinstance(ends(events)[0], RunFinished)


def test_an_error_of_the_file_is_told_with_its_line(client: DriveClient, tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    text = own_training_source("mine.py").replace("model(inputs)", "model(inputs, 1)")
    file.write_text(text, encoding="utf-8")
    line = text[: text.index("model(inputs, 1)")].count("\n") + 1
    end = client.drive(request_of(schedule(), own_file=str(file)), lambda _: None)
    assert isinstance(end, Failed)
    assert end.sentence.startswith(f"mine.py raised in line {line}: TypeError: ")
