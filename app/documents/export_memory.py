"""Where each design was exported to last, and what was written there; kept in the settings."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QSettings

MOST = 200
"""Designs that are remembered; a guess at more than anybody works on."""


@dataclass(frozen=True, slots=True)
class Exported:
    """An export: the file's path, and the digest of what was written into it."""

    path: str
    digest: str


class ExportMemory:
    """The last export of each design, by the file of the design or else by its title."""

    def __init__(self, settings: QSettings) -> None:
        """Read and write these settings."""
        self._settings = settings

    def last(self, design: str) -> Exported | None:
        """Tell where a design was exported to."""
        found = self._all().get(design)
        return None if found is None else Exported(**found)

    def remember(self, design: str, exported: Exported) -> None:
        """Remember an export, and forget the oldest where there are too many."""
        known = self._all()
        known.pop(design, None)
        known[design] = asdict(exported)
        kept = dict(list(known.items())[-MOST:])
        self._settings.setValue("exports", json.dumps(kept))
        self._settings.sync()

    def _all(self) -> dict[str, dict[str, str]]:
        self._settings.sync()
        try:
            known = json.loads(str(self._settings.value("exports", "{}")))
        except ValueError:
            return {}
        if not isinstance(known, dict):
            return {}
        return {key: value for key, value in known.items() if _is_sound(value)}


def digest_of(data: bytes) -> str:
    """Return a digest by which the same content is known again."""
    return hashlib.sha256(data).hexdigest()


def design_key(origin: Path | None, title: str) -> str:
    """Name a design in the memory: by its file, or by its title while it has none."""
    return f"title {title}" if origin is None else str(origin.absolute())


def _is_sound(value: object) -> bool:
    """Settings are a file that anybody may write."""
    return (
        isinstance(value, dict)
        and value.keys() == {"path", "digest"}
        and all(isinstance(each, str) for each in value.values())
    )
