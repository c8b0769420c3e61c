"""What is asked of a workbook, before anything of it is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xlsync.annexbook.origin import AUTO
from xlsync.merge.data import Direction, Sender


@dataclass(frozen=True, slots=True)
class Request:
    """What someone asked for.

    Attributes:
        command: "status", "pull", "push" or "sync".
        path: The workbook.
        sender: Who changed it.
        accept: Proposals are taken.
        base: "auto", "embedded" or a revision.
        author: Who commits.
        amendment: Number of the draft amendment that what is taken is part of; that of the workbook, if it
            is a trial of one, when it is left out.
        dry_run: What would be written is told, and nothing is.
    """

    command: str
    path: Path
    sender: Sender = "operator"
    accept: bool = False
    base: str = AUTO
    author: str = ""
    amendment: int | None = None
    dry_run: bool = False

    @property
    def direction(self) -> Direction:
        """What may be written."""
        directions: dict[str, Direction] = {"pull": "pull", "push": "push"}
        return directions.get(self.command, "both")

    @property
    def writes_workbook(self) -> bool:
        """The workbook takes the changes of the model."""
        return self.command in ("push", "sync")


class SavedMeanwhile(Exception):
    """Someone saved the file after it was read: nothing was committed, nothing was written."""
