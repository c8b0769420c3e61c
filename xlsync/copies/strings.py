"""Shared texts: those that no cell shows any more are emptied, so that nothing of what left can be read."""

from __future__ import annotations

import re

from xlsync.copies.removed import Removed
from xlsync.workbook import Workbook
from xlsync.workbook.markup import decode_part, elements, first_element, mask_of, replace_spans

_ITEM = re.compile(r"<((?:\w+:)?)si(?:\s*/>|\s*>.*?</(?:\w+:)?si\s*>)", re.DOTALL)


def empty_unused_strings(book: Workbook) -> list[Removed]:
    """Empties the shared texts that no cell uses; the numbers of the others stay.

    Args:
        book: The workbook, changed in memory.
    """
    part = book.strings_part
    if part is None or book.package.find(part) is None:
        return []
    used = _used(book)
    text = decode_part(book.package.read(part), part)
    spans = [
        (match.start(), match.end(), f"<{match[1]}si><{match[1]}t/></{match[1]}si>")
        for rank, match in enumerate(_ITEM.finditer(mask_of(text)))
        if rank not in used
    ]
    book.package.replace(part, replace_spans(text, spans).encode())
    return [Removed("string", str(len(spans)))] if spans else []


def _used(book: Workbook) -> set[int]:
    """Numbers of the shared texts that cells show."""
    found: set[int] = set()
    for sheet in book.worksheets():
        for cell in elements(sheet.mask, "c", sheet.data.open_end, sheet.data.close_start):
            if cell.attributes.get("t") == "s":
                value = first_element(sheet.mask, "v", cell.open_end, cell.close_start)
                if value is not None:
                    found.add(int(sheet.text[value.open_end : value.close_start]))
    return found
