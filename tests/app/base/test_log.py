"""The log: in its place, rotated, with nothing private; and the details of an unexpected error."""

import logging
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

from rampsmith.app.base import log
from rampsmith.designer.files.design_file import read_design

PRIVATE = "wedding plans"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Log into a file of the test's own."""
    path = tmp_path / "logs" / "rampsmith.log"
    monkeypatch.setattr(log, "log_path", lambda: path)
    before = list(log.LOG.handlers)
    log.start_log()
    yield path
    for handler in log.LOG.handlers:
        if handler not in before:
            handler.close()
    log.LOG.handlers = before


def failed(home: Path) -> Exception:
    """Return an error that quotes what a person typed and where their files are."""
    try:
        read_design(home / f"{PRIVATE}.ramp")
    except Exception as error:  # noqa: BLE001 - any will do
        return error
    raise AssertionError


def test_a_log_tells_what_started_and_where_it_failed_and_nothing_private(
    file: Path, tmp_path: Path
) -> None:
    error = failed(tmp_path)
    assert PRIVATE in str(error)
    log.log_error(error)
    text = file.read_text(encoding="utf-8")
    assert "started: Rampsmith 0." in text
    assert "DesignError" in text
    assert "designer/files/design_file.py:" in text
    assert PRIVATE not in text
    assert str(tmp_path) not in text
    assert str(log.ROOT) not in text


def test_a_log_that_grows_is_begun_again_and_the_earlier_ones_are_few(file: Path) -> None:
    for _ in range(40):
        log.LOG.info("x" * 32 * 1024)
    assert len(list(file.parent.iterdir())) == 1 + log.KEPT
    assert all(each.stat().st_size <= log.LARGEST for each in file.parent.iterdir())


def test_nothing_is_logged_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(log, "log_path", lambda: tmp_path / "file" / "rampsmith.log")
    log.start_log()
    assert not any(isinstance(each, RotatingFileHandler) for each in log.LOG.handlers)
    log.log_error(ValueError("lost"))


def test_the_details_have_everything_that_a_report_needs_but_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    said = log.details(failed(tmp_path))
    assert said.startswith("Rampsmith 0.")
    assert "Python 3." in said
    assert "torch " in said
    assert f"~/{PRIVATE}.ramp" in said
    assert "design_file.py:" in said
    assert str(tmp_path) not in said


def test_the_home_folder_is_left_out_where_an_error_quotes_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "with\\backslashes, as on Windows"
    monkeypatch.setattr(Path, "home", lambda: home)
    error = FileNotFoundError(2, "No such file or directory", str(home / "mine.ramp"))
    assert "on Windows" in str(error)
    assert "on Windows" not in log.details(error)


def test_places_are_told_as_they_are_where_the_home_folder_is_the_root(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Path, "home", lambda: Path("/"))
    assert "/data/mine.ramp" in log.details(FileNotFoundError(2, "gone", "/data/mine.ramp"))


def test_messages_of_other_libraries_are_none_of_the_logs(file: Path) -> None:
    logging.getLogger("elsewhere").error("not ours")
    assert "not ours" not in file.read_text(encoding="utf-8")
