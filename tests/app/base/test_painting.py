"""Whatever is painted is painted through the one safe way, and what fails there is told."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from rampsmith.app import base
from rampsmith.app.base.painting import painted_safely

APP = Path(str(base.__file__)).resolve().parents[1]
SAFE, EVENT = "painted_safely", "paint_event"


def classes() -> Iterator[tuple[str, ast.ClassDef]]:
    """Yield every class of the app, with its file."""
    for file in sorted(APP.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                yield file.relative_to(APP).as_posix(), node


def safe_methods() -> set[str]:
    """Name the methods that paint safely."""
    return {
        method.name
        for _, each in classes()
        for method in each.body
        if isinstance(method, ast.FunctionDef)
        and any(isinstance(d, ast.Name) and d.id == SAFE for d in method.decorator_list)
    }


def test_a_widget_paints_safely_or_hands_its_painter_to_a_safe_method() -> None:
    safe, found = safe_methods(), 0
    for file, each in classes():
        painted = [
            m for m in each.body if isinstance(m, ast.FunctionDef) and m.name == "paintEvent"
        ]
        found += sum(ast.unparse(d) == EVENT for m in painted for d in m.decorator_list)
        for node in (node for method in painted for node in ast.walk(method)):
            if not isinstance(node, ast.Call):
                continue
            for argument in node.args:
                if isinstance(argument, ast.Call) and ast.unparse(argument.func) == "QPainter":
                    assert isinstance(node.func, ast.Attribute), file
                    assert node.func.attr in safe, f"{file}: {node.func.attr}"
                    found += 1
            assert ast.unparse(node.func) != "QStylePainter", file
        for node in (node for method in painted for node in ast.walk(method)):
            assert not isinstance(node, ast.Assign) or "QPainter(" not in ast.unparse(node), file
    assert found >= 10


def test_items_and_delegates_paint_safely() -> None:
    found = 0
    for file, each in classes():
        for method in each.body:
            if isinstance(method, ast.FunctionDef) and method.name == "paint":
                decorators = [ast.unparse(each) for each in method.decorator_list]
                assert SAFE in decorators, f"{file}: {each.name}.paint"
                found += 1
    assert found >= 5


def test_an_error_is_told_and_the_painter_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: told.append(kind))

    class Failing:
        @painted_safely
        def paint(self, painter: QPainter, _: Any) -> None:
            painter.setClipRect(QRect(0, 0, 1, 1))
            raise ZeroDivisionError

    image = QImage(4, 4, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    Failing().paint(painter, None)
    assert told == [ZeroDivisionError]
    assert not painter.hasClipping()
    assert painter.end()
