"""Workbooks recalculated without a spreadsheet."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from xlsync.actions.misuse import Misuse
from xlsync.actions.paths import File, each, exit_code, workbooks
from xlsync.actions.report import Report, number, table
from xlsync.actions.session import Session
from xlsync.actions.whatif import compared, compared_lines

ENGINES = ("formulas",)
DATES = ("%Y-%m-%d", "%d/%m/%Y")


def recalc(
    session: Session,
    paths: Sequence[Path | File],
    engine: str = ENGINES[0],
    date: str | None = None,
    write: bool = False,
    changes: Sequence[str] | None = None,
) -> Report:
    """Recalculate each workbook; with `--write` its cached values are refreshed, with changes nothing is."""
    if engine not in ENGINES:
        known = ", ".join(ENGINES)
        raise Misuse(
            f"moteur inconnu : « {engine} » ; moteurs possibles : {known}",
            f"unknown engine: “{engine}”; possible engines: {known}",
        )
    today = None if date is None else read_date(date)
    if changes:
        return _what_if(session, paths, engine, today, write, changes)
    files, refusals = each(workbooks(paths), lambda file: _recalculated(file, engine, today, write), session)
    remaining = any(one["not_recalculated"] or (one["different"] and not write) for one in files)
    return Report(
        {"files": files, "errors": [refusal.as_json() for refusal in refusals]},
        [line for one in files for line in _lines(one, session)],
        exit_code(refusals, remaining),
    )


def _what_if(
    session: Session,
    paths: Sequence[Path | File],
    engine: str,
    today: datetime.date | None,
    write: bool,
    changes: Sequence[str],
) -> Report:
    """Each workbook with some cells set, beside what it is; nothing is ever written."""
    if write:
        raise Misuse(
            "--set essaie sans rien écrire : ôter --write",
            "--set tries without writing anything: remove --write",
        )
    files, refusals = each(workbooks(paths), lambda file: compared(file, changes, engine, today), session)
    return Report(
        {"files": files, "errors": [refusal.as_json() for refusal in refusals]},
        [line for one in files for line in (*compared_lines(one, session), *_missing_lines(one, session))],
        exit_code(refusals, any(one["not_recalculated"] for one in files)),
    )


def read_date(text: str) -> datetime.date:
    """A date as a person types it.

    Raises:
        Misuse: It is not one.

    Examples:
        >>> read_date("30/06/2025") == read_date("2025-06-30")
        True
    """
    for form in DATES:
        try:
            return datetime.datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise Misuse(
        f"date illisible : « {text} » ; écrivez par exemple 2025-06-30",
        f"unreadable date: “{text}”; write for instance 2025-06-30",
    )


def _recalculated(file: File, engine: str, today: datetime.date | None, write: bool) -> dict[str, Any]:
    from xlsync import recalc as library
    from xlsync.workbook import Workbook

    start = time.perf_counter()
    workbook = Workbook.open(file.path)
    evaluation = library.evaluate(workbook, date=today)
    if write:
        different = library.refresh(workbook, evaluation)
        workbook.save(file.path)
    else:
        different = library.compare(workbook, evaluation)
    return {
        "file": str(file.name),
        "engine": engine,
        "formulas": evaluation.formulas,
        "different": [
            {"cell": str(one.cell), "cached": one.cached, "computed": one.computed} for one in different
        ],
        "not_recalculated": [
            {"cell": str(one.cell), "function": one.function} for one in evaluation.not_recalculated
        ],
        "seconds": time.perf_counter() - start,
    }


def _lines(one: Mapping[str, Any], session: Session) -> Iterator[str]:
    different, missing = one["different"], one["not_recalculated"]
    yield session.text(
        f"{one['file']} : formules : {one['formulas']} ; différentes : {len(different)} ; "
        f"non recalculées : {len(missing)}",
        f"{one['file']}: formulas: {one['formulas']}; different: {len(different)}; "
        f"not recalculated: {len(missing)}",
    )
    if different:
        yield from table(
            (
                session.text("  Cellule", "  Cell"),
                session.text("Enregistré", "Cached"),
                session.text("Calculé", "Computed"),
            ),
            [
                (f"  {cell['cell']}", number(cell["cached"], session), number(cell["computed"], session))
                for cell in different
            ],
            session,
        )
    yield from _missing_lines(one, session)


def _missing_lines(one: Mapping[str, Any], session: Session) -> Iterator[str]:
    missing = one["not_recalculated"]
    if missing:
        yield from table(
            (
                session.text("  Non recalculée", "  Not recalculated"),
                session.text("À cause de", "Because of"),
            ),
            [(f"  {cell['cell']}", cell["function"]) for cell in missing],
            session,
        )
