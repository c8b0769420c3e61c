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
from xlsync.annexbook.measures import height_of, lines_of
from xlsync.annexbook.printed import readable
from xlsync.annexbook.styles import FOOTER, RULE, Styles
from xlsync.errors import CannotWrite, Problem, XlsyncError, sentence
from xlsync.files import write_atomic
from xlsync.workbook import Workbook

SHEET = Text("Problèmes", "Problems")
TITLE = Text("Problèmes relevés dans les classeurs", "Problems found in the workbooks")
ADVICE = Text(
    "Un clic sur une cellule l’ouvre dans son classeur, si ce rapport reste dans le même dossier. Corriger, "
    "enregistrer, puis relancer « xlsync check ».",
    "A click on a cell opens it in its workbook, as long as this report stays in the same folder. Correct, "
    "save, then run “xlsync check” again.",
)
HEADINGS = (
    (Text("Fichier", "File"), 28),
    (Text("Cellule", "Cell"), 22),
    (Text("Ce qui ne va pas", "What is wrong"), 50),
    (Text("Que faire", "What to do"), 56),
    (Text("Source", "Source"), 20),
)
NOTHING = Text("Aucun problème", "No problem")
HEADER = 4
"""Row of the headings, from 0."""
A4 = 9


def write_report(problems: Sequence[Problem], path: Path, lang: str = "fr") -> None:
    """Writes the problems as a workbook, each with a link to its cell.

    Args:
        problems: What `check` found.
        path: The report; an older one is replaced. Links are relative to its folder.
        lang: "fr" or "en".

    Raises:
        CannotWrite: the file cannot be written, is no .xlsx, or holds something else than a report; nothing
            is changed.
    """
    _check_place(path)
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    styles = Styles(book)
    sheet = book.add_worksheet(SHEET.in_language(lang))
    title, advice = styles.heading_of_sheet()
    sheet.write_string(0, 0, TITLE.in_language(lang), title)
    sheet.set_row(0, 24)
    sheet.write_string(1, 0, ADVICE.in_language(lang), advice)
    sheet.write_string(2, 0, _count(problems).in_language(lang), styles.caption)
    for column, (heading, width) in enumerate(HEADINGS):
        sheet.write_string(HEADER, column, heading.in_language(lang), styles.heading)
        sheet.set_column(column, column, width)
    sheet.set_row(HEADER, 21)
    for row, problem in enumerate(problems, start=HEADER + 1):
        _line(sheet, styles, row, problem, path.parent, lang)
    _page(sheet, len(problems))
    book.close()
    write_atomic(path, stream.getvalue())


def _check_place(path: Path) -> None:
    """Refuses to put a report in the place of anything else."""
    if path.suffix.lower() != ".xlsx":
        raise CannotWrite(
            f"{path.name} : un rapport est un classeur, donnez-lui un nom en .xlsx",
            f"{path.name}: a report is a workbook, give it a name in .xlsx",
            path=str(path),
            reason="suffix",
        )
    if path.exists() and not _is_report(path):
        raise CannotWrite(
            f"{path.name} existe et n’est pas un rapport : donnez un autre nom",
            f"{path.name} exists and is no report: give another name",
            path=str(path),
            reason="exists",
        )


def _is_report(path: Path) -> bool:
    try:
        names = [sheet.name for sheet in Workbook.open(path).sheets]
    except XlsyncError:
        return False
    return names in ([SHEET.fr], [SHEET.en])


def _count(problems: Sequence[Problem]) -> Text:
    if not problems:
        return NOTHING
    files = len({problem.file for problem in problems})
    return sentence(
        f"Problèmes : {len(problems)} ; classeurs concernés : {files}",
        f"Problems: {len(problems)}; workbooks concerned: {files}",
    )


def _page(sheet: xlsxwriter.worksheet.Worksheet, count: int) -> None:
    sheet.hide_gridlines(2)
    sheet.freeze_panes(HEADER + 1, 0)
    sheet.autofilter(HEADER, 0, HEADER + max(1, count), len(HEADINGS) - 1)
    sheet.repeat_rows(HEADER)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(FOOTER)


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
    what, fix = (readable(text.in_language(lang)) for text in (problem.what, problem.fix))
    texts = (Path(problem.file).name, problem.where, _sentence(what), _sentence(fix), problem.source)
    style = {"text_wrap": True, "border": 1, "border_color": RULE, "indent": 1}
    for column, text in enumerate(texts):
        sheet.write_string(row, column, text, styles.make(**style))
    name, _, cell = problem.where.rpartition("!")
    if name:
        quoted = name.replace("'", "''")
        place = f"external:{_target(problem.file, folder)}#'{quoted}'!{cell}"
        sheet.write_url(row, 1, place, styles.link(**style), problem.where)
    widths = [width - 2 for _, width in HEADINGS]
    sheet.set_row(row, height_of(max(map(lines_of, texts, widths))))


def _sentence(text: str) -> str:
    """A text that begins with a capital, as a cell of its own does."""
    return text[:1].upper() + text[1:]
