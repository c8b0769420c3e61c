"""The commands over one workbook: status, pull, push, sync."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from xlsync.annexbook.origin import AUTO
from xlsync.errors import WrongValue
from xlsync.merge.data import Sender
from xlsync.sync.asked import Request
from xlsync.sync.report import FileReport
from xlsync.sync.syncing import run

if TYPE_CHECKING:
    from xlsync.store import Store


def status(path: str | Path, store: Store, *, sender: str = "operator", base: str = AUTO) -> FileReport:
    """What differs between a workbook and the model; nothing is written.

    Args:
        path: An annex workbook, .xlsx, .xlsm, .xltx, .xltm or .ods.
        store: The store of the model.
        sender: "operator" or "member": who changed the workbook.
        base: What both sides last agreed on: "auto" for the base that the workbook carries, if it can be
            believed; "embedded" for that one in any case; or the id of a revision.

    Returns:
        What differs. A workbook as a command left it is known at once by its seal.

    Raises:
        UnknownRevision: `base` is not in the store.
        UnknownConvention: the model does not hold the convention of the workbook.
        WrongValue: no such sender.
        XlsyncError: the file cannot be read.
    """
    return run(Request("status", Path(path), _sender(sender), False, base), store)


def pull(
    path: str | Path,
    store: Store,
    *,
    sender: str = "operator",
    accept: bool = False,
    base: str = AUTO,
    author: str = "",
    amendment: int | None = None,
) -> FileReport:
    """Takes what people changed in a workbook into the model.

    The workbook changes only in its base, where that is possible.

    Args:
        path: An annex workbook, .xlsx, .xlsm, .xltx, .xltm or .ods.
        store: The store of the model.
        sender: As `status`.
        accept: What a member changed in cells of the operator is taken too.
        base: As `status`.
        author: Who commits.
        amendment: Number of the draft amendment that the changes are part of; that of a workbook that is a
            trial of one, when left out.

    Raises:
        UnknownKey, WrongValue: there is no such draft.
        StoreBusy: the store stayed locked.
        XlsyncError: As `status`.
    """
    return run(Request("pull", Path(path), _sender(sender), accept, base, author, amendment), store)


def push(
    path: str | Path, store: Store, *, base: str = AUTO, author: str = "", dry_run: bool = False
) -> FileReport:
    """Writes what changed in the model into a workbook.

    Args:
        path: An annex workbook, .xlsx, .xlsm, .xltx or .xltm.
        store: The store of the model.
        base: As `status`.
        author: Who writes.
        dry_run: Nothing is written: the plan of the report says what would change.

    Returns:
        What was done; a workbook that cannot be written is left as it was, and a problem says why.

    Raises:
        XlsyncError: As `status`.
    """
    return run(Request("push", Path(path), "operator", False, base, author, dry_run=dry_run), store)


def synchronise(
    path: str | Path,
    store: Store,
    *,
    sender: str = "operator",
    accept: bool = False,
    base: str = AUTO,
    author: str = "",
    amendment: int | None = None,
) -> FileReport:
    """Pulls and pushes at once: conflicts are written into the workbook, choices made there are applied.

    Args:
        path: An annex workbook, .xlsx, .xlsm, .xltx or .xltm.
        store: The store of the model.
        sender: As `status`.
        accept: As `pull`.
        base: As `status`.
        author: Who commits.
        amendment: As `pull`.

    Raises:
        HeadMoved, XlsyncError: As `pull`.
    """
    return run(Request("sync", Path(path), _sender(sender), accept, base, author, amendment), store)


def _sender(name: str) -> Sender:
    if name == "member":
        return "member"
    if name == "operator":
        return "operator"
    raise WrongValue(
        f"expéditeur inconnu : « {name} » ; c’est operator ou member",
        f"unknown sender: “{name}”; it is operator or member",
        value=name,
    )
