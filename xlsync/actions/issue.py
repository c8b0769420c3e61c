"""Annexes issued: their bytes kept, with who was sent them and when."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from udfs.figures import spoken
from xlsync.actions.findings import problem_json, problem_lines
from xlsync.actions.issued import issue_json
from xlsync.actions.models import author
from xlsync.actions.paths import File, Refusal, exit_code, refused, workbooks
from xlsync.actions.progress import Progress
from xlsync.actions.recalc import read_date
from xlsync.actions.report import Report
from xlsync.actions.session import Session
from xlsync.actions.syncing import stores_of
from xlsync.running import HERE, Task

if TYPE_CHECKING:
    from xlsync.store import Store
    from xlsync.sync.issuing import Issued


def issue(session: Session, files: Sequence[Path | File], to: str, day: str | None = None) -> Report:
    """Keep each annex as it stands; one that is not fit is refused, and the others go on.

    Args:
        session: The run.
        files: Workbooks and folders.
        to: Who is sent them.
        day: When; today when left out.

    Returns:
        1 when an annex is not fit to be issued; 2 when a file cannot be read.
    """
    when = datetime.date.today() if day is None else read_date(day)
    done = issue_all(session, workbooks(files), stores_of(session), to, when)
    errors = [refusal.as_json() for refusal in (*done.unfit, *done.unread)]
    return Report({"issued": done.kept, "errors": errors}, done.lines, done.code)


@dataclass(slots=True)
class Done:
    """What became of files that were to be issued.

    Attributes:
        kept: Each that was, for a document.
        lines: The same for a person.
        unfit: Those that are annexes and not fit.
        unread: Those that could not be read.
    """

    kept: list[dict[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    unfit: list[Refusal] = field(default_factory=list)
    unread: list[Refusal] = field(default_factory=list)

    @property
    def code(self) -> int:
        """Exit code."""
        return exit_code(self.unread, bool(self.unfit))


def issue_all(
    session: Session, files: Sequence[File], store_of: Callable[[Path], Store], to: str, day: datetime.date
) -> Done:
    """Keep annexes, one by one.

    Args:
        session: The run.
        files: The workbooks.
        store_of: The store of each.
        to: Who is sent them.
        day: When.

    Raises:
        WrongValue: no recipient.
    """
    from xlsync.errors import CannotIssue
    from xlsync.store.issues import recipient_of
    from xlsync.sync.issuing import issue as library

    recipient, done = recipient_of(to), Done()

    def one(file: File) -> Issued:
        return library(file.path, store_of(file.name), recipient=recipient, day=day, author=author())

    told = Progress(session, "classeurs émis", "workbooks issued")
    for rank, outcome in enumerate(HERE.run(Task(one), files), start=1):
        file = outcome.piece
        if outcome.error is not None:
            where = done.unfit if isinstance(outcome.error, CannotIssue) else done.unread
            where.append(refused(file, outcome.error, session))
        else:
            found = outcome.get()
            problems = [problem_json(problem, session) for problem in found.problems]
            done.kept.append(
                {
                    "file": str(file.name),
                    **issue_json(found.issue, found.view),
                    "new": found.is_new,
                    "problems": problems,
                }
            )
            done.lines += _lines(file, found, session)
        told(rank, len(files))
    return done


def _lines(file: File, found: Issued, session: Session) -> Iterator[str]:
    one = found.issue
    day = spoken(one.day, session.lang)
    if found.is_new:
        yield session.text(
            f"{file.name} : émis, {one.id}, le {day}, à {one.recipient}",
            f"{file.name}: issued, {one.id}, {day}, to {one.recipient}",
        )
    else:
        yield session.text(
            f"{file.name} : déjà émis, {one.id}, le {day}, à {one.recipient}",
            f"{file.name}: issued already, {one.id}, {day}, to {one.recipient}",
        )
    yield from problem_lines(found.problems, session)
