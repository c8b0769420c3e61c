"""What is wrong in workbooks, with or without a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xlsync.actions.findings import notice_json, notice_lines, of_file, problem_json, problem_lines
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import stores_beside
from xlsync.actions.paths import READ_SUFFIXES, File, each, exit_code, workbooks
from xlsync.actions.report import Report
from xlsync.actions.session import Session
from xlsync.actions.sources import source_lines, sources_json

if TYPE_CHECKING:
    from xlsync.annexbook.checking import Checked
    from xlsync.store import Store


def check(
    session: Session, paths: Sequence[Path | File], report: Path | None = None, sources: bool = False
) -> Report:
    """Report every problem of every workbook; where a store stands beside, what differs from its tariffs.

    With `sources`, tell also what the document of each convention says that does not hold together; of every
    shipped one where no workbook is named.

    Raises:
        Misuse: neither a workbook nor `sources`.
    """
    from xlsync.build import write_report

    if not paths:
        return _of_shipped(session, report, sources)

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
            **(
                {"sources": [sources_json(one.convention, session, one.file) for one in found]}
                if sources
                else {}
            ),
        },
        list(_lines(found, session, sources)),
        exit_code(refusals, bool(problems)),
    )


def _checked(file: File, store: Store | None) -> Checked:
    from xlsync.annexbook.checking import check_file

    found = check_file(file.path, store)
    return replace(found, file=str(file.name), problems=of_file(found.problems, file))


def _of_shipped(session: Session, report: Path | None, sources: bool) -> Report:
    """The notes on the documents of the shipped conventions."""
    from xlsync.conventions import shipped

    if not sources or report is not None:
        raise Misuse(
            "il manque PATH : un classeur, ou un dossier de classeurs",
            "PATH is missing: a workbook, or a folder of workbooks",
        )
    known = shipped()
    return Report(
        {
            "problems": [],
            "notices": [],
            "errors": [],
            "sources": [sources_json(one, session) for one in known],
        },
        [line for one in known for line in source_lines(one, session)],
    )


def _lines(found: Sequence[Checked], session: Session, sources: bool) -> Iterator[str]:
    """Problems to read, each with its place, what is worth saying, and the numbers of all."""
    for one in found:
        yield from problem_lines(one.problems, session)
        if one.notices:
            yield one.file
            yield from notice_lines(one.notices, session)
        if sources:
            yield from source_lines(one.convention, session, one.file)
    problems = sum(len(one.problems) for one in found)
    yield session.text(
        f"Classeurs vérifiés : {len(found)} ; problèmes : {problems}",
        f"Workbooks checked: {len(found)}; problems: {problems}",
    )
