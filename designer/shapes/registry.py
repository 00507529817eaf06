"""Every shape: the classes of the files beside this one, in the order in which lists and menus show them."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from rampsmith.designer.shapes.shape import Shape


def _found() -> Iterator[type[Shape]]:
    """Yield the shape of each file that has one: its kind is the file's name."""
    for file in Path(__file__).parent.glob("[!_]*.py"):
        for each in vars(import_module(f"{__package__}.{file.stem}")).values():
            is_shape = isinstance(each, type) and issubclass(each, Shape)
            if is_shape and getattr(each, "kind", "") == file.stem:
                yield each


SHAPES: dict[str, type[Shape]] = {
    shape.kind: shape for shape in sorted(_found(), key=lambda shape: shape.rank)
}
"""Each shape by the word that stands for it in a design file."""
