"""The program of ``make run``: the window or, without a display, a whole job into ``out/``."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rampsmith.app.commandline.libraries import (
    has_display,
    missing_for_offscreen,
    missing_for_window,
)
from rampsmith.app.commandline.start import BAD_USAGE
from rampsmith.app.commandline.streams import complain, prepare_streams
from rampsmith.app.commandline.subcommands import proved
from rampsmith.designer.document.schedule import Schedule
from rampsmith.designer.document.starter import starter
from rampsmith.designer.files.design_file import read_design, write_design
from rampsmith.designer.files.output import write_whole
from rampsmith.designer.problems.all_problems import problems
from rampsmith.designer.training_loop.rows import Rows
from rampsmith.designer.values.numbers import count_text, counted
from rampsmith.designer.words.phrases import summary
from rampsmith.exporters.pictures.picture import FORMATS, picture
from rampsmith.exporters.targets.pytorch import pytorch_source
from rampsmith.exporters.targets.table import Table

OUT = Path("out")
NAME = "digits_warmup_cosine"
EXAMPLE = Path(__file__).resolve().with_name("train_digits.py")
WINDOW = EXAMPLE.with_name("window_picture.py")
TRAINING_SECONDS = 900
WINDOW_SECONDS = 300

# The example imports the class by its name; the one in out/ stands first on the path.
TRAINING = """
import runpy, sys
folder, script = sys.argv[1:]
sys.path.insert(0, folder)
sys.argv = [script]
runpy.run_path(script, run_name="__main__")
"""


class StepError(Exception):
    """A step of the headless job did not work, in one sentence."""


@dataclass(frozen=True, slots=True)
class Job:
    """The headless job: one method for each step, which returns what it found.

    Attributes:
        out: the folder that takes the results.
        example: the training script.
        design: the design that the first step writes and every other one reads.
    """

    out: Path = OUT
    example: Path = EXAMPLE
    design: Schedule = starter()  # noqa: RUF009 - a frozen value

    def write_design(self) -> str:
        """Write the starter design and read it back."""
        self.out.mkdir(exist_ok=True)
        write_design(self.design, self._file("ramp"))
        schedule = read_design(self._file("ramp"))
        if schedule != self.design:
            raise StepError(f"{self._file('ramp')} does not give the same design again.")
        found = counted(len(problems(schedule)), "problem")
        length = counted(schedule.total_steps, schedule.step_word)
        return f"{self._file('ramp')}: {summary(schedule)}; {length}, {found}"

    def check(self) -> str:
        """Have the class proved in torch."""
        verdict = proved(self._read())
        if not verdict.passed:
            raise StepError(verdict.sentence)
        return verdict.sentence

    def export(self) -> str:
        """Write the class."""
        schedule = self._read()
        write_whole(self._file("py"), pytorch_source(schedule))
        return f"{self._file('py')}: class {schedule.class_name}"

    def write_table(self) -> str:
        """Write every rate of the run."""
        schedule = self._read()
        rows = Rows(schedule, "step")
        lines = list(Table(rows, 0, len(rows)).csv_lines())
        write_whole(self._file("csv"), "".join(lines))
        return f"{self._file('csv')}: {count_text(len(lines) - 1)} rows"

    def draw_curve(self) -> str:
        """Draw the curve."""
        schedule = self._read()
        for file_format in FORMATS:
            write_whole(self._file(file_format), picture(schedule, file_format))
        return " and ".join(str(self._file(file_format)) for file_format in FORMATS)

    def train(self) -> str:
        """Train the example with the class that was just exported."""
        if not self._file("py").is_file():
            raise StepError(f"{self._file('py')} is missing.")
        if not self.example.is_file():
            raise StepError(f"{self.example.name} is missing: it comes with the sources only.")
        arguments = ["-c", TRAINING, str(self.out.resolve()), str(self.example)]
        log = _child(arguments, TRAINING_SECONDS)
        write_whole(self.out / "training.txt", log)
        *_, accuracy, resumed = log.splitlines()
        return f"{self.out / 'training.txt'}: {accuracy}; {resumed}"

    def draw_window(self) -> str:
        """Draw the window offscreen."""
        missing = missing_for_offscreen()
        if missing is not None:
            raise StepError(missing)
        path = self.out / "window.png"
        # The settings of a window that is only drawn go away with the folder beside its picture.
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            drawn = Path(folder) / path.name
            arguments = [str(WINDOW), str(self._file("ramp")), str(drawn)]
            _child(arguments, WINDOW_SECONDS, QT_QPA_PLATFORM="offscreen")
            write_whole(path, drawn.read_bytes())
        return str(path)

    @property
    def steps(self) -> tuple[tuple[str, Callable[[], str]], ...]:
        """The steps in their order, each with its name."""
        return (
            ("design", self.write_design),
            ("check", self.check),
            ("export", self.export),
            ("table", self.write_table),
            ("curve", self.draw_curve),
            ("window", self.draw_window),
            ("training", self.train),
        )

    def run(self) -> int:
        """Do every step, say of each what it found, and return the exit status."""
        status = 0
        for name, step in self.steps:
            try:
                found = step()
            except Exception as error:  # noqa: BLE001 - the other steps are done all the same
                found = f"FAILED: {' '.join(str(error).split()) or type(error).__name__}"
                status = 1
            print(f"{name:8}  {found}", flush=True)
        return status

    def _read(self) -> Schedule:
        return read_design(self._file("ramp"))

    def _file(self, suffix: str) -> Path:
        return self.out / f"{NAME}.{suffix}"


def _child(arguments: list[str], seconds: float, **environment: str) -> str:
    """Run Python in a child process and return what it printed.

    Raises:
        StepError: if it fails or takes too long, with the last thing that it said.
    """
    try:
        child = subprocess.run(
            [sys.executable, *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=seconds,
            # What is imported from the folder leaves nothing of Python's own in it.
            env={
                **os.environ,
                "PYTHONIOENCODING": "utf-8",
                "PYTHONDONTWRITEBYTECODE": "1",
                **environment,
            },
        )
    except subprocess.TimeoutExpired:
        raise StepError(f"It took longer than {seconds:.0f} seconds.") from None
    if child.returncode != 0:
        said = (child.stderr or child.stdout).strip().splitlines()
        last = said[-1] if said else "it said nothing"
        raise StepError(f"It ended with status {child.returncode}: {last}")
    return child.stdout


def main() -> int:
    """Open the window, or do the job without one; return the exit status."""
    prepare_streams()
    if has_display():
        missing = missing_for_window()
        if missing is not None:
            complain(missing)
            return BAD_USAGE
        from rampsmith.app.shell.launch import open_window

        return open_window()
    print(f"There is no display: the same job is done without a window, into {OUT}/.", flush=True)
    return Job().run()


if __name__ == "__main__":
    sys.exit(main())
