"""The facts of a schedule and its run that a training loop depends on."""

from dataclasses import dataclass

from rampsmith.designer.document.curves import based_kinds
from rampsmith.designer.document.kinds import RATE
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.plateau_falls import plateau_of
from rampsmith.designer.values.numbers import number_source
from rampsmith.exporters.curve_code.schedule_curves import curves_of
from rampsmith.exporters.words.naming import stems
from rampsmith.exporters.words.wording import WIDTH

_STAND_IN = "DesignedScheduler"

_LONGEST_NAME = 40
"""Characters of a class's name that every line of a loop has room for."""

_TAKEN = frozenset(
    {
        "ACCUMULATION",
        "Accelerator",
        "Any",
        "BATCH_SIZE",
        "BATCH_SIZES",
        "BATCHES",
        "Callable",
        "DataLoader",
        "Dataset",
        "DistributedDataParallel",
        "DistributedSampler",
        "EPOCHS",
        "GradientAccumulationPlugin",
        "GrowingBatches",
        "IterableDataset",
        "Iterable",
        "Iterator",
        "LightningModule",
        "PassingOn",
        "Path",
        "RandomSampler",
        "SAMPLES",
        "SHORT",
        "STAGES",
        "Sampler",
        "Tensor",
        "Trainer",
        "Training",
        "TrainingArguments",
        "UPDATES",
        "accelerator",
        "batch",
        "batches",
        "checkpoint",
        "data",
        "default_collate",
        "device",
        "drawn",
        "dist",
        "epoch",
        "first",
        "gradient",
        "grown",
        "islice",
        "loader",
        "loss",
        "loss_of",
        "metric",
        "metric_of",
        "model",
        "nn",
        "number",
        "optimizer",
        "optimizers",
        "parallel",
        "parameter",
        "parts",
        "saved",
        "sampler",
        "scale",
        "scaler",
        "scheduler",
        "schedulers",
        "state",
        "train",
        "trainer",
        "updates",
    }
)
"""Names in the loops that a class may have as well; it then goes by another one."""


