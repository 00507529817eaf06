"""The digest of an exported file: changed by any change of code or comment, by no layout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rampsmith.designer.files.embedded import (
    MARK,
    digest_of,
    embedded_lines,
    is_as_signed,
    recorded_digest,
    signed,
)

DESIGN = "\n".join(embedded_lines({"rampsmith": 1}))
SOURCE = (
    f'"""A head."""\n\n{DESIGN}\n\nimport math\n\n\ndef f(x: float) -> float:\n    return x + 1\n'
)
SIGNED = signed(SOURCE, target="pytorch")


def test_a_signed_file_is_as_it_says_and_shows_it_above_the_design() -> None:
    assert is_as_signed(SIGNED)
    assert recorded_digest(SIGNED) == digest_of(SOURCE)
    lines = SIGNED.splitlines()
    assert lines[2] == f"{MARK} (pytorch, digest {digest_of(SOURCE)}):"
    assert max(map(len, lines)) <= 88


def test_a_file_without_a_digest_is_not_as_it_says() -> None:
    assert recorded_digest(SOURCE) is None
    assert not is_as_signed(SOURCE)


@pytest.mark.parametrize(
    "layout",
    [
        SIGNED.replace("\n", "\r\n"),
        SIGNED.replace("x + 1", "(x  +  1)"),
        SIGNED.replace("x: float", "\n    x: float,\n"),
        SIGNED.replace("    return", "\treturn"),
        SIGNED.replace('"""', "'''"),
        SIGNED + "\n\n",
    ],
)
def test_layout_changes_nothing(layout: str) -> None:
    assert is_as_signed(layout)


@pytest.mark.parametrize(
    "changed",
    [
        SIGNED.replace("x + 1", "x + 2"),
        SIGNED.replace("x + 1", "x - 1"),
        SIGNED.replace("f(x", "g(x"),
        SIGNED.replace("x + 1", "x + 1  # one more"),
        SIGNED.replace('{"rampsmith":1}', '{"rampsmith":2}'),
        SIGNED.replace("A head", "Another head"),
        SIGNED.replace("import math\n", ""),
        SIGNED + "this is not ( Python",
        SIGNED + "x = [" * 5000,
        SIGNED + "\0",
        SIGNED + f"x = {'9' * 5000}\n",
    ],
)
def test_code_and_comments_change_it(changed: str) -> None:
    assert not is_as_signed(changed)


def test_a_warning_about_the_code_is_none_of_ours() -> None:
    assert not is_as_signed(SIGNED + 'x = "\\d"\n')


@given(st.text())
def test_any_text_has_a_digest(text: str) -> None:
    assert len(digest_of(text)) == 16
    assert not is_as_signed(text)
