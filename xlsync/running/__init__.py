"""The same work on many pieces: one runner, here, over processes or on a Dask cluster; see `docs.md`."""

from xlsync.running.done import Done, Task
from xlsync.running.runner import HERE, Runner

__all__ = ["HERE", "Done", "Runner", "Task"]
