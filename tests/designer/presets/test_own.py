"""Own presets: kept in files of one folder, read one by one, used like any other."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rampsmith.designer.document.schedule import Group, Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.files.output import OutputError
from rampsmith.designer.presets import PRESETS, PresetError, preset_named
from rampsmith.designer.presets.own import (
    SUFFIX,
    OwnPreset,
    own_presets,
    preset_line,
    preset_name,
    removed_own,
    renamed_own,
    saved_own,
    write_own,
)
from rampsmith.designer.values.numbers import EntryError


def test_without_the_folder_there_are_none_and_nothing_is_made(own_presets_folder: Path) -> None:
    assert own_presets().kept == ()
    assert own_presets().faults == ()
    assert not own_presets_folder.exists()


def test_what_is_saved_is_read_again_whole(own_presets_folder: Path) -> None:
    saved = saved_own(starter(), "  Our   usual ", "As in the last paper")
    assert (saved.name, saved.schedule) == ("Our usual", starter())
    assert own_presets().kept == (saved,)
    assert saved.path.parent == own_presets_folder
    assert [path.name for path in own_presets_folder.iterdir()] == [saved.path.name]


def test_it_takes_what_every_preset_takes() -> None:
    design = replace(starter(), groups=(Group("body", 0.01), Group("head", 0.1)))
    preset = saved_own(design, "two groups", "").as_preset()
    assert [argument.name for argument in preset.arguments] == ["base_lr", "steps", "class_name"]
    assert preset.make() == design
    made = preset.make_from_texts(["base_lr=1e-3", "steps=5k", "class_name=Ours"])
    assert [group.base_lr for group in made.groups] == [1e-3, 1e-2]
    assert (made.total_steps, made.class_name) == (5_000, "Ours")
    with pytest.raises(PresetError, match="no argument “warmup”"):
        preset.make_from_texts(["warmup=3"])


def test_a_design_by_epochs_stays_one() -> None:
    design = replace(starter(), stepping="epoch")
    made = saved_own(design, "by epoch", "").as_preset().make(steps=7)
    assert (made.stepping, made.total_steps) == ("epoch", 7)


@pytest.mark.parametrize("length", [{"updates": 700}, {"total_tokens": 20_000}])
def test_steps_take_the_place_of_any_other_length(length: dict[str, int]) -> None:
    run = replace(starter().run, epochs=None, tokens_per_sample=3, **length)  # type: ignore[arg-type]
    preset = saved_own(replace(starter(), run=run), "other length", "").as_preset()
    assert preset.make(steps=123).total_steps == 123
    assert preset.make().run == run


def test_they_are_found_by_name_and_misspelt_ones_are_guessed() -> None:
    own = saved_own(starter(), "kitchen sink", "").as_preset()
    assert preset_named("kitchen sink", [own]) == own
    with pytest.raises(PresetError, match="Did you mean “kitchen sink”"):
        preset_named("kitchen sick", [own])


def test_the_same_name_again_replaces_the_preset() -> None:
    saved_own(starter(), "ours", "first")
    again = saved_own(starter(), "OURS", "second")
    assert own_presets().kept == (again,)


def test_renaming_keeps_the_file_and_no_two_have_one_name() -> None:
    first, second = saved_own(starter(), "first", ""), saved_own(starter(), "second", "")
    renamed = renamed_own(first, name="third", line="A line")
    assert renamed.path == first.path
    assert own_presets().kept == (second, renamed)
    with pytest.raises(EntryError, match="another preset “Second”"):
        renamed_own(renamed, name="Second", line="")
    assert renamed_own(renamed, name="Third", line="").name == "Third"


def test_deleting_can_be_taken_back() -> None:
    own = saved_own(starter(), "ours", "a line")
    removed_own(own)
    removed_own(own)
    assert own_presets().kept == ()
    write_own(own)
    assert own_presets().kept == (own,)


@pytest.mark.parametrize(
    "name",
    ["../../escape", "/etc/passwd", "con", "..", "a/b\\c", "ünï", "x" * 60, "a.b", "🚀", "~"],
)
def test_no_name_leads_out_of_the_folder(name: str, own_presets_folder: Path) -> None:
    own = saved_own(starter(), name, "")
    assert own.path.resolve().parent == own_presets_folder.resolve()
    assert own.path.name.startswith("own-")
    assert own.path.name.isascii()
    assert [kept.name for kept in own_presets().kept] == [name]


def test_names_that_make_the_same_file_get_different_ones() -> None:
    paths = {saved_own(starter(), name, "").path for name in ("a b", "a-b", "a_b")}
    assert len(paths) == 3
    assert len(own_presets().kept) == 3


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "1 to 60 characters"),
        ("  ", "1 to 60 characters"),
        ("x" * 61, "1 to 60 characters"),
        ("bell\a", "can be shown"),
        ("--set", "begins with no “-”"),
        ("steplr", "comes with Rampsmith"),
    ],
)
def test_names_that_cannot_be_are_refused_in_a_sentence(name: str, reason: str) -> None:
    with pytest.raises(EntryError, match=reason):
        preset_name(name)


def test_a_line_is_one_line() -> None:
    assert preset_line(" a\nb ") == "a b"
    with pytest.raises(EntryError, match="200 characters"):
        preset_line("x" * 201)


def test_a_design_with_errors_cannot_be_a_preset(own_presets_folder: Path) -> None:
    with pytest.raises(EntryError, match="A design with errors cannot be a preset: "):
        saved_own(Schedule(), "nothing", "")
    assert not own_presets_folder.exists()


def harmed(own: OwnPreset, **changes: object) -> None:
    """Write a preset's file anew with other values."""
    document = json.loads(own.path.read_text(encoding="utf-8"))
    own.path.write_text(json.dumps(document | changes), encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": 3}, "name: This must be a text in quotes, not 3."),
        ({"name": "StepLR"}, "name: “StepLR” is a preset that comes with Rampsmith."),
        ({"design": []}, "design: This must be a design, an object in braces"),
        ({"rampsmith_preset": 2}, "rampsmith_preset: Presets are read in format 1 only."),
        ({"more": 1}, "more: "),
        ({"line": "x" * 300}, "line: The text has 300 characters"),
    ],
)
def test_a_broken_file_is_one_sentence_and_hides_no_other(
    changes: dict[str, object], sentence: str
) -> None:
    good, bad = saved_own(starter(), "good", ""), saved_own(starter(), "bad", "")
    harmed(bad, **changes)
    found = own_presets()
    assert found.kept == (good,)
    (fault,) = found.faults
    assert f"{bad.path}: {sentence}" in fault


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null"])
def test_what_is_no_preset_at_all_is_a_sentence_too(data: bytes, own_presets_folder: Path) -> None:
    own_presets_folder.mkdir(parents=True)
    (own_presets_folder / "x.preset.json").write_bytes(data)
    (own_presets_folder / "folder.preset.json").mkdir()
    found = own_presets()
    assert found.kept == ()
    assert len(found.faults) == 2


