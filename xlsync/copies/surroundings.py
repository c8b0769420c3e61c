"""Conditional formats, validations, links and names: those that say something of what stays."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from xlsync.copies.native.rewriting import calls_in
from xlsync.copies.reach import Reach, is_ours, words_of
from xlsync.copies.removed import Removed
from xlsync.workbook import DefinedName, Sheet, Workbook
from xlsync.workbook.markup import (
    Element,
    decode_part,
    elements,
    first_element,
    mask_of,
    plain_text,
    replace_spans,
    with_attribute,
)
from xlsync.workbook.values import Address

Span = tuple[int, int, str]
BUILT_IN = "_xlnm."
_RULES = "(?:formula|formula1|formula2|f)"


def clean_sheets(book: Workbook, reach: Reach) -> list[Removed]:
    """Takes away what surrounds the cells and reads what leaves, or our functions."""
    removed: list[Removed] = []
    for sheet in book.worksheets():
        if sheet.name in reach.gone:
            continue

        def doomed(formula: str) -> bool:
            return reach.refuses(formula) is not None or bool(calls_in(formula, Address("", 1, 1)))

        removed += _clean_lists(sheet, doomed)
        removed += _clean_extensions(sheet, doomed)
    return removed


def _clean_lists(sheet: Sheet, doomed: Callable[[str], bool]) -> list[Removed]:
    text, mask, removed = sheet.text, sheet.mask, list[Removed]()
    spans: list[Span] = []
    for found in elements(mask, "conditionalFormatting", sheet.data.end):
        rules = list(elements(mask, "cfRule", found.open_end, found.close_start))
        gone = [one for one in rules if _is_doomed(text, mask, one, doomed)]
        outer = [found] if len(gone) == len(rules) else gone
        spans += [(one.start, one.end, "") for one in outer]
        removed += [Removed("format", f"{sheet.name}!{found.attributes.get('sqref', '')}") for _ in gone]
    spans += _clean_list(sheet, "dataValidations", "dataValidation", "validation", doomed, removed)
    spans += _clean_list(sheet, "hyperlinks", "hyperlink", "hyperlink", doomed, removed)
    if spans:
        sheet.text = replace_spans(text, spans)
    return removed


def _clean_list(
    sheet: Sheet, outer: str, inner: str, sort: str, doomed: Callable[[str], bool], removed: list[Removed]
) -> Iterator[Span]:
    """Elements of a list that go, or the list itself when none stays."""
    text, mask = sheet.text, sheet.mask
    listed = first_element(mask, outer, sheet.data.end)
    if listed is None:
        return
    items = list(elements(mask, inner, listed.open_end, listed.close_start))
    gone = [one for one in items if _is_doomed(text, mask, one, doomed)]
    for one in gone:
        place = one.attributes.get("sqref") or one.attributes.get("ref", "")
        removed.append(Removed(sort, f"{sheet.name}!{place}"))  # type: ignore[arg-type]
    if gone and len(gone) == len(items):
        yield listed.start, listed.end, ""
        return
    for one in gone:
        yield one.start, one.end, ""
    if gone and "count" in listed.attributes:
        tag = with_attribute(text[listed.start : listed.open_end], "count", str(len(items) - len(gone)))
        yield listed.start, listed.open_end, tag


def _is_doomed(text: str, mask: str, element: Element, doomed: Callable[[str], bool]) -> bool:
    formulas = [
        plain_text(text[one.open_end : one.close_start])
        for one in elements(mask, _RULES, element.open_end, element.close_start)
    ]
    return any(map(doomed, [*formulas, element.attributes.get("location", "")]))


def _clean_extensions(sheet: Sheet, doomed: Callable[[str], bool]) -> list[Removed]:
    """Rules that later versions keep apart: the whole extension goes with one that reads what leaves."""
    text, mask = sheet.text, sheet.mask
    listed = first_element(mask, "extLst", sheet.data.end)
    if listed is None:
        return []
    found = list(elements(mask, "ext", listed.open_end, listed.close_start))
    gone = [one for one in found if _is_doomed(text, mask, one, doomed)]
    if gone:
        outer = [listed] if len(gone) == len(found) else gone
        sheet.text = replace_spans(text, [(one.start, one.end, "") for one in outer])
    return [Removed("format", sheet.name) for _ in gone]


# --- names


def clean_names(book: Workbook, reach: Reach, *, unread: bool) -> list[Removed]:
    """Takes away the names that are ours, those that cannot stand, and where asked those that nothing reads.

    Args:
        book: The workbook, changed in memory.
        reach: What the copy may not read.
        unread: Whether names that nothing reads go too.
    """
    read = _read_in(book, reach.gone) if unread else None
    doomed = [one for one in book.names if _goes(one, reach, read)]
    gone = {(one.name, one.sheet) for one in doomed}
    text, mask = book.text, mask_of(book.text)
    listed = first_element(mask, "definedNames")
    if listed is None or not doomed:
        return []
    found = list(elements(mask, "definedName", listed.open_end, listed.close_start))
    spans = [
        (element.start, element.end, "")
        for element, one in zip(found, book.names, strict=True)
        if (one.name, one.sheet) in gone
    ]
    if len(spans) == len(found):
        spans = [(listed.start, listed.end, "")]
    book.replace_text(replace_spans(text, spans))
    return [Removed("name", one.name) for one in doomed]


def _goes(name: DefinedName, reach: Reach, read: Collection[str] | None) -> bool:
    if name.sheet in reach.gone or is_ours(name.name) or "#REF!" in name.text:
        return True
    if reach.refuses(name.text) is not None or calls_in(name.text, Address("", 1, 1)):
        return True
    return read is not None and not name.name.startswith(BUILT_IN) and name.name.lower() not in read


def _read_in(book: Workbook, gone: Collection[str]) -> set[str]:
    """What the formulas around cells, charts and links of the sheets that stay may call by name."""
    found: set[str] = set()
    for sheet in book.worksheets():
        if sheet.name in gone:
            continue
        for element in elements(sheet.mask, _RULES, sheet.data.end):
            found |= set(words_of(plain_text(sheet.text[element.open_end : element.close_start])))
        for link in elements(sheet.mask, "hyperlink", sheet.data.end):
            found |= set(words_of(link.attributes.get("location", "")))
    for part in book.charts():
        text = decode_part(book.package.read(part), part)
        for element in elements(mask_of(text), "f"):
            found |= set(words_of(plain_text(text[element.open_end : element.close_start])))
    texts = {one.name.lower(): one.text for one in book.names}
    while more := {word for name in found & texts.keys() for word in words_of(texts[name])} - found:
        found |= more
    return found
