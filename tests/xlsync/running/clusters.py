"""Dask clusters of this machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.shared import ROOT, need_module


@contextmanager
def local_cluster(workers: int) -> Iterator[Any]:
    """A scheduler and that many processes of one thread, started again when they die."""
    distributed = need_module("distributed")
    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    ) as started:
        yield started


@contextmanager
def lone_worker() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A scheduler and its only worker, which nothing starts again: its address, the process."""
    with local_cluster(0) as started:
        address = started.scheduler_address
        worker = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-nanny", "--nthreads", "1"],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield address, worker
        finally:
            worker.kill()
            worker.wait()
