"""The columns of the window: the segments on the left, the curves, the numbers on the right."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from rampsmith.app.panels.fields import heading, rule
from rampsmith.app.panels.top_bar import button_for

if TYPE_CHECKING:
    from rampsmith.app.window import Window

CARD_ACTIONS = ("cut", "copy", "paste", "duplicate", "split", "up", "down", "remove")
"""What a card's menu offers."""


class LeftSide(QWidget):
    """The curves to choose from, the segments, what comes after them, and what is pinned."""

    def __init__(self, window: "Window") -> None:
        """Place the parts of a window that are there already."""
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(224)
        self.presets_button = QPushButton("Presets")
        self.presets_button.setObjectName("link")
        self.presets_button.setToolTip("Begin anew from a preset")
        self.presets_button.setMenu(window.commands.presets_menu)
        self.add_button = button_for(window.actions_by_name["add"])
        self.add_button.setText(" Add segment   A")
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 10, 4)
        head.addWidget(heading("Segments"))
        head.addStretch(1)
        head.addWidget(self.presets_button)
        add = QHBoxLayout()
        add.setContentsMargins(11, 4, 11, 8)
        add.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(window.curve_switch)
        layout.addLayout(head)
        layout.addWidget(window.segments, 100)
        layout.addLayout(add)
        layout.addStretch(1)
        layout.addWidget(rule())
        layout.addWidget(window.schedule_form)
        layout.addWidget(rule())
        layout.addWidget(window.comparing.legend)
        window.comparing.fill(QMenu(window))
        for name in CARD_ACTIONS:
            window.segments.menu.addAction(window.actions_by_name[name])


def curves(window: "Window") -> QWidget:
    """Put the curves that are not edited below the plot."""
    stack = QWidget()
    layout = QVBoxLayout(stack)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(window.plot, 1)
    layout.addWidget(window.strip)
    return stack


def right_side(window: "Window") -> QScrollArea:
    """Stack the forms, which scroll where the window is low."""
    panel = QWidget()
    panel.setObjectName("panel")
    layout = QVBoxLayout(panel)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in (
        window.segment_form,
        window.repeat_form,
        rule(),
        window.run_form,
        rule(),
        window.groups_form,
    ):
        layout.addWidget(widget)
    layout.addStretch(1)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(panel)
    scroll.setMinimumWidth(300)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    counts = window.run_form.counts
    # Once it is laid out with the arithmetic in it.
    counts.opened.connect(
        lambda: QTimer.singleShot(0, scroll, lambda: scroll.ensureWidgetVisible(counts, 0, 8))
    )
    return scroll