@dataclass(frozen=True, slots=True)
class LoopFacts:
    """A schedule as the loops see it.

    Attributes:
        schedule: the schedule.
        module: the module in which the exported class is.
        divided: the names of the groups that each optimizer has, where there are several; each of
            the groups belongs to one.
    """

    schedule: Schedule
    module: str
    divided: tuple[tuple[str, ...], ...] = ()

    @property
    def optimizers(self) -> list[dict[str, dict[str, str]]]:
        """The groups of each optimizer, as in ``groups``."""
        named = {
            group.name: each
            for group, each in zip(self.schedule.groups, self.groups.items(), strict=True)
        }
        divided = self.divided or (tuple(named),)
        return [dict(named[name] for name in names) for names in divided]

    @property
    def is_divided(self) -> bool:
        """Whether there are several optimizers, each with a scheduler of its own."""
        return len(self.divided) > 1

    @property
    def name_groups(self) -> bool:
        """Whether the exported class is told which groups an optimizer has."""
        return curves_of(self.schedule).name_groups

    @property
    def class_name(self) -> str:
        """The name of the exported class in the loop."""
        name = self.schedule.class_name
        return _STAND_IN if name in _TAKEN or len(name) > _LONGEST_NAME else name

    @property
    def import_lines(self) -> list[str]:
        """The import of the exported class, broken as formatters do."""
        name = self.schedule.class_name
        imported = name if name == self.class_name else f"{name} as {self.class_name}"
        line = f"from {self.module} import {imported}"
        if len(line) <= WIDTH:
            return [line]
        return [f"from {self.module} import (", f"    {imported},", ")"]

    @property
    def groups(self) -> dict[str, dict[str, str]]:
        """The numbers that each group is built with, as source; the keys are arguments of ``train``."""
        groups = self.schedule.groups
        names = stems([group.name for group in groups])
        kinds = {kind.held[0].name: kind for kind in (RATE, *based_kinds(self.schedule))}
        return {
            f"{name}_parameters": {
                entry: number_source(group.base(kind)) for entry, kind in kinds.items()
            }
            for name, group in zip(names, groups, strict=True)
        }

    @property
    def watches(self) -> bool:
        """Whether ``scheduler.step`` needs a metric."""
        return plateau_of(self.schedule) is not None

    @property
    def by_epoch(self) -> bool:
        """Whether the schedule steps after every epoch."""
        return self.schedule.stepping == "epoch"

    @property
    def in_epochs(self) -> bool:
        """Whether the run is given in epochs; else it is in updates."""
        return self.schedule.run.in_epochs

    @property
    def accumulates(self) -> bool:
        """Whether several batches make an update."""
        run = self.schedule.run
        return max(run.accumulation, *(s.accumulation for s in run.stages), 1) > 1

    @property
    def short(self) -> int:
        """How many batches are left for a last, short accumulation of an epoch; often none."""
        run = self.schedule.run
        varies = self.stages or self.grows
        return 0 if varies else run.batches_per_epoch % max(1, run.accumulation)

    @property
    def short_updates(self) -> bool:
        """Whether a short accumulation makes an update."""
        return self.short > 0 and self.schedule.run.remainder == "kept"

    @property
    def drops(self) -> bool:
        """Whether a short accumulation is dropped."""
        return self.short > 0 and self.schedule.run.remainder == "dropped"

    @property
    def carries(self) -> bool:
        """Whether a short accumulation is carried over into the next epoch."""
        return self.short > 0 and self.schedule.run.remainder == "carried"

    @property
    def dataset(self) -> str:
        """The class of the data."""
        return "IterableDataset" if self.schedule.run.is_endless else "Dataset"

    @property
    def batch_samples(self) -> int | None:
        """Samples in a batch of one device; None where the data has to come in batches itself."""
        one = self.schedule.run.samples_of_one
        samples = 0 if one is None else one * self.schedule.run.batch_size
        return int(samples) if samples >= 1 and samples.denominator == 1 else None

    @property
    def stages(self) -> tuple[tuple[int, int], ...]:
        """The updates from which on another number of batches makes one, with that; often none.

        Where a loop gathers the batches of an update, it is batches instead: some are dropped
        between two updates, and only they say before which of them a stage begins.
        """
        run = self.schedule.run
        counts = (run.accumulation, *(stage.accumulation for stage in run.stages))
        if len(set(counts)) == 1:
            return ()
        begun = run.stage_batches if self.gathers else run.stage_updates
        return tuple(zip((0, *begun), counts, strict=True))

    @property
    def gathers(self) -> bool:
        """Whether the loop takes all batches of an update at once, to see which one is short."""
        run = self.schedule.run
        varies = self.grows or any(s.accumulation != run.accumulation for s in run.stages)
        ends = not run.is_endless and run.remainder != "carried"
        return ends and varies and self.accumulates

    @property
    def grows(self) -> bool:
        """Whether the batch itself grows."""
        run = self.schedule.run
        return any(stage.batch_size != run.batch_size for stage in run.stages)

    @property
    def sizes(self) -> tuple[tuple[int, int], ...]:
        """The batches of the run from which on they have so many samples on each device.

        None where the batch does not grow, or not in whole samples.
        """
        run = self.schedule.run
        one = run.samples_of_one
        if not self.grows or one is None:
            return ()
        firsts = (0, *run.stage_batches)
        counts = [one * size for size in (run.batch_size, *(s.batch_size for s in run.stages))]
        if any(count < 1 or count.denominator != 1 for count in counts):
            return ()
        return tuple((first, int(count)) for first, count in zip(firsts, counts, strict=True))

    @property
    def counts_batches(self) -> bool:
        """Whether the batches of an update are counted, also over the end of an epoch."""
        goes_on = bool(self.stages) or (self.grows and self.accumulates)
        return self.carries or (goes_on and not self.gathers)

    @property
    def counts_updates(self) -> bool:
        """Whether the loop counts updates: to end with one, or to know its stage."""
        return not self.in_epochs or (bool(self.stages) and not self.gathers)

    @property
    def constants(self) -> dict[str, object]:
        """The run's own numbers, each with its name."""
        run = self.schedule.run
        found: dict[str, object] = {"UPDATES": run.total_updates}
        if self.in_epochs:
            found = {"EPOCHS": run.epochs or 0}
        if self.sizes:
            found["BATCH_SIZES"] = _table("BATCH_SIZES", self.sizes)
        elif self.batch_samples is not None:
            found["BATCH_SIZE"] = self.batch_samples
        if self.stages:
            found["STAGES"] = _table("STAGES", self.stages)
        elif self.accumulates:
            found["ACCUMULATION"] = run.accumulation
        return found

    @property
    def batches_used(self) -> int:
        """Batches of an epoch that take part in its updates, where a short accumulation does not."""
        return self.schedule.run.batches_per_epoch - self.short


def _table(name: str, stages: tuple[tuple[int, int], ...]) -> str:
    """Write a table of stages as formatters do."""
    line = str(stages)
    if len(f"{name} = {line}") <= WIDTH:
        return line
    return "\n".join(["(", *(f"    {stage}," for stage in stages), ")"])
