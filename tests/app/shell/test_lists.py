"""The lists of the window, each opened in both themes: what is chosen is seen."""

import math

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox

from rampsmith.app.base.theme import DARK, LIGHT, Theme
from rampsmith.app.shell.window import Window


def contrast(one: str, other: str) -> float:
    """How far two colours are apart, as WCAG counts it."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(name: str) -> float:
    """How light a colour is to the eye, from 0 to 1."""
    colour = QColor(name)
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else math.pow((part + 0.055) / 1.055, 2.4)
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_list_opens_in_the_theme_and_frames_what_is_chosen(
    window: Window, theme: Theme
) -> None:
    window.appearance.choose(theme.name)  # type: ignore[arg-type]
    assert contrast(theme.accent, theme.ground) >= 3
    assert contrast(theme.text, theme.selected) >= 4.5
    opened = 0
    for choice in window.findChildren(QComboBox):
        if not choice.isVisible() or not choice.isEnabled() or not choice.count():
            continue
        choice.showPopup()
        view = choice.view()
        row = view.visualRect(view.currentIndex())
        image = view.viewport().grab().toImage()
        seen = {
            image.pixelColor(x, row.center().y()).name() for x in range(row.left(), row.right())
        }
        around = image.pixelColor(row.center().x(), row.top()).name()
        choice.hidePopup()
        assert around == theme.accent, choice.accessibleName()
        assert theme.selected in seen, choice.accessibleName()
        assert theme.text in seen or any(contrast(each, theme.selected) > 4.5 for each in seen)
        opened += 1
    assert opened >= 5
    window.appearance.choose("light")
