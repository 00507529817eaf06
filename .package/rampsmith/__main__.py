"""Lets ``python -m rampsmith`` do what ``rampsmith`` does."""

import sys

from rampsmith.app.commandline.start import main

if __name__ == "__main__":
    sys.exit(main())
