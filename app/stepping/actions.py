"""The actions of the walk, as rows of the window's table."""

from collections.abc import Callable
from functools import partial

from rampsmith.app.actions import ActionSpec
from rampsmith.app.stepping.walking import Walking
from rampsmith.designer.stepping.walk import Stride

MENU = "Ste&pping"

_STRIDES: tuple[tuple[Stride, str, str, str, str], ...] = (
    ("line", "a", "&line", "Line", "F7"),
    ("batch", "a", "&batch", "Batch", "F8"),
    ("update", "an", "&update", "Update", "F9"),
    ("epoch", "an", "&epoch", "Epoch", "F10"),
    ("boundary", "a", "bou&ndary", "Boundary", "F11"),
)


def stepping_specs(
    walking: Walking, show: Callable[[], None], go_to: Callable[[], None]
) -> tuple[ActionSpec, ...]:
    """Make the rows.

    Args:
        walking: what goes on and back.
        show: shows the tab; every move begins with it.
        go_to: puts the keyboard where a place is typed.
    """

    def seen(do: Callable[[], None]) -> Callable[[], None]:
        def act() -> None:
            show()
            do()

        return act

    go = [
        ActionSpec(
            f"walk_{stride}",
            MENU,
            f"Next {words}",
            (key,),
            seen(partial(walking.go, stride)),
            short,
        )
        for stride, _, words, short, key in _STRIDES
    ]
    back = [
        ActionSpec(
            f"walk_back_{stride}",
            MENU,
            f"Back by {article} {words.replace('&', '')}",
            (f"Shift+{key}",),
            seen(partial(walking.go_back, stride)),
            "‹",
            icon="back" if stride == "batch" else "",
            rule=stride == "line",
        )
        for stride, article, words, _, key in _STRIDES
    ]
    return (
        ActionSpec(
            "walk_play",
            MENU,
            "&Play or pause",
            ("F5",),
            seen(walking.toggle),
            "Play",
            icon="play",
        ),
        ActionSpec("walk_faster", MENU, "&Faster", ("F12",), lambda: walking.change_speed(1)),
        ActionSpec(
            "walk_slower", MENU, "&Slower", ("Shift+F12",), lambda: walking.change_speed(-1)
        ),
        ActionSpec(
            "walk_start",
            MENU,
            "To the firs&t batch",
            ("Shift+F5",),
            seen(walking.go_to_start),
            "«",
            icon="start",
            rule=True,
        ),
        ActionSpec("walk_to", MENU, "&Go to epoch and batch", ("Ctrl+G",), seen(go_to)),
        *go,
        *back,
    )
