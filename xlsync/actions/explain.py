"""Where a figure comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsync.actions.misuse import Misuse
from xlsync.actions.recalc import read_date
from xlsync.actions.report import Report
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.recalc.explain import CallSteps, Explanation, Precedent


def explain(
    session: Session,
    file: Path,
    cell: str,
    depth: int = 1,
    date: str | None = None,
) -> Report:
    """Explain the cell."""
    from xlsync.recalc.explain import explain as explained
    from xlsync.recalc.explain import render
    from xlsync.workbook import Workbook

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
