"""Walks with one exported file after the other, each going on from what the ones before have kept."""

from bisect import bisect_left
from collections.abc import Callable, Sequence

from rampsmith.designer.proof.client import Prover
from rampsmith.designer.proof.walking import Standing, Walked, WalkTask
from rampsmith.designer.schedule import Schedule


class Walks:
    """Takes an exported class to any steps; usable from one thread, beside ``prover.cancel``."""

    def __init__(self, prover: Prover) -> None:
        """Walk with the help of a prover, which whoever made it closes."""
        self._prover = prover
        self._file: tuple[str, Schedule] | None = None
        self._checkpoints: dict[int, str] = {}

    def walked(
        self,
        source: str,
        schedule: Schedule,
        steps: Sequence[int],
        *,
        still_wanted: Callable[[], bool] = lambda: True,
    ) -> Walked:
        """Take the class to steps in rising order, and tell what it does there.

        A plateau is taken step by step, in as many tasks as that needs; a closed form jumps.

        Args:
            source: the text of the exported file.
            schedule: the schedule that it was exported from, without errors.
            steps: the steps; a few hundred at once are told within some hundredths of a second.
            still_wanted: asked before each task; what was kept so far helps the next walk.

        Raises:
            ProofCancelledError: if the prover was cancelled or closed, or it is not wanted.
        """
        if self._file != (source, schedule):
            self._file, self._checkpoints = (source, schedule), {}
        standings: dict[int, Standing] = {}
        while True:
            left = tuple(step for step in steps if step not in standings)
            task = WalkTask(source, schedule, left, self._useful(left))
            found = self._prover.prove(task, still_wanted=still_wanted)
            before = len(self._checkpoints) + len(standings)
            standings |= found.standings
            self._checkpoints |= found.checkpoints
            is_stuck = len(self._checkpoints) + len(standings) == before
            if found.fault or is_stuck or len(standings) == len(set(steps)):
                return Walked(standings, self._checkpoints, found.fault)

    def _useful(self, steps: Sequence[int]) -> tuple[tuple[int, str], ...]:
        """Choose the last checkpoint before each step."""
        places = sorted(self._checkpoints)
        numbers = {bisect_left(places, step) - 1 for step in steps} - {-1}
        return tuple((places[i], self._checkpoints[places[i]]) for i in sorted(numbers))
