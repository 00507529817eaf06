"""What holds letters grows with them."""

import pytest
from PySide6.QtGui import QGuiApplication, QScreen

from rampsmith.app.base.scaling import scaled


@pytest.mark.parametrize(("dots", "pixels"), [(96.0, 20), (144.0, 30), (72.0, 20)])
def test_pixels_grow_with_the_letters_and_never_shrink(
    monkeypatch: pytest.MonkeyPatch, qapp: QGuiApplication, dots: float, pixels: int
) -> None:
    monkeypatch.setattr(QScreen, "logicalDotsPerInch", lambda _: dots)
    assert scaled(20) == pixels
