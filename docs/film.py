"""Makes a short film of the window: a boundary is dragged, then a segment, and all of it is undone.

Start it by ``make pictures``. The film is an animated PNG, which browsers play.
"""

import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pyqtgraph
from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from docs.pictures import FOLDER, proved
from rampsmith.app.shell.launch import application
from rampsmith.app.shell.window import Window
from rampsmith.app.shell.windows import Windows
from rampsmith.designer.document.starter import starter
from tests.app.driver import CONTROL, NO_KEYS, Hand, rest

SIZE, WIDTH = (1280, 720), 880
"""The size of the window, and the width of the film."""
MOVES = 12
"""Pictures of one drag there."""
PAUSE, QUICK = 1_200, 60
"""Milliseconds that a picture is shown: between two gestures, and within one."""
FILM = FOLDER / "film.png"


def frames(window: Window) -> Iterator[tuple[Image.Image, int]]:
    """Play the film; yield each picture, and how long it is shown."""
    yield shot(window), PAUSE
    peak = window.plot.state.handles[1]
    for target, keys in ((QPoint(90, 40), NO_KEYS), (QPoint(60, -10), CONTROL)):
        hand = Hand(window.plot)
        start = hand.pixel(peak.step, peak.rate)
        yield from drag(window, start, start + target, keys)
        peak = window.plot.state.handles[1]
    hand = Hand(window.plot)
    middle = (peak.step + window.store.schedule.total_steps) / 2
    start = hand.pixel(middle, window.store.rates.at(round(middle))[0])
    yield from drag(window, start, start + QPoint(0, -25), NO_KEYS)
    for _ in range(3):
        QTest.keyClick(window.plot, Qt.Key.Key_Z, CONTROL)
        yield shot(window), PAUSE // 2


def drag(
    window: Window, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier
) -> Iterator[tuple[Image.Image, int]]:
    """Drag over the plot, and let go."""
    hand = Hand(window.plot)
    hand.press(start)
    for move in range(1, MOVES + 1):
        hand.move(start + (end - start) * move / MOVES, keys)
        yield shot(window), QUICK
    hand.release(keys)
    yield shot(window), PAUSE


def shot(window: Window) -> Image.Image:
    """Take the window as it is now."""
    QApplication.processEvents()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    small = window.grab().scaledToWidth(WIDTH, Qt.TransformationMode.SmoothTransformation)
    small.save(buffer, "PNG")
    return Image.open(BytesIO(buffer.data().data())).convert("RGB")


def save(pictures: Sequence[Image.Image], times: Sequence[int]) -> None:
    """Write the film; in the same few colours throughout, what does not move takes no room."""
    most_seen = pictures[len(pictures) // 2].quantize(255)
    first, *others = (
        each.quantize(palette=most_seen, dither=Image.Dither.NONE) for each in pictures
    )
    first.save(FILM, save_all=True, append_images=others, duration=list(times), loop=0)


def main() -> int:
    """Make the film."""
    application()
    # Otherwise it leaves out moves that follow each other in less than ten milliseconds.
    pyqtgraph.setConfigOption("mouseRateLimit", -1)
    with TemporaryDirectory() as folder:
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        settings.setValue("theme", "light")
        windows = Windows(settings, Window)
        window = windows.begin(starter())
        window.resize(*SIZE)
        proved(window)
        pictures, times = zip(*frames(window), strict=True)
        save(pictures, times)
        rest(window)
        window.store.mark_saved(Path(folder) / "drawn.ramp")
        window.close()
        windows.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
