"""Runs a person's own function, only when asked to, and traces its rates."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from rampsmith.app.base.actions import ActionSpec, Menu
from rampsmith.app.fitting.fitting import Fitting
from rampsmith.designer.files.design_error import DesignError
from rampsmith.designer.files.design_file import read_text
from rampsmith.designer.files.places import real_path
from rampsmith.designer.proof.client import WorkerClient


class Tracing:
    """Asks for a file and one of its functions, and has it run."""

    def __init__(
        self,
        fitting: Fitting,
        parent: QWidget,
        *,
        client: Callable[[], WorkerClient],
        ask: Callable[[], Path | None],
    ) -> None:
        """Show what was traced as a fit; ``ask`` asks for the file, ``client`` has it run."""
        self._fitting, self._parent = fitting, parent
        self._client, self._ask = client, ask

    def specs(self) -> tuple[ActionSpec, ...]:
        """List what the Compare menu has for functions that are run."""
        words = "Run and &trace a scheduler…"
        return (ActionSpec("trace", Menu.COMPARE, words, ("Ctrl+Alt+T",), self.choose),)

    def choose(self) -> None:
        """Ask for a file, and which of its functions is run."""
        # Imported when first needed, as all dialogs and what fits: no window waits for it.
        from rampsmith.app.fitting.trace_dialog import TraceDialog
        from rampsmith.designer.sources.traced import functions_in

        path = self._ask()
        if path is None:
            return
        try:
            functions = functions_in(read_text(path))
        except DesignError as error:
            self._fitting.failed.emit("\n".join(error.sentences()))
            return
        if not functions:
            self._fitting.failed.emit(f"{path.name}: This file has no function that could be run.")
            return
        dialog = TraceDialog(path.name, functions, self._parent)
        dialog.chosen.connect(partial(self._trace, path))
        dialog.show()

    def _trace(self, path: Path, function: str, steps: int | None) -> None:
        from rampsmith.app.fitting.log_source import fit_of_function

        self._fitting.begin(fit_of_function(Path(real_path(path)), function, steps, self._client()))
