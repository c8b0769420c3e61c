"""Workbooks of tables: one a kind of convention, a sheet a table. They are no annexes: values only."""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from xlsync.annexbook.inputs import read_input
from xlsync.annexbook.names import SCHEMA
from xlsync.annexes import kinds
from xlsync.errors import AmbiguousName, Problem, UnknownTable, sentence
from xlsync.model import Shape, frames
from xlsync.model.naming import table_named
from xlsync.model.versions import TITLE, VERSIONS
from xlsync.tables.grid import Grid, Score, is_blank, with_headings
from xlsync.tables.headings import refused
from xlsync.tables.versions import sheet_shape
from xlsync.workbook import Workbook
from xlsync.workbook.cells import BLANK
from xlsync.workbook.sheet import Sheet

KIND = "xlsync_tables"
"""Property of the document that says the kind."""
_FORMATS = {"date": "dd/mm/yyyy", "text": "@"}
_WIDTH = 18


def workbook_bytes(kind: str, tables: Iterable[tuple[Shape, pd.DataFrame]]) -> bytes:
    """The tables of a kind as a workbook, in its order."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_custom_property(KIND, kind)
    heading = book.add_format({"bold": True, "bottom": 1})
    formats = {name: book.add_format({"num_format": code}) for name, code in _FORMATS.items()}
    for found, frame in tables:
        sheet = book.add_worksheet(found.name)
        columns = frames.model_columns(found)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(frame), len(columns) - 1)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, _WIDTH, formats.get(column.type))
            sheet.write_string(0, at, column.name, heading)
            for row, value in enumerate(frames.values(frame[column.name], column), start=1):
                _write(sheet, row, at, value, formats.get(column.type))
    book.close()
    return stream.getvalue()


def _write(sheet: Any, row: int, at: int, value: Any, form: Any) -> None:
    """A text is always a text: never a formula, a link or a number."""
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(row, at, value, form)
    elif isinstance(value, bool):
        sheet.write_boolean(row, at, value)
    elif isinstance(value, float | int):
        sheet.write_number(row, at, value)
    else:
        sheet.write_datetime(row, at, value, form)


def read_workbook(path: Path) -> list[tuple[Shape, Grid]]:
    """The tables of a workbook; sheets that hold nothing are left out.

    Raises:
        TablesRefused: no workbook of tables, or a sheet that is no table of its kind.
        XlsyncError: no workbook at all, damaged, unsafe.
    """
    book = Workbook.open(path)
    properties = book.custom_properties
    kind = str(properties.get(KIND, "" if SCHEMA in properties else path.stem))
    if kind not in kinds():
        raise refused([_other(path)])
    found, problems = [], []
    for sheet in book.worksheets():
        grid = sheet_grid(path, sheet, book.date1904)
        if grid is None:
            continue
        try:
            own = sheet.name in (VERSIONS, TITLE.fr, TITLE.en)
            found.append((sheet_shape(kind) if own else table_named(kind, sheet.name), grid))
        except (UnknownTable, AmbiguousName) as error:
            fix = sentence("renommer la feuille, ou l’ôter", "rename the sheet, or remove it")
            problems.append(grid.problem(error.text, fix))
    if problems:
        raise refused(problems)
    return found


def sheet_grid(
    path: Path, sheet: Sheet, date1904: bool, score: Score = lambda headings: 0, depth: int = 1
) -> Grid | None:
    """The lines of a sheet from its first cell down; None for a blank one.

    Args:
        path: The file.
        sheet: The sheet.
        date1904: The workbook counts its dates from 1904.
        score: How much a line looks like the headings that are expected.
        depth: Lines among which the headings are; those above stay apart in the grid.
    """
    cells = {at: cell for at, cell in sheet.cells.items() if cell.formula or cell.value is not None}
    held = sorted({row for (row, _), cell in cells.items() if cell.formula or not is_blank(cell.value)})
    if not held:
        return None
    width = max(column for _, column in cells)
    every = [(row, [cells.get((row, at), BLANK).value for at in range(1, width + 1)]) for row in held]
    above, texts, lines = with_headings(every, score, depth)
    due = max(at for at, text in enumerate(texts, start=1) if text.strip() or at == 1)
    if due < width and all(is_blank(cell) for _, line in lines for cell in line[due:]):
        texts = texts[:due]
    unread = {
        (row, at - 1): _NOT_COMPUTED
        for (row, at), cell in cells.items()
        if cell.formula and cell.value is None
    }
    return Grid(path, texts, lines, partial(read_input, date1904=date1904), sheet.name, unread, above)


def _other(path: Path) -> Problem:
    return Problem(
        path.stem,
        sentence(
            "ce n’est pas un classeur de tables écrit par « export --format xlsx »",
            "not a workbook of tables written by “export --format xlsx”",
        ),
        sentence("un classeur d’annexes se prend par « pull »", "a workbook of annexes is taken by “pull”"),
        file=str(path),
    )


_NOT_COMPUTED = sentence(
    "la formule n’a pas de valeur : enregistrer le classeur dans un tableur",
    "the formula has no value: save the workbook in a spreadsheet",
)
