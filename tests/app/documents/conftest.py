"""Fixtures for tests about files: designs on disk, and several windows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from rampsmith.app.shell.windows import Windows
from rampsmith.designer.files.design_file import write_design
from tests.app.designs import three_segments
from tests.app.driver import closed_all, made_windows


@pytest.fixture
def design(tmp_path: Path) -> Path:
    """A design on disk."""
    path = tmp_path / "steps.ramp"
    write_design(three_segments(), path)
    return path


@pytest.fixture
def windows(qapp: QApplication, tmp_path: Path) -> Iterator[Windows]:
    """Return windows that share their settings; all are closed in the end."""
    qapp.setStyle("Fusion")
    made = made_windows(tmp_path)
    yield made
    closed_all(made)
