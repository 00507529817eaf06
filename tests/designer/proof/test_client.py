"""The client starts, interrupts, replaces and ends its worker, and loads no torch itself."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.proof.channel import WorkerProcess
from rampsmith.designer.proof.client import FORKS, WorkerClient
from tests.designer.proof.exported import GOOD, good_task, task

ENDLESS = task("import time\ntime.sleep(99)")
# As long as it takes until the good file fails; none of these tests waits for it.
PATIENCE = 30.0


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def is_running(process: int) -> bool:
    """Return whether a process runs; one that is only waiting to be reaped does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2]
    except OSError:
        return False
    return state.split()[0] != "Z"


def interrupted(
    client: WorkerClient,
    interrupt: Callable[[], None],
    *,
    when: Callable[[], bool],
    cancellation: Cancellation | None = None,
) -> float:
    """Interrupt an endless proof from another thread; return how long it took to give up."""
    called: list[float] = []

    def wait_and_interrupt() -> None:
        assert eventually(when)
        called.append(time.monotonic())
        interrupt()

    thread = threading.Thread(target=wait_and_interrupt)
    thread.start()
    with pytest.raises(CancelledError):
        client.ask(ENDLESS, cancellation)
    end = time.monotonic()
    thread.join()
    return end - called[0]


def worker_of(client: WorkerClient) -> WorkerProcess:
    assert client._worker is not None
    return client._worker


@pytest.fixture(params=[True, False], ids=["forks", "spares"])
def any_client(request: pytest.FixtureRequest) -> WorkerClient:
    """Return a client of either kind; the test closes it."""
    if request.param and not FORKS:
        pytest.skip("needs a system that forks")
    return WorkerClient(forks=request.param)


def test_nothing_is_started_before_the_first_proof() -> None:
    with WorkerClient() as client:
        assert client._worker is None


def test_a_proof_needs_no_torch_in_this_process() -> None:
    code = (
        "import sys\n"
        "from rampsmith.designer.proof.client import WorkerClient\n"
        "from tests.designer.proof.exported import good_task\n"
        "with WorkerClient() as client: assert client.ask(good_task()).passed\n"
        "sys.exit('torch' in sys.modules or 'PySide6' in sys.modules)"
    )
    root = Path(__file__).parents[3]
    child = subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=root, check=False)
    assert child.returncode == 0


def test_proofs_work_from_a_folder_with_misleading_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("torch", "json", "rampsmith"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(7)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    with WorkerClient() as client:
        client.start()
        worker = worker_of(client)
        assert client.ask(good_task()).sentence.startswith("proved in torch ")
        assert worker_of(client) is worker or not FORKS, "what was started is what answers"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows deletes no working folder")
def test_proofs_work_from_a_folder_that_has_been_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with WorkerClient() as client:
        assert client.ask(good_task()).sentence.startswith("proved in torch ")


def test_a_missing_torch_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError('no torch')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with WorkerClient() as client:
        for _ in range(2):
            assert client.ask(good_task()).sentence == (
                "The check could not run: torch cannot be imported (ImportError: no torch); "
                "reinstall it and check again."
            )


def test_a_python_that_cannot_be_started_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with WorkerClient() as client:
        sentence = client.ask(good_task()).sentence
    assert sentence.startswith("The check could not run: [Errno 2]")


def test_cancelling_ends_a_running_proof_and_closing_every_process(
    any_client: WorkerClient,
) -> None:
    stop, client = Cancellation(), any_client
    assert client.ask(good_task()).passed
    worker = worker_of(client)
    waited = interrupted(client, stop.cancel, when=client._asking.locked, cancellation=stop)
    assert waited < 2.0
    assert client.ask(good_task()).passed
    if client._forks:
        assert worker_of(client) is worker, "the worker stayed warm"
    process = worker_of(client)._process
    assert interrupted(client, client.close, when=client._asking.locked) < 4.0
    assert process.returncode is not None
    with pytest.raises(CancelledError):
        client.ask(good_task())
    client.close()


def test_cancelling_while_torch_is_still_imported_does_not_wait_for_it(
    any_client: WorkerClient,
) -> None:
    stop = Cancellation()
    with any_client as client:
        waited = interrupted(
            client, stop.cancel, when=lambda: client._worker is not None, cancellation=stop
        )
        assert waited < 1.0
        assert client.ask(good_task()).passed


def test_cancelling_what_is_answered_already_does_nothing(client: WorkerClient) -> None:
    stop = Cancellation()
    assert client.ask(good_task(), stop).passed
    stop.cancel()
    assert client.ask(good_task()).passed


def test_a_proof_that_nobody_wants_any_more_is_not_begun() -> None:
    with WorkerClient() as client:
        stop = Cancellation()
        stop.cancel()
        with pytest.raises(CancelledError):
            client.ask(ENDLESS, stop)
        assert client._worker is None


def test_closing_while_torch_is_still_imported_does_not_wait_for_it() -> None:
    client = WorkerClient()
    client.start()
    process = worker_of(client)._process
    begin = time.monotonic()
    client.close()
    assert time.monotonic() - begin < 1.0
    assert process.returncode is not None


@pytest.mark.parametrize(
    ("end", "forks"),
    [("os._exit(0)", True), ("os.kill(os.getpid(), 9)", True), ("os._exit(0)", False)],
)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_nothing_outlives_the_process_that_uses_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str, forks: bool
) -> None:
    """Neither the worker, nor the child in which it runs an endless file, nor the file."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    notes = tmp_path / "child"
    code = f"""
