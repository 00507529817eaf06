"""The examination of one exported file: everything that its class promises, tried in torch."""

import copy
import io
import pickle
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rampsmith.designer.proof.comparison import Comparison, FaultError, Progress
from rampsmith.designer.proof.descriptions import described
from rampsmith.designer.proof.job import Job
from rampsmith.designer.proof.places import Places, places
from rampsmith.designer.proof.rig import Rig, added_parameters, rig_or_reason
from rampsmith.designer.proof.verdict import Difference, Verdict, failed, success_sentence

LOADING = -1
"""The progress while the exported file is imported, before there is a step."""
MOST_FINDINGS = 20


def examine(job: Job, folder: Path, progress: Progress) -> Verdict:
    """Run the exported file and try everything that it promises.

    Args:
        job: the file's text and the schedule that it should follow.
        folder: an empty folder for the file.
        progress: its first number is kept at the step that is being looked at.

    Raises:
        MemoryError: if the file used up what it may have.
    """
    import torch

    version = str(torch.__version__)
    progress[0] = LOADING
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rig = rig_or_reason(job.source, job.schedule, folder)
        if isinstance(rig, str):
            return failed(rig, torch_version=version)
        examination = Examination(rig, progress)
        examination.run()
    return examination.verdict(version)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of a scheduler at a step, to go on from there.

    Attributes:
        checkpoint: optimizer and scheduler as a training script saves them.
        pickled: the scheduler itself, pickled.
        copied: the scheduler itself, copied with all that it holds.
    """

    checkpoint: bytes | None
    pickled: bytes | None
    copied: Any


class Examination:
    """Tries one promise after the other and collects what fails."""

    def __init__(self, rig: Rig, progress: Progress) -> None:
        """Plan the examination of a class against its schedule."""
        self._rig = rig
        self._progress = progress
        self._places: Places = places(rig.schedule)
        self._comparison = Comparison(rig.schedule, progress)
        self._kept: dict[int, Kept] = {}
        self._resumed: set[int] = set()
        self.findings: list[str] = []
        self.difference: Difference | None = None

    def run(self) -> None:
        """Try everything."""
        self._walk()
        for step, kept in self._kept.items():
            self._resume_from_checkpoint(step, kept)
            self._resume_from_copies(step, kept)
        for step in self._places.free:
            with self._attempt(f"Built with last_epoch={step}, at step {{step}}"):
                self._resume_from_last_epoch(step)
        with self._attempt("With other numbers in the checkpoint, at step {step}"):
            self._load_other_numbers()
        with self._attempt("With rates that are tensors, at step {step}"):
            self._fill_tensors()
        with self._attempt("With a parameter group added in mid-run, at step {step}"):
            self._add_group()
        if self._rig.schedule.momentum is not None:
            with self._attempt("With AdamW, whose momentum is beta1, at step {step}"):
                self._set_betas()

    def verdict(self, torch_version: str) -> Verdict:
        """Sum up."""
        steps = self._places.compared
        groups = len(self._rig.schedule.groups)
        resumes = len(self._resumed)
        passed = not self.findings
        return Verdict(
            passed=passed,
            sentence=success_sentence(torch_version, steps, self._places.last, groups, resumes)
            if passed
            else self.findings[0],
            findings=tuple(self.findings[:MOST_FINDINGS]),
            steps=steps,
            groups=groups,
            resumes=resumes,
            torch_version=torch_version,
            difference=self.difference,
        )

    @contextmanager
    def _attempt(self, where: str) -> Iterator[None]:
        """Turn what fails within into a finding; ``{step}`` stands for the step that it was at."""
        try:
            yield
        except MemoryError:
            raise
        except FaultError as fault:
            self.difference = self.difference or fault.difference
            self._add(where, fault.sentence)
        except BaseException as error:  # noqa: BLE001  (The file may raise anything.)
            self._add(where, described(error))

    def _add(self, where: str, what: str) -> None:
        self.findings.append(f"{where.format(step=f'{self._progress[0]:,}')} {what}")

    def _walk(self) -> None:
        """Take every step of a short run, or the telling ones of a long one."""
        self._progress[0] = 0
        with self._attempt("At step {step}"):
            optimizer = self._rig.optimizer()
            scheduler = self._rig.scheduler(optimizer)
            compare, advance = self._comparison.at, self._comparison.feed.advance
            compare(0, scheduler)
            for step in range(1, self._places.walked + 1):
                self._progress[0] = step
                advance(step - 1, scheduler)
                compare(step, scheduler)
                self._keep(step, scheduler)
            for step in self._places.visited:
                self._comparison.jump(step, scheduler)
                self._keep(step, scheduler)
            for step in self._places.watched:
                self._progress[0] = step
                advance(step - 1, scheduler)
                compare(step, scheduler)
                self._keep(step, scheduler)
            for step in self._places.past:
                self._comparison.jump(step, scheduler)

    def _keep(self, step: int, scheduler: Any) -> None:
        if step not in self._places.resumed:
            return
        checkpoint = pickled = copied = None
        with self._attempt("The checkpoint of step {step} could not be saved:"):
            checkpoint = _checkpoint(scheduler)
        with self._attempt("At step {step} the scheduler could not be pickled:"):
            pickled = pickle.dumps(scheduler)
        with self._attempt("At step {step} the scheduler could not be deep-copied:"):
            copied = copy.deepcopy(scheduler)
        self._kept[step] = Kept(checkpoint, pickled, copied)

    def _resume_from_checkpoint(self, step: int, kept: Kept) -> None:
        if kept.checkpoint is None:
            return
        before = len(self.findings)
        for words, resumed in _ORDERS.items():
            where = f"Resumed from the checkpoint of step {step:,} ({words}), at step {{step}}"
            self._progress[0] = step
            with self._attempt(where):
                self._comparison.follow(step, resumed(self._rig, kept.checkpoint))
        if len(self.findings) == before:
            self._resumed.add(step)

    def _resume_from_copies(self, step: int, kept: Kept) -> None:
        self._progress[0] = step
        if kept.pickled is not None:
            with self._attempt(f"Unpickled as it was at step {step:,}, at step {{step}}"):
                # The bytes were made a moment ago, in this process, by the class itself.
                self._comparison.follow(step, pickle.loads(kept.pickled))  # noqa: S301
        if kept.copied is not None:
            with self._attempt(f"Deep-copied as it was at step {step:,}, at step {{step}}"):
                self._comparison.follow(step, kept.copied)

    def _resume_from_last_epoch(self, step: int) -> None:
        self._progress[0] = step + 1
        optimizer = self._rig.optimizer()
        for group in optimizer.param_groups:
            group["initial_lr"] = group["lr"]
        scheduler = self._rig.scheduler(optimizer, last_epoch=step)
        # The constructor takes a step of its own.
        self._comparison.follow(step + 1, scheduler)

    def _load_other_numbers(self) -> None:
        """Load what an earlier version of the design has saved: it may warn, and no more."""
        scheduler = self._rig.scheduler(self._rig.optimizer())
        state = scheduler.state_dict()
        numbers = state.get("numbers")
        if not numbers:
            return
        step = max(self._places.free, default=0)
        self._progress[0] = step
        others = f"other than {numbers}"
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            scheduler.load_state_dict({**state, "last_epoch": step, "numbers": others})
        if len(warned) != 1:
            raise FaultError(f"the exported file warned {len(warned)} times, not once.")
        self._comparison.follow(step, scheduler)

    def _fill_tensors(self) -> None:
        self._progress[0] = 0
        optimizer = self._rig.optimizer_with_tensor_rates()
        rates = [group["lr"] for group in optimizer.param_groups]
        scheduler = self._rig.scheduler(optimizer)
        self._comparison.follow(0, scheduler)
        for step in self._free_steps():
            self._comparison.jump(step, scheduler)
        for index, group in enumerate(optimizer.param_groups):
            if group["lr"] is not rates[index]:
                name = self._rig.schedule.groups[index].name
                raise FaultError(f"the rate of group “{name}” was replaced, not filled in place.")

    def _add_group(self) -> None:
        self._progress[0] = 0
        scheduler = self._rig.scheduler(self._rig.optimizer())
        self._comparison.follow(0, scheduler)
        base_lr = self._rig.schedule.groups[0].base_lr / 2
        parameters = added_parameters()
        scheduler.optimizer.add_param_group({"params": parameters, "lr": base_lr})
        comparison = Comparison(self._rig.with_group(base_lr).schedule, self._progress)
        step = self._progress[0] + 1
        self._progress[0] = step
        comparison.feed.advance(step - 1, scheduler)
        comparison.follow(step, scheduler)
        for place in self._free_steps():
            comparison.jump(place, scheduler)

    def _set_betas(self) -> None:
        self._progress[0] = 0
        scheduler = self._rig.scheduler(self._rig.optimizer_with_betas())
        self._comparison.follow(0, scheduler)
        for step in self._free_steps():
            self._comparison.jump(step, scheduler)

    def _free_steps(self) -> tuple[int, ...]:
        """Choose the steps that a scheduler can jump to that may have seen some metrics already."""
        feed = self._comparison.feed
        return tuple(step for step in self._places.free if step < feed.first)


def _checkpoint(scheduler: Any) -> bytes:
    """Save optimizer and scheduler as a training script does."""
    import torch

    file = io.BytesIO()
    states = {"optimizer": scheduler.optimizer.state_dict(), "scheduler": scheduler.state_dict()}
    torch.save(states, file)
    return file.getvalue()


def _states(checkpoint: bytes) -> dict[str, Any]:
    """Load a checkpoint as torch does by default, which takes plain values only."""
    import torch

    states: dict[str, Any] = torch.load(io.BytesIO(checkpoint), weights_only=True)
    return states


def _optimizer_first(rig: Rig, checkpoint: bytes) -> Any:
    optimizer, states = rig.optimizer(), _states(checkpoint)
    scheduler = rig.scheduler(optimizer)
    optimizer.load_state_dict(states["optimizer"])
    scheduler.load_state_dict(states["scheduler"])
    return scheduler


def _scheduler_first(rig: Rig, checkpoint: bytes) -> Any:
    optimizer, states = rig.optimizer(), _states(checkpoint)
    scheduler = rig.scheduler(optimizer)
    scheduler.load_state_dict(states["scheduler"])
    optimizer.load_state_dict(states["optimizer"])
    return scheduler


def _built_last(rig: Rig, checkpoint: bytes) -> Any:
    optimizer, states = rig.optimizer(), _states(checkpoint)
    optimizer.load_state_dict(states["optimizer"])
    scheduler = rig.scheduler(optimizer)
    scheduler.load_state_dict(states["scheduler"])
    return scheduler


_ORDERS: dict[str, Callable[[Rig, bytes], Any]] = {
    "optimizer loaded first": _optimizer_first,
    "scheduler loaded first": _scheduler_first,
    "scheduler built after the optimizer was loaded": _built_last,
}
