"""Training loops as people write them, right and wrong, that write down what they do."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import torch
from torch.utils.data import DataLoader, TensorDataset

from rampsmith.designer.document.kinds import WEIGHT_DECAY
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.proof.workbench import TrainingStepper
from rampsmith.designer.training_loop.stepping_mistakes import SKIPPED
from rampsmith.exporters.targets.pytorch import pytorch_source


@dataclass
class Log:
    """The notes of a loop.

    Attributes:
        batches: epoch, batch, rates before and ``get_last_lr()`` after each.
        updates: the rates, and the momentum, that each update used.
        groups: all that the optimizer's groups held then.
    """

    batches: list[tuple[int, int, tuple[float, ...], tuple[float, ...]]] = field(
        default_factory=list
    )
    updates: list[tuple[tuple[float, ...], float]] = field(default_factory=list)
    groups: list[list[dict[str, Any]]] = field(default_factory=list)


class Training:
    """A model with a parameter for each group, a real loader, and the exported class."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.run = schedule.run
        self.stepper = TrainingStepper(schedule)
        module = ModuleType("exported")
        exec(compile(pytorch_source(schedule), "exported.py", "exec"), module.__dict__)  # noqa: S102
        self.scheduler_class: Any = getattr(module, schedule.class_name)
        torch.manual_seed(0)
        data = TensorDataset(torch.ones(self.run.data, 1, dtype=torch.float64))
        self.loader = DataLoader(
            data, self.run.batch_size * self.run.devices, drop_last=self.run.drop_last
        )
        self.log = Log()
        self.optimizer = self.new_optimizer()
        self.scheduler = self.scheduler_class(self.optimizer)

    def new_optimizer(self) -> Any:
        self.parameters = [
            torch.nn.Parameter(torch.ones(1, dtype=torch.float64)) for _ in self.schedule.groups
        ]
        return torch.optim.SGD(
            [
                {
                    "params": [parameter],
                    "lr": group.base_lr,
                    "weight_decay": group.base(WEIGHT_DECAY),
                }
                for parameter, group in zip(self.parameters, self.schedule.groups, strict=True)
            ],
            momentum=0.9,
            lr=1.0,
        )

    def backward(self, batch: torch.Tensor) -> None:
        loss: Any = sum((parameter * batch).mean() for parameter in self.parameters)
        loss.backward()

    def rates(self) -> tuple[float, ...]:
        return tuple(group["lr"] for group in self.optimizer.param_groups)

    def write_down(self) -> None:
        """Write down what the next update uses."""
        self.log.updates.append((self.rates(), self.optimizer.param_groups[0]["momentum"]))
        self.log.groups.append([{**group} for group in self.optimizer.param_groups])

    def update(self) -> None:
        """Make an update, and write down what it uses."""
        self.write_down()
        self.optimizer.step()
        self.optimizer.zero_grad()

    def step(self, t: int) -> None:
        """Call ``scheduler.step()``, with the metric known at step t if there is one."""
        metric = self.stepper.shown_metric(t)
        if metric is None:
            self.scheduler.step()
        else:
            self.scheduler.step(metric)

    @contextmanager
    def writing_down(self, epoch: int, batch: int) -> Iterator[None]:
        """Write down a batch."""
        before = self.rates()
        yield
        self.log.batches.append((epoch, batch, before, tuple(self.scheduler.get_last_lr())))


def trained(schedule: Schedule) -> Log:
    """Train as the schedule's run says, with ``scheduler.step()`` where it belongs."""
    training = Training(schedule)
    run, count = training.run, len(training.loader)
    waiting = updates = t = 0
    for epoch in range(run.epochs or 10**9):
        if run.remainder != "carried":
            training.optimizer.zero_grad()
            waiting = 0
        for batch, (inputs,) in enumerate(training.loader):
            is_last = batch == count - 1
            with training.writing_down(epoch, batch):
                training.backward(inputs)
                waiting += 1
                makes_update = waiting == run.accumulation or (is_last and run.remainder == "kept")
                if makes_update:
                    training.update()
                    updates, waiting = updates + 1, 0
                    if schedule.stepping == "update":
                        training.step(t)
                        t += 1
                is_over = makes_update and updates == run.updates
                if schedule.stepping == "epoch" and (is_last or is_over):
                    training.step(t)
                    t += 1
            if is_over:
                return training.log
    return training.log


