"""Light and dark: every part follows, the system is followed if wanted, and all words can be read."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from rampsmith.app.base import appearance
from rampsmith.app.base.theme import DARK, LIGHT, Theme, ThemeChoice, palette, theme_for
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.shapes.palette import FAMILY_COLOURS, Shade
from tests.app.designs import three_segments
from tests.app.driver import CONTROL, SHIFT, Hand, ToldWindow, closed, show

THEMES = [LIGHT, DARK]


def luminance(colour: QColor) -> float:
    """The relative luminance of WCAG 2."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    """The contrast of WCAG 2, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize(
    ("words", "ground"),
    [
        *((words, "ground") for words in ("text", "quiet", "error", "warning", "good", "accent")),
        *((words, "sunken") for words in ("text", "quiet", "error", "good")),
        *((words, "field") for words in ("text", "quiet")),
        *((words, "selected") for words in ("text", "quiet", "error")),
        ("on_accent", "accent"),
        ("accent", "selected"),
    ],
)
def test_all_words_can_be_read_on_their_ground(theme: Theme, words: str, ground: str) -> None:
    pair = QColor(getattr(theme, words)), QColor(getattr(theme, ground))
    assert contrast(*pair) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("is_second", [False, True])
@pytest.mark.parametrize("family", FAMILY_COLOURS)
def test_the_names_on_the_plot_can_be_read_on_their_tint(
    theme: Theme,
    family: str,
    is_second: bool,
) -> None:
    shade = Shade(family, is_second)
    ground, tint = QColor(theme.ground), theme.shade(shade)
    strength = (theme.tint + 14) / 255
    mixed = QColor.fromRgbF(
        *(
            own * strength + below * (1 - strength)
            for own, below in zip(tint.getRgbF()[:3], ground.getRgbF()[:3], strict=True)  # type: ignore[index]
        )
    )
    assert contrast(theme.shade_text(shade), mixed) >= 4.5
    assert contrast(tint, ground) >= 1.6, "the curve itself is seen"


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_borders_of_fields_are_seen_and_placeholders_read(theme: Theme) -> None:
    for ground in (theme.field, theme.ground):
        assert contrast(QColor(theme.edge), QColor(ground)) >= 1.6
    assert contrast(palette(theme).placeholderText().color(), QColor(theme.field)) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("family", FAMILY_COLOURS)
@pytest.mark.parametrize("strength", [0, 1])
def test_the_grid_is_seen_on_every_tint(theme: Theme, family: str, strength: int) -> None:
    tint = mixed(theme.family(family), QColor(theme.ground), strength * (theme.tint + 14))
    assert contrast(mixed(QColor(theme.text), tint, theme.grid), tint) >= 1.15


def mixed(upper: QColor, lower: QColor, strength: float) -> QColor:
    """One colour over another, at a strength of 255."""
    share = strength / 255
    parts = zip(upper.getRgbF()[:3], lower.getRgbF()[:3], strict=True)  # type: ignore[index]
    return QColor.fromRgbF(*(own * share + below * (1 - share) for own, below in parts))


def has_colour(widget: QWidget, colour: QColor, near: int = 12) -> bool:
    """Whether a widget's picture has a pixel of a colour."""
    image: QImage = widget.grab().toImage()
    wanted = colour.getRgb()[:3]  # type: ignore[index]
    for y in range(image.height()):
        for x in range(image.width()):
            found = image.pixelColor(x, y).getRgb()[:3]  # type: ignore[index]
            if all(abs(a - b) <= near for a, b in zip(found, wanted, strict=True)):
                return True
    return False


def ground_of(widget: QWidget) -> QColor:
    """The colour that most of a widget has."""
    image = widget.grab().toImage()
    counts: dict[int, int] = {}
    for y in range(0, image.height(), 3):
        for x in range(0, image.width(), 3):
            pixel = image.pixel(x, y)
            counts[pixel] = counts.get(pixel, 0) + 1
    return QColor(max(counts, key=counts.__getitem__))


@pytest.mark.parametrize("choice", ["dark", "light"])
def test_a_theme_recolours_every_part(window: Window, hand: Hand, choice: ThemeChoice) -> None:
    show(window, three_segments())
    window.store.select_segment(0)
    window.code.view.refresh()
    window.appearance.choose("light" if choice == "dark" else "dark")
    window.appearance.choose(choice)
    hand.move(QPoint(2, 2))
    theme = theme_for(choice)
    ground = QColor(theme.ground)
    beyond = hand.pixel(1040, 9e-4)
    picture = window.plot.viewport().grab().toImage()
    assert picture.pixelColor(beyond) == ground
    at = hand.pixel(300, 1e-3)
    curve = [picture.pixelColor(at + QPoint(0, dy)) for dy in range(-2, 3)]
    wanted = theme.family("flat")
    drawn = max(curve, key=lambda colour: contrast(colour, ground))
    assert contrast(drawn, ground) > 2.5
    assert drawn.hue() == pytest.approx(wanted.hue(), abs=12)
    left = window.plot.grab().copy(0, 0, 40, window.plot.height())
    shown = left.toImage()
    text = [
        shown.pixelColor(x, y)
        for x in range(shown.width())
        for y in range(shown.height())
        if contrast(shown.pixelColor(x, y), ground) > 7
    ]
    assert text, "the numbers on the axis stand out"
    for part in (window.segments, window.code.view, window.top_bar, window.segment_form):
        assert ground_of(part) == ground, type(part).__name__
    assert ground_of(window.status) == QColor(theme.sunken)
    assert has_colour(window.segment_form.name, QColor(theme.text), near=40)
    window.appearance.choose("light")


def test_the_keys_go_from_the_system_to_what_it_is_not_then_to_what_it_is_and_it_is_remembered(
    window: Window, tmp_path: Path, qapp: QApplication
) -> None:
    window.appearance.choose("system")
    first = window.appearance.theme
    there, back = ("light", "dark") if first.is_dark else ("dark", "light")
    seen = []
    for _ in range(3):
        QTest.keyClick(window.plot, Qt.Key.Key_T, CONTROL | SHIFT)
        seen.append((window.appearance.choice, window.settings.value("theme")))
        assert (window.appearance.theme == first) == (len(seen) > 1)
    assert seen == [(there, there), (back, back), ("system", "system")]
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    settings.setValue("theme", "dark")
    other = ToldWindow(settings=settings)
    other.fill(Schedule())
    assert other.appearance.theme == DARK
    closed(other)
    settings.setValue("theme", "pink")
    another = ToldWindow(settings=settings)
    another.fill(Schedule())
    assert another.appearance.choice == "system"
    closed(another)
    window.appearance.choose("light")


def test_following_the_system_is_switchable(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    systems = {"system": DARK, "light": LIGHT, "dark": DARK}
    window.appearance.choose("system")
    monkeypatch.setattr(appearance, "theme_for", systems.__getitem__)
    hints = QApplication.styleHints()
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert window.appearance.theme == DARK
    assert window.plot.state.theme == DARK
    window.appearance.choose("light")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert window.appearance.theme == LIGHT
    assert window.settings.value("theme") == "light"


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_a_placeholder_is_painted_as_dark_as_its_theme_has_it(
    window: Window, choice: ThemeChoice
) -> None:
    window.appearance.choose(choice)
    field = window.run_form.stages
    picture = field.grab().toImage()
    ground = QColor(theme_for(choice).field)
    seen = max(
        contrast(picture.pixelColor(x, y), ground)
        for x in range(8, picture.width() - 8)
        for y in range(6, picture.height() - 6)
    )
    assert seen >= 4.5
    window.appearance.choose("light")
