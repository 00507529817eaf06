"""From a schedule to one PyTorch file: a small ``LRScheduler`` subclass of its own."""

from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.evaluation.plateau_falls import plateau_of
from rampsmith.exporters.curve_code.expressions import INDENT, Style
from rampsmith.exporters.curve_code.parts import Parts, parts_for
from rampsmith.exporters.curve_code.schedule_curves import Curves, curves_of
from rampsmith.exporters.curve_code.statements import Function
from rampsmith.exporters.targets.class_methods import arguments_lines, constructor, numbers_method
from rampsmith.exporters.targets.export_file import export_file, opening, require_exportable
from rampsmith.exporters.targets.plateau_methods import step_methods, taking_over_method
from rampsmith.exporters.targets.rates_methods import rates_methods
from rampsmith.exporters.targets.self_check import check_function
from rampsmith.exporters.targets.setting_methods import setting_methods
from rampsmith.exporters.targets.state_methods import names_set, state_methods
from rampsmith.exporters.words.course import class_line, head
from rampsmith.exporters.words.naming import tuple_lines
from rampsmith.exporters.words.wording import WIDTH


def pytorch_source(schedule: Schedule) -> str:
    """Write the exported file.

    Raises:
        ExportError: if the schedule has errors.
    """
    require_exportable(schedule)
    curves = curves_of(schedule)
    rates = [*rates_methods(curves)]
    watches = plateau_of(schedule) is not None
    methods = [
        *step_methods(curves),
        *rates,
        *curves.methods,
        *setting_methods(curves),
    ]
    parts = parts_for(curves.all, methods)
    methods += taking_over_method(curves)
    methods += state_methods(curves, has_numbers=bool(parts.parameters))
    methods[:0] = [constructor(curves, parts), *numbers_method(parts.parameters)]
    style = Style(docstrings=schedule.code.docstrings, hints=schedule.code.type_hints)
    plain = Style(in_class=False, docstrings=style.docstrings, hints=style.hints)
    imports = _imports(schedule, uses_math=parts.uses_math or watches, watches=watches)
    checks = [check_function(schedule)] if schedule.code.self_check else []
    return export_file(
        "pytorch",
        schedule,
        page="scheduler_class",
        opening=opening(schedule, head(schedule), *imports),
        functions=["\n".join(each.lines(plain)) for each in parts.functions],
        class_head="\n".join(_class_head(curves, parts)),
        methods=[_indented(method, style) for method in methods],
        self_checks=["\n".join(each.lines(plain)) for each in checks],
    )


def _indented(method: Function, style: Style) -> str:
    return "\n".join(f"    {each}" if each else "" for each in method.lines(style))


def _imports(schedule: Schedule, *, uses_math: bool, watches: bool) -> tuple[list[str], ...]:
    """Write the imports, those from this file's future, from Python and from torch apart."""
    code = schedule.code
    is_old, hints = code.oldest_torch == "1.13", code.type_hints
    needs_optim = not is_old or code.self_check
    hinted = f"from typing import Any{', SupportsFloat' if watches else ''}"
    names = "Tensor, optim" if hints or needs_optim else "Tensor"
    lines = (
        {"from __future__ import annotations": hints},  # for Python 3.8 and 3.9
        {"import math": uses_math, hinted: hints, "from warnings import warn": True},
        {
            "import torch": code.self_check,
            f"from torch import {names}": True,
            "from torch.optim.lr_scheduler import _LRScheduler": is_old,
        },
    )
    return tuple([each for each, needed in section.items() if needed] for section in lines)


def _class_head(curves: Curves, parts: Parts) -> list[str]:
    """Write the first lines of the class, in one line if there is room."""
    schedule = curves.schedule
    is_old = schedule.code.oldest_torch == "1.13"
    base = "_LRScheduler" if is_old else "optim.lr_scheduler.LRScheduler"
    line = f"class {schedule.class_name}({base}):"
    broken = [f"class {schedule.class_name}(", f"    {base}", "):"]
    told = [f'"""{class_line(schedule)}', "", *arguments_lines(curves, parts.parameters), '"""']
    docstring = [f"    {each}" if each else "" for each in told] if schedule.code.docstrings else []
    names = [group.name for group in schedule.groups] if curves.name_groups else []
    constants = {"GROUPS": names, "SETS": names_set(curves)}
    lines = [
        f"    {each}"
        for name, texts in constants.items()
        if texts
        for each in tuple_lines(f"{name} = ", texts, WIDTH - INDENT)
    ]
    return [
        *([line] if len(line) <= WIDTH else broken),
        *docstring,
        *([""] if docstring else []),
        *lines,
        *([""] if lines else []),
    ]
