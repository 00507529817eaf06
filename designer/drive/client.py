"""Drives for the rest of Rampsmith: asks a warm child, and needs neither torch nor Qt."""

from collections.abc import Callable
from typing import Any, Self

from rampsmith.designer.drive.events import End, Event, Failed, event_of
from rampsmith.designer.drive.request import DriveRequest, request_faults
from rampsmith.designer.proof.cancellation import Cancellation
from rampsmith.designer.proof.client import FORKS, WorkerClient

WORKER = "rampsmith.designer.drive.child.worker"


class DriveClient:
    """Has networks trained, one request at a time; usable from any thread.

    The child is started by ``start`` or with the first request, started again when it has died, and
    ended by ``close``, at the end of a ``with``, or with the process that uses it.
    """

    def __init__(self, *, forks: bool = FORKS) -> None:
        """Prepare; nothing is started yet.

        Args:
            forks: whether the child forks for each request. Otherwise each request takes a child of
                its own, and the next one is started as soon as it is done.
        """
        self._client = WorkerClient(forks=forks, worker=WORKER, does="drive")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Have the child import torch, without waiting, so that the first drive finds it warm."""
        self._client.start()

    def seconds_importing_torch(self) -> float:
        """Return for how long a child has been importing torch; 0 where none is."""
        return self._client.seconds_importing_torch()

    def drive(
        self,
        request: DriveRequest,
        heard: Callable[[Event], None],
        cancellation: Cancellation | None = None,
    ) -> End:
        """Have a request driven, and wait for its end.

        Args:
            request: what is to be driven.
            heard: called, in this thread, with each event as it comes.
            cancellation: ends the drive, in whatever thread it is cancelled.

        Returns:
            how it ended; a request that makes no sense fails at once.

        Raises:
            CancelledError: if it was cancelled, or the client closed.
        """
        if faults := request_faults(request):
            return Failed(" ".join(faults))

        def hear(part: dict[str, Any]) -> None:
            heard(event_of(part))

        return self._client.ask(request, cancellation, heard=hear).end

    def close(self) -> None:
        """End the child and whatever it runs; a running ``drive`` raises ``CancelledError``."""
        self._client.close()
