"""The lines of a plain training loop, in the order in which PyTorch wants them."""

from typing import Literal, TypeAlias

from rampsmith.designer.values.numbers import count_text
from rampsmith.exporters.loops.facts import LoopFacts

Kind: TypeAlias = Literal["pytorch", "resume", "amp"]

_INDENT = " " * 4
_STAGE = "accumulation = next(n for first, n in reversed(STAGES) if updates >= first)"


def loop_lines(facts: LoopFacts, kind: Kind) -> list[str]:
    """Write the loop over epochs, batches and updates."""
    run_on = _run_on(facts, kind)
    lines = [*_epoch_start(facts), *_batches(facts, kind)]
    if facts.by_epoch:
        lines.append(step_line(facts))
    if kind == "resume":
        lines += _saving(facts)
    return [run_on, *_indented(lines)]


def step_line(facts: LoopFacts) -> str:
    """Write the call of ``scheduler.step``."""
    return "scheduler.step(metric_of(model))" if facts.watches else "scheduler.step()"


def setup_lines(facts: LoopFacts, kind: Kind) -> list[str]:
    """Write what comes before the loop: the data, the optimizer, the schedule, and a resume."""
    lines = [*_loader(facts), *optimizer_lines(facts)]
    lines.append(f"scheduler = {facts.class_name}(optimizer)")
    if kind == "amp":
        lines.append("device = next(model.parameters()).device.type")
        lines.append("scaler = torch.amp.GradScaler(device)")
    lines += [f"{name} = 0" for name in _counters(facts, kind)]
    if kind == "resume":
        lines += _loading(facts)
    if facts.schedule.run.devices > 1:
        lines.append("parallel = DistributedDataParallel(model)")
    return lines


def optimizer_lines(facts: LoopFacts, owner: str = "") -> list[str]:
    """Write the optimizer with the design's parameter groups, which may be an owner's."""
    groups = facts.groups
    if len(groups) == 1:
        (built,) = groups.values()
        given = [f"{owner}model.parameters()", *(f"{name}={base}" for name, base in built.items())]
        return _bracketed("optimizer = torch.optim.AdamW(", given, ")")
    entries: list[str] = []
    for parameters, built in groups.items():
        pairs = {"params": f"{owner}{parameters}", **built}
        given = [f'"{name}": {value}' for name, value in pairs.items()]
        entries += _bracketed("{", given, "},")
    return [
        "optimizer = torch.optim.AdamW(",
        f"{_INDENT}[",
        *_indented(_indented(entries)),
        f"{_INDENT}]",
        ")",
    ]


def _bracketed(opening: str, parts: list[str], closing: str) -> list[str]:
    """Write parts between brackets, in one line where nothing goes along with the rate."""
    if len(parts) == 2:
        return [f"{opening}{', '.join(parts)}{closing}"]
    return [opening, *(f"{_INDENT}{part}," for part in parts), closing]


def _indented(lines: list[str]) -> list[str]:
    return [f"{_INDENT}{line}" if line else line for line in lines]


def loader_line(facts: LoopFacts, order: str = "shuffle=True") -> str:
    """Write the loader of the data, in an order that an argument says."""
    run = facts.schedule.run
    if facts.batch_samples is None:
        each = f"{count_text(run.batch_size)} {run.batch_in}"
        return f"loader = DataLoader(data, batch_size=None)  # batches of {each} each"
    if run.is_endless:
        return "loader = DataLoader(data, BATCH_SIZE)"
    rest = ", drop_last=True" if run.drop_last else ""
    return f"loader = DataLoader(data, BATCH_SIZE, {order}{rest})"


def _loader(facts: LoopFacts) -> list[str]:
    run = facts.schedule.run
    if run.devices == 1:
        return [loader_line(facts)]
    if run.is_endless:
        return [
            "dist.init_process_group()  # torchrun says which process this is",
            "# The data has to be another part of the stream in every process.",
            loader_line(facts),
        ]
    rest = ", drop_last=True" if run.drop_last else ""
    return [
        "dist.init_process_group()  # torchrun says which process this is",
        f"sampler = DistributedSampler(data{rest})",
        loader_line(facts, "sampler=sampler"),
    ]


def _counters(facts: LoopFacts, kind: Kind) -> list[str]:
    """Name what is counted from 0 on."""
    counters = ["first"] if kind == "resume" and facts.in_epochs else []
    counters += ["updates"] if facts.counts_updates else []
    return [*counters, "batches"] if facts.counts_batches else counters


