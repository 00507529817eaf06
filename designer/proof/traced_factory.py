"""The task to run a person's own factory of a scheduler, and to take its rates step by step."""

import importlib.util
import inspect
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from rampsmith.designer.proof.descriptions import MODULE, exception_sentence
from rampsmith.designer.proof.task import LOADING, Progress
from rampsmith.designer.values.names import capitalised

MOST_RATES = 100_000
"""Rates that one answer brings: more make no better fit."""

USUAL_STEPS = 10_000
"""Steps of a run of which neither the person nor the scheduler says how long it is."""

BASE = 1e-3
"""The rate that the optimizer is built with which a factory is given."""

SECONDS_AT_LEAST = 60.0
SECONDS_PER_STEP = 1e-3
"""Generous guesses: a file of a person's own may import much, and compute much at each step."""

LENGTHS = ("total_steps", "num_training_steps", "T_max")
"""What schedulers call the number of their steps."""

OPTIMIZERS = ("optimizer", "optim", "opt")
"""What the optimizer is called among the arguments of a factory."""


class _NoFactoryError(Exception):
    """Why there is nothing to trace, as a sentence."""


@dataclass(frozen=True, slots=True)
class Traced:
    """The rates that were taken.

    Attributes:
        rates: for each parameter group the rates from step 0 on.
        assumed: sentences about what the person did not say.
        sentence: why there are no rates; empty where there are some.
    """

    rates: tuple[tuple[float, ...], ...] = ()
    assumed: tuple[str, ...] = ()
    sentence: str = ""

    ran: ClassVar[str] = "file"

    @classmethod
    def failed(cls, sentence: str) -> "Traced":
        """Return the answer of a run that came to nothing."""
        return cls(sentence=sentence)

    def to_json(self) -> dict[str, Any]:
        """Return the answer in JSON's own types."""
        return {"rates": self.rates, "assumed": self.assumed, "sentence": self.sentence}

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "Traced":
        """Read what ``to_json`` has made."""
        return cls(
            tuple(tuple(map(float, rates)) for rates in document["rates"]),
            tuple(map(str, document["assumed"])),
            str(document["sentence"]),
        )


@dataclass(frozen=True, slots=True)
class TraceTask:
    """One factory to be run.

    Attributes:
        path: the person's file.
        factory: the name of a function in it: one that makes a scheduler, of nothing or of an
            optimizer, or one that returns the rate of a step.
        steps: how many steps are taken; None for as many as the scheduler says.
    """

    path: str
    factory: str
    steps: int | None = None
    answer_type: ClassVar[type[Traced]] = Traced

    def to_json(self) -> dict[str, Any]:
        """Return the task in JSON's own types."""
        return {
            "kind": "trace",
            "path": self.path,
            "factory": self.factory,
            "steps": self.steps,
        }

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "TraceTask":
        """Read what ``to_json`` has made."""
        steps = document["steps"]
        return cls(
            str(document["path"]),
            str(document["factory"]),
            None if steps is None else int(steps),
        )

    def time_limit(self) -> float:
        """Return after how many seconds it has surely gone wrong."""
        return SECONDS_AT_LEAST + SECONDS_PER_STEP * (self.steps or MOST_RATES)

    def carried_out(
        self,
        folder: Path,  # noqa: ARG002 - the file stays where its neighbours are.
        progress: Progress,
    ) -> Traced:
        """Run the file, and its factory, and take the rates."""
        progress[0] = LOADING
        assumed: list[str] = []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                columns = [*zip(*self._rates(progress, assumed), strict=True)]
            except _NoFactoryError as reason:
                return Traced.failed(str(reason))
            except MemoryError:
                raise
            except BaseException as error:  # noqa: BLE001  (The file may raise anything.)
                told = exception_sentence(error, f"the {Traced.ran}")
                return Traced.failed(capitalised(told))
        return Traced(tuple(columns), tuple(assumed))

    def _rates(self, progress: Progress, assumed: list[str]) -> Iterator[tuple[float, ...]]:
        """Yield the rates of all groups, step by step."""
        made = self._made(assumed)
        if callable(made) and not hasattr(made, "step"):
            for step in range(self._length(None, 1, assumed)):
                progress[0] = step
                yield (_rate(made(step), self.factory),)
            return
        optimizer = made.optimizer
        for step in range(self._length(made, len(optimizer.param_groups), assumed)):
            progress[0] = step
            yield tuple(float(group["lr"]) for group in optimizer.param_groups)
            optimizer.step()
            made.step()

    def _made(self, assumed: list[str]) -> Any:
        """Return the scheduler that the factory makes, or the factory if it is one of rates."""
        factory = getattr(_imported(self.path), self.factory, None)
        if not callable(factory):
            raise _NoFactoryError(f"The file has no function “{self.factory}”.")
        needed = _needed(factory)
        if len(needed) > 1:
            names = ", ".join(f"“{name}”" for name in needed)
            raise _NoFactoryError(
                f"“{self.factory}” needs {names}; it is run with nothing, an optimizer or a step."
            )
        if needed and needed[0] not in OPTIMIZERS and _is_number(factory):
            return factory
        if needed:
            assumed.append(f"{self.factory} is given an SGD with the rate {BASE:g}.")
        made = factory(_optimizer()) if needed else factory()
        for each in made if isinstance(made, tuple | list) else (made,):
            if hasattr(each, "step") and hasattr(each, "optimizer"):
                return each
        raise _NoFactoryError(f"“{self.factory}” returns no scheduler.")

    def _length(self, scheduler: Any, groups: int, assumed: list[str]) -> int:
        """Return how many steps are taken."""
        steps = self.steps
        if steps is None:
            found = (getattr(scheduler, name, None) for name in LENGTHS)
            steps = next((each for each in found if isinstance(each, int) and each > 1), None)
        if steps is None:
            steps = USUAL_STEPS
            assumed.append(f"The run has {steps:,} steps, for nothing says how many.")
        if steps * groups > MOST_RATES:
            assumed.append(f"Only the first {MOST_RATES // groups:,} steps were taken.")
        return min(steps, MOST_RATES // groups)


def _imported(path: str) -> Any:
    """Run a file as a module that finds its neighbours; what stands under ``__main__`` is not run."""
    sys.path.insert(0, str(Path(path).parent))
    spec = importlib.util.spec_from_file_location(MODULE, path)
    if spec is None or spec.loader is None:
        raise _NoFactoryError("The file is no Python file.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[MODULE] = module
    spec.loader.exec_module(module)
    return module


def _needed(factory: Callable[..., Any]) -> list[str]:
    parameters = inspect.signature(factory).parameters.values()
    kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [
        each.name
        for each in parameters
        if each.default is inspect.Parameter.empty and each.kind not in kinds
    ]


def _is_number(factory: Callable[..., Any]) -> bool:
    """Whether a function returns a number for step 0."""
    try:
        float(factory(0))
    except Exception:  # noqa: BLE001  (Then it is one that wants something else.)
        return False
    return True


def _rate(value: Any, name: str) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise _NoFactoryError(f"“{name}” returns something else than a rate.") from None


def _optimizer() -> Any:
    import torch

    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=BASE)
