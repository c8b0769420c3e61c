"""The side report of a check: a workbook with a link to each cell at fault."""

from __future__ import annotations

import os
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import xlsxwriter

from xlsync.build.draw.styles import Styles
from xlsync.errors import Problem
from xlsync.files import write_atomic

HEADINGS = (("Fichier", 34), ("Cellule", 26), ("Ce qui ne va pas", 64), ("Que faire", 64), ("Source", 30))


def write_report(problems: Sequence[Problem], path: Path) -> None:
    """Writes the problems as a workbook, each with a link to its cell.

    Args:
        problems: What `check` found.
        path: The report; an older one is replaced.

    Raises:
        CannotWrite: the file cannot be written; nothing is changed.
    """
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    styles = Styles(book)
    sheet = book.add_worksheet("Problèmes")
    for column, (title, width) in enumerate(HEADINGS):
        sheet.write_string(0, column, title, styles.heading)
        sheet.set_column(column, column, width)
    for row, problem in enumerate(problems, start=1):
        _line(sheet, styles, row, problem, path.parent)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(problems)), len(HEADINGS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    write_atomic(path, stream.getvalue())


def _line(
    sheet: xlsxwriter.worksheet.Worksheet, styles: Styles, row: int, problem: Problem, folder: Path
) -> None:
    text = styles.text
    sheet.write_string(row, 0, Path(problem.file).name, text)
    link = styles.make(font_color="#1A3E8C", underline=1, valign="top")
    target = Path(os.path.relpath(problem.file, folder)).as_posix()
    name, _, cell = problem.where.rpartition("!")
    if name:
        sheet.write_url(row, 1, f"external:{target}#'{name}'!{cell}", link, problem.where)
    else:
        sheet.write_string(row, 1, problem.where, text)
    sheet.write_string(row, 2, problem.what.fr, text)
    sheet.write_string(row, 3, problem.fix.fr, text)
    sheet.write_string(row, 4, problem.source, text)
