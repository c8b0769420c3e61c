"""Where a figure comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsync.actions.findings import notice_json, notice_lines, problem_json, problem_lines
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import opened
from xlsync.actions.paths import File
from xlsync.actions.recalc import read_date
from xlsync.actions.report import Report
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.annexbook.replaced import Replaced
    from xlsync.recalc.dependents import Influence, Moved
    from xlsync.recalc.explain import CallSteps, Explanation, Precedent
    from xlsync.workbook import Workbook
    from xlsync.workbook.values import Address


def explain(
    session: Session,
    file: Path | File | None = None,
    cell: str | None = None,
    depth: int = 1,
    date: str | None = None,
    dependents: bool = False,
    issued: str | None = None,
) -> Report:
    """Explain the cell: what it is made of, or with `dependents` what it moves.

    Args:
        session: The run.
        file: The workbook; the cell itself where an issue is named.
        cell: `Sheet!A1`.
        depth: Levels of cells.
        date: What TODAY and NOW give.
        dependents: What the cell moves, instead.
        issued: Id of an issue: its kept bytes are explained.
    """
    if issued is not None:
        return _explained_issue(session, issued, file, cell, depth, date, dependents)
    if file is None or cell is None:
        raise Misuse("donnez FILE et CELL, ou --issued et CELL", "give FILE and CELL, or --issued and CELL")
    from xlsync.annexbook.annex import open_annex

    source = File.of(file)
    return _explained(session, source, open_annex(source.path), cell, depth, date, dependents)


def _explained_issue(
    session: Session,
    issued: str,
    file: Path | File | None,
    cell: str | None,
    depth: int,
    date: str | None,
    dependents: bool,
) -> Report:
    """The figure of an issue, from the bytes that were kept."""
    from xlsync.actions.explain_issued import with_issue
    from xlsync.workbook import Workbook

    if cell is not None or not isinstance(file, Path):
        raise Misuse("avec --issued, donnez CELL seulement", "with --issued, give CELL only")
    store = opened(session)
    issue = store.issues.find(issued)
    book, named = Workbook.from_bytes(store.issues.content(issue)), File.of(Path(issue.file))
    report = _explained(session, named, book, str(file), depth, date, dependents)
    return with_issue(report, issue, book, session)


def _explained(
    session: Session,
    source: File,
    workbook: Workbook,
    cell: str,
    depth: int,
    date: str | None,
    dependents: bool,
) -> Report:
    from xlsync.recalc.dependents import influence
    from xlsync.recalc.explain import explain as explained
    from xlsync.recalc.explain import render

    today = None if date is None else read_date(date)
    try:
        if dependents:
            return _moved(influence(workbook, cell, depth=depth, date=today), source, session)
        found = explained(workbook, cell, depth=depth, date=today)
    except ValueError as error:
        raise Misuse(
            f"{source.name} n’a pas de cellule « {cell} » ; écrivez « Feuille!A1 »",
            f"{source.name} has no cell “{cell}”; write “Sheet!A1”",
        ) from error
    document = {"file": str(source.name), **_document(found, session)}
    lines = render(found, session.lang).splitlines()
    for said in _of_the_annex(workbook, found.cell, source.name, session):
        document |= said.document
        lines += said.lines
    return Report(document, lines)


def _moved(found: Influence, source: File, session: Session) -> Report:
    return Report(
        {
            "file": str(source.name),
            "cell": str(found.cell),
            "label": found.label,
            "value": found.value,
            "formula": found.formula,
            "dependents": [
                [
                    {
                        "cells": _cells(one),
                        "label": one.label,
                        "formula": one.formula,
                        "values": one.values,
                        "count": one.area.size,
                    }
                    for one in level
                ]
                for level in found.levels
            ],
            "further": found.further,
        },
        list(_moved_lines(found, session)),
    )


def _cells(one: Moved) -> str:
    area = one.area
    return str(area.first) if area.is_cell else f"{area.sheet}!{area.local.replace('$', '')}"


def _moved_lines(found: Influence, session: Session) -> Iterator[str]:
    from xlsync.recalc.explain import placed, shown

    yield f"{placed(str(found.cell), found.label)} = {shown(found.value, session.lang)}"
    if not found.levels:
        yield session.text("  aucune formule ne la lit", "  no formula reads it")
    for rank, level in enumerate(found.levels, start=1):
        count = sum(one.area.size for one in level)
        yield session.text(f"  niveau {rank}, cellules : {count}", f"  level {rank}, cells: {count}")
        for one in level:
            values = " ; ".join(shown(value, session.lang) for value in one.values)
            more = " …" if one.area.size > len(one.values) else ""
            yield f"    {placed(_cells(one), one.label)} = {values}{more}"
            yield f"      ={one.formula}"
    if found.further:
        yield session.text(
            f"  au-delà, cellules : {found.further} (--depth)",
            f"  further on, cells: {found.further} (--depth)",
        )


def _of_the_annex(book: Workbook, cell: Address, file: Path, session: Session) -> Iterator[Report]:
    """What the schema of an annex workbook has to say of the cell: nothing for any other workbook."""
    from xlsync.annexbook.annex import read_annex
    from xlsync.annexbook.checking import findings_of
    from xlsync.annexbook.identify import identify
    from xlsync.annexbook.replaced import replaced
    from xlsync.errors import UnknownKind
    from xlsync.recalc.presenting import Presenter

    try:
        identity = identify(book, file)
        reading = read_annex(book, identity, file=str(file), beside=False)
    except UnknownKind:
        return
    if cell not in {one.home for one in (*reading.at.values(), *reading.computed.values())}:
        reading = read_annex(book, identity, file=str(file))
    problems = [problem for problem in findings_of(reading) if problem.where == str(cell)]
    notices = [notice for notice in reading.said if notice.where == str(cell)]
    yield Report(
        {
            "problems": [problem_json(problem, session) for problem in problems],
            "notices": [notice_json(notice, session) for notice in notices],
        },
        [*problem_lines(problems, session), *notice_lines(notices, session)],
    )
    found = replaced(reading, cell)
    if found is not None:
        found = replace(found, would_give=Presenter(book)(cell, found.would_give))
        yield Report({"replaced": asdict(found)}, list(_replaced_lines(found, session)))


def _replaced_lines(found: Replaced, session: Session) -> Iterator[str]:
    from xlsync.recalc.explain import shown

    value = shown(found.would_give, session.lang)
    yield session.text(
        f"  la formule de l’annexe, ={found.formula}, donnerait {value}",
        f"  the formula of the annex, ={found.formula}, would give {value}",
    )
    if found.granted:
        article = f" ({found.article})" if found.article else ""
        yield session.text(
            f"  dérogation accordée : {found.reason}{article}", f"  granted: {found.reason}{article}"
        )


def _document(found: Explanation, session: Session) -> dict[str, Any]:
    return {
        "cell": str(found.cell),
        "label": found.label,
        "value": found.value,
        "formula": found.formula,
        "precedents": [_precedent(one, session) for one in found.precedents],
        "calls": [_call(one, session) for one in found.calls],
        "not_recalculated": found.not_recalculated,
    }


def _precedent(one: Precedent, session: Session) -> dict[str, Any]:
    return {
        "cells": str(one.area.first) if one.area.is_cell else str(one.area),
        "label": one.label,
        "values": one.values,
        "count": one.count,
        "below": _document(one.below, session) if one.below else None,
    }


def _call(one: CallSteps, session: Session) -> dict[str, Any]:
    return {
        "name": one.name,
        "result": one.result,
        "steps": [
            {"label": step.label.in_language(session.lang), "value": step.value, "source": step.source}
            for step in one.steps
        ],
        "problem": one.problem.in_language(session.lang) if one.problem else "",
    }