WrongLoop = Callable[[Schedule], Log]


def once_per_epoch(schedule: Schedule) -> Log:
    """Step at the end of each epoch what should be stepped with every update."""
    training = Training(schedule)
    assert schedule.run.accumulation == 1
    t = 0
    for _ in range(schedule.run.epochs or 0):
        for (inputs,) in training.loader:
            training.backward(inputs)
            training.update()
            t += 1
        training.step(t - 1)
    return training.log


def with_every_update(schedule: Schedule) -> Log:
    """Step with every update what should be stepped once per epoch."""
    training = Training(schedule)
    assert schedule.run.accumulation == 1
    for epoch in range(schedule.run.epochs or 0):
        for (inputs,) in training.loader:
            training.backward(inputs)
            training.update()
            training.step(epoch)
    return training.log


def with_every_batch(schedule: Schedule) -> Log:
    """Step with every batch although only some of them make an update."""
    training = Training(schedule)
    every, t = schedule.run.accumulation, 0
    for _ in range(schedule.run.epochs or 0):
        for batch, (inputs,) in enumerate(training.loader, start=1):
            training.backward(inputs)
            at = t
            if batch % every == 0 or batch == len(training.loader):
                training.update()
                t += 1
            training.step(at)
    return training.log


def before_the_optimizer(schedule: Schedule) -> Log:
    """Step first, and train with the next rate."""
    training = Training(schedule)
    assert schedule.run.accumulation == 1
    t = 0
    for epoch in range(schedule.run.epochs or 0):
        if schedule.stepping == "epoch":
            training.step(max(0, epoch - 1))
        for (inputs,) in training.loader:
            training.backward(inputs)
            if schedule.stepping == "update":
                training.step(max(0, t - 1))
            training.update()
            t += 1
    return training.log


def skipping_updates(schedule: Schedule) -> Log:
    """Train in mixed precision: gradients that overflow are not used, nor is the scheduler stepped."""
    training = Training(schedule)
    assert schedule.run.accumulation == 1
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**10)
    tried = t = 0
    for _ in range(schedule.run.epochs or 0):
        for (inputs,) in training.loader:
            loss: Any = sum((parameter * inputs).mean() for parameter in training.parameters)
            scaler.scale(loss * (math.inf if tried < SKIPPED else 1.0)).backward()
            training.write_down()
            before = scaler.get_scale()
            scaler.step(training.optimizer)
            scaler.update()
            training.optimizer.zero_grad()
            if scaler.get_scale() >= before:
                training.step(tried)
                t += 1
            tried += 1
    assert t == tried - SKIPPED
    return training.log


def resumed(schedule: Schedule, at: int, resume: Callable[[Training, Any, Any], None]) -> Log:
    """Stop before an update, and go on in a new process."""
    training = Training(schedule)
    assert schedule.run.accumulation == 1
    done = t = 0
    for _ in range(schedule.run.epochs or 0):
        for batch, (inputs,) in enumerate(training.loader):
            if done == at:
                states = training.optimizer.state_dict(), training.scheduler.state_dict()
                training.optimizer = training.new_optimizer()
                resume(training, *states)
            training.backward(inputs)
            training.update()
            done += 1
            if schedule.stepping == "update" or batch == len(training.loader) - 1:
                training.step(t)
                t += 1
    return training.log


def build_late(training: Training, optimizer: Any, scheduler: Any) -> None:
    training.optimizer.load_state_dict(optimizer)
    training.scheduler = training.scheduler_class(training.optimizer)
    training.scheduler.load_state_dict(scheduler)


def forget_the_state(training: Training, optimizer: Any, scheduler: Any) -> None:
    training.scheduler = training.scheduler_class(training.optimizer)
    training.optimizer.load_state_dict(optimizer)


def be_one_off(training: Training, optimizer: Any, scheduler: Any) -> None:
    training.optimizer.load_state_dict(optimizer)
    last_epoch = scheduler["last_epoch"]
    training.scheduler = training.scheduler_class(training.optimizer, last_epoch=last_epoch)
