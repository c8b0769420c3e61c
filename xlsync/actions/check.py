"""What is wrong in workbooks, with or without a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xlsync.actions.findings import notice_json, notice_lines, of_file, problem_json, problem_lines
from xlsync.actions.models import stores_beside
from xlsync.actions.paths import READ_SUFFIXES, File, each, exit_code, workbooks
from xlsync.actions.report import Report
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.annexbook.checking import Checked
    from xlsync.store import Store


def check(session: Session, paths: Sequence[Path | File], report: Path | None = None) -> Report:
    """Report every problem of every workbook; where a store stands beside, what differs from its tariffs."""
    from xlsync.build import write_report

    beside = stores_beside(session)
    found, refusals = each(
        workbooks(paths, READ_SUFFIXES), lambda file: _checked(file, beside(file.name)), session
    )
    problems = [problem for one in found for problem in one.problems]
    if report is not None:
        write_report(problems, report, session.lang)
    return Report(
        {
            "problems": [problem_json(problem, session) for problem in problems],
            "notices": [
                {"file": one.file, **notice_json(notice, session)} for one in found for notice in one.notices
            ],
            "errors": [refusal.as_json() for refusal in refusals],
        },
        list(_lines(found, session)),
        exit_code(refusals, bool(problems)),
    )


def _checked(file: File, store: Store | None) -> Checked:
    from xlsync.annexbook.checking import check_file

    found = check_file(file.path, store)
    return replace(found, file=str(file.name), problems=of_file(found.problems, file))


def _lines(found: Sequence[Checked], session: Session) -> Iterator[str]:
    """Problems to read, each with its place, what is worth saying, and the numbers of all."""
    for one in found:
        yield from problem_lines(one.problems, session)
        if one.notices:
            yield one.file
            yield from notice_lines(one.notices, session)
    problems = sum(len(one.problems) for one in found)
    yield session.text(
        f"Classeurs vérifiés : {len(found)} ; problèmes : {problems}",
        f"Workbooks checked: {len(found)}; problems: {problems}",
    )
