"""Undo and redo as a plain value: the documents before and after the one that is shown."""

from dataclasses import dataclass, replace

from rampsmith.designer.document.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Moment:
    """A document and, in a person's words, the edit that led to it."""

    schedule: Schedule
    words: str


@dataclass(frozen=True, slots=True)
class History:
    """A document with everything that can be undone and redone, oldest first.

    ``now`` is the index of the one that is shown, ``saved`` of the one on disk, if any.
    """

    moments: tuple[Moment, ...]
    now: int = 0
    saved: int | None = None

    @classmethod
    def begin(cls, schedule: Schedule) -> "History":
        """Start with a document that nothing has been done to."""
        return cls((Moment(schedule, "New design"),), saved=0)

    @property
    def schedule(self) -> Schedule:
        """The document that is shown."""
        return self.moments[self.now].schedule

    @property
    def is_saved(self) -> bool:
        """Whether the document that is shown is the one on disk."""
        saved = self.saved
        return saved is not None and (
            saved == self.now or self.moments[saved].schedule == self.schedule
        )

    @property
    def undo_words(self) -> str | None:
        """The words for what undo would take back, or None."""
        return self.moments[self.now].words if self.now > 0 else None

    @property
    def redo_words(self) -> str | None:
        """The words for what redo would do again, or None."""
        return self.moments[self.now + 1].words if self.now + 1 < len(self.moments) else None

    def edited(self, schedule: Schedule, words: str) -> "History":
        """Show an edited document; what had been undone is forgotten. No change is no edit."""
        if schedule == self.schedule:
            return self
        kept = self.moments[: self.now + 1]
        saved = self.saved if self.saved is not None and self.saved <= self.now else None
        return History((*kept, Moment(schedule, words)), self.now + 1, saved)

    def amended(self, schedule: Schedule) -> "History":
        """Show another document in the place of the one that the last edit led to."""
        if self.now == 0 or schedule == self.schedule:
            return self
        saved = self.saved if self.saved is not None and self.saved < self.now else None
        moment = replace(self.moments[self.now], schedule=schedule)
        return History((*self.moments[: self.now], moment), self.now, saved)

    def dropped(self) -> "History":
        """Show the document before the last edit, as if that edit had never been made."""
        if self.now == 0:
            return self
        saved = self.saved if self.saved is not None and self.saved < self.now else None
        return History(self.moments[: self.now], self.now - 1, saved)

    def undone(self) -> "History":
        """Show the document before the last edit; at the beginning, stay there."""
        return replace(self, now=max(0, self.now - 1))

    def redone(self) -> "History":
        """Show the document after the edit that was undone last; at the end, stay there."""
        return replace(self, now=min(len(self.moments) - 1, self.now + 1))

    def marked_saved(self, schedule: Schedule | None = None) -> "History":
        """Remember that the document that is shown, or the one that was given, is on disk.

        Where neither undo nor redo leads to that one any more, none is on disk.
        """
        if schedule is None:
            return replace(self, saved=self.now)
        places = (n for n, moment in enumerate(self.moments) if moment.schedule is schedule)
        return replace(self, saved=next(places, None))

    def marked_unsaved(self) -> "History":
        """Remember that no document is on disk any more."""
        return replace(self, saved=None)
