"""What becomes of files that are dropped onto a window."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData

from rampsmith.designer.evaluation.falls import plateau_of

if TYPE_CHECKING:
    from rampsmith.app.window import Window

TABLES = frozenset((".csv", ".tsv"))


def files_in(data: QMimeData) -> list[Path]:
    """List the files of this machine that something dragged stands for."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def dropped(window: "Window", paths: list[Path]) -> None:
    """Open designs, the first one here; take a table for the metric where a plateau asks for one."""
    tables = [path for path in paths if path.suffix.lower() in TABLES]
    if tables and plateau_of(window.store.schedule) is not None:
        window.tabs.setCurrentWidget(window.metric_editor)
        window.metric_editor.load(tables[0])
        paths = [path for path in paths if path not in tables]
    for path in paths[:1]:
        window.documents.open_path(path)
    for path in paths[1:]:
        window.documents.open_beside(path)
