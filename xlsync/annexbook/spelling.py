"""A workbook whose functions are spelt for one spreadsheet, respelt for another.

Only formulas and defined names change: formulas of cells, of the columns of tables, of conditional formats
and of validations. A workbook that LibreOffice saved without the add-in comes back with names in lower case
and #NAME? for values: the names are respelt like the others, and the values computed again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from udfs.hosts.names import Host, rewrite
from xlsync.annexbook.names import HOST
from xlsync.workbook import Workbook
from xlsync.workbook.markup import decode_part, elements, mask_of, plain_text, replace_spans
from xlsync.workbook.properties import PART as PROPERTIES_PART
from xlsync.workbook.values import ErrorValue, escape

_IN_SHEETS = "(?:f|formula[12]?)"
_IN_TABLES = "(?:calculatedColumnFormula|totalsRowFormula)"
_IN_WORKBOOK = "definedName"
_NOT_COMPUTED = ErrorValue("#NAME?")


@dataclass(frozen=True, slots=True)
class Converted:
    """What a conversion changed.

    Attributes:
        formulas: Formulas respelt.
        names: Defined names respelt.
        computed: Values computed again, because the file held #NAME? for some.
        left: Cells that could not be computed, as `Sheet!A1`.
    """

    formulas: int
    names: int
    computed: int
    left: tuple[str, ...]


def convert(book: Workbook, host: Host) -> Converted:
    """Respells the functions of an open workbook; nothing is saved.

    Args:
        book: The workbook.
        host: The spreadsheet that will open it, one of `udfs.hosts.names.HOSTS`.

    Raises:
        UnsupportedWorkbook: A part is unreadable, or the workbook is signed.

    Examples:
        >>> book = Workbook.open("annexe.xlsx")                                       # doctest: +SKIP
        >>> convert(book, "calc").formulas                                            # doctest: +SKIP
        731
    """
    formulas = _respell_sheets(book, host) + _respell_tables(book, host)
    text, names = _respelt(book.text, _IN_WORKBOOK, host)
    if names:
        book.replace_text(text)
    if book.package.find(PROPERTIES_PART) and book.custom_properties.get(HOST) not in (None, host):
        book.set_custom_properties({HOST: host})
    computed, left = _compute_again(book) if _has_uncomputed(book) else (0, ())
    return Converted(formulas, names, computed, left)


def _respell_sheets(book: Workbook, host: Host) -> int:
    total = 0
    for sheet in book.worksheets():
        text, count = _respelt(sheet.text, _IN_SHEETS, host)
        if count:
            sheet.text = text
            total += count
    return total


def _respell_tables(book: Workbook, host: Host) -> int:
    total = 0
    for table in book.tables.values():
        old = decode_part(book.package.read(table.part), table.part)
        text, count = _respelt(old, _IN_TABLES, host)
        if count:
            book.package.replace(table.part, text.encode())
            total += count
    return total


def _respelt(text: str, element: str, host: Host) -> tuple[str, int]:
    """A part with the formulas of some elements respelt, and how many changed."""
    spans = list(_spans(text, element, host))
    return (replace_spans(text, spans), len(spans)) if spans else (text, 0)


def _spans(text: str, element: str, host: Host) -> Iterator[tuple[int, int, str]]:
    for found in elements(mask_of(text), element):
        old = plain_text(text[found.open_end : found.close_start])
        new = rewrite(old, host)
        if new != old:
            yield found.open_end, found.close_start, escape(new)


def _has_uncomputed(book: Workbook) -> bool:
    return any(
        cell.kind and cell.value == _NOT_COMPUTED
        for sheet in book.worksheets()
        for cell in sheet.cells.values()
    )


def _compute_again(book: Workbook) -> tuple[int, tuple[str, ...]]:
    from xlsync import recalc

    evaluation = recalc.evaluate(book)
    changed = recalc.refresh(book, evaluation)
    return len(changed), tuple(str(one.cell) for one in evaluation.not_recalculated)
