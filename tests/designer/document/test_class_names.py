"""The names that the exported class may have, and the one that a title gets."""

import builtins

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from torch.optim import lr_scheduler

from rampsmith.designer.document.class_names import (
    LONGEST_CLASS_NAME,
    RESERVED,
    TORCHS_OWN,
    class_name_fault,
    class_name_from,
    retitled,
)
from rampsmith.designer.document.schedule import Schedule
from rampsmith.exporters.curve_code.parts import COPIED

ALLOWED = ["CosineWarmupScheduler", "A", "X1", "_Private", "snake_case", "A" * LONGEST_CLASS_NAME]

LETTERS = "cannot name a class: only the letters a to z and A to Z, digits and _, no digit first."

REFUSED = [
    ("", "The class has no name."),
    ("A" * 61, "The class name has 61 characters; 60 are the most."),
    ("1st", f"'1st' {LETTERS}"),
    ("my class", f"'my class' {LETTERS}"),
    ("A\nimport os", "'A\\nimport os' cannot name a class"),
    ('A"""', "cannot name a class"),
    ("Größe", f"'Größe' {LETTERS}"),
    ("class", "'class' is a word of the Python language and cannot name a class."),
    ("None", "'None' is a word of the Python language"),
    ("match", "'match' is a word of the Python language"),
    ("_", "'_' is a word of the Python language"),
    ("LRScheduler", "A class called 'LRScheduler' would hide a name that the exported file needs."),
    ("torch", "would hide"),
    ("cosine", "would hide"),
    ("float", "would hide"),
    ("__Mangled", "'__Mangled' begins with two underscores, which Python keeps for itself."),
]

TITLES = [
    ("digits warmup-cosine", "DigitsWarmupCosine"),
    ("My schedule", "MySchedule"),
    ("3 epochs", "Schedule3Epochs"),
    ("", "Scheduler"),
    ("„“", "Scheduler"),
    ("optimizer", "OptimizerScheduler"),
    ("none", "NoneScheduler"),
    ("Untitled", "Untitled"),
    ("GPT-2 124M", "GPT2_124M"),
    ("Llama 3 405B", "Llama3_405B"),
    ("Llama 3.1 8B, run 2", "Llama3_1_8BRun2"),
    ("9 " * 40, "Schedule" + "9_" * 25 + "9"),
]


@pytest.mark.parametrize("name", ALLOWED)
def test_this_may_be_a_class(name: str) -> None:
    assert class_name_fault(name) is None


@pytest.mark.parametrize(("name", "sentence"), REFUSED)
def test_this_may_not_and_a_sentence_says_why(name: str, sentence: str) -> None:
    fault = class_name_fault(name)
    assert fault is not None
    assert sentence in fault
    assert fault.endswith(".")
    assert "\n" not in fault


@pytest.mark.parametrize("name", sorted({*dir(builtins), *RESERVED}))
def test_no_name_that_the_exported_file_may_need_is_allowed(name: str) -> None:
    assert class_name_fault(name) is not None


@pytest.mark.parametrize(("title", "name"), TITLES)
def test_a_title_makes_this_name(title: str, name: str) -> None:
    assert class_name_from(title) == name


@given(st.text() | st.sampled_from(dir(builtins)) | st.sampled_from(sorted(RESERVED)))
@example("x" * 10_000)
@example("9" * 10_000)
@example("import")
def test_any_title_makes_an_allowed_name(title: str) -> None:
    name = class_name_from(title)
    assert class_name_fault(name) is None
    compile(f"class {name}: pass", "<test>", "exec")


def test_no_class_takes_the_name_of_one_of_torchs_unless_somebody_insists() -> None:
    assert {*lr_scheduler.__all__, "SWALR"} - {"LRScheduler"} == TORCHS_OWN
    for name in TORCHS_OWN:
        other = f"{name}Scheduler" if name != "ChainedScheduler" else "ChainedSchedule"
        assert class_name_from(name) == other
        assert class_name_fault(name) is None


def test_no_name_of_a_function_that_is_copied_into_the_file_is_allowed() -> None:
    assert {each.__name__ for each in COPIED} <= RESERVED


def test_the_class_is_called_after_the_title_until_somebody_names_it() -> None:
    first = retitled(Schedule(), "My first run")
    assert (first.title, first.class_name) == ("My first run", "MyFirstRun")
    assert retitled(first, "my second run").class_name == "MySecondRun"
    named = Schedule(title="My first run", class_name="Ours")
    assert retitled(named, "my second run") == Schedule(title="my second run", class_name="Ours")
