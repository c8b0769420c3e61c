"""Annex workbooks from the model."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsync.actions.failures import about
from xlsync.actions.findings import edits_json, problem_json
from xlsync.actions.issue import Done, issue_all
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import opened
from xlsync.actions.paths import File, Refusal
from xlsync.actions.progress import Progress
from xlsync.actions.recalc import read_date
from xlsync.actions.report import DONE, REMAINING, Report, number, table
from xlsync.actions.running import runner_of
from xlsync.actions.selecting import selected
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.build import Built
    from xlsync.build.succession import Standing
    from xlsync.model import Model


def build(
    session: Session,
    conventions: Sequence[str] | None = None,
    out: Path = Path("annexes"),
    at: str | None = None,
    amendment: int | None = None,
    to: str | None = None,
    where: str | None = None,
    everything: bool = False,
    jobs: int = 1,
    cluster: str | None = None,
) -> Report:
    """Write the workbooks, then report each with its differences from the published figures.

    Args:
        session: The run.
        conventions: Those to build, kinds for all theirs; all those of the model when left out.
        out: Folder of the workbooks.
        at: Day at which they are shown, as typed: amendments that take effect later do not count.
        amendment: Number of a draft amendment of the one convention, shown as if it were signed.
        to: Who is sent them: each workbook is issued once it is built.
        where: Condition that they satisfy.
        everything: Workbooks are made again too of which nothing changed since they were built.
        jobs: Number of processes.
        cluster: Address of a Dask scheduler whose workers do it.

    Raises:
        Misuse: No date, a draft without its convention, no convention selected, or two places for the work.
    """
    from xlsync.build import build as library
    from xlsync.model.amendments import View

    def chosen(model: Model) -> list[str]:
        names = selected(model, conventions, where)
        if amendment is not None and (len(names) != 1 or not conventions):
            raise Misuse(
                "--amendment va avec une seule convention", "--amendment goes with a single agreement"
            )
        return names

    view = View(None if at is None else read_date(at), amendment)
    if to is not None:
        _check_recipient(to)
    report = library(
        chosen,
        out,
        session.store,
        session.say,
        view,
        everything=everything,
        runner=runner_of(jobs, cluster),
        progress=Progress(session, "classeurs", "workbooks"),
    )
    for _, error in report.refused:
        session.failed(error)
    refusals = [Refusal(path, about(path, error, session.lang)) for path, error in report.refused]
    for refusal in refusals:
        session.tell(refusal.what)
    document = {
        "workbooks": [_document(built, session) for built in report.workbooks],
        "errors": [
            {**refusal.as_json(), "edits": edits_json(error, session)}
            for refusal, (_, error) in zip(refusals, report.refused, strict=True)
        ],
    }
    lines, code = list(_lines(document, session)), DONE if report.clean else REMAINING
    if to is not None:
        done = _issued(session, report.workbooks, to)
        document = {
            **document,
            "issued": done.kept,
            "errors": [*document["errors"], *(one.as_json() for one in (*done.unfit, *done.unread))],
        }
        lines, code = [*lines, *done.lines], max(code, done.code)
    return Report(document, lines, code)


def _check_recipient(to: str) -> None:
    """Refuses a blank before anything is built."""
    from xlsync.store.issues import recipient_of

    recipient_of(to)


def _issued(session: Session, workbooks: Sequence[Built], to: str) -> Done:
    store = opened(session)
    files = [File.of(built.path) for built in workbooks]
    return issue_all(session, files, lambda _: store, to, datetime.date.today())


def _document(built: Built, session: Session) -> dict[str, Any]:
    comparison = built.comparison
    return {
        "convention": built.convention,
        "path": str(built.path),
        "up_to_date": built.up_to_date,
        "formulas": built.formulas,
        "published": {
            "compared": comparison.compared,
            "different": [
                {
                    "cell": one.cell,
                    "published": one.published,
                    "computed": one.computed,
                    "explained": one.explained,
                }
                for one in comparison.different
            ],
            "missing": [
                {"table": one.table, "key": one.key, "column": one.column} for one in comparison.missing
            ],
        },
        "not_recalculated": [one.as_json for one in built.not_recalculated],
        "problems": [problem_json(problem, session) for problem in built.problems],
        "follows": None if built.follows is None else _follows(built.follows),
    }


def _follows(one: Standing) -> dict[str, str]:
    return {"file": str(one.path), "issue": one.issue.id}


def _lines(document: Mapping[str, Any], session: Session) -> Iterator[str]:
    for workbook in document["workbooks"]:
        published, missing = workbook["published"], workbook["not_recalculated"]
        compared, different = published["compared"], published["different"]
        yield session.text(
            f"{workbook['path']} : formules : {workbook['formulas']} ; chiffres publiés comparés : {compared}"
            f" ; différents : {len(different)}" + (" ; déjà à jour" if workbook["up_to_date"] else ""),
            f"{workbook['path']}: formulas: {workbook['formulas']}; published figures compared: {compared}; "
            f"different: {len(different)}" + ("; up to date" if workbook["up_to_date"] else ""),
        )
        if workbook["follows"]:
            yield _said_of_version(workbook["path"], workbook["follows"], session)
        if different:
            headings = (
                session.text("  Cellule", "  Cell"),
                session.text("Publié", "Published"),
                session.text("Calculé", "Computed"),
                session.text("Explication", "Explanation"),
            )
            yield from table(headings, [_row(one, session) for one in different], session)
        for one in missing:
            yield session.text(
                f"  {one['cell']} : non recalculée, à cause de {one['function']}",
                f"  {one['cell']}: not recalculated, because of {one['function']}",
            )
        for one in published["missing"]:
            place = f"{one['table']} {key_text(one['key'])} {one['column']}"
            yield session.text(
                f"  {place} : chiffre publié sans cellule calculée",
                f"  {place}: published figure without its cell",
            )
        for problem in workbook["problems"]:
            yield f"  {problem['where']}{session.text(' : ', ': ')}{problem['what']}"
            yield f"    → {problem['fix']}"
    yield _summary(document["workbooks"], session)


def _said_of_version(path: str, follows: Mapping[str, str], session: Session) -> str:
    """What became of an annex whose file was issued."""
    file, issue = follows["file"], follows["issue"]
    if file == path:
        return session.text(
            f"  {file} a été émis ({issue}) et rien n’a changé depuis : il reste comme il est",
            f"  {file} was issued ({issue}) and nothing changed since: it stays as it is",
        )
    return session.text(
        f"  {file} a été émis ({issue}) et reste comme il est : {path} en est la version suivante",
        f"  {file} was issued ({issue}) and stays as it is: {path} is its next version",
    )


def _summary(workbooks: Sequence[Mapping[str, Any]], session: Session) -> str:
    """All the workbooks in one line."""
    compared = sum(workbook["published"]["compared"] for workbook in workbooks)
    different = [one for workbook in workbooks for one in workbook["published"]["different"]]
    explained = sum(bool(one["explained"]) for one in different)
    return session.text(
        f"Classeurs : {len(workbooks)} ; cellules calculées comparées aux chiffres publiés : {compared} ; "
        f"différentes : {len(different)}, dont expliquées : {explained}",
        f"Workbooks: {len(workbooks)}; computed cells compared with published figures: {compared}; "
        f"different: {len(different)}, explained: {explained}",
    )


def key_text(key: Mapping[str, Any]) -> str:
    """A key to read: `versement=V1, annee=2025`."""
    return ", ".join(f"{name}={value}" for name, value in key.items())


def _row(different: Mapping[str, Any], session: Session) -> tuple[str, str, str, str]:
    unexplained = session.text("inexpliqué", "unexplained")
    return (
        f"  {different['cell']}",
        number(different["published"], session),
        number(different["computed"], session),
        str(different["explained"] or unexplained),
    )
