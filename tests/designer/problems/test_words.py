"""Sentences count in the unit that lists and fields show: updates, or epochs where it steps by epoch."""

import re

from hypothesis import given

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.problems.all_problems import problems
from tests.designer.strategies import everything, everything_wrong

ABOUT_THE_CALL = r"Step after every|epochs after which to step|scheduler\.step\(\)|optimizer\.step\(\)|([Cc]ount )?steps (count )?from [01]|“[^”]*”"
"""What is about calls of ``step`` or how they are counted, and what a person wrote."""


@given(everything() | everything_wrong())
def test_no_sentence_about_a_place_or_a_length_says_steps(schedule: Schedule) -> None:
    found = problems(schedule)
    fixes = [problem.fix.words for problem in found if problem.fix is not None]
    for text in (*(problem.sentence for problem in found), *fixes):
        said = re.sub(ABOUT_THE_CALL, "", text)
        assert not re.search(r"\bsteps?\b", said), text
