"""What changed in the model, into workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlsync.actions.models import author
from xlsync.actions.paths import File
from xlsync.actions.report import Report
from xlsync.actions.session import Session
from xlsync.actions.syncing import over_files
from xlsync.files import WORKBOOKS


def push(session: Session, files: Sequence[Path | File], base: str = "auto", dry_run: bool = False) -> Report:
    """Write the changes of the model, or say what would be written."""
    from xlsync.sync import push as library

    return over_files(
        session,
        files,
        base,
        lambda path, store, on: library(path, store, base=on, author=author(), dry_run=dry_run),
        WORKBOOKS,
    )
