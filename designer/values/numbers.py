"""Numbers as people write and read them: ``1e-4``, ``8k``, ``3 epochs``, ``10%``, ``5*180``.

Whatever a person sees is written by one rule: from 0.01 up in digits with thousands apart, and below
that with an exponent: ``1,437``, ``0.025``, ``2e-3``, ``8.125e-4``. Places differ in how many digits
they have room for: ``exact_text`` has all, ``digits_text`` six, ``rate_text`` four. Numbers that
stand under each other, on an axis or in a column, never mix digits and exponents: ``alike_texts``.
Where there is little room, large counts end in a letter: ``375M``. Text that is read by rules of its
own, such as a formula, has ``plain_text``.
"""

import ast
import math
import operator
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from rampsmith.designer.values.parsing import parsed_expression
from rampsmith.designer.values.spans import COUNTED, Span, SpanUnit

LONGEST_ENTRY = 80
"""Nobody types more than this for one number; a longer text is refused before it is parsed."""

MOST_COUNTED = 10**15
"""Numbers from here on have no thousands apart, mostly an exponent: nobody reads more digits."""

LEAST_BRIEF = 10**6
"""Counts below it are always written out."""

LEAST_DECIMAL = 0.01
"""Numbers below it are written with an exponent: ``1e-3``."""

LONGEST_PLAIN = 6
"""Characters of a decimal that stands among numbers with exponents: ``0.0025``; a guess."""

MOST_OFF = 0.05
"""The part of the way to its neighbour by which a count on an axis may be rounded; a guess."""

_OPERATIONS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
}
_THOUSANDS = {"k": "e3", "m": "e6", "b": "e9", "t": "e12"}
_LARGE = ((1e12, "T"), (1e9, "B"), (1e6, "M"))
_UNIT_WORDS: dict[str, SpanUnit] = {
    typed: unit for unit, words in COUNTED.items() for typed in words.typed
}
_PLURALS = {"batch": "batches"}
"""Of the nouns that take more than an s."""
_UNITS_TO_TYPE = "updates, epochs, batches, samples, tokens and %"


class EntryError(ValueError):
    """A fault of something typed, as a sentence for the person who typed it."""


def _no_number(shown: str) -> str:
    """Write that a text is no number; of one with a decimal comma, how it is meant to be written."""
    if re.fullmatch(r"-?\d+,\d+(e-?\d+)?", shown, re.IGNORECASE):
        return f"“{shown}” is not a number; with a point, it is {shown.replace(',', '.')}."
    return f"“{shown}” is not a number."


def parsed_number(text: str) -> float:
    """Read a number or simple arithmetic: ``1e-4``, ``8k``, ``1,437``, ``1437 / 8``.

    Raises:
        EntryError: if it is neither, or not finite.
    """
    shown = _checked_entry(text)
    plain = re.sub(r"(?<=\d)[,_ \u2009\u202f](?=\d{3}(?!\d))", "", shown)
    plain = re.sub(r"\s*[×xX]\s*$", "", plain).replace("×", "*").replace("−", "-")
    plain = re.sub(
        r"(?<=[\d.])\s*([kKmMbBtT])\b", lambda match: _THOUSANDS[match[1].lower()], plain
    )
    # Python's parser is asked about nothing but arithmetic; it warns of some other texts.
    if not re.fullmatch(r"[0-9eE.+*/() -]+", plain):
        raise EntryError(_no_number(shown))
    try:
        value = _evaluated(parsed_expression(plain))
    except ZeroDivisionError:
        raise EntryError(f"“{shown}” divides by zero.") from None
    except (SyntaxError, ValueError, OverflowError, MemoryError, RecursionError):
        raise EntryError(_no_number(shown)) from None
    if not math.isfinite(value):
        raise EntryError(f"“{shown}” is not a finite number.")
    # Without the sign of a negative 0.
    return value or 0.0


def _checked_entry(text: str) -> str:
    shown = text.strip()
    if not shown:
        raise EntryError("A number is missing.")
    if len(shown) > LONGEST_ENTRY:
        raise EntryError(f"A number of {len(shown):,} characters is too long.")
    return shown


def parsed_whole(text: str) -> int:
    """Read a whole number.

    Raises:
        EntryError: if it is none.
    """
    value = parsed_number(text)
    if value != int(value):
        raise EntryError(f"“{text.strip()}” is not a whole number.")
    return int(value)


