"""The client drives in a child process, passes on what it tells, and survives its end."""

import math
import os
import signal
import threading
import time
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path

import pytest

from rampsmith.designer.drive.client import DriveClient
from rampsmith.designer.drive.events import (
    Diverged,
    Event,
    Failed,
    Finished,
    RunFinished,
    Started,
    UpdateRows,
    event_json,
    event_of,
)
from rampsmith.designer.drive.request import DriveRequest
from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.proof.client import FORKS
from tests.designer.drive.driven import ends, plain_loop, request_of, schedule

ENDLESS = 20_000


def told(client: DriveClient, request: DriveRequest) -> list[Event]:
    """Drive a request to its end; return what was told."""
    events: list[Event] = []
    end = client.drive(request, events.append)
    assert isinstance(end, Finished), end
    return events


def losses(events: list[Event], run: int = 0, seed: int = 0) -> list[float]:
    return [
        loss
        for event in events
        if isinstance(event, UpdateRows) and (event.run, event.seed) == (run, seed)
        for loss in event.losses
    ]


def own(tmp_path: Path, text: str) -> str:
    file = tmp_path / "mine.py"
    file.write_text(text, encoding="utf-8")
    return str(file)


def sentence(client: DriveClient, request: DriveRequest) -> str:
    end = client.drive(request, lambda _: None)
    assert isinstance(end, Failed)
    return end.sentence


def test_the_losses_are_those_of_a_plain_loop(client: DriveClient, tmp_path: Path) -> None:
    designs = (schedule(0.05), schedule(0.01))
    events = told(client, request_of(*designs, seeds=2))
    assert events[0] == Started(160, "Deep network, SGD with momentum")
    for run, design in enumerate(designs):
        for seed in range(2):
            found = losses(events, run, seed)
            assert found == plain_loop(design, tmp_path, task="deep", optimizer="sgd", seed=seed)[2]
    assert [(end.seed, end.run) for end in ends(events)] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_a_divergence_ends_only_its_own_run(client: DriveClient, tmp_path: Path) -> None:
    steep = schedule(1e4)
    events = told(client, request_of(steep, schedule()))
    _, rates, found = plain_loop(steep, tmp_path, task="deep", optimizer="sgd")
    first, second = ends(events)
    assert first == Diverged(0, 0, len(found) - 1, rates[-1])
    assert not math.isfinite(found[-1])
    assert isinstance(second, RunFinished)


def test_the_next_drive_is_the_same(client: DriveClient) -> None:
    first, again = (losses(told(client, request_of(schedule(steps=8)))) for _ in range(2))
    assert first == again


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"task": "chess"}, "There is no task “chess”"),
        ({"optimizer": "lion"}, "There is no optimizer “lion”"),
        ({"seeds": 17}, "1 to 16 seeds, not 17"),
        ({"seeds": 0}, "1 to 16 seeds, not 0"),
    ],
)
def test_a_request_that_makes_no_sense_starts_nothing(changes: dict[str, str], words: str) -> None:
    with DriveClient() as client:
        assert words in sentence(client, request_of(schedule(), **changes))
        assert client._client._worker is None


def test_events_survive_the_pipe() -> None:
    for event in (
        Started(10, "words", ("a note",)),
        UpdateRows(1, 2, 3, (0.1, 1e-300), (2.5, 3.0)),
        Diverged(0, 1, 312, 3.1e-2),
        RunFinished(0, 1, 1.25),
    ):
        assert event_of(event_json(event)) == event


def endless(rate: float = 0.01) -> DriveRequest:
    request = request_of(schedule(rate))
    return replace(request, runs=(replace(request.runs[0], updates=ENDLESS),))


def cancelled_after(client: DriveClient, request: DriveRequest) -> float:
    """Cancel a drive after its first rows; return how long it took to end."""
    stop, begun = Cancellation(), threading.Event()
    at: list[float] = []

    def cancel() -> None:
        assert begun.wait(60)
        at.append(time.monotonic())
        stop.cancel()

    thread = threading.Thread(target=cancel)
    thread.start()
    with pytest.raises(CancelledError):
        client.drive(
            request, lambda event: begun.set() if isinstance(event, UpdateRows) else None, stop
        )
    end = time.monotonic()
    thread.join()
    return end - at[0]


