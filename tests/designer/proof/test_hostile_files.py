"""A file that goes wrong takes only its own child along, and the verdict says what happened."""

import os
import signal
import sys
from pathlib import Path

import pytest

from rampsmith.designer.proof.client import FORKS, WorkerClient
from rampsmith.designer.proof.proof_task import Verdict
from tests.designer.proof.exported import good_task, spoiled, task

pytestmark = pytest.mark.skipif(not FORKS, reason="needs a system that forks")

SECONDS = 1.0


def worker_of(client: WorkerClient) -> int:
    assert client._worker is not None
    return client._worker._process.pid


def children_of(process: int) -> list[int]:
    if not sys.platform.startswith("linux"):
        return []
    words = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(word) for word in words.split()]


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def verdict_on(client: WorkerClient, source: str, seconds: float = SECONDS) -> Verdict:
    """Prove a hostile file, and see that the worker is still the same, warm, and childless."""
    assert client.ask(good_task()).passed
    worker = worker_of(client)
    verdict = client.ask(task(source), time_limit=seconds)
    assert worker_of(client) == worker
    assert children_of(worker) == []
    assert client.ask(good_task()).passed
    assert worker_of(client) == worker
    assert not verdict.passed
    return verdict


ENDS = "before it was done"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (
            "import sys\nsys.exit(3)",
            ("While it was imported, the exported file ended the process in line 2 with status 3."),
        ),
        (
            "import os\nos._exit(3)",
            f"The exported file ended the process with status 3 {ENDS} while it was imported.",
        ),
        (
            spoiled("_ = __import__('os')._exit(0) if t == 7 else 0"),
            f"The exported file ended the process with status 0 {ENDS} at step 7.",
        ),
        (
            "while True: pass",
            "The exported file took longer than 1 s and was stopped while it was imported.",
        ),
        (
            spoiled("while t == 7: pass"),
            "The exported file took longer than 1 s and was stopped at step 7.",
        ),
        (
            "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)",
            "The exported file crashed the process (SIGSEGV) while it was imported.",
        ),
        (
            spoiled("_ = __import__('ctypes').string_at(0) if t == 9 else 0"),
            "The exported file crashed the process (SIGSEGV) at step 9.",
        ),
        (
            "import os\nos.abort()",
            "The exported file crashed the process (SIGABRT) while it was imported.",
        ),
        (
            "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
            (
                "The exported file was killed from outside (SIGKILL), perhaps because memory ran "
                "out while it was imported."
            ),
        ),
        (
            "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
            "The exported file took longer than 1 s and was stopped while it was imported.",
        ),
        (
            (
                "import signal, time\nfor n in range(1, 30):\n    try: signal.signal(n, signal.SIG_IGN)\n"
                "    except OSError: pass\nwhile True: time.sleep(9)"
            ),
            "The exported file took longer than 1 s and was stopped while it was imported.",
        ),
    ],
)
def test_the_verdict_says_how_a_file_ended(
    client: WorkerClient, source: str, sentence: str
) -> None:
    verdict = verdict_on(client, source)
    assert verdict.sentence == sentence
    assert verdict.findings == (verdict.sentence,)


@pytest.mark.parametrize(
    "statement",
    [
        "x = []\nwhile True: x.append(bytes(1 << 20))",
        "x = []\nwhile True: x.append({})",
        "x = [0] * 10**12",
        "x = 'x'\nwhile True: x += x",
    ],
)
def test_a_file_that_eats_memory_is_stopped(client: WorkerClient, statement: str) -> None:
    verdict = verdict_on(client, statement, seconds=60)
    assert verdict.sentence == "The exported file used up its memory of 1 GB."


def test_torch_may_not_eat_memory_either(client: WorkerClient) -> None:
    source = "import torch\nx = []\nwhile True: x.append(torch.ones(1 << 24))"
    verdict = verdict_on(client, source, seconds=60)
    assert "memory" in verdict.sentence


