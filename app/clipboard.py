"""The system's clipboard with segments on it, for other windows and for text editors."""

from typing import cast

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication

from rampsmith.designer.files.fragment import segments_in, segments_text
from rampsmith.designer.schedule import Track

SEGMENTS_TYPE = "application/x-rampsmith-segments+json"


def put_segments(segments: Track) -> None:
    """Put segments on the clipboard, as what they are and as plain text."""
    text = segments_text(segments)
    data = QMimeData()
    data.setData(SEGMENTS_TYPE, QByteArray(text.encode()))
    data.setText(text)
    QGuiApplication.clipboard().setMimeData(data)


def taken_segments() -> Track:
    """Read the segments that are on the clipboard, a whole design's too.

    Raises:
        DesignError: if there are none, or they are faulty.
    """
    # Nothing at all is there where no program owns the clipboard.
    data = cast("QMimeData | None", QGuiApplication.clipboard().mimeData())
    if data is not None and data.hasFormat(SEGMENTS_TYPE):
        return segments_in(bytes(data.data(SEGMENTS_TYPE).data()).decode(errors="replace"))
    return segments_in(data.text() if data is not None else "")
