"""Exported files pass the formatter, the linter and the strict type checker as they are."""

from dataclasses import replace
from pathlib import Path

import pytest

from rampsmith.designer.document.schedule import Level, Segment
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.exporters.conformance import MIXED, PER_EPOCH, WARMUP_LINEAR
from tests.exporters.hostile import HOSTILE
from tests.exporters.strategies import of_any_levels, some
from tests.exporters.tools import HAS_THE_HINTS, complaints, kept, pyrights_complaints, written
from tests.exporters.whole import of_all_parts
from tests.golden.schedules import GOLDEN


def with_end(segment: Segment) -> Segment:
    """Make a segment arrive at an absolute rate."""
    return replace(segment, end=Level.of_rate(0.3))


def test_exported_files_are_clean(tmp_path: Path) -> None:
    # A factor of 0 is all that speaks of a base rate here; nothing may be left unused by it.
    only_zero = replace(
        PER_EPOCH, segments=(with_end(PER_EPOCH.segments[0]), PER_EPOCH.segments[1])
    )
    chosen = [PER_EPOCH, WARMUP_LINEAR, MIXED, only_zero, *HOSTILE.values()]
    random = [*some(of_any_levels(), 15), *some(of_all_parts(), 15)]
    assert complaints(written([*chosen, *random], tmp_path)) == ""


@pytest.mark.long
def test_many_exported_files_are_clean(tmp_path: Path) -> None:
    random = [*some(of_any_levels(), 300), *some(of_all_parts(), 300)]
    examples = written(random, tmp_path)
    assert complaints(examples) == ""
    pytest.importorskip("basedpyright", reason="make test-long sets it up")
    assert pyrights_complaints(examples) == ""


@pytest.mark.long
def test_the_kept_files_are_clean_for_pyright(tmp_path: Path) -> None:
    pytest.importorskip("basedpyright", reason="make test-long sets it up")
    assert pyrights_complaints(kept(map(pytorch_source, GOLDEN.values()), tmp_path)) == ""


def test_a_file_that_is_not_clean_is_complained_about(tmp_path: Path) -> None:
    examples = written([PER_EPOCH], tmp_path)
    file = examples / "scheduler_0.py"
    file.write_text(file.read_text("utf-8") + "\n\ndef f(x): return  y\n", encoding="utf-8")
    said = complaints(examples)
    assert "would be reformatted" in said
    assert "black --check" in said
    assert "F821" in said
    assert ("no-untyped-def" in said) == HAS_THE_HINTS
