"""Draws the pictures of the window that the documents show, in light and dark."""

import sys
from pathlib import Path

from rampsmith.app.launch import save_picture
from rampsmith.designer.starter import starter


def main() -> int:
    """Draw them into the folder that the command line names."""
    folder = Path(sys.argv[1])
    written = [
        save_picture(starter(), folder / f"window-{theme}.png", theme=theme)
        for theme in ("light", "dark")
    ]
    return 0 if all(written) else 1


if __name__ == "__main__":
    sys.exit(main())
