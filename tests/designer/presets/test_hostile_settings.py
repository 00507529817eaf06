"""Numbers that make no sense for a preset's arguments: each is refused by name, in a sentence."""

import pytest

from rampsmith.designer.files.design_file import design_text, schedule_in
from rampsmith.designer.presets import PRESETS, PresetError
from rampsmith.designer.presets.argument import PresetArgument
from rampsmith.designer.presets.preset import Preset
from rampsmith.designer.values.spans import Span

HUGE = ("1e308", "-1e308", "1e300k", "1e16", "1e101", "1e101 epochs", "until 1e101", "1e103%")
NONSENSE = ("1e400", "-1e400", "nan", "inf", "-inf", "9" * 400, "9" * 5_000, "1e308 * 10")
NEAR_THE_EDGE = ("0", "-0.0", "5e-324", "1e99", "1e100", "1e15", "-5", "1e-9", "0.5")

ROWS = [(preset, each) for preset in PRESETS.values() for each in preset.own_arguments]
ROWS += [
    (PRESETS[name], each)
    for name in ("warmup-cosine", "OneCycleLR", "llama-3-405b", "transformer-base")
    for each in PRESETS[name].arguments
    if each not in PRESETS[name].own_arguments
]


def is_of(argument: PresetArgument, *kinds: object) -> bool:
    """Whether values of an argument are of one of some kinds, or are none."""
    return any(str(kind) in str(argument.kind) for kind in kinds)


NUMBERS = [row for row in ROWS if is_of(row[1], int, float, Span, "int", "float", "Span")]


def refusal(preset: Preset, argument: PresetArgument, text: str) -> str:
    """What is said of a setting; nothing where it is taken."""
    try:
        made = preset.make_from_texts([f"{argument.name}={text}"])
    except PresetError as error:
        return str(error)
    # What is taken is what the file holds: nothing is cut to what a design can have.
    assert schedule_in(design_text(made), source="") == made, (
        f"{preset.name} {argument.name}={text}"
    )
    return ""


def beyond(argument: PresetArgument, text: str) -> bool:
    """Whether a text is more than any value of an argument may be."""
    return not (text == "1e16" and is_of(argument, float, "float"))


@pytest.mark.parametrize("text", [*HUGE, *NONSENSE])
def test_a_number_beyond_every_limit_is_refused_by_name_with_the_value(text: str) -> None:
    for preset, argument in NUMBERS:
        if not beyond(argument, text):
            continue
        said = refusal(preset, argument, text)
        assert said.startswith(f"{argument.name}: "), (preset.name, argument.name, said)
        shown = text if len(text) < 80 else f"{len(text):,} characters"
        assert shown in said or "unit" in said, said


@pytest.mark.parametrize("text", NEAR_THE_EDGE)
def test_a_number_near_a_limit_is_taken_whole_or_refused_in_a_sentence(text: str) -> None:
    for preset, argument in NUMBERS:
        said = refusal(preset, argument, text)
        assert said == "" or said.endswith((".", "?")), said


def test_numbers_without_a_result_are_told_with_the_arguments_that_were_set() -> None:
    vit = next(
        preset
        for preset in PRESETS.values()
        if any(each.name == "layer_decay" for each in preset.arguments)
    )
    with pytest.raises(PresetError, match=r"^layer_decay=1e99: .* no number\.$"):
        vit.make_from_texts(["layer_decay=1e99"])


def test_a_group_has_no_rate_beyond_every_limit() -> None:
    for text in ("1e308", "1e101", "nan", "1e400"):
        with pytest.raises(PresetError, match="head: "):
            PRESETS["warmup-cosine"].make_from_texts([], [f"head={text}"])


def test_a_scheduler_in_a_list_is_held_to_the_same() -> None:
    for call in ("StepLR(1e308)", "StepLR(3, gamma=1e308)", "MultiStepLR([1e308])"):
        with pytest.raises(PresetError, match=r"1e\+?308”"):
            PRESETS["ChainedScheduler"].make_from_texts([f"schedulers=[{call}, StepLR(3)]"])
