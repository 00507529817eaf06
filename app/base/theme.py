"""The looks of the window: one set of colours for light and one for dark, and the style sheet."""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QWidget

from rampsmith.app.base.scaling import scaled
from rampsmith.designer.shapes.palette import FAMILY_COLOURS, Shade, shade_colour

ThemeChoice: TypeAlias = Literal["system", "light", "dark"]

THEME_CHOICES: tuple[ThemeChoice, ...] = ("system", "light", "dark")


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one look, as hex strings.

    Attributes:
        ground: the background of panels and plot.
        field: the background of what can be typed into.
        sunken: the background of the status line and other quiet places.
        quiet: explanations; still 4.5 : 1 on the ground.
        faint: what cannot be used now.
        accent: what is chosen or primary.
        selected: the background of the selected card.
        pressed: the background of a button that is pressed or stays so.
        error, warning, good: what is wrong, doubtful, proved; as text on the ground.
        line: what parts panels; edge: the border of what can be typed into or pressed.
        tint: how strongly a segment's range is tinted, 0 to 255.
        grid: how strongly the grid is drawn, in the colour of text, 0 to 255.
    """

    name: str
    ground: str
    field: str
    sunken: str
    line: str
    edge: str
    text: str
    quiet: str
    faint: str
    accent: str
    on_accent: str
    selected: str
    pressed: str
    error: str
    warning: str
    good: str
    tint: int
    grid: int

    @property
    def is_dark(self) -> bool:
        """Whether text is lighter than the ground."""
        return self.name == "dark"

    def family(self, family: str) -> QColor:
        """The colour of a family of shapes."""
        return self.shade(Shade(family))

    def shade(self, shade: Shade) -> QColor:
        """The colour of a segment, lightened where the ground is dark."""
        if not self.is_dark:
            return QColor(shade_colour(shade))
        colour = QColor(FAMILY_COLOURS[shade.family])
        colour = colour.lighter(125) if colour.lightnessF() < 0.45 else colour
        return colour.lighter(160) if shade.is_second else colour

    def shade_text(self, shade: Shade) -> QColor:
        """The same colour, strong enough for words: 4.5 : 1 on its own tint."""
        colour = QColor(FAMILY_COLOURS[shade.family])
        if self.is_dark:
            return colour.lighter(185 if shade.is_second else 155)
        return colour.darker(185 if shade.is_second else 160)


LIGHT = Theme(
    name="light",
    ground="#ffffff",
    field="#ffffff",
    sunken="#eef1f4",
    line="#d9dee4",
    edge="#c0c8d1",
    text="#1b2430",
    quiet="#5b6775",
    faint="#a3adb8",
    accent="#1565a8",
    on_accent="#ffffff",
    selected="#e9f2fb",
    pressed="#dbe4ed",
    error="#b3261e",
    warning="#a84b00",
    good="#0b7a53",
    tint=22,
    grid=22,
)

DARK = Theme(
    name="dark",
    ground="#171b21",
    field="#1f252d",
    sunken="#12151a",
    line="#343c47",
    edge="#434d5a",
    text="#e7ebf0",
    quiet="#9aa7b5",
    faint="#5c6875",
    accent="#58a6ff",
    on_accent="#0d1520",
    selected="#1d2c3f",
    pressed="#3a4551",
    error="#ff8a80",
    warning="#ffb366",
    good="#4fd1a1",
    tint=34,
    grid=20,
)


def theme_for(choice: ThemeChoice) -> Theme:
    """Find the theme that a choice means on this system now."""
    if choice == "system":
        scheme = QGuiApplication.styleHints().colorScheme()
        return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
    return DARK if choice == "dark" else LIGHT


def palette(theme: Theme) -> QPalette:
    """Make Qt's palette of a theme, for everything that the style sheet does not name."""
    roles = QPalette.ColorRole
    made = QPalette()
    for role, colour in {
        roles.Window: theme.ground,
        roles.WindowText: theme.text,
        roles.Base: theme.field,
        roles.AlternateBase: theme.sunken,
        roles.Text: theme.text,
        roles.Button: theme.ground,
        roles.ButtonText: theme.text,
        roles.ToolTipBase: theme.sunken,
        roles.ToolTipText: theme.text,
        roles.PlaceholderText: theme.quiet,
        roles.Highlight: theme.accent,
        roles.HighlightedText: theme.on_accent,
        roles.Link: theme.accent,
        roles.Mid: theme.line,
        roles.Dark: theme.line,
        roles.Light: theme.line,
    }.items():
        made.setColor(role, QColor(colour))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.quiet))
    return made


