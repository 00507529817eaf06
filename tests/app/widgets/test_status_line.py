"""The hint in the line at the bottom: whole parts of it, and about what there is."""

from itertools import accumulate

import pytest
from PySide6.QtWidgets import QApplication

from rampsmith.app.plot.plot import DRAG_HINT, EMPTY_HINT
from rampsmith.app.shell.window import Window
from rampsmith.app.widgets.status_line import Hint
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter


def test_the_usual_hint_loses_whole_parts_and_no_part_of_a_word(qapp: QApplication) -> None:
    hint = Hint(DRAG_HINT)
    whole = "".join(DRAG_HINT)
    beginnings = set(accumulate(DRAG_HINT))
    seen = set()
    for width in range(hint.fontMetrics().horizontalAdvance(DRAG_HINT[0]), 1400, 7):
        hint.resize(width, 20)
        seen.add(hint.shown)
        assert hint.fontMetrics().horizontalAdvance(hint.shown) <= width
    assert whole in seen
    assert len(seen) > 5
    assert seen <= beginnings
    for text in (whole, "Saved as a file with a long name, which is not the usual hint"):
        hint.resize(60, 20)
        assert hint.shown.endswith("…"), text
        hint.say("Saved as a file with a long name, which is not the usual hint")


@pytest.mark.parametrize(("design", "hint"), [(Schedule(), EMPTY_HINT), (starter(), DRAG_HINT)])
def test_the_hint_is_about_what_there_is(
    window: Window, design: Schedule, hint: tuple[str, ...]
) -> None:
    for each in (starter(), Schedule(), design):
        window.store.open(each, None)
        window.status.say("")
    assert window.status.hint.text() == "".join(hint)
    for name, keys in (("add", "A"), ("from_preset", "Ctrl+Shift+N"), ("open", "Ctrl+O")):
        assert keys in "".join(EMPTY_HINT)
        assert window.commands[name].shortcut().toString() == keys
