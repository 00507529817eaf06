"""Lets ``python -m rampsmith`` do what ``rampsmith`` does."""

import sys

from rampsmith.app.commandline.command import main

if __name__ == "__main__":
    sys.exit(main())
