"""The prover starts, interrupts, replaces and ends its worker, and loads no torch itself."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rampsmith.designer.proof.client import FORKS, ProofCancelledError, Prover
from rampsmith.designer.proof.link import Link
from tests.designer.proof.exported import GOOD, good_job, job

ENDLESS = job("import time\ntime.sleep(99)")
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
    """Tell whether a process runs; one that is only waiting to be reaped does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2]
    except OSError:
        return False
    return state.split()[0] != "Z"


def interrupted(
    prover: Prover, interrupt: Callable[[], None], *, when: Callable[[], bool]
) -> float:
    """Interrupt an endless proof from another thread; return how long it took to give up."""
    called: list[float] = []

    def wait_and_interrupt() -> None:
        assert eventually(when)
        called.append(time.monotonic())
        interrupt()

    thread = threading.Thread(target=wait_and_interrupt)
    thread.start()
    with pytest.raises(ProofCancelledError):
        prover.prove(ENDLESS)
    end = time.monotonic()
    thread.join()
    return end - called[0]


def link_of(prover: Prover) -> Link:
    assert prover._link is not None
    return prover._link


@pytest.fixture(params=[True, False], ids=["forks", "spares"])
def any_prover(request: pytest.FixtureRequest) -> Prover:
    """Return a prover of either kind; the test closes it."""
    if request.param and not FORKS:
        pytest.skip("needs a system that forks")
    return Prover(forks=request.param)


def test_nothing_is_started_before_the_first_proof() -> None:
    with Prover() as prover:
        assert prover._link is None


def test_a_proof_needs_no_torch_in_this_process() -> None:
    code = (
        "import sys\n"
        "from rampsmith.designer.proof.client import Prover\n"
        "from tests.designer.proof.exported import good_job\n"
        "with Prover() as prover: assert prover.prove(good_job()).passed\n"
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
    with Prover() as prover:
        assert prover.prove(good_job()).sentence.startswith("proved in torch ")


def test_a_missing_torch_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError('no torch')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Prover() as prover:
        for _ in range(2):
            assert prover.prove(good_job()).sentence == (
                "The check could not run: torch cannot be imported (ImportError: no torch); "
                "install it anew and check again."
            )


def test_a_python_that_cannot_be_started_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with Prover() as prover:
        sentence = prover.prove(good_job()).sentence
    assert sentence.startswith("The check could not run: [Errno 2]")


def test_cancelling_ends_a_running_proof_and_the_next_one_is_answered(any_prover: Prover) -> None:
    with any_prover as prover:
        assert prover.prove(good_job()).passed
        link = link_of(prover)
        waited = interrupted(prover, prover.cancel, when=lambda: prover._wanted is not None)
        assert waited < 2.0
        assert prover.prove(good_job()).passed
        if prover._forks:
            assert link_of(prover) is link, "the worker stayed warm"


def test_cancelling_while_torch_is_still_imported_does_not_wait_for_it(any_prover: Prover) -> None:
    with any_prover as prover:
        assert interrupted(prover, prover.cancel, when=lambda: prover._link is not None) < 1.0
        assert prover.prove(good_job()).passed


def test_cancelling_without_a_proof_does_nothing(prover: Prover) -> None:
    prover.cancel()
    assert prover.prove(good_job()).passed


def test_a_proof_that_nobody_wants_any_more_is_not_begun() -> None:
    with Prover() as prover:
        with pytest.raises(ProofCancelledError):
            prover.prove(ENDLESS, still_wanted=lambda: False)
        assert prover._link is None


def test_closing_ends_a_running_proof_and_every_process(any_prover: Prover) -> None:
    prover = any_prover
    assert prover.prove(good_job()).passed
    process = link_of(prover)._process
    assert interrupted(prover, prover.close, when=lambda: prover._wanted is not None) < 4.0
    assert process.returncode is not None
    with pytest.raises(ProofCancelledError):
        prover.prove(good_job())
    prover.close()


def test_closing_while_torch_is_still_imported_does_not_wait_for_it() -> None:
    prover = Prover()
    prover.start()
    process = link_of(prover)._process
    begin = time.monotonic()
    prover.close()
    assert time.monotonic() - begin < 1.0
    assert process.returncode is not None


def test_a_started_prover_answers_as_any_other() -> None:
    with Prover() as prover:
        prover.start()
        link = link_of(prover)
        assert prover.prove(good_job()).passed
        assert link_of(prover) is link or not FORKS


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
from rampsmith.designer.proof.client import Prover
from tests.designer.proof.exported import job
prover = Prover(forks={forks})
endless = f"import os, time\\nopen({str(notes)!r}, 'w').write(str(os.getpid()))\\ntime.sleep(99)"
threading.Thread(target=prover.prove, args=(job(endless),), daemon=True).start()
while not (os.path.exists({str(notes)!r}) and os.path.getsize({str(notes)!r})): time.sleep(0.01)
print(prover._link._process.pid, flush=True)
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
    with Prover() as prover:
        assert prover.prove(good_job()).passed
        worker = link_of(prover)._process.pid

        def kill() -> None:
            if eventually(lambda: notes.exists() and notes.stat().st_size > 0):
                os.kill(worker, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        # Once more on a new worker, where the killer no longer waits.
        verdict = prover.prove(job(source), time_limit=1)
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
    spares: Prover, source: str, words: str
) -> None:
    verdict = spares.prove(job(source), time_limit=1)
    assert verdict.sentence.startswith(words)


@pytest.fixture(scope="module")
def spares() -> Iterator[Prover]:
    """Start a prover that works as on systems without fork."""
    with Prover(forks=False) as prover:
        yield prover
