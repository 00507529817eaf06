"""The process that runs exported files: started once, kept warm, given tasks line by line.

``python -m rampsmith.designer.proof.worker`` serves until its standard input ends. With
``--one-job`` it does one task in this very process, for systems that cannot fork.
"""

import json
import os
import shutil
import sys
import threading
from pathlib import Path
from typing import Any

from rampsmith.designer.proof.descriptions import shown
from rampsmith.designer.proof.inbox import Inbox
from rampsmith.designer.proof.limits import OUT_OF_MEMORY, restrict
from rampsmith.designer.proof.tasks import task_from_json


class Outbox:
    """Sends messages on what was standard output; nothing else can write there any more."""

    def __init__(self) -> None:
        """Take standard output away from everybody else, and throw away what they print."""
        self._file = os.dup(1)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)

    def fileno(self) -> int:
        """Return the file descriptor."""
        return self._file

    def send(self, **message: Any) -> None:
        """Send a message on a line of its own, whatever was written before it."""
        line = b"\n" + json.dumps(message).encode() + b"\n"
        while line:
            line = line[os.write(self._file, line) :]


def main(arguments: list[str]) -> int:
    """Make torch ready, say so, and serve."""
    outbox = Outbox()
    # Not standard input itself, which an exported file might read.
    inbox = Inbox(os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    try:
        version = warm_up()
    except Exception as error:  # noqa: BLE001  (A broken torch may raise anything.)
        outbox.send(failed=_not_there(error))
        return 1
    outbox.send(ready=version)
    if "--one-job" in arguments:
        serve_once(inbox, outbox)
    else:
        serve(inbox, outbox)
    return 0


def warm_up() -> str:
    """Import torch and all that the first optimizer imports; return torch's version."""
    import torch

    torch.set_num_threads(1)
    # Nothing here may run backward: its threads would not survive a fork.
    torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    return str(torch.__version__)


def serve(inbox: Inbox, outbox: Outbox) -> None:
    """Answer one job after the other, each from a child of its own."""
    import gc

    from rampsmith.designer.proof.forked import Forks

    forks = Forks(inbox, outbox.fileno())
    # The collector would otherwise touch, and so copy, the memory that the children share.
    gc.freeze()
    while (message := inbox.next()) is not None:
        if "number" not in message:
            continue
        number = message["number"]
        outcome: dict[str, Any]
        try:
            task = task_from_json(message["job"])
            answer = forks.answered(task, number, Path(message["folder"]), message["seconds"])
            outcome = {"answer": None if answer is None else answer.to_json()}
        except Exception as error:  # noqa: BLE001  (The next job must find a worker.)
            outcome = {"failed": _not_run(error)}
        if inbox.is_closed:
            # Nobody is left to do it.
            shutil.rmtree(message["folder"], ignore_errors=True)
            return
        outbox.send(number=number, **outcome)


def serve_once(inbox: Inbox, outbox: Outbox) -> None:
    """Answer one job from this process, which whoever sent it will end if it does not."""
    message = inbox.next()
    if message is None:
        return
    folder = Path(message["folder"])
    threading.Thread(target=_end_with_the_sender, args=(inbox, folder), daemon=True).start()
    try:
        task = task_from_json(message["job"])
        os.chdir(folder)
        restrict(message["seconds"])
        outcome = {"answer": task.carried_out(folder, [0]).to_json()}
    except MemoryError:
        outcome = {"failed": OUT_OF_MEMORY}
    except Exception as error:  # noqa: BLE001  (It is told to whoever sent the task.)
        outcome = {"failed": _not_run(error)}
    outbox.send(number=message["number"], **outcome)


def _end_with_the_sender(inbox: Inbox, folder: Path) -> None:
    """End this process, whatever it is doing, when the one that sent the job has ended."""
    while inbox.next() is not None:
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _not_there(error: Exception) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name == "torch":
        return f"torch is not installed for {sys.executable}; install it there and check again"
    reason = f"{type(error).__name__}: {shown(error)}"
    return f"torch cannot be imported ({reason}); install it anew and check again"


def _not_run(error: Exception) -> str:
    return f"The check itself failed: {type(error).__name__}: {error}."


if __name__ == "__main__":
    status = 1
    try:
        status = main(sys.argv[1:])
    finally:
        # At once: neither threads of an exported file nor torch's slow farewell are waited for.
        os._exit(status)