def test_the_second_file_with_a_name_is_told_and_left_out() -> None:
    first = saved_own(starter(), "ours", "")
    copy = first.path.with_name("own-zz.preset.json")
    copy.write_bytes(first.path.read_bytes())
    found = own_presets()
    assert found.kept == (first,)
    assert found.faults == (f"{copy}: name: There is another preset “ours”.",)


def test_a_folder_that_is_none_is_told_when_saving(own_presets_folder: Path) -> None:
    own_presets_folder.parent.mkdir(parents=True)
    own_presets_folder.write_text("in the way")
    with pytest.raises(OutputError, match="This cannot be written"):
        saved_own(starter(), "ours", "")
    assert own_presets().kept == ()


def test_every_preset_that_comes_along_says_where_it_comes_from() -> None:
    sources = [preset.source for preset in PRESETS.values()]
    assert list(dict.fromkeys(sources)) == [
        "Basics",
        "torch",
        "Other libraries",
        "Language models",
        "transformers",
        "timm",
        "DeepSpeed",
        "OLMo-core",
        "NeMo",
        "Images and scenes",
        "Recipes",
    ]
    assert PRESETS["StepLR"].source == "torch"


def test_the_short_names_of_one_source_are_told_apart_and_end_the_full_ones() -> None:
    shown = [(preset.source, preset.short_name) for preset in PRESETS.values()]
    assert len(set(shown)) == len(PRESETS)
    assert PRESETS["transformers:cosine"].short_name == "cosine"
    assert all(name.endswith(preset.short_name) for name, preset in PRESETS.items())


def test_large_garbage_among_the_presets_is_a_fault_each_and_is_not_read(
    own_presets_folder: Path,
) -> None:
    saved = saved_own(starter(), "sound", "")
    for number in range(3):
        (own_presets_folder / f"own-{number}{SUFFIX}").write_bytes(b"[" * 2**21)
    found = own_presets()
    assert found.kept == (saved,)
    assert [fault.count("2,097,152 bytes; 1,048,576 are the most") for fault in found.faults] == [
        1
    ] * 3
