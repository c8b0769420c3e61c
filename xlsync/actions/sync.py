"""Workbooks and the model, both ways."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlsync.actions.models import author as account
from xlsync.actions.paths import WORKBOOK_SUFFIXES, File
from xlsync.actions.report import Report
from xlsync.actions.session import Session
from xlsync.actions.syncing import check_sender, over_files


def sync(
    session: Session,
    files: Sequence[Path | File],
    sender: str = "operator",
    accept: bool = False,
    base: str = "auto",
    author: str = "",
) -> Report:
    """Take and write the changes of both sides."""
    from xlsync.sync import synchronise

    check_sender(sender)
    return over_files(
        session,
        files,
        base,
        lambda path, store, on: synchronise(
            path, store, sender=sender, accept=accept, base=on, author=author or account()
        ),
        WORKBOOK_SUFFIXES,
    )