def parsed_span(text: str, unit: SpanUnit, *, until: bool = False, by_epoch: bool = False) -> Span:
    """Read a length or the place where it ends, with its unit or in the given one.

    Where a step is an epoch (``by_epoch``), so many updates are no number of steps.

    ``500``, ``3 epochs``, ``375M tokens``, ``10%``, ``30% less 1 step``, ``fill``; ``until 80%``, ``until epoch 150``.

    Raises:
        EntryError: if it is no length.
    """
    shown = _checked_entry(text)
    if shown.lower() in ("fill", "rest", "the rest"):
        return Span.of_the_rest()
    shorter = re.search(r"\s+less\s+([\d.,]+)\s*(steps?|updates?|epochs?)?$", shown, re.IGNORECASE)
    if shorter:
        _refuse_updates(shorter[2] or "", by_epoch=by_epoch)
        length = parsed_span(shown[: shorter.start()], unit, by_epoch=by_epoch)
        if length.unit == "fill" or length.until:
            raise EntryError("Only a length can be some updates less.")
        return replace(length, less=whole(parsed_number(shorter[1])))
    place = re.match(r"(until|till)\b\s*", shown, re.IGNORECASE)
    if place:
        until, shown = True, shown[place.end() :]
        # “until epoch 150” is “until 150 epochs”.
        shown = re.sub(r"^([A-Za-z]{2,})\s+(.+)$", r"\2 \1", shown)
    word = re.search(r"(%|[A-Za-z]{2,})\s*$", shown)
    if word:
        name, begin = word[1].lower(), word.start()
        if name not in _UNIT_WORDS and name[0] in _THOUSANDS:
            # “15Ttokens” is “15T tokens”.
            name, begin = name[1:], begin + 1
        if name not in _UNIT_WORDS:
            raise EntryError(f"“{word[1]}” is not a unit; there are {_UNITS_TO_TYPE}.")
        _refuse_updates(name, by_epoch=by_epoch)
        unit = _UNIT_WORDS[name]
        shown = shown[:begin]
    amount = parsed_number(shown)
    if unit == "fill":
        unit = "steps"
    return Span(whole(amount), unit, until)


def _refuse_updates(name: str, *, by_epoch: bool) -> None:
    """Take no update for a step where a step is an epoch."""
    if by_epoch and name.lower().startswith("update"):
        raise EntryError(
            "This steps after every epoch: say it in epochs, batches or %, not in updates."
        )


def whole(value: float) -> float:
    """Return a number as an int where it is whole."""
    return int(value) if math.isfinite(value) and value == int(value) else value


def tidy(value: float) -> float:
    """Drop what a product has after its 15th digit: to a reader 0.1 · 0.1 is 0.01."""
    return float(f"{value:.15g}")


