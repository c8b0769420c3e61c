"""Pieces on a Dask cluster: `dask.distributed`, an extra of the project, is loaded here and nowhere else.

A worker that dies loses nothing: the scheduler gives its pieces to others. Workers must have this very
program; each piece says by which version it was done, and another than ours is refused.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections import deque
from collections.abc import Iterable
from importlib import import_module
from itertools import count, islice
from typing import Any

from xlsync.errors import ClusterError, MissingLibrary
from xlsync.running.done import Done, Outcomes, Piece, Result, Task, attempted_elsewhere, died
from xlsync.running.version import code_version

AHEAD = 3
"""Pieces that are drawn ahead of what is done, a thread of the cluster."""
PATIENCE = 20
"""Seconds within which a scheduler answers and has a worker, and has one again once all have gone."""
LOOK = 1.0
"""Seconds between two looks at whether there are workers left."""


def over_cluster(task: Task[Piece, Result], pieces: Iterable[Piece], address: str) -> Outcomes[Piece, Result]:
    """What became of each piece, in their order.

    Args:
        task: What is done with each.
        pieces: The pieces; what they name (files, stores) must be there for the workers too.
        address: That of the scheduler.

    Raises:
        ClusterError: there is no such cluster, it lacks this program, or it went away; all its workers did,
            and none came within `PATIENCE`.
    """
    client = _connected(address)
    run, rank = uuid.uuid4().hex, count()
    width = AHEAD * max(1, sum(client.nthreads().values()))
    drawn, under_way = iter(pieces), deque[tuple[Piece, Any]]()
    try:
        while True:
            for piece in islice(drawn, width - len(under_way)):
                key = f"xlsync-{run}-{next(rank)}"
                under_way.append((piece, client.submit(_there, run, task, piece, key=key, pure=False)))
            if not under_way:
                return
            piece, future = under_way.popleft()
            yield Done(piece, *_result(client, future, address))
    finally:
        client.cancel([future for _, future in under_way])
        client.close()


def _connected(address: str) -> Any:
    try:
        connect: Any = import_module("distributed").Client
    except ImportError as error:
        raise MissingLibrary(
            "--cluster demande Dask, qui n’est pas installé : « pip install distributed »",
            "--cluster needs Dask, which is not installed: “pip install distributed”",
        ) from error
    try:
        client: Any = connect(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ClusterError(
            f"aucun ordonnanceur Dask ne répond à {address}", f"no Dask scheduler answers at {address}"
        ) from error
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        client.close()
        raise ClusterError(
            f"l’ordonnanceur {address} n’a aucun « dask worker »",
            f"the scheduler {address} has no dask worker",
        ) from error
    return client


def _result(client: Any, future: Any, address: str) -> tuple[Any, Exception | None]:
    killed: type[Exception] = import_module("distributed").KilledWorker
    try:
        version, result, error = _awaited(client, future, address)
    except killed:
        return None, died()
    except ClusterError:
        raise
    except Exception as error:
        why = f"{type(error).__name__}, {error}"
        raise ClusterError(
            f"la grappe {address} ne répond plus, ou n’a pas ce programme ({why})",
            f"the cluster {address} no longer answers, or lacks this program ({why})",
        ) from error
    if version != code_version():
        own = code_version()
        raise ClusterError(
            f"un « dask worker » de {address} a un autre programme ({version}) que celui-ci ({own})",
            f"a dask worker of {address} has another program ({version}) than this one ({own})",
        )
    return result, error


def _awaited(client: Any, future: Any, address: str) -> Any:
    """What a worker answers, however long it takes while there are workers.

    Raises:
        ClusterError: There has been none for `PATIENCE` seconds.
    """
    seen = time.monotonic()
    while True:
        try:
            return future.result(timeout=LOOK)
        except TimeoutError:
            if future.done():  # meanwhile
                return future.result()
        seen = time.monotonic() if client.nthreads() else seen
        if time.monotonic() - seen > PATIENCE:
            raise ClusterError(
                f"la grappe {address} n’a plus aucun « dask worker » depuis {PATIENCE} s",
                f"the cluster {address} has had no dask worker for {PATIENCE} s",
            )


# --- in a worker

_TURN = threading.Lock()
"""Work is meant for a process of its own: the threads of a worker take turns."""
_READY: list[str] = []
"""The run that this process is ready for."""


def _there(run: str, task: Task[Piece, Result], piece: Piece) -> tuple[str, Result | None, Exception | None]:
    with _TURN:
        if [run] != _READY:
            task.ready()
            _READY[:] = [run]
        return code_version(), *attempted_elsewhere(task, piece)
