"""A picture of a schedule as PNG or SVG, drawn without a display."""

import io
import math
import warnings
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from rampsmith.designer.evaluation.rates import Rates
from rampsmith.designer.numbers import count_text, counted, exact_text, rate_text
from rampsmith.designer.palette import family_colour, group_colour, written_colour
from rampsmith.designer.schedule import Schedule
from rampsmith.designer.words import repeat_words, summary
from rampsmith.exporters.picture_curves import (
    Drawing,
    beside,
    of_group,
    points,
    points_after,
    stretches,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Format: TypeAlias = Literal["png", "svg"]

FORMATS: tuple[Format, ...] = ("png", "svg")
WIDTH, HEIGHT = 11.0, 5.6  # Inches.
DOTS_PER_INCH = 150
FEW_STEPS = 70
"""Up to here each step gets a dot of its own."""
INK, QUIET, RULE, GRID = "#1F2933", "#69747F", "#AEB6BF", "#E9ECEF"
SETTINGS: Any = {  # matplotlib types the keys as some hundred literals.
    "text.parse_math": False,  # A title may have dollars in it.
    "svg.hashsalt": "rampsmith",  # The same schedule gives the same file.
    "font.family": "DejaVu Sans",  # The font that matplotlib brings with it.
    "font.size": 10,
}


def picture(schedule: Schedule, file_format: Format) -> bytes:
    """Draw a schedule without errors and return the file's content."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with rc_context(SETTINGS), warnings.catch_warnings():
        # A character that the font lacks becomes a box, which is no reason to say anything.
        warnings.simplefilter("ignore", UserWarning)
        figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DOTS_PER_INCH, facecolor="white")
        FigureCanvasAgg(figure)
        _draw(figure, schedule)
        file = io.BytesIO()
        metadata = {"Date": None} if file_format == "svg" else {}
        figure.savefig(file, format=file_format, metadata=metadata)
    return file.getvalue()


def _draw(figure: "Figure", schedule: Schedule) -> None:
    rates = Rates(schedule)
    momentum = beside(rates, "momentum")
    low = 0.125 if momentum is None else 0.37
    axes = figure.add_axes((0.075, low, 0.9, 0.825 - low))
    last = 1.06 * max(rates.timeline.end, rates.timeline.run_steps, 1)
    axes.set_xlim(0, last)
    _frame(axes)
    _segments(axes, rates)
    _brackets(axes, rates)
    for group in reversed(range(len(schedule.groups))):
        _group(axes, rates, group, last)
    bottom, top = axes.get_ylim()
    axes.set_ylim(min(0, bottom), top if top > 0 else 1)
    axes.set_ylabel("learning rate", color=QUIET, loc="top", labelpad=4)
    if momentum is not None:
        below = figure.add_axes((0.075, 0.125, 0.9, 0.17))
        _momentum(below, momentum, last)
        axes.tick_params(labelbottom=False)
        _ticks(axes, schedule)
        axes = below
    _ticks(axes, schedule)
    _words(figure, schedule)
    axes.set_xlabel(f"{schedule.step_word}s", color=QUIET, loc="right", labelpad=2)


def _momentum(axes: "Axes", drawing: Drawing, last: float) -> None:
    """Draw the momentum in a plot of its own below that of the rates."""
    axes.set_xlim(0, last)
    _frame(axes)
    _curve(axes, drawing, last, width=1.8, colour=None)
    axes.set_title("momentum", fontsize=9, color=QUIET, loc="left", pad=4)


def _frame(axes: "Axes") -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(RULE)
    axes.grid(visible=True, color=GRID, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelcolor=QUIET, pad=6)
    axes.margins(y=0.06)


def _segments(axes: "Axes", rates: Rates) -> None:
    """Tint each segment's range and put its name on top, as far as there is room for it."""
    names_end = -math.inf
    _, right = axes.get_xlim()
    for stretch in stretches(rates.schedule, rates.timeline):
        segment = rates.schedule.segments[stretch.segment]
        begin, end = stretch.begin, stretch.end
        colour = family_colour(segment.shape.family)
        axes.axvspan(begin, end, color=colour, alpha=0.08, linewidth=0)
        if begin > 0:
            axes.axvline(begin, color=RULE, linewidth=0.8)
        if stretch.cycle > 0 or stretch.is_dense:
            continue
        width = 0.0095 * right * (len(segment.name) + 1)
        place = begin + (end - begin) / 2
        if width > end - begin:
            # A narrow segment's name begins where it does and runs on over the next ones.
            place = begin + width / 2
        if place - width / 2 < names_end:
            continue
        names_end = place + width / 2
        axes.annotate(
            _printable(segment.name),
            (place, 1.0),
            xytext=(0, 7),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            color=written_colour(segment.shape.family),
            fontweight="bold",
        )
    run = rates.timeline.run_steps
    axes.axvline(run, color=QUIET, linewidth=0.8, linestyle=(0, (1, 2)))
    if run < rates.timeline.end:
        axes.annotate(
            "end of the run",
            (run, 1.0),
            xytext=(-4, -12),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="right",
            color=QUIET,
            fontsize=8.5,
        )


def _brackets(axes: "Axes", rates: Rates) -> None:
    """Put a bracket over all cycles of each repeat, with what it does where there is room for it."""
    offset = rates.schedule.counts_from
    _, right = axes.get_xlim()
    for repeat, laps in zip(rates.schedule.blocks, rates.timeline.laps, strict=True):
        begin = max(0.0, laps.begin - offset)
        end = min(laps.end, rates.timeline.end) - offset
        x, y = [begin, begin, end, end], [0.965, 0.985, 0.985, 0.965]
        axes.plot(x, y, color=QUIET, linewidth=1.0, transform=axes.get_xaxis_transform())
        text = _shortened(f"{repeat.name}: {repeat_words(repeat)}", 70)
        if 0.0075 * right * len(text) < end - begin:
            axes.annotate(
                text,
                (begin + (end - begin) / 2, 0.985),
                xytext=(0, -4),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                ha="center",
                va="top",
                color=QUIET,
                fontsize=8.5,
                zorder=5,
                bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.0},
            )


