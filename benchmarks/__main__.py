"""Runs every benchmark, each in a process of its own so that none slows another down."""

import subprocess
import sys
from pathlib import Path

NAMES = ("step", "drag", "stepping", "start", "gaps", "drive")


def main() -> int:
    """Run the benchmarks one after the other; return how many could not be run or failed."""
    return sum(not _succeeds(name) for name in NAMES)


def _succeeds(name: str) -> bool:
    if not Path(__file__).with_name(f"{name}.py").is_file():
        sys.stderr.write(f"The benchmark benchmarks/{name}.py is missing.\n")
        return False
    code = f"import sys; from benchmarks.{name} import main; sys.exit(main())"
    return subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
