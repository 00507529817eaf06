"""Words for the ways in which an exported file goes wrong."""

import signal

MODULE = "rampsmith_exported_schedule"
"""The name under which the exported file is imported; pickle looks its class up there."""
LONGEST_SENTENCE = 300
"""An exception may say as much as it likes; so many characters of it are shown."""
FOREIGN_ANSWER = "wrote where only the verdict belongs"


def exception_sentence(
    error: BaseException, file: str = "the exported file", module: str = MODULE
) -> str:
    """Describe what was raised, and in which line of the file that was run, if it was there.

    The file was imported under the name ``module``.
    """
    line = _line(error, module)
    place = "" if line is None else f" in line {line}"
    if isinstance(error, SystemExit):
        return f"{file} ended the process{place} with status {one_line(error.code)}."
    text = one_line(error).rstrip(".")
    if isinstance(error, Warning):
        subject = "there was a warning" if line is None else f"{file} warned{place}"
        return f"{subject}: “{text}”."
    subject = "there was an error" if line is None else f"{file} raised{place}"
    return ": ".join(filter(None, (subject, type(error).__name__, text))) + "."


def exit_sentence(status: int) -> str:
    """Describe how a process ended without an answer; a negative status is a signal's number."""
    if status >= 0:
        return f"ended the process with status {status} before it was done"
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
    """Describe where an examination ended."""
    return "while it was imported" if step < 0 else f"at step {step:,}"


def one_line(value: object) -> str:
    """Write a value in one short line, whatever its own methods do."""
    try:
        text = " ".join(str(value).split())
    except Exception as error:  # noqa: BLE001  (Its __str__ is part of the exported file.)
        text = f"(unreadable: {type(error).__name__})"
    return text if len(text) <= LONGEST_SENTENCE else f"{text[:LONGEST_SENTENCE]}…"


def _line(error: BaseException, module: str) -> int | None:
    """Find the last line of a module that an exception came through."""
    if isinstance(error, SyntaxError):
        return error.lineno
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__") == module:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
