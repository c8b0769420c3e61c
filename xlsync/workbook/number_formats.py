"""What the number formats of a workbook show of a number: a day or a part of one, a share, or the number."""

from __future__ import annotations

import re

from xlsync.workbook.book import Workbook
from xlsync.workbook.markup import attribute, decode_part, elements, first_element, mask_of, plain_text
from xlsync.workbook.relations import read_relations

DATE, PERIOD, RATE, NUMBER = "date", "period", "rate", "number"
"""A period is a date that its cell shows in part: a year, a month, a day of any year."""

_KNOWN = {
    **dict.fromkeys(("14", "15", "22"), DATE),
    **dict.fromkeys(("16", "17"), PERIOD),
    **dict.fromkeys(("9", "10"), RATE),
}
"""Numbers of the formats that every spreadsheet knows (ECMA-376 part 1, 18.8.30)."""
_GENERAL = ("general", "standard")
_DATED = re.compile(r"[ydj]|mmm|aa")
_WHOLE = re.compile(r"(?=.*[dj])(?=.*m)(?=.*(?:y|aa))")
"""Letters of years, days and names of months, in English or French; those of hours alone are none."""
_LITERAL = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\[\]]*\]')


def shown_by(code: str) -> str:
    r"""What the code of a number format shows of a positive number.

    Examples:
        >>> shown_by("[$-40C]dd/mm/yyyy;@"), shown_by(r"0.0\ %"), shown_by('#,##0" jours"'), shown_by("hh:mm")
        ('date', 'rate', 'number', 'number')
        >>> shown_by("yyyy"), shown_by("mmm-aa")
        ('period', 'period')
    """
    first = _LITERAL.sub("", code).partition(";")[0].lower()
    if _DATED.search(first) and first not in _GENERAL:
        return DATE if _WHOLE.match(first) else PERIOD
    return RATE if "%" in first else NUMBER


def shown_by_formats(book: Workbook) -> list[str]:
    """What each cell format of a workbook shows, by its number (`Cell.style`)."""
    part = next((one.target for one in read_relations(book.package, book.part) if one.kind == "styles"), None)
    if part is None:
        return []
    text = decode_part(book.package.read(part), part)
    mask = mask_of(text)
    shown, numbered = dict(_KNOWN), first_element(mask, "numFmts")
    for found in elements(mask, "numFmt", numbered.open_end, numbered.close_start) if numbered else ():
        code = plain_text(attribute(found.attributes, "formatCode") or "")
        shown[found.attributes.get("numFmtId", "")] = shown_by(code)
    listed = first_element(mask, "cellXfs")
    if listed is None:
        return []
    formats = elements(mask, "xf", listed.open_end, listed.close_start)
    return [shown.get(one.attributes.get("numFmtId", ""), NUMBER) for one in formats]
