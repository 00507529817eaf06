"""A log that people can attach to a report: what started, and where the program failed.

Nothing of a person's own is in it: no names of designs, segments and files, and of an error only
its kind and the places in the code; what it says may quote what was typed.
"""

import logging
import platform
import traceback
from pathlib import Path

import platformdirs

PACKAGES = ("torch", "PySide6-Essentials", "pyqtgraph", "numpy")
"""Packages that a fault may depend on; asked by name, because torch is never imported here."""


def version_of(package: str) -> str:
    """Return the version of an installed package."""
    # No window waits for the forty modules with which Python finds that out.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return "of an unknown version"


def versions() -> tuple[str, ...]:
    """Name Python, the packages and the system, each with its version."""
    packages = (f"{name} {version_of(name)}" for name in PACKAGES)
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return (f"Python {platform.python_version()}", *packages, system)


LARGEST, KEPT = 256 * 1024, 2
"""Bytes of the file before a new one is begun, and how many of the earlier ones are kept."""

LOG = logging.getLogger("rampsmith")
LOG.propagate = False
LOG.addHandler(logging.NullHandler())

ROOT = Path(__file__).resolve().parents[2]


def log_path() -> Path:
    """Return the file that is written now; the platform says where logs belong."""
    return platformdirs.user_log_path("rampsmith", appauthor=False) / "rampsmith.log"


def start_log() -> None:
    """Open the log; where that is not possible, nothing is logged and nothing else changes."""
    # Half of the time that logging takes to import is for handlers, and no window waits for them.
    from logging.handlers import RotatingFileHandler

    for handler in [each for each in LOG.handlers if isinstance(each, RotatingFileHandler)]:
        LOG.removeHandler(handler)
        handler.close()
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            path, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", delay=False
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.info("started: Rampsmith %s, %s", version_of("rampsmith"), ", ".join(versions()))


def log_error(error: BaseException) -> None:
    """Log an unexpected error without anything private."""
    LOG.error("%s\n%s", type(error).__name__, "\n".join(f"    {at}" for at in _places(error)))


def details(error: BaseException) -> str:
    """Write everything about an unexpected error, for the person to read and to send."""
    head = (f"Rampsmith {version_of('rampsmith')}", *versions(), "")
    said = (f"    {at}" for at in _places(error))
    text = "\n".join((*head, *said, *traceback.format_exception_only(error)))
    home = Path.home()
    if home == home.parent:
        return text  # Whoever has no folder of their own, as in a container, is given the root.
    # Errors of the system quote a file as Python does, which doubles the backslashes of Windows.
    return text.replace(repr(str(home))[1:-1], "~").replace(str(home), "~")


def _places(error: BaseException) -> list[str]:
    """Name the places in the code that an error came through, without the folders above it."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{_inside(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]


def _inside(file: str) -> str:
    """Return a file's place in Rampsmith or in another package; its name alone elsewhere."""
    path = Path(file)
    if path.is_relative_to(ROOT):
        return path.relative_to(ROOT).as_posix()
    _, found, rest = path.as_posix().rpartition("/site-packages/")
    return rest if found else path.name