@pytest.mark.parametrize("forks", [True, False])
def test_a_cancelled_drive_ends_soon_and_the_next_one_runs(*, forks: bool) -> None:
    if forks and not FORKS:
        pytest.skip("needs a system that forks")
    with DriveClient(forks=forks) as client:
        # Half a second is meant; a machine that does much else is given more.
        assert cancelled_after(client, endless()) < 5
        assert len(losses(told(client, request_of(schedule(steps=5))))) == 5


def test_a_child_that_is_killed_is_told_and_replaced() -> None:
    with DriveClient() as client:
        killed: list[int] = []

        def kill(event: Event) -> None:
            if isinstance(event, UpdateRows) and not killed:
                worker = client._client._worker
                assert worker is not None
                killed.append(worker._process.pid)
                os.kill(worker._process.pid, signal.SIGKILL)

        for _ in range(2):
            killed.clear()
            end = client.drive(endless(), kill)
            assert end == Failed(
                "The drive could not run: its process was ended by SIGKILL; "
                "drive again, and if that does not help, free some memory first."
            )
            # What runs by now was not there before: it has nothing to tell twice.
            assert len(losses(told(client, request_of(schedule(steps=5))))) == 5


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("import os; os._exit(3)", "The drive ended the process with status 3 before it was done"),
        ("import os; os.abort()", "The drive crashed the process (SIGABRT)"),
        ("raise ValueError('no data')", "mine.py raised in line 1: ValueError: no data."),
        ("import sys; sys.exit(2)", "mine.py ended the process in line 1 with status 2."),
        ("def training(seed) return 1", "mine.py raised in line 1: SyntaxError"),
        ("x = 1", "mine.py: It has no function “training”."),
    ],
)
def test_a_file_that_ends_its_process_is_told(
    client: DriveClient, tmp_path: Path, statement: str, words: str
) -> None:
    assert words in sentence(client, request_of(schedule(), own_file=own(tmp_path, statement)))


def test_a_file_that_hangs_is_stopped(
    client: DriveClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rampsmith.designer.drive.request.OWN_SILENT_SECONDS", 0.5)
    hangs = own(tmp_path, "import time\ntime.sleep(99)")
    told_of = sentence(client, request_of(schedule(), own_file=hangs))
    assert told_of == "The drive took longer than 0 s and was stopped while it was imported."


def test_a_file_that_hangs_after_its_first_rows_is_stopped(
    client: DriveClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rampsmith.designer.drive.request.OWN_SILENT_SECONDS", 1.0)
    text = HANGS_LATER
    told_of = sentence(client, request_of(schedule(), own_file=own(tmp_path, text)))
    assert told_of.startswith("The drive was silent for 1 s and was stopped at step ")


HANGS_LATER = """
import time
import torch

def training(seed):
    model = torch.nn.Linear(2, 1)
    def batches():
        for number in range(20):
            yield torch.ones(2)
            time.sleep(0.05)
        time.sleep(99)
    def loss(model, batch):
        return model(batch).sum()
    return model, torch.optim.SGD(model.parameters(), lr=1.0), batches(), loss
"""


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs the memory of a process")
def test_fifty_drives_in_a_row_take_no_more_memory() -> None:
    def resident(process: int) -> int:
        return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])

    with DriveClient() as client:
        sizes: list[tuple[int, int]] = []
        for _ in range(50):
            told(client, request_of(schedule(steps=100), schedule(1e4)))
            worker = client._client._worker
            assert worker is not None
            sizes.append((resident(os.getpid()), resident(worker._process.pid)))
    pages = 256  # A megabyte.
    for early, late in zip(sizes[19], sizes[-1], strict=True):
        assert late - early <= pages
