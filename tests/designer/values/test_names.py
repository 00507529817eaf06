"""Names that are typed, and names for what is new."""

from pathlib import Path

import pytest

from rampsmith.designer.values.limits import LONGEST_TEXT
from rampsmith.designer.values.names import counted_name, free_name, parsed_name
from rampsmith.designer.values.numbers import EntryError


def test_a_name_is_one_line_without_spaces_around_it() -> None:
    assert parsed_name("  Warm \t up\n", "A name") == "Warm up"
    assert parsed_name("n" * LONGEST_TEXT, "A name") == "n" * LONGEST_TEXT


@pytest.mark.parametrize("text", ["", " \n", "a\x07b", "n" * (LONGEST_TEXT + 1)])
def test_what_is_no_name_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(EntryError, match=r"^A group's name has 1 to 200 characters that can be"):
        parsed_name(text, "A group's name")


def test_a_free_name_has_the_first_number_that_is_free() -> None:
    taken = {Path("a.py"), Path("a_2.py")}
    numbered = free_name(Path("a.py"), lambda n: Path(f"a_{n}.py"), taken.__contains__)
    assert numbered == Path("a_3.py")
    assert free_name(Path("b.py"), lambda n: Path(f"b_{n}.py"), taken.__contains__) == Path("b.py")


def test_a_name_with_a_number_counts_on() -> None:
    assert counted_name("Hold", set()) == "Hold"
    assert counted_name("Hold", {"Hold"}) == "Hold 2"
    assert counted_name("Hold 2", {"Hold 2", "Hold 3"}) == "Hold 4"
    assert counted_name("{}", {"{}"}) == "{} 2"
