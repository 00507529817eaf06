"""The picture of the window that ``make run`` draws where there is no display."""

from pathlib import Path

import pytest
import window_picture
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from window_picture import save_picture

from rampsmith.app.base.theme import theme_for
from tests.app.designs import three_segments
from tests.app.driver import ToldWindow


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_of_the_window_can_be_made(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    monkeypatch.setattr(window_picture, "Window", ToldWindow)
    # Nobody answers the check.
    monkeypatch.setattr(window_picture, "PROOF_WAIT", 10)
    path = tmp_path / "window.png"
    assert save_picture(three_segments(), path, theme=theme)
    image = QImage(str(path))
    assert (image.width(), image.height()) == (1440, 900)
    assert image.pixelColor(1200, 8) == QColor(
        theme_for("dark" if theme == "dark" else "light").ground
    )
