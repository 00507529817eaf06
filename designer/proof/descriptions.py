"""What went wrong in an exported file, in words."""

import signal

MODULE = "rampsmith_exported_schedule"
"""The name under which the exported file is imported; pickle looks its class up there."""
LONGEST = 300
"""An exception may say as much as it likes; so many characters of it are shown."""


def described(error: BaseException) -> str:
    """Say what was raised, and in which line of the exported file, if it was there."""
    line = _line(error)
    place = "" if line is None else f" in line {line}"
    if isinstance(error, SystemExit):
        return f"the exported file ended the process{place} with status {shown(error.code)}."
    text = shown(error).rstrip(".")
    if isinstance(error, Warning):
        subject = "there was a warning" if line is None else f"the exported file warned{place}"
        return f"{subject}: “{text}”."
    subject = "there was an error" if line is None else f"the exported file raised{place}"
    return f"{subject}: {type(error).__name__}: {text}".removesuffix(": ") + "."


def ending(status: int) -> str:
    """Say how a process ended that gave no verdict; a negative status is a signal's number."""
    if status >= 0:
        return f"ended the process with status {status} before it was examined to the end"
    name = signal_name(-status)
    if name == "SIGXCPU":
        return "used more processor time than it may, and was stopped"
    if name == "SIGKILL":
        return "was killed from outside (SIGKILL), perhaps because memory ran out"
    return f"crashed the process ({name})"


def signal_name(number: int) -> str:
    """Name a signal, or number it where this system has no name for it."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def position(step: int) -> str:
    """Say where an examination was when it ended."""
    return "while it was imported" if step < 0 else f"at step {step:,}"


def shown(value: object) -> str:
    """Write what an exception holds in one short line, whatever its own methods do."""
    try:
        text = " ".join(str(value).split())
    except Exception as error:  # noqa: BLE001  (Its __str__ is part of the exported file.)
        text = f"(unreadable: {type(error).__name__})"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _line(error: BaseException) -> int | None:
    """Find the last line of the exported file that an exception came through."""
    if isinstance(error, SyntaxError):
        return error.lineno
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__") == MODULE:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
