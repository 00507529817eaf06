"""Walk, table and mistakes of a stream and of a batch that grows."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from rampsmith.app.shell.window import Window
from rampsmith.designer.document.run import Run, Stage
from rampsmith.designer.document.starter import starter
from rampsmith.designer.training_loop.loop import Loop
from rampsmith.designer.training_loop.rows import BYS, Rows
from rampsmith.designer.training_loop.stepping_mistakes import calls_before, possible_mistakes
from rampsmith.designer.training_loop.walk import Stop
from rampsmith.designer.values.spans import Span
from tests.app.driver import walk_through
from tests.designer.designs import PLAIN

# Two updates of one batch, then of two, then of three.
STAGES = (Stage(Span(2, "steps"), 4, 2), Stage(Span(24, "samples"), 4, 3))
STREAM = Run(None, 4, epochs=None, updates=6, stages=STAGES)
DATA = Run(26, 4, epochs=None, updates=6, remainder="carried", stages=STAGES)
BEGUN = [0, 1, 2, 4, 6, 9]
"""The first batch of each update."""
LAST = [0, 1, 3, 5, 8, 11]
"""And the last one."""


@pytest.mark.parametrize("run", [STREAM, DATA], ids=["stream", "data"])
def test_the_walk_goes_from_update_to_update_as_the_batch_grows(window: Window, run: Run) -> None:
    segments = replace(starter().segments[0], span=Span.of_the_rest())
    player = walk_through(window, replace(starter(), segments=(segments,), run=run))
    for last in LAST:
        QTest.keyClick(window, Qt.Key.Key_F9)
        assert player.stop == Stop(last, "optimizer")
    controls = window.stepping.tab.controls
    assert controls.epoch.text() == str(11 // 7 if run.samples else 0)
    assert player.walk is not None
    assert player.walk.loop.batches == 12


@pytest.mark.parametrize("run", [STREAM, DATA], ids=["stream", "data"])
def test_the_table_has_every_update_where_it_begins(run: Run) -> None:
    design = replace(PLAIN, run=run)
    rows = Rows(design, "update")
    assert [rows.begin(number) for number in range(6)] == BEGUN
    for by in BYS:
        assert len(Rows(design, by).read(0, 3)) > 0


def test_a_mistake_is_counted_through_the_stages() -> None:
    design = replace(PLAIN, run=STREAM)
    names = [mistake.name for mistake in possible_mistakes(design)]
    assert "per_epoch" not in names
    assert "per_batch" in names
    loop = Loop.of(design)
    assert [calls_before("per_batch", loop, update) for update in range(6)] == LAST
