"""What takes long is told on a terminal, and ended there in one line."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

import pytest

from rampsmith.app.commandline import waiting as waiting_module
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
