"""The process that runs exported files: started once, kept warm, given tasks line by line.

``python -m rampsmith.designer.proof.worker`` serves until its standard input ends. With
``--one-task`` it does one task in this very process, for systems that cannot fork.
"""

import gc
import os
import shutil
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from rampsmith.designer.proof.channel import Inbox, Outbox, Question, encoded
from rampsmith.designer.proof.descriptions import one_line
from rampsmith.designer.proof.mistaken_loop import MistakeTask
from rampsmith.designer.proof.proof_task import ProofTask
from rampsmith.designer.proof.sandbox import OUT_OF_MEMORY, CarryOut, Sandbox, restrict
from rampsmith.designer.proof.step_probe import ProbeTask
from rampsmith.designer.proof.task import Progress, Task
from rampsmith.designer.proof.traced_factory import TraceTask

TASKS: dict[str, Any] = {
    "proof": ProofTask,
    "probe": ProbeTask,
    "mistake": MistakeTask,
    "trace": TraceTask,
}


def main(arguments: list[str], carry_out: CarryOut, does: str) -> int:
    """Make torch ready, say so, and serve.

    Args:
        arguments: ``--one-task``, or nothing.
        carry_out: does what is asked for.
        does: what that is, as a noun and a verb.
    """
    outbox = Outbox()
    # Not standard input itself, which an exported file might read.
    inbox = Inbox(os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    try:
        version = warm_up()
    except Exception as error:  # noqa: BLE001  (A broken torch may raise anything.)
        outbox.send(encoded(failed=f"{_import_fault(error)} and {does} again"))
        return 1
    outbox.send(encoded(ready=version))
    if "--one-task" in arguments:
        _serve_once(inbox, outbox, carry_out)
    else:
        serve(inbox, outbox, carry_out, does)
    return 0


def warm_up() -> str:
    """Import torch and all that the first optimizer imports; return torch's version."""
    # What is imported stays; to search it for garbage again and again takes a quarter of the time.
    gc.disable()
    import torch

    torch.set_num_threads(1)
    # Nothing here may run backward: its threads would not survive a fork.
    torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
    # The collector would otherwise touch, and so copy, the memory that the children share.
    gc.freeze()
    gc.enable()
    return str(torch.__version__)


def serve(inbox: Inbox, outbox: Outbox, carry_out: CarryOut, does: str) -> None:
    """Answer one question after the other, each from a child of its own."""
    sandbox = Sandbox(inbox, outbox, carry_out)
    while (question := inbox.next_question()) is not None:
        try:
            line = sandbox.answered(question)
        except Exception as error:  # noqa: BLE001  (The next question must find a worker.)
            line = encoded(number=question.number, failed=fault(error, does))
        if inbox.is_closed:
            # Nobody is left to do it.
            shutil.rmtree(question.folder, ignore_errors=True)
            return
        outbox.send(line)


def _serve_once(inbox: Inbox, outbox: Outbox, carry_out: CarryOut) -> None:
    """Answer one question in this process, which the sender ends if it does not end by itself."""
    question = inbox.next_question()
    if question is None:
        return
    threading.Thread(target=_end_with_the_sender, args=(inbox, question), daemon=True).start()
    outbox.send(carry_out(question, [0], outbox.send))


def carry_out(question: Question, progress: Progress, _say: Callable[[bytes], None]) -> bytes:
    """Examine an exported file, in this process, which is restricted for good; return the answer."""
    # Without memory nothing new can be said, so this line stands ready.
    line = encoded(number=question.number, ended=OUT_OF_MEMORY)
    with suppress(MemoryError):
        line = encoded(number=question.number, **_outcome(question, progress))
    return line


def _outcome(question: Question, progress: Progress) -> dict[str, Any]:
    try:
        os.chdir(question.folder)
        restrict(question.seconds)
        task: Task[Any] = TASKS[question.task["kind"]].from_json(question.task)
        return {"answer": task.carried_out(Path(question.folder), progress).to_json()}
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  (The client shows it.)
        return {"failed": fault(error, "check")}


def _end_with_the_sender(inbox: Inbox, question: Question) -> None:
    """End this process, whatever it is doing, when the one that sent the question has ended."""
    while inbox.next() is not None:
        pass
    shutil.rmtree(question.folder, ignore_errors=True)
    os._exit(1)


def _import_fault(error: Exception) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name == "torch":
        return f"torch is not installed for {sys.executable}; install it there"
    reason = f"{type(error).__name__}: {one_line(error)}"
    return f"torch cannot be imported ({reason}); reinstall it"


def fault(error: Exception, does: str) -> str:
    """Describe what went wrong in the worker's own code."""
    return f"The {does} itself failed: {type(error).__name__}: {error}."


def run(carry_out: CarryOut, does: str) -> NoReturn:
    """Be the worker, and end the process."""
    status = 1
    try:
        status = main(sys.argv[1:], carry_out, does)
    finally:
        # At once: neither threads of an exported file nor torch's slow exit are waited for.
        os._exit(status)


if __name__ == "__main__":
    run(carry_out, "check")
