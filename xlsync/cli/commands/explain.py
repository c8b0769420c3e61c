"""`xlsync explain`: where a figure comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xlsync.cli.commands.recalc import read_date
from xlsync.cli.misuse import Misuse
from xlsync.cli.report import Report
from xlsync.cli.session import Session, both

if TYPE_CHECKING:
    from xlsync.recalc.explain import CallSteps, Explanation, Precedent

HELP = both(
    "D’où vient un chiffre : sa formule, ce qu’elle lit, les étapes du calcul et leurs articles.",
    "Where a figure comes from: its formula, what it reads, the steps and their articles.",
)


def explain(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=both("Classeur.", "Workbook."))],
    cell: Annotated[
        str, typer.Argument(metavar="CELL", help=both("Cellule, « Feuille!A1 ».", "Cell, “Sheet!A1”."))
    ],
    depth: Annotated[
        int,
        typer.Option(
            "--depth",
            metavar="N",
            min=1,
            help=both("Niveaux de cellules lues (1 par défaut).", "Levels of cells read (1 by default)."),
        ),
    ] = 1,
    date: Annotated[
        str | None,
        typer.Option(
            "--date",
            metavar="DATE",
            help=both("Date que donnent AUJOURDHUI et MAINTENANT.", "Date that TODAY and NOW give."),
        ),
    ] = None,
) -> Report:
    """Explain the cell."""
    from xlsync.recalc.explain import explain as explained
    from xlsync.recalc.explain import render
    from xlsync.workbook import Workbook

    session: Session = context.obj
    today = None if date is None else read_date(date)
    workbook = Workbook.open(file)
    try:
        found = explained(workbook, cell, depth=depth, date=today)
    except ValueError as error:
        raise Misuse(
            f"{file} n’a pas de cellule « {cell} » ; écrivez « Feuille!A1 »",
            f"{file} has no cell “{cell}”; write “Sheet!A1”",
        ) from error
    return Report({"file": str(file), **_document(found, session)}, render(found, session.lang).splitlines())


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