def style_sheet(theme: Theme) -> str:
    """Write the style sheet of a theme; in it ``dp`` are pixels that grow with the letters."""
    sheet = re.sub(r"\b(\d+)dp\b", lambda found: f"{scaled(int(found[1]))}px", _SHEET)
    return re.sub(r"\$(\w+)", lambda found: str(getattr(theme, found[1])), sheet)


_SHEET = """
QWidget { color: $text; font-size: 10pt; }
QMainWindow, QDialog, QScrollArea, #side, #panel, QStackedWidget { background: $ground; border: none; }
QScrollArea > QWidget > QWidget { background: $ground; }
QMenuBar { background: $ground; padding: 2px 3px; }
QMenuBar::item { padding: 4px 9px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $selected; }
QMenu { background: $ground; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 4px 25px 4px 13px; border: 1px solid transparent; border-radius: 4px; }
QMenu::item:selected { background: $selected; border-color: $accent; }
QMenu::item:disabled { color: $quiet; }
QMenu#pictures { icon-size: 36px; }
QMenu#pictures::item { padding: 0 25px 0 9px; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QToolTip { background: $sunken; color: $text; border: 1px solid $line; padding: 4px 6px; }

#bar { background: $ground; border-bottom: 1px solid $line; }
#title { font-size: 13pt; font-weight: 600; border: 1px solid transparent; border-radius: 5px;
    background: transparent; padding: 3px 5px; min-height: 22dp; }
#title:hover { border-color: $edge; }
#title:focus { border-color: $accent; background: $field; }
#edited { color: $quiet; }
#heading { color: $quiet; font-size: 8pt; font-weight: 700; letter-spacing: 1px; }
#quiet { color: $quiet; font-size: 9pt; }
#small { font-size: 9pt; }
#strong { font-weight: 600; }
#curves { border: 1px solid transparent; border-radius: 5px; background: transparent; outline: none; }
#curves::item { padding: 3px 6px; border-radius: 5px; color: $text; }
#curves::item:hover { background: $sunken; }
#curves::item:selected { background: $selected; color: $text; }
#curves::item:disabled { color: $quiet; }
#curves:focus { border-color: $accent; }
#rule { background: $line; max-height: 1px; min-height: 1px; }
#upright { background: $line; max-width: 1px; min-width: 1px; }

QPushButton { background: $field; border: 1px solid $edge; border-radius: 5px;
    padding: 5px 10px; min-height: 18dp; }
QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; }
#qt_msgbox_label { font-size: 11pt; font-weight: 600; }
QPushButton:hover { border-color: $accent; }
QPushButton:pressed, QPushButton:checked { background: $pressed; }
QPushButton:disabled { color: $faint; background: $ground; border-color: $line; }
QPushButton:focus { border: 1px solid $accent; }
QPushButton#primary { background: $accent; color: $on_accent; border-color: $accent;
    font-weight: 600; }
QPushButton#primary:disabled { background: $sunken; color: $quiet; border-color: $line; }
QPushButton#link { border: 1px solid transparent; border-radius: 3px; background: transparent;
    color: $accent; padding: 2px 0; min-height: 16dp; }
QPushButton#link[elided="true"] { text-align: left; }
QPushButton#link:hover { text-decoration: underline; }
QPushButton#link:focus { border-color: $accent; background: $selected; }
QPushButton#link:disabled { color: $faint; }
QPushButton#left { border-top-right-radius: 0; border-bottom-right-radius: 0; }
QPushButton#middle { border-radius: 0; border-left: none; }
QPushButton#right { border-top-left-radius: 0; border-bottom-left-radius: 0; border-left: none; }
QPushButton#link::menu-indicator { image: none; width: 0; }

QLineEdit { placeholder-text-color: $quiet; }
QLineEdit, QComboBox { background: $field; border: 1px solid $edge; border-radius: 5px;
    padding: 4px 7px; min-height: 18dp; selection-background-color: $accent;
    selection-color: $on_accent; }
QComboBox { padding-left: 8px; padding-right: 2px; combobox-popup: 0; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QLineEdit:focus, QComboBox:focus { border-color: $accent; }
QLineEdit:disabled, QComboBox:disabled { color: $quiet; background: $sunken; }
QLabel#quiet[wrong="true"], QLabel#quiet[severity="error"] { color: $error; }
QLabel#quiet[severity="warning"] { color: $warning; }
QLineEdit#plain { border-color: transparent; background: transparent; padding: 3px 4px; }
QLineEdit#plain:hover { border-color: $edge; }
QLineEdit#plain:focus { border-color: $accent; background: $field; }
QLineEdit[wrong="true"] { border: 2px solid $error; padding: 3px 6px; }
QComboBox::drop-down { border: none; width: 18px; }
QComboBox QAbstractItemView { background: $ground; border: 1px solid $line; outline: none;
    selection-background-color: $selected; selection-color: $text; padding: 3px; }
QComboBox QAbstractItemView::item { border: 1px solid transparent; border-radius: 4px; }
QComboBox QAbstractItemView::item:selected { background: $selected; color: $text;
    border-color: $accent; }
QCheckBox { spacing: 7px; }

#cards { background: $ground; border: none; outline: none; }
QPlainTextEdit { background: $ground; border: none; selection-background-color: $accent;
    selection-color: $on_accent; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $quiet; padding: 8dp 12px; border: none;
    border-bottom: 2px solid transparent; }
QTabBar[narrow="true"]::tab { padding: 8dp 6px; }
QTabBar::tab:selected { color: $accent; font-weight: 600; border-bottom-color: $accent; }
QTabBar::tab:focus { color: $accent; }
QTabBar QPushButton#link { padding: 0; min-height: 0; }
#status { background: $sunken; border-top: 1px solid $line; }
#status QLabel { color: $quiet; font-size: 9pt; }
#status #verdict[state="proved"] { color: $good; }
#status #verdict[state="failed"] { color: $error; }
#status #hint[wrong="true"] { color: $error; }

#readout { background: #1f2933; color: #f5f7fa; border: 1px solid #3c4856; border-radius: 5px;
    padding: 7px 10px; font-size: 9pt; }
#sliders { background: $ground; border: 1px solid $line; border-radius: 5px; }
#sliders QLabel { font-size: 9pt; }
#invitation { background: $ground; border: 1px solid $line; border-radius: 10px; }
#drop { background: $selected; border: 3px solid $accent; font-size: 13pt; color: $text; }
#big { font-size: 14pt; font-weight: 600; }
#message { background: $selected; border-bottom: 1px solid $line; }
#message[fault="true"] QLabel { color: $error; }
#total { color: $text; }
#problem { border: none; border-bottom: 1px solid $line; }

#commands { background: $ground; border: 1px solid $quiet; border-radius: 10px; }
#commands QLineEdit { font-size: 11pt; padding: 6px 9px; }
#commandRows, #page { background: transparent; border: none; outline: none; }

QTableView, #ways { background: $ground; border: none; outline: none; }
QTableView { alternate-background-color: $sunken; }
QHeaderView::section { background: $ground; color: $quiet; border: none;
    border-bottom: 1px solid $line; padding: 3px 8px; font-size: 9pt; }
#results QHeaderView::section { padding: 3px; }
#ways::item { padding: 5px 10px; border-radius: 5px; color: $text; }
#ways::item:selected { background: $selected; color: $text; }
#ways:focus::item:selected { border: 1px solid $accent; }
QPushButton#step { padding: 4px 7px; }

QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: $quiet; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
"""


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties that the style sheet asks for, and apply it to the widget again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
