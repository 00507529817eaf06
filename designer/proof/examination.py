"""The examination of one exported file: everything that its class promises, tried in torch."""

import copy
import math
import pickle
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from typing import Any

from rampsmith.designer.document.schedule import Group
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.proof.checkpoints import ORDERS, Resume, resumed, saved
from rampsmith.designer.proof.comparison import Comparison, Difference, FaultError
from rampsmith.designer.proof.descriptions import exception_sentence
from rampsmith.designer.proof.plan import examined_steps
from rampsmith.designer.proof.task import Progress
from rampsmith.designer.proof.workbench import Workbench, added_parameters, moved, set_kinds


class Examination:
    """Tries one promise of an exported class after the other and collects what fails.

    Attributes:
        steps: those at which the class is compared.
        groups: how many parameter groups are compared.
        kinds: what is compared of them.
        resumed: the steps from whose checkpoint the class was resumed without a fault.
        findings: everything that failed, one sentence each.
        difference: the first number that differs, where one does.
    """

    def __init__(self, bench: Workbench, progress: Progress) -> None:
        """Plan the examination; ``progress[0]`` is kept at the step that is looked at."""
        self._bench = bench
        self._progress = progress
        self._comparison = Comparison(bench.schedule, progress)
        self._resumes: list[Resume] = []
        self.steps = examined_steps(bench.schedule)
        self.groups = len(bench.schedule.groups)
        self.kinds = set_kinds(bench.schedule)
        self.resumed: set[int] = set()
        self.findings: list[str] = []
        self.difference: Difference | None = None

    def run(self) -> None:
        """Try everything.

        Raises:
            MemoryError: if the file used up what it may have.
        """
        with self._attempt("At step {step}", at=0):
            self._walk()
        for resume in self._resumes:
            self._try_to_resume(resume)
        for step in self.steps.free:
            with self._attempt(f"Built with last_epoch={step}, at step {{step}}", at=step + 1):
                self._resume_from_last_epoch(step)
        with self._attempt("With other numbers in the checkpoint, at step {step}"):
            self._load_other_numbers()
        with self._attempt("With rates that are tensors, at step {step}", at=0):
            self._fill_tensors()
        with self._attempt("With a parameter group added in mid-run, at step {step}", at=0):
            self._add_group()
        where = "With a group added in mid-run without an initial rate, at step {step}"
        with self._attempt(where, at=0):
            self._add_group_at_its_rate()
        if not self._bench.has_betas:
            self._try_betas()
        shares = self._bench.shared()
        if shares:
            with self._attempt("With the groups shared by two optimizers, at step {step}", at=0):
                self._share_groups(shares)

    @contextmanager
    def _attempt(self, where: str, *, at: int | None = None) -> Iterator[None]:
        """Turn what fails within into a finding; ``{step}`` stands for the step that it was at.

        Args:
            where: the beginning of the sentence.
            at: the step that it begins at; None for the step that was looked at last.
        """
        if at is not None:
            self._progress[0] = at
        try:
            yield
        except MemoryError:
            raise
        except FaultError as fault:
            self.difference = self.difference or fault.difference
            self._add(where, fault.sentence)
        except BaseException as error:  # noqa: BLE001  (The file may raise anything.)
            self._add(where, exception_sentence(error))

    def _add(self, where: str, what: str) -> None:
        self.findings.append(f"{where.format(step=f'{self._progress[0]:,}')} {what}")

    def _walk(self) -> None:
        """Take every step of a short run, or the decisive ones of a long one."""
        scheduler = self._bench.scheduler(self._bench.optimizer())
        take, jump = self._comparison.take, self._comparison.jump
        self._comparison.at(0, scheduler)
        for reach, steps in (
            (take, range(1, self.steps.walked + 1)),
            (jump, self.steps.visited),
            (take, self.steps.watched),
            (jump, self.steps.past),
        ):
            for step in steps:
                reach(step, scheduler)
                self._keep(step, scheduler)

    def _keep(self, step: int, scheduler: Any) -> None:
        if step not in self.steps.resumed:
            return
        with self._attempt("The checkpoint of step {step} could not be saved:"):
            checkpoint = saved(scheduler)
            self.resumed.add(step)
            for words, order in ORDERS.items():
                where = f"Resumed from the checkpoint of step {step:,} ({words})"
                load = partial(resumed, self._bench, checkpoint, order)
                self._resumes.append(Resume(step, where, load, is_checkpoint=True))
        with self._attempt("At step {step} the scheduler could not be pickled:"):
            # The bytes are made in this process, by the class itself.
            load = partial(pickle.loads, pickle.dumps(scheduler))
            self._resumes.append(Resume(step, f"Unpickled as it was at step {step:,}", load))
        with self._attempt("At step {step} the scheduler could not be deep-copied:"):
            copied = copy.deepcopy(scheduler)
            where = f"Deep-copied as it was at step {step:,}"
            self._resumes.append(Resume(step, where, lambda: copied))

    def _try_to_resume(self, resume: Resume) -> None:
        before = len(self.findings)
        with self._attempt(f"{resume.words}, at step {{step}}", at=resume.step):
            self._comparison.follow(resume.step, resume.scheduler())
        if resume.is_checkpoint and len(self.findings) > before:
            self.resumed.discard(resume.step)

    def _resume_from_last_epoch(self, step: int) -> None:
        optimizer = self._bench.optimizer()
        for group in optimizer.param_groups:
            group["initial_lr"] = group["lr"]
        scheduler = self._bench.scheduler(optimizer, last_epoch=step)
        # The constructor takes a step of its own.
        self._comparison.follow(step + 1, scheduler)

    def _load_other_numbers(self) -> None:
        """Load what an earlier version of the design has saved: it must warn, and no more."""
        scheduler = self._bench.scheduler(self._bench.optimizer())
        state = scheduler.state_dict()
        numbers = state.get("numbers")
        if not numbers:
            return
        step = max(self.steps.free, default=0)
        self._progress[0] = step
        others = dict.fromkeys(numbers)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            scheduler.load_state_dict({**moved(state, step), "numbers": others})
        if len(warned) != 1:
            raise FaultError(f"the exported file warned {len(warned)} times, not once.")
        self._comparison.follow(step, scheduler)

    def _fill_tensors(self) -> None:
        optimizer = self._bench.optimizer_with_tensor_rates()
        rates = [group["lr"] for group in optimizer.param_groups]
        self._begin_and_jump(optimizer)
        for index, group in enumerate(optimizer.param_groups):
            if group["lr"] is not rates[index]:
                name = self._bench.schedule.groups[index].name
                raise FaultError(f"the rate of group “{name}” was replaced, not filled in place.")

    def _add_group(self) -> None:
        scheduler = self._bench.scheduler(self._bench.optimizer())
        self._comparison.follow(0, scheduler)
        first = self._bench.schedule.groups[0]
        group = Group("added in mid-run", first.base_lr / 2, first.bases)
        settings = self._bench.settings(group)
        settings["initial_lr"] = settings["lr"]
        scheduler.optimizer.add_param_group({"params": added_parameters(), **settings})
        comparison = Comparison(self._bench.with_group(group).schedule, self._progress)
        step = self._progress[0] + 1
        comparison.take(step, scheduler)
        comparison.follow(step, scheduler)
        for place in self._free_steps():
            comparison.jump(place, scheduler)

    def _add_group_at_its_rate(self) -> None:
        """Add a group without an initial rate: it goes on from the rate of now, about as designed."""
        scheduler = self._bench.scheduler(self._bench.optimizer())
        self._comparison.follow(0, scheduler)
        step = self._progress[0]
        base = self._bench.schedule.groups[0].base_lr
        # It is told by its rate where other base rates have others, and where that is no underflow.
        bases = [base / 4, base / 2, base, 2 * base]
        known = [Group(f"added with {each}", each) for each in bases]
        found = [Rates(self._bench.with_group(each).schedule) for each in known]
        now = [each.at(step)[-1] for each in found]
        if not all(1e-100 < less * 1.001 < more for less, more in pairwise(now)):
            return
        group = {**self._bench.settings(known[1]), "lr": now[1]}
        scheduler.optimizer.add_param_group({"params": added_parameters(), **group})
        self._progress[0] = step + 1
        self._comparison.stepper.advance(step, scheduler)
        rate = float(scheduler.optimizer.param_groups[-1]["lr"])
        wanted = found[1].at(step + 1)[-1]
        if not math.isclose(rate, wanted, rel_tol=1e-6, abs_tol=1e-12):
            raise FaultError(f"its rate is {rate:.9g}, not about {wanted:.9g}.")

    def _try_betas(self) -> None:
        """Compare with an optimizer that holds in its betas what another holds plainly."""
        for kind in self.kinds:
            for held in kind.held:
                where = f"With AdamW, whose {kind.words} is {held.words}, at step {{step}}"
                if held.index is not None:
                    with self._attempt(where, at=0):
                        self._begin_and_jump(self._bench.with_betas().optimizer())

    def _share_groups(self, shares: tuple[Workbench, ...]) -> None:
        """Compare two schedulers of the class, one for each optimizer, and resume both together."""
        schedulers = [share.scheduler(share.optimizer()) for share in shares]
        comparisons = [Comparison(share.schedule, self._progress) for share in shares]
        for comparison, scheduler in zip(comparisons, schedulers, strict=True):
            comparison.follow(0, scheduler)
        for step in self._free_steps():
            for comparison, scheduler in zip(comparisons, schedulers, strict=True):
                comparison.jump(step, scheduler)
        kept = [saved(scheduler) for scheduler in schedulers]
        for order in ORDERS.values():
            loaded = [resumed(*each, order) for each in zip(shares, kept, strict=True)]
            for comparison, scheduler in zip(comparisons, loaded, strict=True):
                comparison.follow(scheduler.last_epoch, scheduler)

    def _begin_and_jump(self, optimizer: Any) -> None:
        """Compare with another optimizer, at the beginning and at the steps to jump to."""
        scheduler = self._bench.scheduler(optimizer)
        self._comparison.follow(0, scheduler)
        for step in self._free_steps():
            self._comparison.jump(step, scheduler)

    def _free_steps(self) -> tuple[int, ...]:
        """Choose the steps that a scheduler can jump to that may have seen some metrics already."""
        first = self._comparison.stepper.first
        return tuple(step for step in self.steps.free if step < first)
