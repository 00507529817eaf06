"""The lines of a plain training loop, in the order in which PyTorch wants them."""

from collections.abc import Iterable
from typing import Literal, Self, TypeAlias

from rampsmith.designer.training_loop.walk import Line
from rampsmith.designer.values.numbers import count_text
from rampsmith.exporters.curve_code.expressions import INDENT
from rampsmith.exporters.loops.facts import LoopFacts
from rampsmith.exporters.loops.growing import growing_loader
from rampsmith.exporters.words.naming import tuple_lines
from rampsmith.exporters.words.wording import WIDTH

Kind: TypeAlias = Literal["pytorch", "resume", "amp"]

_INDENT = " " * INDENT
_STAGE = "accumulation = next(n for first, n in reversed(STAGES) if {} >= first)"


class LoopLine(str):
    """A line of the loop of which a walk has to know more than its text.

    Attributes:
        code: the line without its comment; nothing where it is one.
        stop: what a walk stops before here, if anything.
    """

    __slots__ = ("code", "stop")
    code: str
    stop: Line | None

    def __new__(cls, text: str, *, code: str | None = None, stop: Line | None = None) -> Self:
        """Make a line, whose code is all of it unless it has a comment."""
        line = super().__new__(cls, text)
        line.code, line.stop = text if code is None else code, stop
        return line


def loop_lines(facts: LoopFacts, kind: Kind) -> list[str]:
    """Write the loop over epochs, batches and updates."""
    run_on = _run_on(facts, kind)
    batches = _gathered(facts, kind) if facts.gathers else _batches(facts, kind)
    lines = [*_epoch_start(facts), *batches]
    if facts.by_epoch:
        lines += step_lines(facts)
    if kind == "resume":
        lines += _saving(facts)
    return [run_on, *indented(lines)]


def step_lines(facts: LoopFacts, owner: str = "") -> list[str]:
    """Write the call of ``scheduler.step``; the metric is measured once for all of them."""
    metric = f"{owner}metric_of({owner}model)" if facts.watches else ""
    if not facts.is_divided:
        return [LoopLine(f"scheduler.step({metric})", stop="scheduler")]
    measured = [f"metric = {metric}"] if metric else []
    return [
        *measured,
        *of_each(facts, "scheduler", f"scheduler.step({'metric' if metric else ''})"),
    ]


def of_each(facts: LoopFacts, one: Literal["optimizer", "scheduler"], *lines: str) -> list[str]:
    """Write what is done with the optimizer or the scheduler; with each, where there are several."""
    if not facts.is_divided:
        return [*lines]
    return [f"for {one} in {one}s:", *indented([*lines])]


def setup_lines(facts: LoopFacts, kind: Kind) -> list[str]:
    """Write what comes before the loop: the data, the optimizer, the schedule, and a resume."""
    lines = [*_loader(facts), *optimizer_lines(facts), *scheduler_lines(facts)]
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
    """Write the optimizers with the design's parameter groups, which may be an owner's."""
    if facts.is_divided:
        entries = (_ended(_optimizer("", each, owner)) for each in facts.optimizers)
        return ["optimizers = [", *indented([line for each in entries for line in each]), "]"]
    (groups,) = facts.optimizers
    if len(groups) == 1:
        (built,) = groups.values()
        groups = {"model.parameters()": built}
    return _optimizer("optimizer = ", groups, owner)


def _optimizer(before: str, groups: dict[str, dict[str, str]], owner: str) -> list[str]:
    """Write an optimizer after some code, with its groups, of which one needs no list."""
    opening = f"{before}torch.optim.AdamW("
    if len(groups) == 1:
        ((parameters, built),) = groups.items()
        given = [f"{owner}{parameters}", *(f"{name}={base}" for name, base in built.items())]
        return _bracketed(opening, given, ")")
    entries: list[str] = []
    for parameters, built in groups.items():
        pairs = {"params": f"{owner}{parameters}", **built}
        given = [f'"{name}": {value}' for name, value in pairs.items()]
        entries += _bracketed("{", given, "},")
    return [opening, f"{_INDENT}[", *indented(indented(entries)), f"{_INDENT}]", ")"]


