"""Numbers are written in one way, wherever a person reads them."""

import re
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from rampsmith.app.gallery.preset_dialog import PresetDialog
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.curves import added_curve
from rampsmith.designer.document.kinds import KINDS, CurveKey
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.problems.all_problems import problems
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.values.spans import Span
from rampsmith.designer.words.phrases import summary
from tests.app.designs import four_segments, three_segments
from tests.app.driver import Hand
from tests.app.texts import shown_texts

OTHER_WAYS = {
    "1e-3, not 0.001": re.compile(r"(?<![\d.,])0\.00\d*[1-9]"),
    "0.01, not 1e-2": re.compile(r"\d[eE]-0?[12](?!\d)"),
    "1e-5, not 1e-05": re.compile(r"\d[eE][+-]?0\d|\d[eE]\+"),
    "1,437, not 1437": re.compile(r"(?<![\w.,:])\d{4,}(?![\w.])"),
}


def otherwise_written(texts: list[str]) -> set[tuple[str, str]]:
    """Find what is written in another way, and say how it should be."""
    return {
        (rule, text)
        for text in texts
        if "arXiv" not in text
        for rule, pattern in OTHER_WAYS.items()
        if pattern.search(text)
    }


@pytest.mark.parametrize(
    "text", ["= 0.0008125", "5e-2", "last rate 1e-05", "1e+16", "50000 samples", "at 0.001"]
)
def test_another_notation_is_found(text: str) -> None:
    assert otherwise_written([text])


def small() -> Schedule:
    """A design whose numbers could be written in several ways."""
    return replace(
        four_segments(),
        segments=(
            Segment("Warmup", Linear(), Span.of_epochs(1.5), Level(0.001), Level(0.05)),
            Segment("Decay", Cosine(), Span.of_the_rest(), None, Level.of_rate(0.0008125)),
        ),
        groups=(Group("backbone", 0.0005), Group("head", 0.01)),
    )


def through_a_hundredth() -> Schedule:
    """A design whose rates and other values go from 0.1 to far below 0.01, on axes and in lanes too."""
    design = replace(
        three_segments(), groups=(Group("backbone", 4e-3), Group("head", 0.1)), tracks=()
    )
    for kind in KINDS[1:3]:
        design = added_curve(design, CurveKey(kind))
    return design


DESIGNS = {
    "small": small(),
    "through a hundredth": through_a_hundredth(),
    "four": four_segments(),
    **{
        name: PRESETS[name].make()
        for name in ("OneCycleLR", "ReduceLROnPlateau", "nanochat", "dino", "llama-3-405b", "sgdr")
    },
}


@pytest.mark.parametrize("name", DESIGNS)
def test_numbers_are_written_in_one_way_at_the_mouse(window: Window, hand: Hand, name: str) -> None:
    window.store.open(DESIGNS[name], None)
    found: set[tuple[str, str]] = set()
    for group in range(len(DESIGNS[name].groups)):
        window.store.select_group(group)
        window.plot.frame_all()
        hand.move(window.plot.view_box.sceneBoundingRect().toRect().center())
        texts = [re.sub(r"<[^>]*>|&[^;]*;", " ", text) for text in shown_texts(window)]
        read = [text for text in texts if "update" in text]
        assert read
        found |= otherwise_written(read)
    hand.leave()
    assert found == set()


@pytest.mark.parametrize("name", DESIGNS)
def test_numbers_are_written_in_one_way_in_problems_and_the_summary(name: str) -> None:
    design = DESIGNS[name]
    sentences = [each.sentence for each in problems(design)]
    assert otherwise_written([*sentences, summary(design)]) == set()


@pytest.mark.parametrize("name", DESIGNS)
def test_numbers_are_written_in_one_way(window: Window, name: str) -> None:
    window.store.open(DESIGNS[name], None)
    found: set[tuple[str, str]] = set()
    for index in range(window.tabs.count()):
        if window.tabs.isTabVisible(index):
            window.tabs.setCurrentIndex(index)
            seen = otherwise_written(list(shown_texts(window)))
            if window.tabs.widget(index) is window.stepping.tab:
                # Where a column goes from 0.01 to less, all of it has exponents.
                seen = {each for each in seen if each[0] != "0.01, not 1e-2"}
            found |= seen
    window.tabs.setCurrentIndex(0)
    for row in range(len(window.store.document.segments)):
        window.store.select_segment(row)
        found |= otherwise_written(list(shown_texts(window)))
    assert found == set()


@pytest.mark.parametrize("name", ["llama-3-405b", "resnet-imagenet", "ReduceLROnPlateau"])
def test_numbers_are_written_in_one_way_in_the_presets(window: Window, name: str) -> None:
    window.commands["from_preset"].trigger()
    (gallery,) = [each for each in window.findChildren(PresetDialog) if each.isVisible()]
    gallery.presets.search.setText(name)
    QApplication.processEvents()
    assert otherwise_written(list(shown_texts(gallery))) == set()
    gallery.close()
