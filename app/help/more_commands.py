"""What the list of all commands finds beside the actions: presets to begin from, and segments."""

from collections.abc import Callable
from functools import partial

from rampsmith.app.help.commands import Command
from rampsmith.app.store import Store
from rampsmith.designer.presets import PRESETS
from rampsmith.designer.presets.own_files import own_presets


def preset_commands(begin: Callable[[str], object]) -> tuple[Command, ...]:
    """Give a command for each preset, one's own too; ``begin`` takes its name."""
    names = [*PRESETS, *(own.name for own in own_presets().kept)]
    return tuple(
        Command(f"preset {name}", "New from preset", name, "", partial(begin, name), is_basic=False)
        for name in names
    )


def segment_commands(store: Store) -> tuple[Command, ...]:
    """Give a command for each segment of the curve that is edited, which selects it."""
    return tuple(
        Command(
            f"segment {index}",
            "Select segment",
            segment.name,
            "",
            partial(store.select_segment, index),
            is_basic=False,
        )
        for index, segment in enumerate(store.curve.segments)
    )
