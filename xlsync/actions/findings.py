"""What is wrong in a workbook, and what is worth saying of it, as every command shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xlsync.actions.paths import File
from xlsync.actions.report import DONE, REFUSED, REMAINING, Report
from xlsync.actions.session import Session
from xlsync.errors import XlsyncError

if TYPE_CHECKING:
    from xlsync.errors import Notice, Problem, TablesRefused

SHOWN = 12
"""Notices of one workbook that are told a line each; the others are counted."""


def of_file(problems: Iterable[Problem], file: File) -> tuple[Problem, ...]:
    """Problems of a file, told of the one that it stands for."""
    return tuple(replace(problem, file=str(file.name)) for problem in problems)


def problem_json(problem: Problem, session: Session) -> dict[str, str]:
    """A problem as every `--json` document shows it."""
    return {
        "file": problem.file,
        "where": problem.where,
        "what": problem.what.in_language(session.lang),
        "fix": problem.fix.in_language(session.lang),
        "source": problem.source,
    }


def notice_json(notice: Notice, session: Session) -> dict[str, str]:
    """A notice as every `--json` document shows it."""
    return {"where": notice.where, "what": notice.what.in_language(session.lang)}


def notice_lines(notices: Sequence[Notice], session: Session) -> Iterator[str]:
    """Notices to read, those of a long list counted rather than told."""
    for notice in notices[:SHOWN]:
        yield f"  {session.text('À noter : ', 'Note: ')}{session.text(notice.text.fr, notice.text.en)}"
    left = len(notices) - SHOWN
    if left > 0:
        yield session.text(f"  À noter : {left} autres, avec --json", f"  Note: {left} more, with --json")


def problem_lines(problems: Sequence[Problem], session: Session) -> Iterator[str]:
    """Problems to read, each with what to do about it."""
    for problem in problems:
        source = f" ({problem.source})" if problem.source else ""
        yield f"{problem.file} {problem.where}"
        yield f"    {session.text(problem.what.fr, problem.what.en)}{source}"
        yield f"    → {session.text(problem.fix.fr, problem.fix.en)}"


def with_problems(report: Report, problems: Sequence[Problem], session: Session) -> Report:
    """The report of inputs that were taken, with what is wrong in them told first."""
    document = {**report.document, "problems": [problem_json(problem, session) for problem in problems]}
    code = REMAINING if problems and report.code == DONE else report.code
    return Report(document, [*problem_lines(problems, session), *report.lines], code)


def refused_tables(document: Mapping[str, Any], error: TablesRefused, session: Session) -> Report:
    """The report of tables that cannot be taken: every problem, and nothing done."""
    problems = error.facts["problems"]
    told = [problem_json(problem, session) for problem in problems]
    line = session.text("rien n’est pris dans le modèle", "nothing is taken into the model")
    return Report({**document, "problems": told}, [*problem_lines(problems, session), line], REFUSED)


def edits_json(error: Exception, session: Session) -> list[dict[str, str]]:
    """What a workbook holds that a refusal to overwrite it names."""
    facts = error.facts if isinstance(error, XlsyncError) else {}
    return [notice_json(one, session) for one in facts.get("edits", ())]
