"""Every shape has what people need of it: a handle, its page, a picture, a source, other names."""

import re

from rampsmith.app.forms.shape_choice import drawn_shape
from rampsmith.app.help.commands import found
from rampsmith.app.help.explained import segment_page
from rampsmith.app.shell.window import Window
from rampsmith.designer.document.run import Run
from rampsmith.designer.document.schedule import Group, Level, Schedule, Segment
from rampsmith.designer.document.starter import starter
from rampsmith.designer.editing.bends import bend_fault, bend_place, bent_through
from rampsmith.designer.editing.edits import reshaped
from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.shapes.expression import Expression
from rampsmith.designer.shapes.linear import Linear
from rampsmith.designer.shapes.registry import SHAPES
from rampsmith.designer.shapes.shape import Shape, settings_of
from rampsmith.designer.values.spans import Span
from tests.app.driver import show

SOURCE = re.compile(
    r"arXiv \d{4}\.\d{5}|W3C|\btorch\b|timm|DeepSpeed|Megatron|k-diffusion|OLMo|YOLOX|Kaggle|mip-NeRF"
)
"""A paper, or the library or code that has the shape."""

FALLING = Schedule(
    segments=(Segment("Tried", Linear(), Span.of_the_rest(), Level(1.0), Level(0.1)),),
    groups=(Group("all", 1e-3),),
    run=Run(samples=3_000, batch_size=100, epochs=30),
    metric=(1.0,) * 900,
)


def lacks(kind: str, shape: type[Shape], window: Window) -> list[str]:
    """Name all that a shape lacks."""
    schedule = reshaped(FALLING, 0, shape())
    page = segment_page(schedule, 0, 0, tried=False)
    picture = drawn_shape(shape(), 1.0, window.appearance.theme).toImage()
    painted = {(x, y) for x in range(40) for y in range(16) if picture.pixelColor(x, y).alpha()}
    commands = window.help.all_commands()
    unfound = [
        name
        for name in shape.also_called
        if not any(each.words == shape.title for each in found(commands, name)[:8])
    ]
    documented = shape.__doc__ or ""
    wanted = {
        "a handle": not settings_of(shape) or shape is Expression or has_handle(schedule),
        "its formula on its page": "Formula".upper() in page and shape.title in page,
        "the meaning of each setting": all(
            words.meaning and words.caption for words in settings_of(shape).values()
        ),
        "its source": SOURCE.search(documented) is not None,
        "a picture": len(painted) > 30 and len({x for x, _ in painted}) > 30,
        "other names": bool(shape.also_called) and shape.also_called[0] in page,
        f"commands for {unfound}": not unfound,
        "shapes to look at next": bool(shape.related)
        and set(shape.related) <= SHAPES.keys() - {kind},
    }
    return [thing for thing, is_there in wanted.items() if not is_there]


def has_handle(schedule: Schedule) -> bool:
    """Return whether a drag bends the only segment: its curve then goes elsewhere."""
    if schedule.segments[0].shape.controls:
        return True
    place = bend_place(schedule, 0)
    if bend_fault(schedule, 0) is not None or place is None:
        return False
    at = int(place)
    rate = Rates(schedule).at(at)[0]
    bends = [bent_through(schedule, 0, at, rate * factor) for factor in (0.8, 1.2)]
    return any(Rates(bent).at(at)[0] != rate for bent in bends)


def test_every_shape_has_handle_page_picture_source_and_other_names(window: Window) -> None:
    show(window, starter())
    missing = {kind: lacks(kind, shape, window) for kind, shape in SHAPES.items()}
    assert {kind: each for kind, each in missing.items() if each} == {}


def test_what_is_missing_is_named(window: Window) -> None:
    class Bare(Linear):
        """Nothing is said of it."""

        also_called = ()  # type: ignore[assignment]

    assert lacks("bare", Bare, window) == ["its source", "other names"]
