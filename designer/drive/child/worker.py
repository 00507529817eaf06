"""The process that trains: started once, kept warm, asked for one drive after the other.

``python -m rampsmith.designer.drive.child.worker`` serves until its standard input ends. With
``--one-task`` it makes one drive in this very process, for systems that cannot fork.
"""

import os
import time
from collections.abc import Callable
from typing import Any

from rampsmith.designer.drive.child.driving import CannotDriveError, driven
from rampsmith.designer.drive.events import DriveEnd, Event, Failed, Finished, event_json
from rampsmith.designer.drive.request import DriveRequest
from rampsmith.designer.proof.channel import Question, encoded
from rampsmith.designer.proof.task import Progress
from rampsmith.designer.proof.worker import fault, run


def carry_out(question: Question, progress: Progress, say: Callable[[bytes], None]) -> bytes:
    """Make a drive, and send its events; return how it ended."""

    def tell(event: Event) -> None:
        say(encoded(number=question.number, part=event_json(event)))

    return encoded(number=question.number, **_outcome(question, progress, tell))


def _outcome(
    question: Question, progress: Progress, tell: Callable[[Event], None]
) -> dict[str, Any]:
    began = time.monotonic()
    try:
        os.chdir(question.folder)
        driven(DriveRequest.from_json(question.task), question.folder, progress, tell)
    except CannotDriveError as error:
        return {"answer": DriveEnd(Failed(str(error))).to_json()}
    except MemoryError:
        return {"ended": "used up the memory"}
    except Exception as error:  # noqa: BLE001  (The client shows it.)
        return {"failed": fault(error, "drive")}
    return {"answer": DriveEnd(Finished(time.monotonic() - began)).to_json()}


if __name__ == "__main__":
    run(carry_out, "drive")