def scheduler_lines(facts: LoopFacts, *, indent: int = INDENT) -> list[str]:
    """Write the schedulers, each with the optimizer that it serves, at some indentation."""
    if not facts.is_divided:
        return [f"scheduler = {facts.class_name}(optimizer)"]
    room = WIDTH - indent - INDENT
    lines: list[str] = []
    for index, names in enumerate(facts.divided):
        groups = tuple_lines("groups=", names, room - INDENT - 1) if facts.name_groups else []
        inline = f"{facts.class_name}({', '.join([f'optimizers[{index}]', *groups])}),"
        if len(groups) <= 1 and len(inline) <= room:
            lines.append(inline)
        else:
            given = [f"optimizers[{index}],", *_ended(groups)]
            lines += [f"{facts.class_name}(", *indented(given), "),"]
    return ["schedulers = [", *indented(lines), "]"]


def _bracketed(opening: str, parts: list[str], closing: str) -> list[str]:
    """Write parts between brackets, in one line where nothing goes along with the rate."""
    if len(parts) == 2:
        return [f"{opening}{', '.join(parts)}{closing}"]
    return [opening, *(f"{_INDENT}{part}," for part in parts), closing]


def _ended(lines: list[str]) -> list[str]:
    """Write an entry of a list."""
    return [*lines[:-1], f"{lines[-1]},"]


def indented(lines: Iterable[str]) -> list[str]:
    """Write lines one level deeper."""
    return [_deeper(line) for line in lines]


def _deeper(line: str) -> str:
    text = f"{_INDENT}{line}" if line else ""
    if isinstance(line, LoopLine):
        return LoopLine(text, code=f"{_INDENT}{line.code}" if line.code else "", stop=line.stop)
    return text


def _noted(code: str, comment: str) -> LoopLine:
    """Write a line with a comment after it."""
    return LoopLine(f"{code}  # {comment}", code=code)


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
        if facts.grows:
            return growing_loader(facts, "RandomSampler(data)")
        return [loader_line(facts)]
    if run.is_endless:
        return [
            "dist.init_process_group()  # torchrun says which process this is",
            "# The data has to be another part of the stream in every process.",
            *(growing_loader(facts, "") if facts.grows else [loader_line(facts)]),
        ]
    rest = ", drop_last=True" if run.drop_last else ""
    return [
        "dist.init_process_group()  # torchrun says which process this is",
        f"sampler = DistributedSampler(data{rest})",
        *(
            growing_loader(facts, "sampler")
            if facts.grows
            else [loader_line(facts, "sampler=sampler")]
        ),
    ]


def _counters(facts: LoopFacts, kind: Kind) -> list[str]:
    """Name what is counted from 0 on."""
    counters = ["first"] if kind == "resume" and facts.in_epochs else []
    counters += ["updates"] if facts.counts_updates else []
    gathers = facts.gathers and bool(facts.stages)
    return [*counters, "batches"] if facts.counts_batches or gathers else counters


def _loading(facts: LoopFacts) -> list[str]:
    """Write how training goes on from a checkpoint, in any order that PyTorch allows."""
    progress = ['first = saved["epochs"]'] if facts.in_epochs else []
    progress += ['updates = saved["updates"]'] if facts.counts_updates else []
    progress += ['grown.drawn = saved["drawn"]'] if facts.grows else []
    if facts.gathers and facts.stages:
        progress.append('batches = saved["batches"]')
    lines = ["saved = torch.load(checkpoint)", 'model.load_state_dict(saved["model"])']
    for one in ("optimizer", "scheduler"):
        if facts.is_divided:
            lines.append(f'for {one}, state in zip({one}s, saved["{one}s"], strict=True):')
            lines.append(f"{_INDENT}{one}.load_state_dict(state)")
        else:
            lines.append(f'{one}.load_state_dict(saved["{one}"])')
    lines += progress
    if facts.counts_batches:
        lines += [
            "# An accumulation that the epoch's end has cut in two goes on with its first part.",
            'batches = saved["batches"]',
            'for parameter, gradient in zip(model.parameters(), saved["gradients"], strict=True):',
            f"{_INDENT}parameter.grad = gradient",
        ]
    return ["if checkpoint.exists():", *indented(lines)]