def _evaluated(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_evaluated(operand)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _evaluated(operand)
        case ast.BinOp(left=left, op=operation, right=right) if type(operation) in _OPERATIONS:
            return _OPERATIONS[type(operation)](_evaluated(left), _evaluated(right))
        case _:
            raise ValueError("not arithmetic")


def exact_text(value: float) -> str:
    """Write a number for people so that typing it gives the same one: ``1,437``, ``0.1``, ``8e-5``."""
    if abs(value) < MOST_COUNTED and value == int(value):
        return f"{int(value):,}"
    return plain_text(value)


def plain_text(value: float) -> str:
    """Write a number exactly, for a formula or a list in which a comma means something: ``1437``."""
    if math.isfinite(value) and abs(value) < 1e16 and value == int(value):
        return str(int(value))
    return _float_text(value)


def _float_text(value: float) -> str:
    """Write a float with the fewest digits that give it: ``0.01``, ``1e-3``, ``1.0``."""
    if 0 < abs(value) < LEAST_DECIMAL:
        return f"{Decimal(repr(float(value))).normalize():e}"
    return brief_exponent(repr(float(value)))


def brief_exponent(text: str) -> str:
    """Drop the zero and the plus of Python's exponents: ``1e-05`` becomes ``1e-5``."""
    return re.sub(r"e([+-]?)0*(\d)", lambda match: "e" + match[1].replace("+", "") + match[2], text)


def number_source(value: float) -> str:
    """Write a number as Python source that gives exactly this number: ``9_000``, ``1e-5``."""
    return f"{value:_}" if isinstance(value, int) else _float_text(value)


def rate_text(value: float) -> str:
    """Write a rate for reading, four digits: ``5.738e-4``, ``0.02``, ``1``, ``1,437``."""
    return rounded_text(value, 4)


def digits_text(value: float) -> str:
    """Write a rate for following it step by step, six digits: ``9.99742e-3``, ``0.0123457``."""
    return rounded_text(value, 6)


def alike_texts(values: Iterable[float]) -> list[str]:
    """Write numbers that stand under each other in one way, six digits: ``0.01``, ``0.008``, ``0``.

    Where some would have an exponent and others not, all are decimals if these are short, as on most
    axes, and otherwise all have one: ``1e-2``, ``9.99742e-3``.
    """
    known = list(values)
    texts = [digits_text(value) for value in known]
    if len({"e" in text for text in texts if text != "0"}) < 2:
        return texts
    plain = [decimal_text(value) for value in known]
    if max(map(len, plain)) <= LONGEST_PLAIN:
        return plain
    return [exponent_text(value) for value in known]


def exponent_text(value: float) -> str:
    """Write a rate among others that need an exponent, six digits: ``1e-2``, ``0``, ``1``."""
    return rounded_text(value, 6, least=math.inf).removesuffix("e0")


def decimal_text(value: float) -> str:
    """Write a rate among others that need no exponent, six digits: ``0.001``, ``0.0123457``."""
    return rounded_text(value, 6, least=0.0)


def rounded_text(value: float, digits: int, *, least: float = LEAST_DECIMAL) -> str:
    """Write a number with at most so many digits, unless more stand before its point.

    Below ``least`` it has an exponent.
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    rounded = float(f"{mantissa}e{exponent}")
    if least <= abs(rounded) < MOST_COUNTED:
        places = max(0, digits - 1 - int(exponent))
        text = f"{rounded if places else value:,.{places}f}"
        return text.rstrip("0").rstrip(".") if places else text
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{mantissa}e{int(exponent)}"


def large_count(value: float) -> str:
    """Write a count where there is little room: ``9,000``, ``1.2M``, ``3.5B``."""
    for size, letter in _LARGE:
        if abs(value) >= size:
            return f"{value / size:.4g}{letter}"
    return count_text(round(value, 6))


def axis_counts(counts: Sequence[float]) -> list[str]:
    """Write counts that stand on one axis in one way: ``0``, ``0.5M``, ``1M``; ``9,000``, ``10,000``.

    The letter is that of the largest. Where its digits would not tell the counts apart, they are
    written out.
    """
    largest = max(map(abs, counts), default=0.0)
    apart = min((abs(right - left) for left, right in pairwise(counts)), default=largest)
    size, letter = next((each for each in _LARGE if largest >= each[0]), (1.0, ""))
    texts = [f"{count / size:.4g}" for count in counts]
    off = (abs(float(text) * size - count) for text, count in zip(texts, counts, strict=True))
    if not letter or max(off) > apart * MOST_OFF:
        if not 0 < apart < 1:
            return [count_text(round(count, 6)) for count in counts]
        # One digit more than the least difference has: the end of a run stands at any place.
        digits = 1 - math.floor(math.log10(apart))
        return [
            count_text(x)
            if (x := round(count, digits)) == int(x)
            else f"{x:,.{digits}f}".rstrip("0")
            for count in counts
        ]
    return [f"{text}{letter}" if text != "0" else text for text in texts]


def count_text(value: float) -> str:
    """Write a count with thousands apart: ``9,000``; a fraction of one keeps its decimals."""
    if not -math.inf < value < math.inf:
        return str(value)
    if abs(value) >= MOST_COUNTED:
        # Whole numbers may be too large for a float.
        return brief_exponent(f"{Decimal(value):.3g}".lower())
    if value == int(value):
        return f"{int(value):,}"
    if abs(value) < 1:
        return rounded_text(value, 3)
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def brief_count(value: float) -> str:
    """Write a large count as it would be typed, where that is exact: ``375M``, ``1.5B``."""
    for size, letter in ((10**12, "T"), (10**9, "B"), (LEAST_BRIEF, "M")):
        if size <= abs(value) < 1000 * size and value * 1000 % size == 0:
            return f"{exact_text(value / size)}{letter}"
    return count_text(value)


def counted(count: float, word: str) -> str:
    """Write a count with its noun: ``1 epoch``, ``5 epochs``, ``2 batches``."""
    noun = word if count == 1 else _PLURALS.get(word, f"{word}s")
    return f"{count_text(count)} {noun}"
