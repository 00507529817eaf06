"""Has every edit's exported file checked in torch and tells the status line how it stands."""

from PySide6.QtCore import QObject, QTimer

from rampsmith.app.checking.checker import Checker
from rampsmith.app.panels.exported import exported_or_reasons, is_at_hand
from rampsmith.app.panels.problems_view import ProblemsView
from rampsmith.app.panels.status_line import StatusLine
from rampsmith.app.store import Store
from rampsmith.designer.proof.verdict import Verdict
from rampsmith.designer.schedule import Schedule

QUIET_TIME = 350
"""Milliseconds without an edit before a check begins."""


PATIENCE = 10_000
"""Milliseconds after which a torch that is still being imported is worth a word."""


class Proving(QObject):
    """Sends the document to the checker once it has been left alone for a moment."""

    def __init__(
        self, store: Store, status: StatusLine, problems: ProblemsView, checker: Checker
    ) -> None:
        """Follow the store."""
        super().__init__(status)
        self._store = store
        self._status = status
        self._problems = problems
        self.checker = checker
        self._asked: Schedule | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_TIME)
        self._timer.timeout.connect(self.begin)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self._tell_what_is_waited_for)
        store.changed.connect(self._follow)
        checker.verdict_arrived.connect(self._tell)
        self._follow()

    def _follow(self) -> None:
        if self._store.is_previewing or self._store.schedule == self._asked:
            return
        self._asked = None
        self._patience.stop()
        self._problems.show_findings(())
        self._status.show_verdict("to be checked in torch", "waiting")
        self._timer.start()

    def begin(self) -> None:
        """Have the document checked as it is now."""
        if self._store.is_previewing or not is_at_hand(self._store.schedule):
            self._timer.start()
            return
        source, _ = exported_or_reasons(self._store.schedule)
        schedule = self._store.schedule
        self._asked = schedule
        if not schedule.segments:
            self._status.show_verdict("nothing to check yet", "nothing")
            return
        if not source:
            count = sum(problem.severity == "error" for problem in self._store.problems)
            words = "1 error" if count == 1 else f"{count} errors"
            self._status.show_verdict(f"not exportable: {words}", "failed")
            return
        self.checker.check(source, schedule)
        self._tell_what_is_waited_for()
        self._patience.start()

    def check_again(self) -> None:
        """Have the document checked once more: what kept the check from running may be mended."""
        self._asked = None
        self._follow()

    def _tell_what_is_waited_for(self) -> None:
        if self.checker.seconds_without_torch * 1000 >= PATIENCE:
            words = "torch is still being imported; edit and export without waiting for it"
            self._status.show_verdict(words, "waiting")
        else:
            self._status.show_verdict("checking in torch …", "waiting")

    def _tell(self, verdict: Verdict) -> None:
        # Not the preview: a drag that is taken back would never hear of it.
        if self._asked != self._store.history.schedule:
            return
        self._patience.stop()
        self._status.show_verdict(verdict.sentence, "proved" if verdict.passed else "failed")
        # Without a version, torch never came to look at the file.
        self._status.offer_check(wanted=not verdict.passed and not verdict.torch_version)
        self._problems.show_findings(verdict.findings)