@pytest.mark.parametrize(
    "source",
    [
        "import os\nfor _ in range(100): os.write(1, b'x' * 10**7)",
        "import sys\nfor _ in range(1000): print('x' * 10**5, file=sys.stderr)",
        "import sys\nassert sys.stdin.read() == ''",
        "import threading, time\nthreading.Thread(target=time.sleep, args=(99,)).start()",
        "import atexit, time\natexit.register(time.sleep, 99)",
        "import os, shutil\nshutil.rmtree(os.getcwd())",
        "import warnings\nwarnings.resetwarnings()",
    ],
    ids=["output", "errors", "input", "a thread", "at exit", "its folder", "warnings"],
)
def test_what_a_file_does_beside_does_not_matter(client: WorkerClient, source: str) -> None:
    sentence = verdict_on(client, source).sentence
    assert sentence == "The exported file holds no class called Ramp."


def test_a_file_that_closes_everything_is_told_so(client: WorkerClient) -> None:
    sentence = verdict_on(client, "import os\nos.closerange(0, 1000)").sentence
    assert sentence == "The exported file closed the pipe that the verdict goes through."


def test_what_a_file_writes_into_our_pipe_is_not_taken_for_a_verdict(client: WorkerClient) -> None:
    noise = (
        "import os\nfor file in range(1000):\n"
        "    try: os.write(file, b'{}\\n{\"passed\": true}\\n[1]\\nnull')\n"
        "    except OSError: pass\n"
    )
    sentence = verdict_on(client, noise).sentence
    assert sentence == "The exported file holds no class called Ramp."
    sentence = verdict_on(client, noise + "os._exit(0)").sentence
    words = "ended the process with status 0 before it was done"
    assert sentence == f"The exported file {words} while it was imported."
    flood = (
        "import os\nwhile True:\n for file in range(30):\n"
        "    try: os.write(file, b'x' * 50000)\n"
        "    except OSError: pass\n"
    )
    sentence = verdict_on(client, flood).sentence
    assert sentence == "The exported file wrote where only the verdict belongs."


def test_a_file_may_not_fill_the_disk(client: WorkerClient) -> None:
    source = "file = open('large', 'wb', buffering=0)\nwhile True: file.write(bytes(1 << 20))"
    sentence = verdict_on(client, source).sentence
    assert sentence.startswith("While it was imported, the exported file raised in line 2: OSError")


def test_what_a_file_leaves_lying_about_is_removed(client: WorkerClient, tmp_path: Path) -> None:
    notes = tmp_path / "folder"
    source = (
        f"import os\nopen({str(notes)!r}, 'w').write(os.getcwd())\n"
        "open('left', 'w').write('x')\nos._exit(1)"
    )
    verdict_on(client, source)
    assert not Path(notes.read_text(encoding="utf-8")).exists()


@pytest.mark.parametrize("end", ["", "os._exit(0)", "while True: pass"])
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux finds daemons")
def test_processes_that_a_file_starts_end_with_it(
    client: WorkerClient, tmp_path: Path, end: str
) -> None:
    """Both kinds: children of its own, and daemons that have left its session."""
    notes = tmp_path / "processes"
    source = f"""
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for _ in range(5):
    if os.fork() == 0:
        if os.fork() == 0:
            os.setsid()
        with open({str(notes)!r}, "a") as file:
            file.write(f"{{os.getpid()}}\\n")
        time.sleep(99)
while not os.path.exists({str(notes)!r}) or open({str(notes)!r}).read().count("\\n") < 10:
    time.sleep(0.01)
{end}
"""
    verdict_on(client, source, seconds=3)
    processes = [int(line) for line in notes.read_text(encoding="utf-8").split()]
    assert len(processes) == 10
    assert not any(is_running(process) for process in processes)


def test_a_worker_that_a_file_or_another_killed_is_replaced() -> None:
    source = "import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(99)"
    with WorkerClient() as client:
        verdict = client.ask(task(source), time_limit=SECONDS)
        assert verdict.sentence == (
            "The check could not run: its process was ended by SIGKILL; "
            "check again, and if that does not help, free some memory first."
        )
        assert client.ask(good_task()).passed
        os.kill(worker_of(client), signal.SIGKILL)
        assert client.ask(good_task()).passed
