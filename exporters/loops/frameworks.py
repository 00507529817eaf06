"""The lines of a training loop that only one of the frameworks has."""

from typing import Any

from rampsmith.exporters.curve_code.expressions import INDENT
from rampsmith.exporters.loops.body import (
    indented,
    loader_line,
    loop_lines,
    of_each,
    optimizer_lines,
    scheduler_lines,
    setup_lines,
    step_lines,
)
from rampsmith.exporters.loops.facts import LoopFacts
from rampsmith.exporters.loops.growing import growing_class, growing_imports
from rampsmith.exporters.words.frameworks import Framework

_NEXT_LINE = "\n        "
"""Ends a line of a method, and indents the next one."""


def framework_imports(facts: LoopFacts, framework: Framework) -> list[str]:
    """Write the imports of torch and the framework."""
    sampler = ", RandomSampler" if facts.drops else ""
    match framework:
        case "lightning":
            return [
                "import torch",
                "from lightning import LightningModule, Trainer",
                "from lightning.pytorch.utilities.types import OptimizerLRScheduler",
                "from torch import Tensor, nn",
                f"from torch.utils.data import DataLoader, {facts.dataset}",
            ]
        case "trainer":
            return [
                "import torch",
                "from torch import nn",
                f"from torch.utils.data import {facts.dataset}{sampler}",
                "from transformers import Trainer, TrainingArguments",
            ]
        case "accelerate":
            plugin = "from accelerate.utils import GradientAccumulationPlugin"
            return [
                "import torch",
                "from accelerate import Accelerator",
                *([plugin] if facts.carries else []),
                "from torch import Tensor, nn",
                f"from torch.utils.data import DataLoader, {facts.dataset}{sampler}",
            ]
        case _:
            several = facts.schedule.run.devices > 1
            parallel = "from torch.nn.parallel import DistributedDataParallel"
            sampled = several and not facts.schedule.run.is_endless
            names = [*(["DistributedSampler"] if sampled else []), *growing_imports(facts)]
            sampler = "".join(f", {name}" for name in names)
            return [
                "import torch",
                *(["import torch.distributed as dist"] if several else []),
                "from torch import Tensor, nn",
                *([parallel] if several else []),
                f"from torch.utils.data import DataLoader, {facts.dataset}{sampler}",
            ]


def page_name(facts: LoopFacts, framework: Framework) -> str:
    """Name the page that a loop is placed on."""
    if framework == "lightning" and facts.is_divided:
        return "lightning_manual"
    return "pytorch" if framework in ("pytorch", "resume", "amp") else framework


def framework_parts(facts: LoopFacts, framework: Framework) -> dict[str, Any]:
    """Write what the page of a framework places, by the names that it has there."""
    match framework:
        case "lightning":
            return _lightning(facts)
        case "trainer":
            return _trainer(facts)
        case "accelerate":
            return _accelerate(facts)
        case _:
            several = facts.schedule.run.devices > 1
            end = ["dist.destroy_process_group()"] if several else []
            return {
                "growing_class": growing_class(facts),
                "setup": setup_lines(facts, framework),
                "loop": [*loop_lines(facts, framework), *end],
            }


def _lightning(facts: LoopFacts) -> dict[str, Any]:
    devices, optimizers = facts.schedule.run.devices, len(facts.divided)
    updates, why = "UPDATES", ""
    if facts.is_divided:
        updates = f"{optimizers} * UPDATES"
        why = "  # Lightning counts the steps of each optimizer"
    arguments = {
        "max_epochs=EPOCHS,": facts.in_epochs,
        "max_epochs=-1,": not facts.in_epochs,
        f"max_steps={updates},{why}": not facts.in_epochs,
        "accumulate_grad_batches=ACCUMULATION,": facts.accumulates and not facts.is_divided,
        f"limit_train_batches={facts.batches_used},  # what is left makes no update": facts.drops,
        f"devices={devices},": devices > 1,
    }
    every_update = '"interval": "step",  # an update, not a batch'
    shared = {
        "loader": loader_line(facts),
        "arguments": [line for line, wanted in arguments.items() if wanted],
        "optimizer": optimizer_lines(facts, "self."),
        "scheduler": scheduler_lines(facts, indent=2 * INDENT),
    }
    if facts.is_divided:
        return {
            **shared,
            "accumulates": facts.accumulates,
            "on_batch": _manual_step(facts),
            "on_epoch": _manual_stepping(facts) if facts.by_epoch else [],
        }
    return {
        **shared,
        "interval": '"interval": "epoch",' if facts.by_epoch else every_update,
        "methods": [_METRIC_STEP] if facts.watches else [],
    }


def _manual_step(facts: LoopFacts) -> list[str]:
    """Write what is done with a batch where Lightning leaves the optimizers to the module."""
    lines = ["optimizers: Any = self.optimizers()", "loss = self.loss_of(self.model, batch)"]
    share, due = "loss", ""
    if facts.accumulates:
        lines.append("number = batch_idx + 1")
        share, due = "loss / ACCUMULATION", "number % ACCUMULATION == 0"
    if facts.short_updates:
        short = facts.short
        lines += [
            "# The last update of an epoch has fewer batches.",
            "last = self.trainer.num_training_batches",
            f"parts = {short} if number > last - {short} else ACCUMULATION",
        ]
        share, due = "loss / parts", f"{due} or number == last"
    lines.append(f"self.manual_backward({share})")
    update = of_each(facts, "optimizer", "optimizer.step()", "optimizer.zero_grad()")
    if not facts.by_epoch:
        update += _manual_stepping(facts)
    return [*lines, *([f"if {due}:", *indented(update)] if due else update)]


def _manual_stepping(facts: LoopFacts) -> list[str]:
    """Write how a module steps its schedulers."""
    return ["schedulers: Any = self.lr_schedulers()", *step_lines(facts, "self.")]


