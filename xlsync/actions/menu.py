"""What the menu « Conventions » of a spreadsheet asks of one workbook: always a report, refused or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from xlsync.actions.check import check
from xlsync.actions.explain import explain
from xlsync.actions.keeping import keeping_issues
from xlsync.actions.paths import File, refused
from xlsync.actions.pull import pull
from xlsync.actions.push import push
from xlsync.actions.report import REFUSED, Report
from xlsync.actions.session import Session
from xlsync.actions.status import status

OVER_FILES: Final[Mapping[str, Callable[[Session, Sequence[File]], Report]]] = {
    "status": status,
    "pull": pull,
    "push": push,
    "check": check,
}
EXPLAIN: Final = "explain"
ACTIONS: Final = (*OVER_FILES, EXPLAIN)


def asked(session: Session, action: str, file: File, cell: str = "") -> Report:
    """The report of an action on one workbook.

    Args:
        session: Who asks.
        action: One of `ACTIONS`.
        file: The workbook.
        cell: `Sheet!A1`, for `explain`.
    """
    if action == EXPLAIN:
        return told(session, file, lambda heard: explain(heard, file, cell))
    return told(session, file, lambda heard: OVER_FILES[action](heard, [file]))


def told(session: Session, file: File, work: Callable[[Session], Report]) -> Report:
    """A report that says all there is to say, for who sees nothing else.

    Args:
        session: Who asks.
        file: The workbook.
        work: From a session to the report of an action; what the session hears comes first in the lines.
    """
    said: list[str] = []
    heard = replace(session, tell=said.append)
    try:
        with keeping_issues(heard):
            report = work(heard)
    except Exception as error:
        report = Report({"errors": [refused(file, error, heard).as_json()]}, (), REFUSED)
    return replace(report, lines=[*dict.fromkeys(said), *report.lines])
