"""What stands beside the design is there again at the next start: logs with their columns, a picture."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from rampsmith.designer.document.starter import starter
from tests.app.backdrop.traced import lined_up, picture
from tests.app.driver import closed, made_window
from tests.app.logs.dropped import drop, wait_for_logs, write_log


def test_logs_and_a_picture_are_there_again_at_the_next_start(qtbot: QtBot, tmp_path: Path) -> None:
    window = made_window(starter(), tmp_path)
    drop(window, write_log(tmp_path / "kept.csv"), write_log(tmp_path / "gone.csv"))
    wait_for_logs(window, qtbot, 2)
    window.logs.open_logs.show(0, frozenset({"val_acc"}))
    window.backdrop.put(lined_up(picture()))
    window.backdrop.change(opacity=30)
    closed(window)
    (tmp_path / "gone.csv").unlink()
    again = made_window(starter(), tmp_path)
    wait_for_logs(again, qtbot, 1)
    (log,) = again.logs.open_logs.logs
    assert (log.path.name, log.shown) == ("kept.csv", frozenset({"val_acc"}))
    assert again.backdrop.picture is not None
    assert again.backdrop.picture.opacity == 30
    assert again.backdrop.item.isVisible()
    closed(again)