_METRIC_STEP = '''\
def lr_scheduler_step(self, scheduler: Any, metric: Any) -> None:
    """Step the schedule with the metric that its plateau watches."""
    scheduler.step(self.metric_of(self.model))'''


def _trainer(facts: LoopFacts) -> dict[str, Any]:
    scheduler = f"{facts.class_name}(optimizer)"
    is_passed_on = facts.by_epoch or facts.watches
    if is_passed_on:
        metric = ", lambda: metric_of(model)" if facts.watches else ""
        scheduler = f"PassingOn({scheduler}{metric})"
    arguments = {
        "gradient_accumulation_steps=ACCUMULATION,": facts.accumulates,
        "dataloader_drop_last=True,": facts.schedule.run.drop_last,
    }
    return {
        "classes": [
            *([_passing_on(facts)] if is_passed_on else []),
            *([_WITHOUT_REST] if facts.drops else []),
        ],
        "optimizer": optimizer_lines(facts),
        "scheduler": scheduler,
        "arguments": [line for line, wanted in arguments.items() if wanted],
        "trainer": "WithoutRest" if facts.drops else "Trainer",
        "ignored": "  # type: ignore[arg-type]" if is_passed_on else "",
    }


def _passing_on(facts: LoopFacts) -> str:
    """Write what the Trainer calls where the schedule needs fewer calls, or a metric."""
    heard = "the last one of each epoch" if facts.by_epoch else "each"
    parameter = kept = metric = with_metric = counter = only = ""
    if facts.watches:
        parameter = f"{_NEXT_LINE}metric: Callable[[], float],"
        kept = f"{_NEXT_LINE}self.metric = metric"
        metric, with_metric = "self.metric()", ", with the metric"
    step = [f"self.scheduler.step({metric})"]
    state, restore = "self.scheduler.state_dict()", ["self.scheduler.load_state_dict(state)"]
    if facts.by_epoch:
        counter, only = f"{_NEXT_LINE}self.calls = 0", ", if it is the last one of an epoch"
        step = ["self.calls += 1", "if self.calls % UPDATES_PER_EPOCH == 0:", f"    {step[0]}"]
        state = f'{{"calls": self.calls, "scheduler": {state}}}'
        restore = [
            'self.calls = state["calls"]',
            'self.scheduler.load_state_dict(state["scheduler"])',
        ]
    return f'''\
class PassingOn:
    """What the Trainer calls after every update; the schedule hears of {heard}{with_metric}."""

    def __init__(
        self,
        scheduler: {facts.class_name},{parameter}
    ) -> None:
        self.scheduler = scheduler{kept}{counter}

    def step(self) -> None:
        """Pass the call on{only}."""
        {_NEXT_LINE.join(step)}

    def get_last_lr(self) -> list[Any]:
        """Return the rates that the Trainer logs."""
        return list(self.scheduler.get_last_lr())

    def state_dict(self) -> dict[str, Any]:
        """Return what a checkpoint keeps."""
        return {state}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on where a checkpoint was saved."""
        {_NEXT_LINE.join(restore)}'''


_WITHOUT_REST = '''\
class WithoutRest(Trainer):
    """Leaves out the batches of an epoch that do not fill an accumulation."""

    def _get_train_sampler(self, train_dataset: Any = None) -> RandomSampler:
        data = self.train_dataset if train_dataset is None else train_dataset
        return RandomSampler(data, num_samples=SAMPLES)'''


_UNPREPARED = (
    "The schedule is not prepared: that would make it step once for each process.",
    "The schedules are not prepared: that would make them step once for each process.",
)


def _accelerate(facts: LoopFacts) -> dict[str, Any]:
    accelerator = ["accelerator = Accelerator()"]
    if facts.carries:
        arguments = "num_steps=ACCUMULATION, sync_with_dataloader=False"
        accelerator = [
            "# An accumulation goes on over the end of an epoch.",
            f"plugin = GradientAccumulationPlugin({arguments})",
            "accelerator = Accelerator(gradient_accumulation_plugin=plugin)",
        ]
    elif facts.accumulates:
        accelerator = ["accelerator = Accelerator(gradient_accumulation_steps=ACCUMULATION)"]
    loader = [loader_line(facts)]
    if facts.drops:
        sampler = "RandomSampler(data, num_samples=SAMPLES)"
        loader = [
            f"sampler = {sampler}  # a short accumulation is left out",
            loader_line(facts, "sampler=sampler"),
        ]
    updated = [] if facts.by_epoch else step_lines(facts)
    if not facts.in_epochs:
        updated += ["updates += 1", "if updates == UPDATES:", "    break"]
    after_batch = [
        "skipped = accelerator.optimizer_step_was_skipped",
        "if accelerator.sync_gradients and not skipped:",
        *(f"    {line}" for line in updated),
    ]
    several = facts.is_divided
    prepared = "parallel, *optimizers, loader" if several else "parallel, optimizer, loader"
    given = "model, *optimizers, loader" if several else "model, optimizer, loader"
    return {
        "setup": [*accelerator, *loader, *optimizer_lines(facts), *scheduler_lines(facts)],
        "prepare": f"{prepared} = accelerator.prepare({given})",
        "registered": "*schedulers" if several else "scheduler",
        "update": of_each(facts, "optimizer", "optimizer.step()", "optimizer.zero_grad()"),
        "why": _UNPREPARED[several],
        "counters": [] if facts.in_epochs else ["updates = 0"],
        "run_on": "for _ in range(EPOCHS):" if facts.in_epochs else "while updates < UPDATES:",
        "after_batch": after_batch if updated else [],
        "after_epoch": step_lines(facts) if facts.by_epoch else [],
    }
