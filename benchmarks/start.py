"""Times the start, up to the empty window and up to the full one, with torch and as if it were not installed.

With torch installed it takes at most 1.15 times as long, because the window's process does not import it;
the empty window is painted before pyqtgraph is imported; and the full one is painted after at most 1.5 times
what a bare window of pyqtgraph with one curve takes.
"""

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measures import Table, ratio, turn_about

TARGET = 1.15
BARE_TARGET = 1.5
ROUNDS = 25
WARM_UP = 1

HIDE_TORCH = """
import sys

class Hidden:
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name="torch")

sys.meta_path.insert(0, Hidden)
"""

# What the command rampsmith does, on no screen, telling of the first paint of either window. What
# it watches is imported when the command imports it, and no earlier.
START = """
import gc, os, sys, time
from rampsmith.app.commandline.command import main
from rampsmith.app.commandline import libraries

def watch():
    from rampsmith.app.shell import launch
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Listener(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint:
                QTimer.singleShot(0, lambda: (tell(), os._exit(0)))
            return False

    class Window(launch.Window):
        def wait_until_seen(self):
            super().wait_until_seen()
            tell()

        def fill(self, schedule):
            super().fill(schedule)
            self.listener = Listener()
            self.plot.viewport().installEventFilter(self.listener)

    launch.Window = Window

def tell():
    print(time.process_time(), time.monotonic(), "pyqtgraph" in sys.modules, flush=True)

def quiet_and_watch():
    quiet()
    watch()

# The last thing that the command does before it imports the window.
quiet, gc.disable = gc.disable, quiet_and_watch
libraries.has_display = lambda: True
libraries.missing_for_window = lambda: None
sys.exit(main([]))
"""
BARE = """
import os, sys, time
import pyqtgraph
from PySide6.QtCore import QEvent, QObject, QTimer

class Listener(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, lambda: (tell(), os._exit(0)))
        return False

def tell():
    print(time.process_time(), time.monotonic(), True, flush=True)

app = pyqtgraph.mkQApp()
plot = pyqtgraph.PlotWidget()
plot.plot([1, 2, 3], [1, 4, 9])
plot.resize(1440, 900)
listener = Listener()
plot.viewport().installEventFilter(listener)
plot.show()
sys.exit(app.exec())
"""
PAINTS = ("empty", "full")
KINDS = {"with torch": START, "without torch": HIDE_TORCH + START}


class Starts:
    """Starts of one kind, and what was measured at both paints of each."""

    def __init__(self, code: str, home: Path) -> None:
        """Prepare to start the program in a home of its own."""
        self._code = code
        folders = {f"XDG_{kind}_HOME": str(home / kind) for kind in ("CONFIG", "STATE", "DATA")}
        own = {"HOME": str(home), "QT_QPA_PLATFORM": "offscreen"}
        # All are timed with their bytecode cached, whatever this process is told about that.
        cached = {"PYTHONPYCACHEPREFIX": str(home / "bytecode"), "PYTHONDONTWRITEBYTECODE": ""}
        self._environment = {**os.environ, **folders, **own, **cached}
        self.orders: list[bool] = []
        self.waits: list[float] = []

    def once(self) -> list[float]:
        """Start; return the processor's milliseconds up to either paint."""
        begin = time.monotonic()
        child = subprocess.run(
            [sys.executable, "-c", self._code],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if child.returncode != 0:
            raise RuntimeError(f"The window did not open: {child.stderr}")
        spent = []
        for line in child.stdout.splitlines():
            processor, moment, imported = line.split()
            spent.append(1000 * float(processor))
            self.orders.append(imported == "True")
            self.waits.append(1000 * (float(moment) - begin))
        return spent


def main() -> int:
    """Print the table; return 0 where every target is met."""
    with TemporaryDirectory() as folder:
        starts = {kind: Starts(code, Path(folder)) for kind, code in KINDS.items()}
        bare = Starts(BARE, Path(folder))
        timed = {kind: each.once for kind, each in (*starts.items(), ("bare", bare))}
        times = turn_about(timed, rounds=ROUNDS, warm_up=WARM_UP)
    table = Table("the first paint")
    for number, paint in enumerate(PAINTS):
        taken = {kind: [[spent[number]] for spent in times[kind]] for kind in KINDS}
        found = ratio(taken["with torch"], taken["without torch"])
        table.at_most(f"{paint} window, with torch : without", found, TARGET)
    full = [[spent[-1]] for spent in times["with torch"]]
    table.at_most("full window : bare window of pyqtgraph", ratio(full, times["bare"]), BARE_TARGET)
    orders = [each for kind in starts.values() for each in kind.orders]
    table.holds(
        "pyqtgraph is imported after that of the empty window",
        met=orders == [False, True] * (len(orders) // 2),
    )
    for number, paint in enumerate(PAINTS):
        waits = statistics.median(starts["with torch"].waits[number::2])
        table.tell(f"{paint} window: median in milliseconds from the start", f"{waits:.0f}")
    return table.status


if __name__ == "__main__":
    sys.exit(main())
