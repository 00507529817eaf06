"""All sources in the order in which they are asked; the first that recognises a text reads it."""

from typing import Protocol

from rampsmith.designer.files.design_error import DesignError, DesignFault
from rampsmith.designer.files.design_file import schedule_from_text
from rampsmith.designer.presets.common import PresetError
from rampsmith.designer.problems.all_problems import errors
from rampsmith.designer.sources import (
    deepspeed,
    designs,
    functions,
    mmengine,
    rules,
    schedulers,
    trainer,
    ultralytics,
)
from rampsmith.designer.sources.reading import Notes, Reading, Unreadable
from rampsmith.designer.sources.source_text import OF_CODE, SourceText
from rampsmith.designer.values.limits import LONGEST_SOURCE


class Source(Protocol):
    """Something that a design is read from."""

    def recognises(self, text: SourceText) -> bool:
        """Return whether a text is one of its kind."""

    def read(self, text: SourceText) -> Reading:
        """Read such a text; it raises ``Unreadable`` or ``DesignError`` where that is impossible."""


SOURCES: tuple[Source, ...] = (
    designs,
    schedulers,
    trainer,
    functions,
    ultralytics,
    mmengine,
    deepspeed,
    rules,
)

NOTHING_IN_CODE = (
    "No design is inside this Python file, and no schedule that is known: no scheduler of torch or "
    "transformers, no TrainingArguments, no function of the step."
)
NOTHING_IN_CONFIGURATION = (
    "No schedule that is known is in this configuration: no TrainingArguments, no arguments of "
    "ultralytics, no param_scheduler of mmengine, no scheduler of DeepSpeed."
)
WORDS_OF_DESIGNS = {"rampsmith", "segments", "title", "groups", "run"}
"""Of a text with one of them that is no design, it is told why it is none."""


def read_source(text: str, name: str) -> Reading:
    """Read a design from whatever somebody has: a design, an exported file, code, a configuration.

    Nothing of it is run. What could not be known is noted in the reading.

    Raises:
        DesignError: if it is none of them, or an impossible one.
    """
    notes = Notes()
    source_text = SourceText(text.removeprefix("\ufeff"), name, notes)
    if designs.recognises(source_text):
        return designs.read(source_text)
    if len(text) > LONGEST_SOURCE:
        sentence = f"This text has {len(text):,} characters; {LONGEST_SOURCE:,} are the most."
        raise DesignError(name, (DesignFault("", sentence),))
    try:
        for source in SOURCES:
            if source.recognises(source_text):
                return _sound(source.read(source_text))
        fault = source_text.fault()
        if fault is not None:
            raise fault
    except Unreadable as fault:
        raise fault.error(name) from None
    except PresetError as error:
        faults = tuple(DesignFault("", fault.sentence) for fault in error.faults)
        raise DesignError(name, faults) from None
    except (RecursionError, MemoryError):
        sentence = "This is nested too deeply to be followed."
        raise DesignError(name, (DesignFault("", sentence),)) from None
    return _unrecognised(source_text)


def _unrecognised(text: SourceText) -> Reading:
    """Read what no source recognises as a design, or say why it is nothing that is read."""
    nothing = ""
    if text.ending in OF_CODE or text.script is not None:
        nothing = NOTHING_IN_CODE
    entry = text.configuration
    if entry is not None and entry.members() and not entry.members().keys() & WORDS_OF_DESIGNS:
        nothing = NOTHING_IN_CONFIGURATION
    if nothing:
        raise DesignError(text.name, (DesignFault("", nothing),))
    # What is no JSON is told as such, with its place.
    return Reading(schedule_from_text(text.text, source=text.name))


def is_code(text: str, name: str) -> bool:
    """Return whether a text is code or a configuration that is read, be it possible or not.

    One of a design itself is neither: its segments can be taken as they are.
    """
    if len(text) > LONGEST_SOURCE:
        return False
    source_text = SourceText(text.removeprefix("\ufeff"), name, Notes())
    try:
        if designs.recognises(source_text):
            return False
        return any(source.recognises(source_text) for source in SOURCES)
    except (Unreadable, DesignError, RecursionError, MemoryError):
        return True


def _sound(reading: Reading) -> Reading:
    """Return a reading unless its design is an impossible one."""
    found = errors(reading.schedule)
    if found:
        raise Unreadable(" ".join(problem.sentence for problem in found[:3]))
    return reading