def _loading(facts: LoopFacts) -> list[str]:
    """Write how training goes on from a checkpoint, in any order that PyTorch allows."""
    progress = ['first = saved["epochs"]'] if facts.in_epochs else []
    progress += ['updates = saved["updates"]'] if facts.counts_updates else []
    lines = [
        "saved = torch.load(checkpoint)",
        'model.load_state_dict(saved["model"])',
        'optimizer.load_state_dict(saved["optimizer"])',
        'scheduler.load_state_dict(saved["scheduler"])',
        *progress,
    ]
    if facts.counts_batches:
        lines += [
            "# An accumulation that the epoch's end has cut in two goes on with its first part.",
            'batches = saved["batches"]',
            'for parameter, gradient in zip(model.parameters(), saved["gradients"], strict=True):',
            f"{_INDENT}parameter.grad = gradient",
        ]
    return ["if checkpoint.exists():", *_indented(lines)]


def _saving(facts: LoopFacts) -> list[str]:
    """Write how a checkpoint is saved, by one process only."""
    progress = ['"epochs": epoch + 1,'] if facts.in_epochs else []
    progress += ['"updates": updates,'] if facts.counts_updates else []
    entries = [
        *progress,
        '"model": model.state_dict(),',
        '"optimizer": optimizer.state_dict(),',
        '"scheduler": scheduler.state_dict(),',
    ]
    if facts.counts_batches:
        entries.append('"batches": batches,')
        entries.append('"gradients": [parameter.grad for parameter in model.parameters()],')
    lines = ["progress = {", *_indented(entries), "}"]
    if facts.schedule.run.devices == 1:
        return [*lines, "torch.save(progress, checkpoint)"]
    return [*lines, "if dist.get_rank() == 0:", f"{_INDENT}torch.save(progress, checkpoint)"]


def _run_on(facts: LoopFacts, kind: Kind) -> str:
    if not facts.in_epochs:
        return "while updates < UPDATES:"
    return f"for epoch in range({'first, ' if kind == 'resume' else ''}EPOCHS):"


def _epoch_start(facts: LoopFacts) -> list[str]:
    lines = ["model.train()"]  # Measuring the metric may have ended that.
    if facts.schedule.run.devices > 1 and not facts.schedule.run.is_endless:
        epoch = "epoch" if facts.in_epochs else "updates"
        lines.append(f"sampler.set_epoch({epoch})  # another order in every epoch")
    if facts.drops:
        lines.append("optimizer.zero_grad()  # a short accumulation is dropped")
    return lines


def _batches(facts: LoopFacts, kind: Kind) -> list[str]:
    numbered = facts.accumulates and not facts.counts_batches
    head = "for number, batch in enumerate(loader, 1):" if numbered else "for batch in loader:"
    lines = ["batches += 1"] if facts.counts_batches else []
    if facts.stages:
        lines.append(_STAGE)
    if not facts.accumulates:
        lines.append("optimizer.zero_grad()")
    lines += [*_backward(facts, kind), *_update_when_due(facts, kind)]
    if not facts.in_epochs:
        lines += ["if updates == UPDATES:", f"{_INDENT}break"]
    return [head, *_indented(lines)]


def _backward(facts: LoopFacts, kind: Kind) -> list[str]:
    model = "parallel" if facts.schedule.run.devices > 1 else "model"
    lines = [f"loss = loss_of({model}, batch)"]
    if kind == "amp":
        lines = ["with torch.autocast(device, dtype=torch.float16):", *_indented(lines)]
    share = f"loss / {_accumulation(facts)}" if facts.accumulates else "loss"
    if facts.short_updates:
        short = facts.short
        lines.append("# The last update of an epoch has fewer batches.")
        lines.append(f"parts = {short} if number > len(loader) - {short} else ACCUMULATION")
        share = "loss / parts"
    if kind == "amp":
        return [*lines, f"scaler.scale({share}).backward()"]
    return [*lines, f"({share}).backward()" if facts.accumulates else "loss.backward()"]


def _update_when_due(facts: LoopFacts, kind: Kind) -> list[str]:
    update = _update(facts, kind)
    if not facts.accumulates:
        return update
    number = "batches" if facts.counts_batches else "number"
    due = f"{number} % {_accumulation(facts)} == 0"
    if facts.short_updates:
        due += " or number == len(loader)"
    if facts.stages:
        update = [*update, "batches = 0"]
    return [f"if {due}:", *_indented([*update, "optimizer.zero_grad()"])]


def _accumulation(facts: LoopFacts) -> str:
    return "accumulation" if facts.stages else "ACCUMULATION"


def _update(facts: LoopFacts, kind: Kind) -> list[str]:
    follows = [] if facts.by_epoch else [step_line(facts)]
    if facts.counts_updates:
        follows.append("updates += 1")
    if kind != "amp":
        return ["optimizer.step()", *follows]
    lines = ["scaler.step(optimizer)", "scaler.update()"]
    if not follows:
        return lines
    # A scale that falls says that the gradients have overflowed and no update was made.
    guard = "if scaler.get_scale() >= scale:  # it falls when an update is skipped"
    return ["scale = scaler.get_scale()", *lines, guard, *_indented(follows)]
