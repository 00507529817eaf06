"""A process that is killed in mid-edit, and the one that is started after it, both real."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from rampsmith.app.documents.recovery import read_leftover
from rampsmith.designer.files.design_file import read_design, write_design
from tests.app.children import ROOT, homes_in, running
from tests.app.designs import three_segments

BEGIN = """
import sys
from PySide6.QtCore import QTimer, Qt
from PySide6.QtTest import QTest
from rampsmith.app.shell import launch
from tests.app.driver import ToldWindow, type_into

class Opened(ToldWindow):
    def fill(self, schedule):
        super().fill(schedule)
        opened.append(self)
        if len(opened) == 1:
            QTimer.singleShot(300, work)

opened = []
launch.Window = Opened
launch.application()
"""

KILLED = f"""{BEGIN}
def edit():
    window = opened[0]
    type_into(window.run_form.length, "17")
    window.windows.keep(window)
    window.windows._recovery.keep = None
    jobs = window.windows._recovery._jobs
    jobs.begin("", lambda: print("kept", flush=True), lambda outcome: outcome())
    type_into(window.run_form.length, "18", None)

work = edit
launch.open_window(*sys.argv[1:])
"""

STARTED_AFTER = f"""{BEGIN}
def restore():
    window = opened[0]
    for offer in list(window.message.offers):
        row = window.message.row(offer.topic)
        print(row.text.text(), flush=True)
        QTest.mouseClick(row.choice_buttons[0], Qt.MouseButton.LeftButton)
    print(window.store.path, window.store.schedule.run.updates, window.isWindowModified())
    if window.store.path is not None:
        window.documents.save()
    window.close()

work = restore
launch.open_window(*sys.argv[1:])
"""


def test_what_a_killed_process_kept_is_restored_by_the_next_and_a_live_one_is_let_be(
    tmp_path: Path,
) -> None:
    design = tmp_path / "steps.ramp"
    write_design(three_segments(), design)
    environment = {**os.environ, **homes_in(tmp_path)}

    def started(code: str, *paths: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", code, *paths],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    with started(KILLED, str(design)) as killed:
        try:
            assert killed.stdout is not None
            assert killed.stdout.readline() == "kept\n"
            said, _ = started(STARTED_AFTER).communicate(timeout=60)
            assert "was not saved when Rampsmith ended" not in said, "its process still lives"
        finally:
            killed.kill()
    assert read_design(design) == three_segments()
    said, _ = started(STARTED_AFTER).communicate(timeout=60)
    offer, state = said.splitlines()
    assert offer.startswith(
        "“Untitled” was not saved when Rampsmith ended: 3 segments, last edited"
    )
    assert offer.endswith(": the run.")
    assert state == f"{design} 17 True"
    assert read_design(design).run.updates == 17
    assert list((tmp_path / "STATE" / "rampsmith" / "recovery").iterdir()) == []


STOPPED = f"""{BEGIN}
def edit():
    window = opened[0]
    type_into(window.run_form.length, "18")
    print("edited", flush=True)

work = edit
sys.exit(launch.open_window(*sys.argv[1:]))
"""


DRAGGED = STOPPED.replace(
    'type_into(window.run_form.length, "18")',
    """type_into(window.run_form.length, "17")
    from PySide6.QtCore import QPoint
    from rampsmith.app.widgets.caption import PIXELS, Caption
    captions = window.run_form.findChildren(Caption)
    caption = next(each for each in captions if each.buddy() is window.run_form.length)
    QTest.mousePress(caption, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    QTest.mouseMove(caption, QPoint(3 + int(PIXELS), 2))""",
)
"""A number is held in mid-drag by its caption."""


IN_ONE_PASS = STOPPED.replace(
    'type_into(window.run_form.length, "18")',
    """import os
    import signal
    os.kill(os.getpid(), signal.SIGHUP)
    type_into(window.run_form.length, "18", None)""",
)
"""The signal is there already, and the loop has had no turn since."""

ASKED = STOPPED.replace(
    'print("edited", flush=True)',
    """QTimer.singleShot(100, lambda: print("edited", flush=True))
    window.close()""",
)
"""The question about unsaved work is open."""


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGTERM, STOPPED),
        (signal.SIGHUP, STOPPED),
        (signal.SIGINT, STOPPED),
        # Typed, and not entered.
        (signal.SIGTERM, STOPPED.replace('"18")', '"18", None)')),
        (signal.SIGTERM, DRAGGED),
        (signal.SIGTERM, IN_ONE_PASS),
        (signal.SIGTERM, ASKED),
    ],
    ids=["SIGTERM", "SIGHUP", "SIGINT", "typed", "dragged", "in one pass", "asked"],
)
def test_a_process_that_is_told_to_end_keeps_the_last_edit(
    tmp_path: Path, number: int, code: str
) -> None:
    with running(code, **homes_in(tmp_path)) as (process, out, err):
        assert out.readline() == "edited\n"
        process.send_signal(number)
        assert process.wait(timeout=30) == 0
        assert "Traceback" not in err.read()
    (left,) = (tmp_path / "STATE" / "rampsmith" / "recovery").glob("*.unsaved")
    assert read_leftover(left).schedule.run.epochs == 18


@pytest.mark.x11
@pytest.mark.long
def test_signals_in_quick_succession_end_a_real_window_once_with_its_work_kept(
    display: str, tmp_path: Path
) -> None:
    moments = Random(1)  # noqa: S311 - the same each time.
    for number in range(30):
        home = tmp_path / str(number)
        home.mkdir()
        screen = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        with running(STOPPED, **homes_in(home), **screen) as (process, out, err):
            assert out.readline() == "edited\n"
            for _ in range(3):
                process.send_signal(moments.choice((signal.SIGHUP, signal.SIGTERM)))
                time.sleep(moments.uniform(0, 0.05))
            assert process.wait(timeout=60) == 0
            assert err.read() == ""
        (left,) = (home / "STATE" / "rampsmith" / "recovery").glob("*.unsaved")
        assert read_leftover(left).schedule.run.epochs == 18


EDITED_ON = f"""{BEGIN}
from PySide6.QtCore import QTimer

done = [100]

def edit():
    window = opened[0]
    done[0] += 1
    type_into(window.run_form.length, str(done[0]))
    print("edited", done[0], flush=True)
    if done[0] % 7 == 0 and window.documents.save():
        print("saved", done[0], flush=True)
    QTimer.singleShot(10, edit)

work = edit
launch.open_window(*sys.argv[1:])
"""


@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
def test_a_kill_at_any_moment_tears_nothing_and_brings_nothing_older_than_the_last_save(
    tmp_path: Path, part: int
) -> None:
    moments = Random(part)  # noqa: S311 - the same each time.
    for number in range(20):
        home = tmp_path / str(number)
        home.mkdir()
        design = home / "steps.ramp"
        write_design(three_segments(), design)
        with running(EDITED_ON, str(design), **homes_in(home)) as (process, out, _):
            said = [out.readline()]
            time.sleep(moments.uniform(0, 2))
            process.kill()
            said += out.readlines()
        saved = max((int(line.split()[1]) for line in said if line[:5] == "saved"), default=0)
        left = [*(home / "STATE" / "rampsmith" / "recovery").glob("*.unsaved")]
        found = [read_design(design), *(read_leftover(file).schedule for file in left)]
        assert said[0].startswith("edited")
        assert max(schedule.run.updates or 0 for schedule in found) >= saved
