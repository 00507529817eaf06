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
