"""A design in a notebook or a script: its rates, its table, its class, and a picture of it."""

import linecache
from os import PathLike
from typing import TYPE_CHECKING, Any

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.files.design_error import DesignError, DesignFault
from rampsmith.designer.files.design_file import read_design
from rampsmith.designer.presets import PresetError, preset_named
from rampsmith.designer.presets.own import own_presets
from rampsmith.designer.presets.values import value_text
from rampsmith.designer.problems.all_problems import errors, problems
from rampsmith.designer.problems.problem import Problem
from rampsmith.designer.training_loop.rows import BYS, By, Rows
from rampsmith.designer.values.numbers import counted
from rampsmith.designer.words.phrases import summary

if TYPE_CHECKING:
    from torch.optim import Optimizer
    from torch.optim.lr_scheduler import LRScheduler


__all__ = ["Design", "DesignError", "PresetError", "load", "preset"]


class Design:
    """A learning-rate schedule that was designed; ``load`` and ``preset`` make one.

    A notebook shows it as a picture.
    """

    __slots__ = ("_rates", "_schedule")

    def __init__(self, schedule: Schedule) -> None:
        """Hold a schedule; use ``load`` or ``preset`` to get one."""
        self._schedule = schedule
        self._rates = Rates(schedule)

    def __repr__(self) -> str:
        """Name the design."""
        schedule = self._schedule
        length = counted(schedule.total_steps, schedule.step_word)
        return f"<Design {schedule.title!r}: {summary(schedule)}; {length}>"

    def _repr_svg_(self) -> str | None:
        """Draw the picture that a notebook shows; there is none of a design with errors."""
        from rampsmith.exporters.pictures.picture import picture

        return None if self._errors() else picture(self._schedule, "svg").decode()

    @property
    def title(self) -> str:
        """The name of the design."""
        return self._schedule.title

    @property
    def total_steps(self) -> int:
        """How often ``scheduler.step()`` is called in the whole run."""
        return self._schedule.total_steps

    @property
    def problems(self) -> list[str]:
        """All that is wrong or doubtful about the design, a sentence each."""
        return [f"{p.severity}: {p.place}: {p.sentence}" for p in problems(self._schedule)]

    def rates(self, t: int) -> list[float]:
        """Return the rate of each parameter group at step t, as ``get_last_lr()`` does.

        Args:
            t: how often ``scheduler.step()`` has been called; steps past the end are fine.

        Raises:
            ValueError: if t is negative.
        """
        if t < 0:
            raise ValueError(f"Steps are counted from 0; there is no step {t}.")
        return list(self._rates.at(t))

    def table(self, by: By = "step") -> list[dict[str, float | None]]:
        """Return the whole run as rows, such as ``pandas.DataFrame`` takes.

        Args:
            by: what a row is: "step", "batch", "update" or "epoch".

        Raises:
            ValueError: if it is another word.
        """
        if by not in BYS:
            raise ValueError(f"A row is one of {', '.join(BYS)}, not “{by}”.")
        from rampsmith.exporters.targets.table import Table

        rows = Rows(self._schedule, by)
        table = Table(rows, 0, len(rows))
        return [dict(zip(table.heads, values, strict=True)) for values in table.values()]

    def source(self) -> str:
        """Return the Python file with the scheduler's class, as ``rampsmith export`` writes it.

        Raises:
            DesignError: if the design has errors.
        """
        from rampsmith.exporters.targets.pytorch import pytorch_source

        if found := self._errors():
            faults = tuple(DesignFault(str(each.place), each.sentence) for each in found)
            raise DesignError(self.title, faults)
        return pytorch_source(self._schedule)

    def scheduler(self, optimizer: "Optimizer", **numbers: Any) -> "LRScheduler":
        """Make the scheduler of an optimizer from the very class that would be exported.

        Args:
            optimizer: has one parameter group for each of the design.
            **numbers: arguments of the class that replace the design's own, such as total_steps.

        Raises:
            DesignError: if the design has errors.
        """
        source, name = self.source(), self._schedule.class_name
        file = f"<rampsmith {name}>"
        # So that tracebacks and debuggers show the lines of a file that is not there.
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        module: dict[str, Any] = {"__name__": name}
        # What is run was written by the exporter a moment ago; nothing of it was typed as it is.
        exec(compile(source, file, "exec"), module)  # noqa: S102
        scheduler: LRScheduler = module[name](optimizer, **numbers)
        return scheduler

    def _errors(self) -> list[Problem]:
        return [*errors(self._schedule)]


def load(path: "str | PathLike[str]") -> Design:
    """Load a design from its file, or from an exported Python file. Nothing in it is run.

    Raises:
        DesignError: if it cannot be read or is no design, with everything that is wrong with it.
    """
    return Design(read_design(str(path)))


def preset(name: str, **settings: Any) -> Design:
    """Make a design from a preset, as ``rampsmith new`` does.

    Args:
        name: the preset's name; one of your own will do, too.
        **settings: its arguments, as numbers or as you would type them: ``warmup="5 epochs"``.

    Raises:
        PresetError: if there is no such preset, or for every setting that is wrong.
    """
    texts = (f"{word}={value_text(value)}" for word, value in settings.items())
    return Design(preset_named(name, own_presets().presets).make_from_texts(texts))
