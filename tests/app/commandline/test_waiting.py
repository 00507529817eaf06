"""What takes long is told on a terminal, and ended there in one line."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rampsmith.app.commandline import comparing, predicting, reading
from rampsmith.app.commandline import waiting as waiting_module
from rampsmith.app.commandline.command import main
from rampsmith.app.commandline.waiting import waiting
from tests.app.children import running

SLOW = """
import sys, time
from rampsmith.app.commandline import command, waiting
waiting.MOMENT = 0.02
def slow(words):
    with waiting.waiting("drawing"):
        time.sleep(60)
    return 0
command._run = slow
sys.exit(command.main(["plot"]))
"""


def test_what_takes_long_is_told_on_a_terminal_and_ctrl_c_ends_it_in_one_line() -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen([sys.executable, "-c", SLOW], stderr=theirs, stdout=theirs)
    os.close(theirs)
    heard = b""
    end = time.monotonic() + 30
    while b"drawing" not in heard and time.monotonic() < end:
        if select.select([ours], [], [], 0.1)[0]:
            heard += os.read(ours, 4096)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 130
    while select.select([ours], [], [], 0.1)[0]:
        try:
            heard += os.read(ours, 4096)
        except OSError:
            break
    os.close(ours)
    told = heard.decode()
    assert re.search(r"drawing … \d+ s \(Ctrl\+C ends it\)", told)
    assert told.split("\r")[-2:] == ["rampsmith: This was ended by Ctrl+C.", "\n"]


def test_nothing_is_told_where_nobody_sees_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_module, "MOMENT", 0.001)
    with waiting("drawing"):
        time.sleep(0.02)
    assert capsys.readouterr().err == ""


def test_a_log_that_is_fitted_is_told_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun: list[str] = []

    @contextmanager
    def noted(words: str) -> Iterator[None]:
        begun.append(words)
        yield

    for module in (reading, comparing, predicting):
        monkeypatch.setattr(module, "waiting", noted)
    log = tmp_path / "log.csv"
    log.write_text(
        "step,lr,loss\n" + "".join(f"{t},{1 - t / 99},{9 - t / 99}\n" for t in range(99))
    )
    assert main(["read", str(log), "-o", str(tmp_path / "x.ramp")]) == 0
    main(["compare", str(tmp_path / "x.ramp"), str(log)])
    main(["predict", str(tmp_path / "x.ramp"), "--from", str(log)])
    assert begun[:4] == ["reading", "fitting the log", "comparing with the log", "fitting the laws"]
    capsys.readouterr()


INTERRUPTED_TWICE = """
import sys, time
from rampsmith.app.commandline import command, start
start.TAKES_TO_END = {patience}
def slow(words):
    try:
        print("begun", flush=True)
        time.sleep(60)
    finally:
        print("cleaning", flush=True)
        time.sleep(0.5)
        print("cleaned", flush=True)
command._run = slow
sys.exit(start.main())
"""


@pytest.mark.parametrize(("patience", "cleaned"), [(10.0, "cleaned\n"), (0.0, "")])
def test_another_ctrl_c_interrupts_nothing_that_cleans_up_unless_that_takes_long(
    patience: float, cleaned: str
) -> None:
    with running(INTERRUPTED_TWICE.format(patience=patience)) as (process, out, err):
        for line in ("begun\n", "cleaning\n"):
            assert out.readline() == line
            process.send_signal(signal.SIGINT)
        assert out.read() == cleaned
        assert err.read() == ""
        assert process.wait() == 130


SWALLOWED = """
import sys
from rampsmith.app.commandline import command, start
class Deaf:
    def __del__(self):
        print("begun", flush=True)
        while True: pass
def slow(words):
    Deaf()
    print("went on", flush=True)
    return 0
command._run = slow
sys.exit(start.main())
"""


def test_an_interruption_that_nobody_can_catch_prints_no_traceback() -> None:
    with running(SWALLOWED) as (process, out, err):
        assert out.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        assert out.read() == "went on\n"
        assert err.read() == ""
