"""Pieces over processes of this machine, which end with the one that started them.

A process that dies takes its pool with it: a new one is started, and each piece that was under way is tried
once more in a process of its own, so that only the piece that kills is lost.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import connection, get_context, parent_process
from multiprocessing.connection import Connection
from typing import Any, Generic

from xlsync.running.done import Done, Outcomes, Piece, Result, Task, attempted_elsewhere, died

AHEAD = 2
"""Pieces that are drawn ahead of what is done, a process."""


def over_processes(task: Task[Piece, Result], pieces: Iterable[Piece], jobs: int) -> Outcomes[Piece, Result]:
    """What became of each piece, in their order.

    Args:
        task: What is done with each.
        pieces: The pieces; where there is but one, a process is started all the same.
        jobs: Number of processes.
    """
    drawn = iter(pieces)
    pool, under_way = _Pool(task, jobs), deque[tuple[Piece, "Future[Any]"]]()
    try:
        while True:
            for piece in islice(drawn, AHEAD * jobs - len(under_way)):
                pool = pool if pool.is_alive else pool.another()
                under_way.append((piece, pool.submit(piece)))
            if not under_way:
                pool.shut()
                return
            piece, future = under_way.popleft()
            try:
                result, error = future.result()
            except BrokenProcessPool:
                pool.is_alive = False
                result, error = _alone(task, piece)
            yield Done(piece, result, error)
    finally:
        pool.end()


def _alone(task: Task[Piece, Result], piece: Piece) -> tuple[Result | None, Exception | None]:
    """What becomes of a piece in a process of its own."""
    pool = _Pool(task, 1)
    try:
        found: tuple[Result | None, Exception | None] = pool.submit(piece).result()
        return found
    except BrokenProcessPool:
        return None, died()
    finally:
        pool.end()


class _Pool(Generic[Piece, Result]):
    """Processes that are ready for a task, and end at once when they are told to."""

    def __init__(self, task: Task[Piece, Result], jobs: int) -> None:
        context = get_context("spawn")
        self._task, self._jobs = task, jobs
        self._heard, self._held = context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(jobs, context, _begin, (self._heard, task))
        self.is_alive = True

    def submit(self, piece: Piece) -> Future[Any]:
        """Has a piece done; a pool that has just died gives a future that says so."""
        try:
            return self._pool.submit(attempted_elsewhere, self._task, piece)
        except BrokenProcessPool as error:
            self.is_alive = False
            lost: Future[Any] = Future()
            lost.set_exception(error)
            return lost

    def another(self) -> _Pool[Piece, Result]:
        """A new one in the place of this one."""
        self.end()
        return _Pool(self._task, self._jobs)

    def shut(self) -> None:
        """Nothing is left to do."""
        self._pool.shutdown()

    def end(self) -> None:
        """Ends its processes, whatever they do."""
        self._held.close()
        self._pool.shutdown(cancel_futures=True)
        self._heard.close()


def _begin(heard: Connection, task: Task[Any, Any]) -> None:
    """Ctrl-C is for the process that started this one, which says what ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(heard,), daemon=True).start()
    task.ready()


def _end_with_parent(heard: Connection) -> None:
    """A process whose parent was killed, or wants no more of it, has nobody to work for."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel, heard])
        os._exit(1)
