"""What differs between workbooks and the model, and where."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlsync.actions.paths import File
from xlsync.actions.report import Report
from xlsync.actions.session import Session
from xlsync.actions.syncing import check_sender, over_files


def status(
    session: Session, files: Sequence[Path | File], sender: str = "operator", base: str = "auto"
) -> Report:
    """Compare, and write nothing."""
    from xlsync.sync import status as library

    check_sender(sender)
    return over_files(
        session, files, base, lambda path, store, on: library(path, store, sender=sender, base=on)
    )
