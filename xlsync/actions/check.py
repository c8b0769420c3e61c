"""What is wrong in workbooks, with or without a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsync.actions.paths import each, exit_code, workbooks
from xlsync.actions.report import Report
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.errors import Problem


def check(
    session: Session,
    paths: Sequence[Path],
    report: Path | None = None,
) -> Report:
    """Report every problem of every workbook."""
    from xlsync.annexbook.checking import check as problems_of
    from xlsync.build import write_report

    found, refusals = each(workbooks(paths), lambda path: problems_of([path]), session)
    problems = [problem for of_one in found for problem in of_one]
    if report is not None:
        write_report(problems, report, session.lang)
    return Report(
        {
            "problems": [as_json(problem, session) for problem in problems],
            "errors": [refusal.as_json() for refusal in refusals],
        },
        list(lines(problems, len(found), session)),
        exit_code(refusals, bool(problems)),
    )


def as_json(problem: Problem, session: Session) -> dict[str, Any]:
    """A problem as every `--json` document shows it."""
    return {
        "file": problem.file,
        "where": problem.where,
        "what": problem.what.in_language(session.lang),
        "fix": problem.fix.in_language(session.lang),
        "source": problem.source,
    }


def lines(problems: Sequence[Problem], files: int, session: Session) -> Iterator[str]:
    """Problems to read, each with its place, and their number."""
    for problem in problems:
        source = f" ({problem.source})" if problem.source else ""
        yield f"{problem.file} {problem.where}"
        yield f"    {session.text(problem.what.fr, problem.what.en)}{source}"
        yield f"    → {session.text(problem.fix.fr, problem.fix.en)}"
    yield session.text(
        f"Classeurs vérifiés : {files} ; problèmes : {len(problems)}",
        f"Workbooks checked: {files}; problems: {len(problems)}",
    )