def _saving(facts: LoopFacts) -> list[str]:
    """Write how a checkpoint is saved, by one process only."""
    progress = ['"epochs": epoch + 1,'] if facts.in_epochs else []
    progress += ['"updates": updates,'] if facts.counts_updates else []
    progress += ['"drawn": grown.drawn,'] if facts.grows else []
    progress += ['"batches": batches,'] if facts.gathers and facts.stages else []
    entries = [*progress, '"model": model.state_dict(),']
    for one in ("optimizer", "scheduler"):
        state = f"{one}.state_dict()"
        if facts.is_divided:
            entries.append(f'"{one}s": [{state} for {one} in {one}s],')
        else:
            entries.append(f'"{one}": {state},')
    if facts.counts_batches:
        entries.append('"batches": batches,')
        entries.append('"gradients": [parameter.grad for parameter in model.parameters()],')
    lines = ["progress = {", *indented(entries), "}"]
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
        lines.append(_noted(f"sampler.set_epoch({epoch})", "another order in every epoch"))
    gathers_less = facts.gathers and facts.schedule.run.remainder == "dropped"
    if facts.drops or gathers_less:
        lines.append(_noted(_zero_grad(facts), "a short accumulation is dropped"))
    return lines


def _batches(facts: LoopFacts, kind: Kind) -> list[str]:
    numbered = facts.accumulates and not facts.counts_batches
    head = "for number, batch in enumerate(loader, 1):" if numbered else "for batch in loader:"
    lines = ["batches += 1"] if facts.counts_batches else []
    if facts.stages:
        lines.append(_STAGE.format("updates"))
    if not facts.accumulates:
        lines.append(_zero_grad(facts))
    lines += [*_backward(facts, kind), *_update_when_due(facts, kind)]
    if not facts.in_epochs:
        lines += ["if updates == UPDATES:", f"{_INDENT}break"]
    # A batch begins where the loader gives it, and not in the middle of what is done with it.
    return [LoopLine(head, stop="backward"), *indented(lines)]


def _gathered(facts: LoopFacts, kind: Kind) -> list[str]:
    """Write the loop over the updates of an epoch, each with its batches, of which there may be few."""
    lines = [_STAGE.format("batches")] if facts.stages else []
    lines.append(f"parts = list(islice(drawn, {_accumulation(facts)}))")
    lines += ["batches += len(parts)"] if facts.stages else []
    batch = LoopLine("for batch in parts:", stop="backward")
    trained = [batch, *indented(_backward(facts, kind))]
    if facts.schedule.run.remainder == "dropped":
        lines += [*trained, f"if len(parts) < {_accumulation(facts)}:", f"{_INDENT}break"]
    else:
        lines.append(_noted("if not parts:", "the last update of an epoch may have fewer batches"))
        lines += [f"{_INDENT}break", *trained]
    lines += [*_update(facts, kind), _zero_grad(facts)]
    if not facts.in_epochs:
        lines += ["if updates == UPDATES:", f"{_INDENT}break"]
    return ["drawn = iter(loader)", "while True:", *indented(lines)]


def _backward(facts: LoopFacts, kind: Kind) -> list[str]:
    model = "parallel" if facts.schedule.run.devices > 1 else "model"
    lines = [f"loss = loss_of({model}, batch)"]
    if kind == "amp":
        lines = ["with torch.autocast(device, dtype=torch.float16):", *indented(lines)]
    share = f"loss / {_accumulation(facts)}" if facts.accumulates else "loss"
    if facts.gathers:
        share = "loss / len(parts)"
    if facts.short_updates:
        short = facts.short
        lines.append(LoopLine("# The last update of an epoch has fewer batches.", code=""))
        lines.append(f"parts = {short} if number > len(loader) - {short} else ACCUMULATION")
        share = "loss / parts"
    if kind == "amp":
        return [*lines, f"scaler.scale({share}).backward()"]
    return [*lines, f"({share}).backward()" if facts.accumulates else "loss.backward()"]


def _zero_grad(facts: LoopFacts) -> str:
    """Write the call that forgets the gradients, of all optimizers."""
    return f"{'model' if facts.is_divided else 'optimizer'}.zero_grad()"


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
    return [f"if {due}:", *indented([*update, _zero_grad(facts)])]


def _accumulation(facts: LoopFacts) -> str:
    return "accumulation" if facts.stages else "ACCUMULATION"


def _update(facts: LoopFacts, kind: Kind) -> list[str]:
    follows = [] if facts.by_epoch else step_lines(facts)
    if facts.counts_updates:
        follows.append("updates += 1")
    if kind != "amp":
        step = LoopLine("optimizer.step()", stop="optimizer")
        return [*of_each(facts, "optimizer", step), *follows]
    lines = ["scaler.step(optimizer)", "scaler.update()"]
    if not follows:
        return lines
    # A scale that falls says that the gradients have overflowed and no update was made.
    guard = _noted("if scaler.get_scale() >= scale:", "it falls when an update is skipped")
    return ["scale = scaler.get_scale()", *lines, guard, *indented(follows)]
