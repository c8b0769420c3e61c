"""Where long work is done, as asked."""

from __future__ import annotations

from xlsync.actions.misuse import Misuse
from xlsync.running import Runner


def runner_of(jobs: int, cluster: str | None) -> Runner:
    """Where work is done.

    Args:
        jobs: Number of processes of this machine.
        cluster: Address of a Dask scheduler.

    Raises:
        Misuse: Both are asked for.
    """
    if cluster is not None and jobs > 1:
        raise Misuse(
            "--cluster fait tout sur la grappe : ôter --jobs", "--cluster does it all there: remove --jobs"
        )
    return Runner(jobs, cluster)
