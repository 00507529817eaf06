"""Programs that tests start as processes of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]


def homes_in(folder: Path) -> dict[str, str]:
    """Return the environment of a user whose files are all in a folder."""
    homes = {f"XDG_{kind}_HOME": str(folder / kind) for kind in ("CONFIG", "STATE", "DATA")}
    return {**homes, "HOME": str(folder)}


@contextmanager
def running(
    code: str, *words: str, **environment: str
) -> Iterator[tuple[subprocess.Popen[str], IO[str], IO[str]]]:
    """Run a program meanwhile; it comes with what can be read of its standard output and error."""
    with subprocess.Popen(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        yield process, process.stdout, process.stderr
