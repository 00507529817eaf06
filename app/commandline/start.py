"""The program's entry: it is interrupted in silence while the rest of it is still being imported."""

DONE = 0
DESIGN_HAS_ERRORS = 1
BAD_USAGE = 2
INTERRUPTED = 130
"""The statuses with which it exits."""


def main() -> int:
    """Carry out the command line and return the exit status."""
    try:
        from rampsmith.app.commandline.command import main as carry_out
    except KeyboardInterrupt:
        return INTERRUPTED
    return carry_out()
