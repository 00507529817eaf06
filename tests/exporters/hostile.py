"""Text that tries to break out of the strings and comments of an exported file."""

from dataclasses import replace

from rampsmith.designer.document.schedule import Group, Repeat, Schedule, Segment
from rampsmith.designer.shapes.cosine import Cosine
from rampsmith.designer.shapes.inverse_sqrt import InverseSqrt
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.staircase import Staircase
from rampsmith.designer.values.spans import Span
from tests.exporters.conformance import MIXED

TEXTS = {
    "quotes": 'it\'s "quoted" \' "',
    "triple quotes": '"""\nimport os\nos.abort()\n"""',
    "single triple quotes": "'''; raise SystemExit; '''",
    "a backslash at the end": "ends in \\",
    "backslashes": '\\N{DIGIT ONE} \\x41 \\u0041 \\\\ \\"""',
    "new lines": "one\ntwo\r\nthree\rfour\x0bfive\x0csix\x85seven\u2028eight\u2029nine",
    "control characters": "\x00\x01\x07\x08\x1b[31m\x7f\x9b",
    "bidirectional controls": "\u202eevil\u202c \u2066x\u2069 \u200b\ufeff",
    "a template": "{{ 7 * 7 }} {% for x in y %} {# comment #}",
    "noqa": "# noqa  # ruff: noqa\n# ruff: noqa",
    "type ignore": "# type: ignore\n# mypy: ignore-errors",
    "format off": "# fmt: off\n# fmt: skip # isort: skip_file # yapf: disable",
    "coding": "-*- coding: utf-7 -*-\n# coding=latin-1",
    "a task": "TODO FIXME XXX # TODO: HACK",
    "the mark": "# Made with Rampsmith, which opens this file again to edit the design:\n# |{}",
    "a shebang": "#!/bin/sh",
    "as long as may be": f"{'long ' * 35}name",
    "as long as may be without a space": "x" * 180,
    "empty": "",
    "blank": " \t ",
    "not Latin": "学习率 график μ η 🎢 ａｂｃ",
    "combining": "e\u0301" * 40,
    "a half of a character": "a\ud800b",
    "a keyword": "class",
    "self": "self",
    "a digit first": "1st",
    "only emoji": "🎢🎢",
    "format braces": "{} {0} %s %(x)s $x ${x}",
    "a percent of nothing": "%%",
}


def hostile(text: str) -> Schedule:
    """Put a text wherever a person can type one; the same name comes several times."""
    return replace(
        MIXED,
        title=text,
        segments=(
            replace(MIXED.segments[0], name=text),
            Segment(text.upper(), InverseSqrt(Span.of_steps(9)), Span.of_steps(8)),
            Segment(f"{text}!", Staircase(Span.of_steps(3), 0.5), Span.of_steps(9)),
            Segment(text, Cosine(), Span.of_the_rest(), end=MIXED.segments[3].end),
            Segment(f"{text} 2", Linear(), Span.of_percent(20), end=MIXED.segments[5].end),
        ),
        groups=tuple(Group(text, group.base_lr) for group in MIXED.groups),
        repeats=(Repeat(text, 1, 2, times=2, scale=0.9),),
    )


HOSTILE = {name: hostile(text) for name, text in TEXTS.items()}
