"""What surrounds the cells of a sheet, added in the order that the format asks for."""

from __future__ import annotations

from xlsync.workbook.markup import elements, first_element, renamed_prefix, replace_spans, with_attribute
from xlsync.workbook.sheet import Sheet
from xlsync.workbook.values import Range, cell_name, number_text

_AFTER_CELLS = (
    "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks",
    "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing",
    "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
)  # fmt: skip
"""Elements that may follow the cells, in their order."""


_UNCOUNTED = ("hyperlinks",)
"""Lists to which the format gives no count."""


def add_child(sheet: Sheet, outer: str, inner: str, about: str, body: str = "") -> None:
    """Adds an element to a list of the sheet, or the element itself where it is no list.

    Args:
        sheet: The sheet.
        outer: The list, one of the elements that follow the cells; created when it is not there.
        inner: What the list holds; nothing for an element that stands alone.
        about: Its attributes, as markup.
        body: Its content, as markup without prefixes.
    """
    p = sheet.prefix
    name = inner or outer
    item = f"<{name} {about}>{body}</{name}>" if body else f"<{name} {about}/>"
    item = renamed_prefix(item, "", p)
    text, mask = sheet.text, sheet.mask
    found = first_element(mask, outer, sheet.data.end)
    if found is not None and inner:
        tag = text[found.start : found.open_end]
        count = sum(1 for _ in elements(mask, inner, found.open_end, found.close_start)) + 1
        if "count" in found.attributes:
            tag = with_attribute(tag, "count", str(count))
        spans = [(found.start, found.open_end, tag), (found.close_start, found.close_start, item)]
        sheet.text = replace_spans(text, spans)
        return
    at = _place(sheet, outer)
    counted = "" if outer in _UNCOUNTED else ' count="1"'
    markup = f"<{p}{outer}{counted}>{item}</{p}{outer}>" if inner else item
    sheet.text = replace_spans(text, [(at, at, markup)])


def _place(sheet: Sheet, name: str) -> int:
    """Where an element of that name comes: after all those that the format puts before it."""
    before = _AFTER_CELLS[: _AFTER_CELLS.index(name)]
    ends = [one.end for other in before for one in elements(sheet.mask, other, sheet.data.end)]
    return max([sheet.data.end, *ends])


def add_merge(sheet: Sheet, area: Range) -> None:
    """Merges cells."""
    add_child(sheet, "mergeCells", "mergeCell", f'ref="{area}"')


def set_style(sheet: Sheet, where: tuple[int, int], style: int) -> None:
    """Gives a cell another format; what it holds stays."""
    markup = sheet.markup(where, cell_name(*where))
    if not markup:
        sheet.set_value(where, None, style=style)
        return
    end = markup.index(">") + 1
    sheet.set_markup(where, with_attribute(markup[:end], "s", str(style)) + markup[end:])


def width_of(sheet: Sheet, column: int) -> str | None:
    """Width of a column as the sheet says it, None for the width of all."""
    for found in elements(sheet.mask, "col", 0, sheet.data.start):
        if int(found.attributes["min"]) <= column <= int(found.attributes["max"]):
            return found.attributes.get("width")
    return None


def set_width(sheet: Sheet, column: int, width: float) -> None:
    """Gives a column a width, in characters; those declared with it keep theirs."""
    text, mask, p = sheet.text, sheet.mask, sheet.prefix
    own = f'<{p}col min="{column}" max="{column}" width="{number_text(width)}" customWidth="1"/>'
    listed = first_element(mask, "cols", 0, sheet.data.start)
    if listed is None:
        sheet.text = replace_spans(text, [(sheet.data.start, sheet.data.start, f"<{p}cols>{own}</{p}cols>")])
        return
    at = listed.close_start
    for found in elements(mask, "col", listed.open_end, listed.close_start):
        first, last = int(found.attributes["min"]), int(found.attributes["max"])
        if first <= column <= last:
            tag = text[found.start : found.end]
            own = with_attribute(with_attribute(tag, "width", number_text(width)), "customWidth", "1")
            pieces = [(first, column - 1, tag), (column, column, own), (column + 1, last, tag)]
            new = "".join(
                with_attribute(with_attribute(one, "min", str(low)), "max", str(high))
                for low, high, one in pieces
                if low <= high
            )
            sheet.text = replace_spans(text, [(found.start, found.end, new)])
            return
        if first > column:
            at = found.start
            break
    sheet.text = replace_spans(text, [(at, at, own)])
