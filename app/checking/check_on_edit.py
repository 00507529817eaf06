"""The check in torch after each edit, and how it stands in the status line."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from rampsmith.app.base.store import Store
from rampsmith.app.checking.problems_view import ProblemsView
from rampsmith.app.checking.worker_queries import WorkerQueries
from rampsmith.app.code.exported import export_result, is_at_hand
from rampsmith.app.widgets.status_line import StatusLine
from rampsmith.designer.proof.task import ExportedFile
from rampsmith.designer.values.numbers import counted

if TYPE_CHECKING:
    from rampsmith.designer.proof.proof_task import Verdict

QUIET_TIME = 350
"""Milliseconds without an edit before a check begins."""

PATIENCE = 10_000
"""Milliseconds after which a torch that is still being imported is worth a word."""


class CheckOnEdit(QObject):
    """Has the exported file of the document proved once it has been left alone for a moment."""

    def __init__(
        self, store: Store, status: StatusLine, problems: ProblemsView, queries: WorkerQueries
    ) -> None:
        """Follow the store."""
        super().__init__(status)
        self._store = store
        self._status = status
        self._problems = problems
        self.queries = queries
        self._timer = QTimer(self, singleShot=True, interval=QUIET_TIME)
        self._timer.timeout.connect(self.begin)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._show_what_is_waited_for)
        store.document_changed.connect(self.check_again)
        queries.answered.connect(self._show)
        self.check_again()

    def check_again(self) -> None:
        """Check the document in a moment: it has changed, or what kept the check from running has."""
        self.queries.cancel()
        self._patience.stop()
        self._problems.show_findings(())
        self._status.show_verdict("to be checked in torch", "waiting")
        self._timer.start()

    def begin(self) -> None:
        """Have the document checked as it is now, or as it is after the drag under way."""
        schedule = self._store.document
        if self._store.is_previewing or not is_at_hand(schedule):
            self._timer.start()
            return
        source = export_result(schedule).source
        if not schedule.segments:
            self._status.show_verdict("nothing to check yet", "nothing")
            return
        if not source:
            count = sum(problem.severity == "error" for problem in self._store.problems)
            self._status.show_verdict(f"not exportable: {counted(count, 'error')}", "failed")
            return
        # Imported when first needed: a window is shown before it is checked.
        from rampsmith.designer.proof.proof_task import ProofTask

        self.queries.ask(ProofTask(ExportedFile(source, schedule)))
        self._show_what_is_waited_for()
        self._patience.start()

    def _show_what_is_waited_for(self) -> None:
        if self.queries.seconds_importing_torch * 1000 >= PATIENCE:
            words = "torch is still being imported; edit and export without waiting for it"
            self._status.show_verdict(words, "waiting")
        else:
            self._status.show_verdict("checking in torch …", "waiting")

    def _show(self, verdict: "Verdict") -> None:
        self._patience.stop()
        self._status.show_verdict(verdict.sentence, "proved" if verdict.passed else "failed")
        # Without a version, torch never ran the file.
        self._status.offer_check(wanted=not verdict.passed and not verdict.torch_version)
        self._problems.show_findings(verdict.findings)
