"""Threads that compute the answers of the HTTPS side, one group a kind of work, each with its patience."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from xlsync.server.clock import still_running, too_long
from xlsync.server.limits import Limits
from xlsync.server.refusals import TooLong, busy

CALL_THREADS = 4
DOCUMENT_THREADS = 1
"""Actions on documents are done one at a time: more threads would only hold each other up."""

Answer = TypeVar("Answer")


class Crew:
    """So many threads for one kind of work.

    Args:
        name: Of its threads.
        threads: How many answers it computes at a time; the others wait.
        patience: Seconds for an answer, the time that it waited included.
        late: What is said of one that is not computed by then.
    """

    def __init__(self, name: str, threads: int, patience: float, late: Callable[[float], TooLong]) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._patience, self._late = patience, late

    async def answer(self, work: Callable[[], Answer]) -> Answer:
        """What some work gives.

        Raises:
            TooLong: It goes on, and its answer will be lost.
            Busy: The others took all the time; it will not be done.
        """
        future = self._pool.submit(work)
        try:
            async with asyncio.timeout(self._patience):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            never_begun = future.cancel()
            raise (busy() if never_begun else self._late(self._patience)) from None

    def stop(self, wait: bool = False) -> None:
        """Take no more work, and drop what waits; `wait` for what is under way."""
        self._pool.shutdown(wait=wait, cancel_futures=True)


class Crews:
    """The groups of threads: documents, which take seconds, never hold the calls of cells.

    Attributes:
        calls: Computes calls and explanations.
        documents: Does the actions on workbooks.
    """

    def __init__(self, limits: Limits) -> None:
        self.calls = Crew("calls", CALL_THREADS, limits.evaluation, too_long)
        self.documents = Crew("documents", DOCUMENT_THREADS, limits.document, still_running)

    def stop(self) -> None:
        """Take no more work; an action that writes a workbook is let to end, before another server starts."""
        self.calls.stop()
        self.documents.stop(wait=True)