def _group(axes: "Axes", rates: Rates, group: int, last: float) -> None:
    """Draw one group's rates: the first group's in its segments' colours."""
    schedule = rates.schedule
    width = 2.2 if group == 0 else 1.5
    colour = None if group == 0 else group_colour(group)
    _curve(axes, of_group(rates, group), last, width=width, colour=colour)
    if len(schedule.groups) > 1:
        base = exact_text(schedule.groups[group].base_lr)
        label = f"{_shortened(schedule.groups[group].name, 16)}  {base}"
        axes.plot([], [], color=colour or INK, linewidth=width, label=label)


def _curve(
    axes: "Axes", drawing: Drawing, last: float, *, width: float, colour: str | None
) -> None:
    """Draw a curve in one colour or, without one, each segment in that of its shape."""
    schedule = drawing.schedule
    few = schedule.total_steps <= FEW_STEPS
    end: tuple[float, float] | None = None
    for stretch in stretches(schedule, drawing.line):
        shape = schedule.segments[stretch.segment].shape
        ink = colour or family_colour(shape.family)
        style = "steps-post" if shape.family == "stairs" and not stretch.is_dense else "default"
        x, y = points(drawing, stretch)
        thick = 1.0 if stretch.is_dense else width
        axes.plot(x, y, color=ink, linewidth=thick, drawstyle=style, solid_capstyle="round")
        if end is not None and not math.isclose(end[1], y[0], rel_tol=1e-9, abs_tol=1e-15):
            # A jump has no rate between its two ends.
            axes.plot([x[0]] * 2, [end[1], y[0]], color=ink, linewidth=1.2, linestyle=":")
        if few:
            steps = list(range(math.ceil(stretch.begin), math.ceil(stretch.end)))
            axes.plot(steps, drawing.values(steps), ".", color=ink, markersize=7)
        end = (x[-1], y[-1])
    x, y = points_after(drawing, last)
    if schedule.after == "repeat" and end is not None:
        x, y = [end[0], *x], [end[1], *y]
    ink = colour or (family_colour(schedule.segments[-1].shape.family) if end else INK)
    axes.plot(x, y, color=ink, linewidth=width, linestyle=(0, (3, 2)))


def _ticks(axes: "Axes", schedule: Schedule) -> None:
    """Label the steps and, in a second row, what they are in epochs or updates."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

    _, right = axes.get_xlim()
    per_epoch = schedule.steps_per_epoch
    in_epochs = schedule.stepping == "update" and schedule.run.epochs is not None
    if in_epochs and right > 4 * per_epoch > 0:
        epochs = MaxNLocator(8, integer=True, steps=[1, 2, 5, 10]).tick_values(0, right / per_epoch)
        axes.xaxis.set_major_locator(
            FixedLocator([e * per_epoch for e in epochs if 0 <= e * per_epoch <= right])
        )
    else:
        axes.xaxis.set_major_locator(MaxNLocator(9, integer=True, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda step, _: _step_label(schedule, step)))
    axes.yaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda rate, _: rate_text(rate)))


def _step_label(schedule: Schedule, step: float) -> str:
    if schedule.stepping == "epoch":
        return f"{count_text(step)}\nupdate {count_text(step * schedule.run.updates_per_epoch)}"
    epoch = step / max(1, schedule.steps_per_epoch)
    epoch = round(epoch, 1) if epoch < 100 else round(epoch)
    return f"{count_text(step)}\nepoch {count_text(epoch)}"


def _words(figure: "Figure", schedule: Schedule) -> None:
    axes = figure.axes[0]

    def say(height: float, text: str, size: float, colour: str, **more: Any) -> None:
        figure.text(0.075, height, text, fontsize=size, color=colour, va="center", **more)

    say(0.955, _shortened(schedule.title, 80), 13, INK, fontweight="bold")
    length = counted(schedule.total_steps, schedule.step_word)
    say(0.908, _shortened(f"{summary(schedule)}  ·  {length}", 150), 9, QUIET)
    if len(schedule.groups) > 1:
        handles, labels = axes.get_legend_handles_labels()
        axes.legend(
            handles[::-1],
            labels[::-1],
            bbox_to_anchor=(1.0, 1.24),
            loc="upper right",
            ncols=3,
            frameon=False,
            labelcolor=INK,
        )


def _shortened(text: str, most: int) -> str:
    shown = _printable(text)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)
