"""`xlsync check`: what is wrong in workbooks, with or without a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xlsync.cli.paths import each, exit_code, workbooks
from xlsync.cli.report import Report
from xlsync.cli.session import Session, both
from xlsync.cli.syncing import READ_SUFFIXES

if TYPE_CHECKING:
    from xlsync.errors import Problem

HELP = both(
    "Vérifie des classeurs : schémas, invariants, formules altérées, chacun avec sa cellule et son article.",
    "Checks workbooks: schemas, invariants, altered formulas, each with its cell and article.",
)


def check(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH",
            help=both("Classeurs, ou dossiers de classeurs.", "Workbooks, or folders of them."),
        ),
    ],
    report: Annotated[
        Path | None,
        typer.Option(
            "--rapport", metavar="OUTPUT", help=both("Écrit aussi un rapport.", "Also writes a report.")
        ),
    ] = None,
) -> Report:
    """Report every problem of every workbook."""
    from xlsync.annexbook.checking import check as problems_of
    from xlsync.build import write_report

    session: Session = context.obj
    found, refusals = each(workbooks(paths, READ_SUFFIXES), lambda path: problems_of([path]), session)
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
