"""The doubts that were dismissed about each design, remembered from start to start by its file."""

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QSettings

from rampsmith.app.base.store import Store
from rampsmith.designer.files.places import absolute

KEY = "dismissed"

MOST = 100
"""Designs whose dismissals are remembered, the newest."""


class Dismissals(QObject):
    """Keeps a store's dismissed doubts in the settings for as long as the design is in a file."""

    def __init__(self, store: Store, settings: QSettings) -> None:
        """Follow a store."""
        super().__init__(store)
        self._store = store
        self._settings = settings
        store.opened.connect(self._restore)
        store.problems_changed.connect(self._keep)
        store.file_changed.connect(self._keep_in_new_file)

    def _restore(self) -> None:
        path = self._store.path
        names = [] if path is None else self._known().get(_name(path), [])
        self._store.set_dismissed(frozenset(names))

    def _keep(self) -> None:
        path, names = self._store.path, sorted(self._store.dismissed)
        known = self._known()
        if path is None or known.get(_name(path), []) == names:
            return
        known.pop(_name(path), None)
        if names:
            known[_name(path)] = names
        newest = dict(list(known.items())[-MOST:])
        self._settings.setValue(KEY, json.dumps(newest))

    def _keep_in_new_file(self) -> None:
        # A design that is just being opened has none yet; what is remembered of it stays.
        if self._store.dismissed:
            self._keep()

    def _known(self) -> dict[str, list[str]]:
        """Read what is remembered; anything malformed counts as nothing."""
        try:
            found: Any = json.loads(str(self._settings.value(KEY) or "{}"))
        except (ValueError, RecursionError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {
            path: names
            for path, names in found.items()
            if isinstance(names, list) and all(isinstance(name, str) for name in names)
        }


def _name(path: Path) -> str:
    return str(absolute(path))
