"""`xlsync recalc`: workbooks recalculated without a spreadsheet."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from xlsync.cli.misuse import Misuse
from xlsync.cli.paths import each, exit_code, workbooks
from xlsync.cli.report import Report, number, table
from xlsync.cli.session import Session, both

HELP = both(
    "Recalcule des classeurs et signale les cellules dont la valeur enregistrée diffère.",
    "Recalculates workbooks and reports the cells whose cached value differs.",
)
ENGINES = ("formulas",)
DATES = ("%Y-%m-%d", "%d/%m/%Y")


def recalc(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH",
            help=both("Classeurs, ou dossiers de classeurs.", "Workbooks, or folders of them."),
        ),
    ],
    engine: Annotated[
        str,
        typer.Option("--engine", metavar="ENGINE", help=both("Moteur : formulas.", "Engine: formulas.")),
    ] = ENGINES[0],
    date: Annotated[
        str | None,
        typer.Option(
            "--date",
            metavar="DATE",
            help=both(
                "Date que donnent AUJOURDHUI et MAINTENANT, 2025-06-30 ou 30/06/2025.",
                "Date that TODAY and NOW give, 2025-06-30 or 30/06/2025.",
            ),
        ),
    ] = None,
    write: Annotated[
        bool,
        typer.Option(
            "--write",
            help=both(
                "Écrit les valeurs calculées dans les classeurs, sans toucher au reste.",
                "Writes the computed values into the workbooks, and touches nothing else.",
            ),
        ),
    ] = False,
) -> Report:
    """Recalculate each workbook; with `--write` its cached values are refreshed."""
    session: Session = context.obj
    if engine not in ENGINES:
        known = ", ".join(ENGINES)
        raise Misuse(
            f"moteur inconnu : « {engine} » ; moteurs possibles : {known}",
            f"unknown engine: “{engine}”; possible engines: {known}",
        )
    today = None if date is None else read_date(date)
    files, refusals = each(workbooks(paths), lambda path: _recalculated(path, engine, today, write), session)
    remaining = any(one["not_recalculated"] or (one["different"] and not write) for one in files)
    return Report(
        {"files": files, "errors": [refusal.as_json() for refusal in refusals]},
        [line for one in files for line in _lines(one, session)],
        exit_code(refusals, remaining),
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


def _recalculated(path: Path, engine: str, today: datetime.date | None, write: bool) -> dict[str, Any]:
    from xlsync import recalc as library
    from xlsync.workbook import Workbook

    start = time.perf_counter()
    workbook = Workbook.open(path)
    evaluation = library.evaluate(workbook, date=today)
    if write:
        different = library.refresh(workbook, evaluation)
        workbook.save(path)
    else:
        different = library.compare(workbook, evaluation)
    return {
        "file": str(path),
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
        )
    if missing:
        yield from table(
            (
                session.text("  Non recalculée", "  Not recalculated"),
                session.text("À cause de", "Because of"),
            ),
            [(f"  {cell['cell']}", cell["function"]) for cell in missing],
        )
