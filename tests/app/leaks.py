"""Finds the windows, threads and timers that a test leaves behind."""

import gc
import threading
from itertools import filterfalse

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QGraphicsView, QWidget
from shiboken6 import isValid

POOL_MILLISECONDS = 1000  # A guess: time for a job of the pool that is already ending.


KEPT: list[QWidget] = []
"""The windows of failed tests, which Python must not delete either."""


def living() -> list[QObject]:
    """Return the top-level widgets, running threads and active timers of this moment."""
    # A tuple that a thread is still making must not be seen by others.
    for thread in threading.enumerate():
        if thread.name == "background":
            thread.join()
    # By type and not by isinstance, which would ask proxies and lazy modules for their class.
    found = [item for item in gc.get_objects() if issubclass(type(item), (QThread, QTimer))]
    busy = [item for item in found if isValid(item) and _is_busy(item)]
    return [*filterfalse(_is_list, QApplication.topLevelWidgets()), *busy]


def _is_list(window: QWidget) -> bool:
    """Whether a window is the list of a drop-down, which comes and goes with that."""
    return isinstance(window.parent(), QComboBox)


def left_behind(before: list[QObject]) -> list[str]:
    """Describe what lives now and did not before, and end it so that later tests are not hit."""
    pool_is_done = QThreadPool.globalInstance().waitForDone(POOL_MILLISECONDS)
    delete_what_is_due()
    known = {id(item) for item in before}
    new = [item for item in living() if id(item) not in known]
    words = sorted(_described(item) for item in new)
    others = {id(item) for item in new}
    for item in new:
        _end(item, others)
    if new:
        del new, item
        delete_what_is_due()
    return words if pool_is_done else [*words, "a running job of the global thread pool"]


def delete_what_is_due() -> None:
    """Delete what deleteLater() was called for, which needs a running event loop otherwise."""
    QCoreApplication.processEvents()
    # Twice, because what Python lets go of may itself hold more to be deleted.
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()


def _is_busy(item: QThread | QTimer) -> bool:
    if isinstance(item, QTimer):
        return item.isActive()
    # The main thread has a wrapper too, once somebody asks for it; it always runs.
    application = QCoreApplication.instance()
    return item.isRunning() and (application is None or item is not application.thread())


def _described(item: QObject) -> str:
    kind = {QTimer: "an active timer", QThread: "a running thread"}
    what = next((words for base, words in kind.items() if isinstance(item, base)), "a window")
    return f"{what} ({type(item).__name__} {item.objectName()!r})"


def _end(item: QObject, others: set[int]) -> None:
    match item:
        case QTimer():
            item.stop()
        case QThread():
            item.quit()
            item.wait(POOL_MILLISECONDS)
        case QWidget():
            _end_window(item, others)


def _end_window(window: QWidget, others: set[int]) -> None:
    """Hide a window, and delete it unless that could end the process.

    A scene deletes its items in an order of its own. Where the traceback of a failed test still
    refers to some, as to pyqtgraph's, Qt crashes: such a window is only kept still.
    """
    window.hide()
    if window.findChild(QGraphicsView) is not None:
        for timer in window.findChildren(QTimer):
            timer.stop()
        KEPT.append(window)
        return
    # What belongs to a window goes with it: a combo box needs its list to the end.
    parent = window.parentWidget()
    if parent is None or (isinstance(window, QDialog) and id(parent.window()) not in others):
        window.deleteLater()
