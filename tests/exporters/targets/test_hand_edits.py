"""What was changed by hand in an exported file is found, whatever it is, without running any."""

import subprocess
import sys
from pathlib import Path

import pytest

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.files.embedded import recorded_digest, signed
from rampsmith.exporters.targets.hand_edits import hand_edits, hand_edits_at
from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.exporters.hostile import HOSTILE
from tests.golden.schedules import GOLDEN

SOURCE = pytorch_source(GOLDEN["starter"])


def unsigned(source: str) -> str:
    """Take the digest out of a file."""
    return source.replace(f" (pytorch, digest {recorded_digest(source)})", "")


@pytest.mark.parametrize("schedule", [*GOLDEN.values(), *HOSTILE.values()])
def test_an_exported_file_was_not_changed_by_hand(schedule: Schedule) -> None:
    assert hand_edits(pytorch_source(schedule)) is None


def test_a_changed_number_is_shown_and_counted() -> None:
    edits = hand_edits(SOURCE.replace("warmup_steps: int = 90", "warmup_steps: int = 120"))
    assert edits is not None
    assert "since it was exported: warmup_steps 90 → 120. " in edits.sentence
    assert "another version" not in edits.sentence
    assert [line for line in edits.changes[2:] if line[0] in "+-"] == [
        "-        warmup_steps: int = 90,",
        "+        warmup_steps: int = 120,",
    ]


def test_an_added_comment_is_a_change_too() -> None:
    edits = hand_edits(SOURCE + "# Agreed with the team.\n")
    assert edits is not None
    assert "1 line differs. " in edits.sentence
    assert edits.changes[-1] == "+# Agreed with the team."


def test_a_formatter_changes_nothing_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "exported.py"
    path.write_text(SOURCE, encoding="utf-8")
    command = (sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "60")
    subprocess.run([*command, "-q", str(path)], check=True)
    assert path.read_text(encoding="utf-8") != SOURCE
    assert hand_edits_at(path) is None
    path.write_bytes(SOURCE.replace("\n", "\r\n").encode("utf-8-sig"))
    assert hand_edits_at(path) is None


def test_a_file_of_another_version_that_nobody_changed_is_unchanged() -> None:
    older = SOURCE.replace("Go along half a cosine", "Follow half a cosine")
    assert hand_edits(older) is not None
    older = signed(unsigned(older), target="pytorch")
    assert hand_edits(older) is None
    edits = hand_edits(older.replace("0.01,", "0.02,"))
    assert edits is not None
    assert "another version" in edits.sentence


def test_a_file_that_lost_its_digest_is_compared_all_the_same() -> None:
    lost = unsigned(SOURCE)
    assert hand_edits(lost) is None
    assert hand_edits(lost.replace("0.01,", "0.02,")) is not None


def test_a_changed_design_is_found_where_it_can_be_exported_and_where_not() -> None:
    changed = hand_edits(SOURCE.replace('"end":{"factor":0.01}', '"end":{"factor":0.02}'))
    assert changed is not None
    broken = hand_edits(SOURCE.replace('{"rampsmith":1', '{"rampsmith":'))
    assert broken is not None
    assert "the design inside it too" in broken.sentence


def test_text_without_a_design_was_never_exported() -> None:
    assert hand_edits("import math\n") is None
    assert hand_edits("") is None


def test_a_path_without_a_readable_file_has_no_edits(tmp_path: Path) -> None:
    assert hand_edits_at(tmp_path / "missing.py") is None
    assert hand_edits_at(tmp_path) is None
    (tmp_path / "bytes.py").write_bytes(b"\xff\xfe\x00")
    assert hand_edits_at(tmp_path / "bytes.py") is None


def test_nothing_of_the_file_is_run(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    path = tmp_path / "exported.py"
    path.write_text(f"{SOURCE}\nopen({str(trace)!r}, 'w')\n", encoding="utf-8")
    assert hand_edits_at(path) is not None
    assert not trace.exists()
