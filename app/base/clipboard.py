"""Exchange with other programs: segments on the clipboard, and files that are dragged here."""

from pathlib import Path
from typing import cast

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.design_file import segments_in
from rampsmith.designer.files.writing import segments_text

SEGMENTS_TYPE = "application/x-rampsmith-segments+json"


def put_segments(segments: Schedule) -> None:
    """Put segments on the clipboard, as what they are and as plain text."""
    text = segments_text(segments)
    data = QMimeData()
    data.setData(SEGMENTS_TYPE, QByteArray(text.encode()))
    data.setText(text)
    QGuiApplication.clipboard().setMimeData(data)


def taken_segments() -> Schedule:
    """Read the segments that are on the clipboard, a whole design's too.

    Raises:
        DesignError: if there are none, or they are faulty.
    """
    # Nothing at all is there where no program owns the clipboard.
    data = cast("QMimeData | None", QGuiApplication.clipboard().mimeData())
    if data is not None and data.hasFormat(SEGMENTS_TYPE):
        return segments_in(bytes(data.data(SEGMENTS_TYPE).data()).decode(errors="replace"))
    return segments_in(copied_text())


def copied_text() -> str:
    """Return the text on the clipboard; nothing where there is none."""
    data = cast("QMimeData | None", QGuiApplication.clipboard().mimeData())
    return data.text() if data is not None else ""


def files_in(data: QMimeData) -> list[Path]:
    """List the files of this machine that something dragged stands for."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
