"""The same work on many pieces: here, or over processes that end with the one that started them.

What starts processes is loaded by whoever needs several.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")


def mapped(
    work: Callable[[Piece], Result],
    pieces: Iterable[Piece],
    jobs: int,
    prepare: Callable[..., None],
    arguments: tuple[Any, ...],
) -> Iterator[Result]:
    """The result of each piece, in order.

    Args:
        work: What is done with a piece; a function of a module, as `prepare`.
        pieces: The pieces.
        jobs: Number of processes; with one, or for one piece, all is done here.
        prepare: Called first in each process.
        arguments: What it is called with.

    Raises:
        BrokenProcessPool: a process died.
    """
    listed = list(pieces)
    count = min(jobs, len(listed))
    if count <= 1:
        prepare(*arguments)
        yield from map(work, listed)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(count, get_context("spawn"), _begin, (prepare, arguments)) as pool:
        yield from pool.map(work, listed)


def _begin(prepare: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepare(*arguments)


def _end_with_parent() -> None:
    """A process whose parent was killed has nobody to work for."""
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
