"""What people typed in workbooks, into the model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlsync.actions.paths import File
from xlsync.actions.report import Report
from xlsync.actions.session import Session
from xlsync.actions.syncing import taking


def pull(
    session: Session,
    files: Sequence[Path | File],
    sender: str = "operator",
    accept: bool = False,
    base: str = "auto",
    author: str = "",
    amendment: int | None = None,
) -> Report:
    """Commit the changes of each workbook."""
    from xlsync.sync import pull as library

    return taking(
        session, files, library,
        sender=sender, accept=accept, base=base, author=author, amendment=amendment,
    )  # fmt: skip
