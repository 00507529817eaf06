"""The program's entry: it is interrupted in silence while the rest of it is still being imported."""

INTERRUPTED = 130


def main() -> int:
    """Carry out the command line and return the exit status."""
    try:
        from rampsmith.app.commandline.command import main as carry_out
    except KeyboardInterrupt:
        return INTERRUPTED
    return carry_out()
