"""The side report of a check: a workbook with a link to each cell at fault."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import xlsxwriter

from udfs.errors import Text
from xlsync.build.draw.styles import Styles
from xlsync.errors import Problem
from xlsync.files import write_atomic

SHEET = Text("Problèmes", "Problems")
HEADINGS = (
    (Text("Fichier", "File"), 26),
    (Text("Cellule", "Cell"), 24),
    (Text("Ce qui ne va pas", "What is wrong"), 50),
    (Text("Que faire", "What to do"), 42),
    (Text("Source", "Source"), 22),
)
NOTHING = Text("Aucun problème", "No problem")


def write_report(problems: Sequence[Problem], path: Path, lang: str = "fr") -> None:
    """Writes the problems as a workbook, each with a link to its cell.

    Args:
        problems: What `check` found.
        path: The report; an older one is replaced. Links are relative to its folder.
        lang: "fr" or "en".

    Raises:
        CannotWrite: the file cannot be written; nothing is changed.
    """
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    styles = Styles(book)
    sheet = book.add_worksheet(SHEET.in_language(lang))
    for column, (title, width) in enumerate(HEADINGS):
        sheet.write_string(0, column, title.in_language(lang), styles.heading)
        sheet.set_column(column, column, width)
    for row, problem in enumerate(problems, start=1):
        _line(sheet, styles, row, problem, path.parent, lang)
    if not problems:
        sheet.write_string(1, 0, NOTHING.in_language(lang), styles.text)
    sheet.set_row(0, 21)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(problems)), len(HEADINGS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    write_atomic(path, stream.getvalue())


def _target(file: str, folder: Path) -> str:
    """Path of a workbook from the folder of the report, as a link writes it."""
    target = Path(os.path.relpath(file, folder)).as_posix()
    return re.sub(r"[%\s\"<>#\[\]`^{}]", lambda match: quote(match[0]), target)


def _line(
    sheet: xlsxwriter.worksheet.Worksheet,
    styles: Styles,
    row: int,
    problem: Problem,
    folder: Path,
    lang: str,
) -> None:
    text = styles.text
    sheet.write_string(row, 0, Path(problem.file).name, text)
    link = styles.make(font_color="#1A3E8C", underline=1, valign="top")
    name, _, cell = problem.where.rpartition("!")
    if name:
        quoted = name.replace("'", "''")
        sheet.write_url(
            row, 1, f"external:{_target(problem.file, folder)}#'{quoted}'!{cell}", link, problem.where
        )
    else:
        sheet.write_string(row, 1, problem.where, text)
    sheet.write_string(row, 2, problem.what.in_language(lang), text)
    sheet.write_string(row, 3, problem.fix.in_language(lang), text)
    sheet.write_string(row, 4, problem.source, text)
