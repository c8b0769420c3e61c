"""One runner for many pieces of work: where it is done is chosen once, results come in their order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xlsync.running.done import Done, Outcomes, Piece, Result, Task, attempted


@dataclass(frozen=True, slots=True)
class Runner:
    """Where work is done.

    What a piece raises is its own outcome, and the others go on. An interruption (Ctrl-C) ends what is under
    way; results already given are the caller's, to be kept as each comes.

    Attributes:
        jobs: Number of processes of this machine; with one, the work is done in this process.
        cluster: Address of a Dask scheduler (`tcp://…`), which then does it all.
    """

    jobs: int = 1
    cluster: str | None = None

    @property
    def is_here(self) -> bool:
        """The work is done in this process."""
        return self.jobs <= 1 and self.cluster is None

    def run(self, task: Task[Piece, Result], pieces: Iterable[Piece]) -> Outcomes[Piece, Result]:
        """What became of each piece, in their order.

        Args:
            task: What is done with each.
            pieces: Drawn a few ahead of what is done, here; picklable unless the work is done here.

        Raises:
            ClusterError: there is no such cluster, it lacks this program, or it went away.
        """
        if self.cluster is not None:
            from xlsync.running.cluster import over_cluster

            return over_cluster(task, pieces, self.cluster)
        if self.jobs > 1:
            from xlsync.running.processes import over_processes

            return over_processes(task, pieces, self.jobs)
        return _here(task, pieces)


HERE = Runner()
"""All in this process."""


def _here(task: Task[Piece, Result], pieces: Iterable[Piece]) -> Outcomes[Piece, Result]:
    task.ready()
    for piece in pieces:
        yield Done(piece, *attempted(task, piece))
