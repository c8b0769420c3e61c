"""What a person may type where: validations, help bubbles, and the mark of a cell in conflict."""

from __future__ import annotations

from datetime import date
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from xlsync.annexbook.hidden import GRANTED
from xlsync.annexbook.styles import (
    CONFLICT_FILL,
    CONFLICT_INK,
    DEROGATION_FILL,
    DEROGATION_INK,
    Styles,
)
from xlsync.annexes import Column

LONGEST_TITLE, LONGEST_MESSAGE = 32, 255
ROOM = 200
"""Rows under what a sheet holds where a cell in conflict is marked too; a growing table pushes them."""
EARLIEST = date(1950, 1, 1)


def validate(sheet: Worksheet, area: tuple[int, int, int, int], column: Column) -> None:
    """Puts the rule of an input column on an area (rows and columns from 0, both ends included)."""
    rule, shown = _rule(column), column.help or column.expected
    if rule is None and shown is None:
        return
    options: dict[str, Any] = rule or {"validate": "any"}
    if shown is not None:
        options |= {
            "input_title": column.label.fr[:LONGEST_TITLE],
            "input_message": shown.fr[:LONGEST_MESSAGE],
        }
    options |= {"error_title": "Valeur refusée", "ignore_blank": True}
    sheet.data_validation(*area, options)


def _rule(column: Column) -> dict[str, Any] | None:
    if column.type == "choice":
        return {
            "validate": "list", "source": list(column.choices),
            "error_message": f"Choisir dans la liste : {', '.join(column.choices)}."[:LONGEST_MESSAGE],
        }  # fmt: skip
    if column.type == "date":
        return {
            "validate": "date", "criteria": ">=", "value": EARLIEST,
            "error_message": "Une date est attendue, par exemple 31/12/2026.",
        }  # fmt: skip
    if column.minimum is None and column.maximum is None:
        return None
    kind = "integer" if column.type in ("integer", "year") else "decimal"
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        return {
            "validate": kind, "criteria": "between", "minimum": low, "maximum": high,
            "error_message": f"Un nombre entre {low:g} et {high:g} est attendu.",
        }  # fmt: skip
    if low is not None:
        return {
            "validate": kind, "criteria": ">=", "value": low,
            "error_message": f"Un nombre d’au moins {low:g} est attendu.",
        }  # fmt: skip
    return {
        "validate": kind, "criteria": "<=", "value": high,
        "error_message": f"Un nombre d’au plus {high:g} est attendu.",
    }  # fmt: skip


def mark_conflicts(sheet: Worksheet, styles: Styles) -> None:
    """Colours every cell of the sheet that `Conflits` lists, without touching any style later on.

    A derogation that was granted has its own colour: it waits for nothing.
    """
    name = sheet.get_name().replace('"', '""')
    listed = f'Conflits!$A$2:$A$1000,"{name}!"&ADDRESS(ROW(),COLUMN(),4)'
    granted = f'=COUNTIFS({listed},Conflits!$B$2:$B$1000,"{GRANTED}")>0'
    _mark(sheet, granted, styles.make(bg_color=DEROGATION_FILL, font_color=DEROGATION_INK, bold=True))
    waiting = f"=COUNTIF({listed})>0"
    _mark(sheet, waiting, styles.make(bg_color=CONFLICT_FILL, font_color=CONFLICT_INK, bold=True))


def _mark(sheet: Worksheet, criteria: str, style: Format) -> None:
    last_row, last_column = (sheet.dim_rowmax or 0) + ROOM, sheet.dim_colmax or 0
    options = {"type": "formula", "criteria": criteria, "format": style, "stop_if_true": True}
    sheet.conditional_format(0, 0, last_row, last_column, options)
