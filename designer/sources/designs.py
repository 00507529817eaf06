"""Designs: a design file, or the comment of an exported file that holds one."""

from rampsmith.designer.files.design_file import schedule_from_text
from rampsmith.designer.files.embedded import design_in
from rampsmith.designer.sources.reading import Reading
from rampsmith.designer.sources.source_text import SourceText

MARK = '"rampsmith"'
"""The word that every design begins with."""


def recognises(text: SourceText) -> bool:
    """Return whether a text is a design, or has one inside."""
    plain = text.text.removeprefix("\ufeff").lstrip()
    return (plain.startswith("{") and MARK in plain) or design_in(text.text) is not None


def read(text: SourceText) -> Reading:
    """Read a design.

    Raises:
        DesignError: with everything that is wrong with it.
    """
    plain = text.text.removeprefix("\ufeff")
    design = None if plain.lstrip().startswith("{") else design_in(text.text)
    return Reading(schedule_from_text(plain if design is None else design, source=text.name))