import os, threading, time
from rampsmith.designer.proof.client import WorkerClient
from tests.designer.proof.exported import task
client = WorkerClient(forks={forks})
endless = f"import os, time\\nopen({str(notes)!r}, 'w').write(str(os.getpid()))\\ntime.sleep(99)"
threading.Thread(target=client.ask, args=(task(endless),), daemon=True).start()
while not (os.path.exists({str(notes)!r}) and os.path.getsize({str(notes)!r})): time.sleep(0.01)
print(client._worker._process.pid, flush=True)
{end}
"""
    root = Path(__file__).parents[3]
    user = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False
    )
    assert user.stderr == ""
    worker, child = int(user.stdout), int(notes.read_text(encoding="utf-8"))
    assert (worker != child) == forks
    assert eventually(lambda: not is_running(worker) and not is_running(child))
    assert list(temporary.glob("rampsmith-*")) == []


@pytest.mark.skipif(not FORKS, reason="needs a system that forks")
def test_a_child_does_not_outlive_a_worker_that_is_killed(tmp_path: Path) -> None:
    notes = tmp_path / "child"
    source = f"import os, time\nopen({str(notes)!r}, 'w').write(str(os.getpid()))\ntime.sleep(99)"
    with WorkerClient() as client:
        assert client.ask(good_task()).passed
        worker = worker_of(client)._process.pid

        def kill() -> None:
            if eventually(lambda: notes.exists() and notes.stat().st_size > 0):
                os.kill(worker, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        # Again on a new worker, where the killer no longer waits.
        verdict = client.ask(task(source), time_limit=1)
        killer.join()
        assert "took longer than 1 s" in verdict.sentence
        assert not is_running(int(notes.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("print('x' * 10**7)\n" + GOOD, "proved in torch "),
        ("import os\nos._exit(3)", "The exported file ended the process with status 3 before"),
        ("while True: pass", "The exported file took longer than 1 s and was stopped."),
        ("x = [0] * 10**12", "The exported file used up its memory of 1 GB."),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="the words are those of POSIX")
def test_without_a_fork_each_file_has_a_process_of_its_own(
    spares: WorkerClient, source: str, words: str
) -> None:
    verdict = spares.ask(task(source), time_limit=1)
    assert verdict.sentence.startswith(words)


@pytest.fixture(scope="module")
def spares() -> Iterator[WorkerClient]:
    """Start a client that works as on systems without fork."""
    with WorkerClient(forks=False) as client:
        yield client
