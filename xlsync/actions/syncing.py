"""What `status`, `pull`, `push` and `sync` share: each file in turn, its store, one report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsync.actions.differences import lines
from xlsync.actions.findings import notice_json, of_file, problem_json
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import author as account
from xlsync.actions.models import missing_store, named_revision, revision_json, stores_beside
from xlsync.actions.paths import File, each, exit_code, workbooks
from xlsync.actions.report import Report
from xlsync.actions.session import Session
from xlsync.files import READ

if TYPE_CHECKING:
    from xlsync.store import Store
    from xlsync.sync import FileReport

SENDERS = ("operator", "member")
WORDS = ("auto", "embedded")


def check_sender(sender: str) -> None:
    """Refuse an unknown sender.

    Raises:
        Misuse: it is none of `SENDERS`.
    """
    if sender not in SENDERS:
        raise Misuse(
            f"expéditeur inconnu : « {sender} » ; valeurs possibles : {', '.join(SENDERS)}",
            f"unknown sender: “{sender}”; possible values: {', '.join(SENDERS)}",
        )


def taking(
    session: Session,
    given: Sequence[Path | File],
    library: Callable[..., FileReport],
    *,
    sender: str,
    accept: bool,
    base: str,
    author: str,
    amendment: int | None,
    suffixes: tuple[str, ...] = READ,
) -> Report:
    """Take into the model what people typed in each workbook.

    Args:
        session: Who asks.
        given: Files and folders.
        library: What takes it from one file: `xlsync.sync.pull` or `xlsync.sync.synchronise`.
        sender: Whose workbooks they are, one of `SENDERS`.
        accept: What a member may only propose is taken.
        base: "auto", "embedded" or a revision.
        author: Author of the revisions, the account that runs when left blank.
        amendment: Number of the draft amendment that it is part of.
        suffixes: Files that a folder stands for.

    Raises:
        Misuse: the sender is unknown.
    """
    check_sender(sender)
    return over_files(
        session,
        given,
        base,
        lambda path, store, on: library(
            path,
            store,
            sender=sender,
            accept=accept,
            base=on,
            author=author or account(),
            amendment=amendment,
        ),
        suffixes,
    )


def over_files(
    session: Session,
    given: Sequence[Path | File],
    base: str,
    work: Callable[[Path, Store, str], FileReport],
    suffixes: tuple[str, ...] = READ,
) -> Report:
    """Do the work on every workbook, each with its own store; one that is refused does not stop the others.

    Args:
        session: Who asks.
        given: Files and folders.
        base: "auto", "embedded" or a revision.
        work: From a file, its store and the base, in full, to what is to be said of it.
        suffixes: Files that a folder stands for.
    """
    files, store_of = workbooks(given, suffixes), stores_of(session)

    def one(file: File) -> FileReport:
        store = store_of(file.name)
        on = base if base in WORDS else named_revision(store, base)
        with nullcontext() if file.path == file.name else store.without_receipts():
            found = work(file.path, store, on)
        return replace(found, file=str(file.name), problems=of_file(found.problems, file))

    reports, refusals = each(files, one, session)
    document = {
        "files": [_document(report, session) for report in reports],
        "errors": [refusal.as_json() for refusal in refusals],
    }
    remaining = any(not report.clean for report in reports)
    return Report(document, list(lines(reports, len(refusals), session)), exit_code(refusals, remaining))


def stores_of(session: Session) -> Callable[[Path], Store]:
    """The store of a file, which must have one."""
    beside = stores_beside(session)

    def found(path: Path) -> Store:
        store = beside(path)
        if store is None:
            raise missing_store()
        return store

    return found


def _document(report: FileReport, session: Session) -> dict[str, Any]:
    """A report as `--json` shows it, its sentences in the language of the run."""
    return {
        **report.as_json(),
        "problems": [problem_json(problem, session) for problem in report.problems],
        "notices": [notice_json(notice, session) for notice in report.notices],
        "written": report.written,
        "committed": revision_json(report.committed),
    }
