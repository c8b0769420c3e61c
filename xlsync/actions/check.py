"""What is wrong in workbooks, with or without a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from xlsync.actions.findings import notice_json, notice_lines, of_file, problem_json, problem_lines
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import place_of, stores_beside
from xlsync.actions.paths import File, Refusal, each, exit_code, workbooks
from xlsync.actions.report import Report
from xlsync.actions.running import runner_of
from xlsync.actions.session import Session
from xlsync.actions.sources import source_lines, sources_json
from xlsync.files import READ
from xlsync.running import Runner, Task

if TYPE_CHECKING:
    from xlsync.annexbook.checking import Checked
    from xlsync.store import Store


def check(
    session: Session,
    paths: Sequence[Path | File] | None = None,
    report: Path | None = None,
    sources: bool = False,
    jobs: int = 1,
    cluster: str | None = None,
) -> Report:
    """Report every problem of every workbook; where a store stands beside, what differs from its tariffs.

    With `sources`, tell also what the document of each convention says that does not hold together; of every
    shipped one where no workbook is named.

    Args:
        session: The run.
        paths: Workbooks and folders.
        report: Where the problems are written too.
        sources: Whether what the documents leave open is told.
        jobs: Number of processes.
        cluster: Address of a Dask scheduler whose workers do it, which see the same files and stores.

    Raises:
        Misuse: neither a workbook nor `sources`.
    """
    from xlsync.build import write_report

    if not paths:
        return _of_shipped(session, report, sources)

    files = workbooks(paths, READ)
    found, refusals = _check_all(files, session, runner_of(jobs, cluster))
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


def _check_all(
    files: Sequence[File], session: Session, runner: Runner
) -> tuple[list[Checked], list[Refusal]]:
    """What is to be said of each workbook, and those that could not be read."""
    beside = stores_beside(session)
    if runner.is_here:
        return each(files, lambda file: _checked(file, beside(file.name)), session)
    for file in files:  # each store is opened here first: brought up to date once, its warnings told once
        with suppress(Exception):  # what is wrong with it is said of each file
            beside(file.name)
    pieces = [_Piece(File(file.path.absolute(), file.name), place_of(session, file.name)) for file in files]
    return each(files, Task(_checked_elsewhere), session, runner, pieces)


class _Piece(NamedTuple):
    """A file for another process, and where its store is."""

    file: File
    store: str | None


def _checked_elsewhere(piece: _Piece) -> Checked:
    from xlsync.store import Store

    store = None if piece.store is None else Store.open(piece.store)
    return _checked(piece.file, store)


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
