"""What the gallery shows: the presets that the search finds, under headings of where they are from."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from rampsmith.designer.presets import PRESETS, Preset
from rampsmith.designer.presets.own import SOURCE as YOURS

Index = QModelIndex | QPersistentModelIndex

ROW = Qt.ItemDataRole.UserRole
"""The role that gives a row whole, a preset or a heading."""

NONE_YET = "Nothing yet: Save as own preset… in the File menu keeps the open design here."


@dataclass(frozen=True, slots=True)
class Heading:
    """A line over the presets of one source, with a few quiet words where there are none."""

    words: str
    note: str = ""


class GalleryModel(QAbstractListModel):
    """Presets and headings in the order in which they are shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Show all presets that come with Rampsmith."""
        super().__init__(parent)
        self._own: tuple[Preset, ...] = ()
        self._words: list[str] = []
        self.rows: tuple[Preset | Heading, ...] = ()
        self._arrange()

    def show_own(self, own: Iterable[Preset]) -> None:
        """Show other presets of one's own."""
        self._own = tuple(own)
        self._arrange()

    def find(self, text: str) -> None:
        """Show the presets that have all words of a text somewhere."""
        self._words = text.casefold().split()
        self._arrange()

    @property
    def shown(self) -> tuple[Preset, ...]:
        """The presets that the search finds."""
        return tuple(row for row in self.rows if isinstance(row, Preset))

    def best(self) -> Preset | None:
        """The preset that the search means most: one with its words in the name, if there is."""
        named = (p for p in self.shown if all(word in p.name.casefold() for word in self._words))
        return next(named, next(iter(self.shown), None))

    def row_of(self, name: str) -> int | None:
        """Find the row of a preset."""
        rows = enumerate(self.rows)
        return next((i for i, row in rows if isinstance(row, Preset) and row.name == name), None)

    def rowCount(self, parent: Index | None = None) -> int:
        """Count presets and headings."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give a row's words; screen readers read a preset and its line in one sentence."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        said: dict[int, object] = {ROW: row}
        if isinstance(row, Heading):
            said[Qt.ItemDataRole.DisplayRole] = row.words
        else:
            said[Qt.ItemDataRole.DisplayRole] = row.name
            said[Qt.ItemDataRole.ToolTipRole] = f"{row.name}: {row.line}"
            said[Qt.ItemDataRole.AccessibleTextRole] = f"{row.name}: {row.line}, {row.source}"
        return said.get(role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let presets be selected; headings are only read."""
        row = self.data(index, ROW)
        return super().flags(index) if isinstance(row, Preset) else Qt.ItemFlag.NoItemFlags

    def _arrange(self) -> None:
        self.beginResetModel()
        found = [p for p in (*self._own, *PRESETS.values()) if self._has_words(p)]
        rows: list[Preset | Heading] = []
        if not self._own and not self._words:
            rows.append(Heading(YOURS, NONE_YET))
        for source in dict.fromkeys(preset.source for preset in found):
            rows += [Heading(source), *(p for p in found if p.source == source)]
        self.rows = tuple(rows)
        self.endResetModel()

    def _has_words(self, preset: Preset) -> bool:
        said = f"{preset.name} {preset.line} {preset.description} {preset.source}".casefold()
        return all(word in said for word in self._words)
