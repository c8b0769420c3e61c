"""Workbooks and the model, both ways."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlsync.actions.paths import File
from xlsync.actions.report import Report
from xlsync.actions.session import Session
from xlsync.actions.syncing import taking
from xlsync.files import WORKBOOKS


def sync(
    session: Session,
    files: Sequence[Path | File],
    sender: str = "operator",
    accept: bool = False,
    base: str = "auto",
    author: str = "",
    amendment: int | None = None,
) -> Report:
    """Take and write the changes of both sides."""
    from xlsync.sync import synchronise

    return taking(
        session,
        files,
        synchronise,
        sender=sender,
        accept=accept,
        base=base,
        author=author,
        amendment=amendment,
        suffixes=WORKBOOKS,
    )
