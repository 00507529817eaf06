"""Starts the designer: the application around the windows, and its end."""

import gc
import os
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

import platformdirs
from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from rampsmith.app.base.icons import program_icon
from rampsmith.app.base.log import details, log_error, start_log
from rampsmith.app.base.settings import Settings, settings_path
from rampsmith.app.documents.recovery import RecoveryFolder
from rampsmith.app.shell.window import Window
from rampsmith.app.shell.windows import Windows
from rampsmith.app.widgets.message_bar import WayOut
from rampsmith.designer.document.starter import starter
from rampsmith.designer.files.places import absolute

ExceptHook: TypeAlias = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def application() -> QApplication:
    """Make the application, or return the one that there is."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Rampsmith")
    app.setOrganizationName("Rampsmith")
    app.setDesktopFileName("rampsmith")
    app.setWindowIcon(program_icon())
    app.setStyle("Fusion")
    return app


def open_window(*paths: str) -> int:
    """Open the designer on design files, or on the starter design; return the exit status."""
    # Nothing can be lost before there is a window to work in.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    app = application()
    settings = Settings(settings_path())
    windows = Windows(settings, Window, RecoveryFolder(recovery_path()))
    app.aboutToQuit.connect(windows.close)
    window = windows.made_empty()
    window.bring_to_front()
    window.wait_until_seen()
    _import_numpy()
    window.fill(starter())
    window.settle()
    gc.enable()  # From now on there is garbage.
    sys.excepthook = _shown_in(windows)
    threading.excepthook = OtherThreads().report
    signals = EndOnSignals(app)
    # Later, so that the first window is on the screen before anything is written or read.
    QTimer.singleShot(0, start_log)
    QTimer.singleShot(0, window, lambda: _open_all(window, paths))
    if settings.fault:
        window.message.tell(settings.fault)
    status = app.exec()
    signals.end()
    return status


class OtherThreads(QObject):
    """Reports what was raised in another thread in the window's own."""

    raised = Signal(object)

    def __init__(self) -> None:
        """Report to the handler that the window's thread has by then."""
        super().__init__()
        self.raised.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def report(self, raised: threading.ExceptHookArgs) -> None:
        """Take an exception that ends a thread."""
        self.raised.emit(raised.exc_value)

    def _tell(self, error: BaseException) -> None:
        sys.excepthook(type(error), error, error.__traceback__)


class EndOnSignals(QObject):
    """Ends the program, with its work kept, when the system or a terminal asks for it.

    The system writes the signal into a socket, of which Qt tells its event loop: nothing of the
    window is touched wherever Python happens to be, no slot is cut short, and asking again while
    the program ends changes nothing.
    """

    def __init__(self, app: QApplication) -> None:
        """Follow the signals from now on."""
        super().__init__(app)
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._leave)
        names = ("SIGINT", "SIGTERM", "SIGHUP")
        self._asked = [getattr(signal, name) for name in names if hasattr(signal, name)]
        for each in self._asked:
            # Python writes of those signals only that it has a function for.
            signal.signal(each, lambda *_: None)

    def end(self) -> None:
        """Follow no signal any more: all is kept, and the program ends by itself."""
        for each in self._asked:
            signal.signal(each, signal.SIG_IGN)
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    def _leave(self) -> None:
        self._notifier.setEnabled(False)
        # Not by quit(), which would ask every window about its work.
        QApplication.exit()


def _import_numpy() -> None:
    """Import numpy with one thread for its matrices: ours are small, and others would keep a core busy.

    Child processes get as many threads as usual.
    """
    threads = "OPENBLAS_NUM_THREADS"
    if threads not in os.environ:
        os.environ[threads] = "1"
        import numpy as np  # noqa: F401 - it reads that once.

        del os.environ[threads]


def recovery_path() -> Path:
    """Return the folder in which unsaved work is kept."""
    return platformdirs.user_state_path("rampsmith", appauthor=False) / "recovery"


def _open_all(window: Window, paths: Sequence[str]) -> None:
    """Open the first design in a window, with logs and a picture, and the others in windows of their own."""
    window.files.open([absolute(Path(path)) for path in paths])
    window.windows.offer_leftovers(window)


def _shown_in(windows: Windows) -> ExceptHook:
    """Make an exception handler that says what happened in every window, and goes on."""
    told: set[str] = set()

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        traceback.print_exception(kind, error, trace)
        log_error(error)
        said = details(error)
        if said in told:
            return  # What happens at every repaint is told once.
        told.add(said)
        for window in windows:
            window.message.tell(
                f"Something went wrong inside Rampsmith: {str(error) or kind.__name__}\n"
                "Your design is as it was; saving it now is a good idea.",
                choices=(WayOut("Copy details", partial(_copy_details, window, said)),),
            )

    return show


def _copy_details(window: Window, said: str) -> None:
    QApplication.clipboard().setText(said)
    window.status.say("The details are on the clipboard")
