"""Write the kept files anew, after a change that was meant: ``python -m tests.golden.renew``."""

from pathlib import Path

from rampsmith.exporters.targets.pytorch import pytorch_source
from tests.golden.schedules import GOLDEN

FOLDER = Path(__file__).parent / "files"


def renew() -> None:
    """Write every kept file; ``git diff`` then shows what has changed."""
    FOLDER.mkdir(exist_ok=True)
    for name, schedule in GOLDEN.items():
        (FOLDER / f"{name}.py").write_text(pytorch_source(schedule), encoding="utf-8")


if __name__ == "__main__":
    renew()
