"""What a process may use that runs an exported file."""

import contextlib
import math
from pathlib import Path

MEMORY_BYTES = 1 << 30
"""How much more memory an exported file may take than torch has already taken."""
FILE_BYTES = 16 << 20
"""How large a file it may write."""
GRACE_SECONDS = 5
"""Processor time beyond the time limit; the clock on the wall is watched from outside."""

OUT_OF_MEMORY = f"The exported file used up its memory of {MEMORY_BYTES >> 30} GB."


def restrict(seconds: float) -> None:
    """Restrict this process for good, as far as its system can."""
    try:
        import resource
    except ImportError:  # There is none on Windows; the time limit remains.
        return
    processor = math.ceil(seconds) + GRACE_SECONDS
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_CPU: processor,
    }
    present = _present_bytes()
    if present is not None:
        wanted[resource.RLIMIT_AS] = present + MEMORY_BYTES
    for kind, amount in wanted.items():
        highest = resource.getrlimit(kind)[1]
        limit = amount if highest == resource.RLIM_INFINITY else min(amount, highest)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, highest))


def _present_bytes() -> int | None:
    """Return the size of this process's address space, where the system tells it."""
    import resource

    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return None
    return pages * resource.getpagesize()
