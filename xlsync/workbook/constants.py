"""Formulas replaced by the values that they last gave."""

from __future__ import annotations

from collections.abc import Collection

from xlsync.workbook.markup import Element, elements, first_element, replace_spans, with_attribute
from xlsync.workbook.ripple import release_shared
from xlsync.workbook.sheet import Sheet
from xlsync.workbook.values import cell_name

Span = tuple[int, int, str]


def freeze(sheet: Sheet, places: Collection[tuple[int, int]] | None = None) -> int:
    """Takes formulas away; each cell keeps what it shows, its format, and nothing that recalculates.

    Args:
        sheet: The sheet, changed in memory.
        places: Cells by (row, column), all those with a formula when left out. The first cell of an array
            formula takes the whole array with it.

    Returns:
        How many formulas went.
    """
    release_shared(sheet)
    names = None if places is None else {cell_name(*place) for place in places}
    spans: list[Span] = []
    count = 0
    text, mask = sheet.text, sheet.mask
    for found in elements(mask, "c", sheet.data.open_end, sheet.data.close_start):
        formula = first_element(mask, "f", found.open_end, found.close_start)
        if formula is not None and (names is None or found.attributes.get("r") in names):
            spans += _constant(text, mask, sheet.prefix, found, formula)
            count += 1
    if count:
        sheet.text = replace_spans(text, spans)
        sheet.removed_formulas = True
    return count


def _constant(text: str, mask: str, p: str, cell: Element, formula: Element) -> list[Span]:
    """The cell without its formula; a text stands in place, as one that people type does."""
    tag = with_attribute(text[cell.start : cell.open_end], "cm", None)
    spans = [(formula.start, formula.end, "")]
    if cell.attributes.get("t") == "str":
        tag = with_attribute(tag, "t", "inlineStr")
        value = first_element(mask, "v", cell.open_end, cell.close_start)
        held = text[value.open_end : value.close_start] if value is not None else ""
        body = f'<{p}is><{p}t xml:space="preserve">{held}</{p}t></{p}is>'
        at = (value.start, value.end) if value is not None else (formula.end, formula.end)
        spans.append((*at, body))
    return [(cell.start, cell.open_end, tag), *spans]
