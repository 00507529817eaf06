"""Designs in notebooks and scripts: what ``rampsmith`` itself offers."""

import re
import subprocess
import sys
import traceback
from dataclasses import replace
from pathlib import Path

import pytest
import torch

import rampsmith
from rampsmith import Design, DesignError, PresetError, load, preset
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.files.design_file import write_design
from rampsmith.exporters.targets.pytorch import pytorch_source

PAGE = Path(__file__).parents[3] / "docs" / "notebook.md"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a design in it, in which relative names are looked for."""
    monkeypatch.chdir(tmp_path)
    write_design(starter(), "run.ramp")
    return tmp_path


def optimizer_of(schedule: Schedule) -> torch.optim.SGD:
    groups = [{"params": [torch.zeros(1)], "lr": group.base_lr} for group in schedule.groups]
    return torch.optim.SGD(groups, lr=0.1)


def test_the_examples_of_the_page_run_and_print_what_it_says(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = re.findall(r"```(python|text)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) > 8
    names: dict[str, object] = {}
    printed = ""
    for language, text in blocks:
        if language == "text":
            assert printed == text
        else:
            exec(compile(text, str(PAGE), "exec"), names)  # noqa: S102 - it is our own page
            printed = capsys.readouterr().out


def test_there_are_at_most_a_dozen_public_names() -> None:
    public = {name for name in vars(Design) if not name.startswith("_")}
    assert len(public | set(rampsmith.__all__)) <= 12
    assert all(getattr(rampsmith, name).__doc__ for name in rampsmith.__all__)
    assert set(rampsmith.__all__) <= set(dir(rampsmith))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = rampsmith.nothing  # type: ignore[attr-defined]


def test_a_design_is_loaded_from_its_file_and_from_an_exported_one(here: Path) -> None:
    Path("run.py").write_text(pytorch_source(starter()), encoding="utf-8")
    expected = list(Rates(starter()).at(100))
    assert load("run.ramp").rates(100) == load(Path("run.py")).rates(100) == expected


def test_the_scheduler_follows_the_designs_rates_to_the_bit(here: Path) -> None:
    design = load("run.ramp")
    optimizer = optimizer_of(starter())
    scheduler = design.scheduler(optimizer)
    for t in range(50):
        assert scheduler.get_last_lr() == design.rates(t)
        optimizer.step()
        scheduler.step()


def test_the_table_holds_the_rates_of_all_steps(here: Path) -> None:
    design = load("run.ramp")
    rows = design.table()
    assert len(rows) == design.total_steps
    assert [row["rate all"] for row in rows] == [design.rates(t)[0] for t in range(len(rows))]


def test_a_notebook_is_shown_a_picture_but_none_of_a_design_with_errors() -> None:
    svg = Design(starter())._repr_svg_()
    assert svg is not None
    assert svg.startswith("<svg ")
    wrong = Design(replace(starter(), groups=()))
    assert wrong._repr_svg_() is None
    assert repr(wrong).startswith("<Design ")


def test_a_design_with_errors_says_all_of_them_instead_of_making_a_class() -> None:
    wrong = Design(replace(starter(), groups=(), class_name="1"))
    assert len([each for each in wrong.problems if each.startswith("error: ")]) >= 2
    with pytest.raises(DesignError, match="class_name") as error:
        wrong.source()
    assert "groups" in str(error.value)
    with pytest.raises(DesignError):
        wrong.scheduler(optimizer_of(starter()))


def test_wrong_files_presets_and_steps_are_refused_in_words(here: Path) -> None:
    with pytest.raises(DesignError, match="no such file"):
        load("nothing.ramp")
    with pytest.raises(PresetError, match="There is no preset “cosin”"):
        preset("cosin")
    with pytest.raises(ValueError, match="there is no step -1"):
        load("run.ramp").rates(-1)
    with pytest.raises(ValueError, match="one of step, batch, update, epoch, not “week”"):
        load("run.ramp").table("week")  # type: ignore[arg-type]


def test_the_settings_of_a_preset_are_numbers_or_what_one_would_type() -> None:
    typed = preset("OneCycleLR", max_lr="1e-3", total_steps="3000")
    assert typed.rates(900) == preset("OneCycleLR", max_lr=1e-3, total_steps=3000).rates(900)


def test_tracebacks_show_the_lines_of_the_class() -> None:
    schedule = replace(starter(), class_name="Shown")
    with pytest.raises(ValueError, match="warmup_steps must be >= 0") as error:
        Design(schedule).scheduler(optimizer_of(schedule), warmup_steps="many")
    said = "".join(traceback.format_exception(error.value))
    assert "<rampsmith Shown>" in said
    assert "raise ValueError(f" in said


def test_loading_and_drawing_needs_neither_qt_nor_torch(here: Path) -> None:
    code = (
        "import sys; import rampsmith; assert 'rampsmith.app' not in sys.modules\n"
        "design = rampsmith.load('run.ramp'); design.table(); design.source(); design._repr_svg_()\n"
        "print({'torch', 'PySide6', 'pyqtgraph', 'numpy'} & sys.modules.keys())"
    )
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert child.stdout == "set()\n"


@pytest.mark.long
def test_a_real_notebook_shows_the_picture_and_trains(here: Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    cells = [
        "from rampsmith import load\ndesign = load('run.ramp')\ndesign",
        "import torch; optimizer = torch.optim.SGD([torch.zeros(1)], lr=0.01)",
        "design.scheduler(optimizer).get_last_lr() == design.rates(0)",
        "design.table('epoch')[0]['t']",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in cells])
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(here)}}).execute()
    picture, trained, table = (c.outputs[0]["data"] for c in notebook.cells if c.outputs)
    assert picture["image/svg+xml"].startswith("<svg ")
    assert picture["text/plain"].startswith("<Design 'digits warmup cosine'")
    assert (trained["text/plain"], table["text/plain"]) == ("True", "0")
