"""Rows, columns or cells inserted in a sheet, as a spreadsheet inserts them: everything below or right moves.

Cells keep their content and their look; formulas, names, charts, tables, drawings, comments, merged cells,
formats, validations, breaks and panes follow. What cannot follow is refused by name, before anything changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from xlsync.errors import CannotResize
from xlsync.workbook import ripple
from xlsync.workbook.book import Workbook
from xlsync.workbook.follow import stretch_everything
from xlsync.workbook.markup import (
    ATTRIBUTES,
    Element,
    decode_part,
    elements,
    first_element,
    mask_of,
    parse_attributes,
    plain_text,
    replace_spans,
    with_attribute,
)
from xlsync.workbook.relations import read_relations
from xlsync.workbook.sheet import Sheet
from xlsync.workbook.stretch import Stretch
from xlsync.workbook.tables import Table
from xlsync.workbook.values import MAX_COLUMN, MAX_ROW, Range, cell_name, parse_cell

Span = tuple[int, int, str]

_UNMOVED = {
    "controls": ("un contrôle de formulaire", "a form control"),
    "oleObjects": ("un objet incorporé", "an embedded object"),
    "customSheetViews": ("une vue personnalisée", "a custom view"),
}
"""What a sheet may hold and nothing here moves."""


_PLACES = {"row": ("r",), "c": ("r",), "f": ("ref", "r1", "r2")}
"""Attributes that say where a row, a cell, or what a formula fills or reads, is."""


@dataclass(frozen=True, slots=True)
class Insertion(Stretch):
    """Lines that come before another one; `across` bounds the cells that move when it is not the whole sheet.

    Examples:
        >>> three = inserted("Prêt", True, 5, 3)
        >>> three.moved(4, 4), three.moved(5, 5), three.moved(2, 9)
        ((4, 4), (8, 8), (2, 12))
    """

    def moved(self, first: int, last: int) -> tuple[int, int]:
        """Where lines `first` to `last` are after the insertion; what reaches the end of the sheet stays."""
        first, last = (
            line if line < self.start else min(line + self.delta, self.tail) for line in (first, last)
        )
        return first, last

    def touches(self, area: Range) -> bool:
        """Whether a range moves whole with the cells: a part of it would be torn from the rest."""
        first, last = (
            (area.first_column, area.last_column) if self.by_rows else (area.first_row, area.last_row)
        )
        return self.across[0] <= first and last <= self.across[1]

    def ranges(self, area: Range) -> list[Range]:
        """A range of the sheet after the insertion."""
        return [self.with_lines(area, *self.moved(*self.lines(area)))] if self.touches(area) else [area]

    @property
    def is_whole(self) -> bool:
        """Whole rows or columns come, not cells."""
        return self.across[1] == (MAX_COLUMN if self.by_rows else MAX_ROW)

    def cell(self, row: int, column: int) -> tuple[int, int]:
        """A cell after the insertion."""
        (area,) = self.ranges(Range(row, column, row, column))
        return area.first_row, area.first_column


def inserted(
    sheet: str, by_rows: bool, at: int, count: int, across: tuple[int, int] | None = None
) -> Insertion:
    """An insertion of so many lines before line `at`, over the whole sheet unless `across` is given."""
    whole = (1, MAX_COLUMN if by_rows else MAX_ROW)
    end = MAX_ROW if by_rows else MAX_COLUMN
    return Insertion(sheet, by_rows, across or whole, at, at - 1, count, 1, end)


def insert_rows(book: Workbook, sheet: str, at: int, count: int = 1) -> None:
    """Inserts blank rows before row `at`.

    Raises:
        CannotResize: something on the sheet cannot move. The workbook is then as it was.
    """
    insert(book, inserted(sheet, True, at, count))


def insert(book: Workbook, insertion: Insertion, table: str = "") -> None:
    """Inserts blank cells; all that stands there moves.

    Args:
        book: The workbook, changed in memory.
        insertion: Where, and how many lines.
        table: Display name of the one table that inserted columns may cut; its part is left to the caller,
            but for the range that it covers.

    Raises:
        CannotResize: something on the sheet cannot move. The workbook is then as it was.
    """
    with book.unchanged_on_refusal():
        sheet = book.sheet(insertion.sheet)
        _check(book, sheet, insertion, table)
        ripple.release_shared(sheet)
        stretch_everything(book, insertion)
        _shift_cells(sheet, insertion)
        _shift_surroundings(sheet, insertion)
        _shift_parts(book, sheet, insertion)
        ripple.refresh_extent(sheet)


# --- what stands in the way


def _check(book: Workbook, sheet: Sheet, insertion: Insertion, table: str) -> None:
    for name, (fr, en) in _UNMOVED.items():
        if first_element(sheet.mask, name, sheet.data.end):
            raise ripple.refuse(sheet.name, f"{fr} gêne l’insertion", f"{en} is in the way of the insertion")
    if sheet.is_unnumbered:
        raise ripple.refuse(
            sheet.name, "des cellules ne disent pas où elles sont", "cells do not say where they are"
        )
    last = max((row if insertion.by_rows else column for row, column in sheet.cells), default=1)
    if last + insertion.delta > insertion.tail:
        raise ripple.refuse(sheet.name, "la feuille est pleine", "the sheet is full")
    for cell in sheet.cells.values():
        if cell.kind in ("array", "dataTable") and cell.area and _is_cut(Range.parse(cell.area), insertion):
            raise _in_the_way(sheet, cell.area, "une formule matricielle", "an array formula")
    for _, area in ripple.merges(sheet):
        if _is_torn(area, insertion):
            raise _in_the_way(sheet, str(area), "des cellules fusionnées", "merged cells")
    for found in _tables_of(book, sheet):
        torn = _is_torn(found.ref, insertion)
        if torn or (not insertion.by_rows and found.display_name != table and _is_cut(found.ref, insertion)):
            name = found.display_name
            raise _in_the_way(sheet, str(found.ref), f"le tableau {name}", f"the table {name}")


def _is_cut(area: Range, insertion: Insertion) -> bool:
    """Lines come inside it."""
    first, last = insertion.lines(area)
    return insertion.touches(area) and first < insertion.start <= last


def _is_torn(area: Range, insertion: Insertion) -> bool:
    """A part of it would move and the rest stay."""
    sides = (
        (area.first_row, area.last_row) if not insertion.by_rows else (area.first_column, area.last_column)
    )
    meets = sides[0] <= insertion.across[1] and insertion.across[0] <= sides[1]
    return meets and not insertion.touches(area) and insertion.lines(area)[1] >= insertion.start


def _in_the_way(sheet: Sheet, where: str, fr: str, en: str) -> CannotResize:
    return ripple.refuse(
        f"{sheet.name}!{where}", f"{fr} gêne l’insertion", f"{en}: in the way of the insertion"
    )


def _tables_of(book: Workbook, sheet: Sheet) -> list[Table]:
    return [table for table in book.tables.values() if table.sheet == sheet.name]


# --- the cells


@lru_cache(maxsize=16)
def _start_tags(prefix: str) -> re.Pattern[str]:
    p = re.escape(prefix)
    return re.compile(rf"<{p}(row|c|f)((?:{ATTRIBUTES}))\s*+/?>")


def _shift_cells(sheet: Sheet, insertion: Insertion) -> None:
    """Rows, cells, the ranges of array formulas and the inputs of data tables under other numbers."""
    text, spans = sheet.text, []
    for match in _start_tags(sheet.prefix).finditer(sheet.mask, sheet.data.open_end, sheet.data.close_start):
        tag = match[0]
        for key, old in parse_attributes(match[2]).items():
            new = _renumbered(match[1], old, insertion) if key in _PLACES[match[1]] else old
            tag = tag if new == old else with_attribute(tag, key, new)
        if tag != match[0]:
            spans.append((match.start(), match.end(), tag))
    sheet.text = replace_spans(text, spans)


def _renumbered(kind: str, old: str, insertion: Insertion) -> str:
    if kind == "row":
        return str(insertion.moved(int(old), int(old))[0]) if insertion.by_rows else old
    if kind == "c":
        return cell_name(*insertion.cell(*parse_cell(old)))
    return ripple.stretch_list(old, insertion)


# --- what surrounds them


def _shift_surroundings(sheet: Sheet, insertion: Insertion) -> None:
    spans = [
        (element.start, element.end, with_attribute(_tag(sheet.text, element), "ref", new))
        for element, area in ripple.merges(sheet)
        if (new := str(insertion.ranges(area)[0])) != str(area)
    ]
    spans += _view_spans(sheet, insertion) + (_line_spans(sheet, insertion) if insertion.is_whole else [])
    sheet.text = replace_spans(sheet.text, spans)


def _tag(text: str, element: Element) -> str:
    return text[element.start : element.open_end]


def _view_spans(sheet: Sheet, insertion: Insertion) -> list[Span]:
    """The panes and the selections."""
    spans = []
    key = "ySplit" if insertion.by_rows else "xSplit"
    for found in elements(sheet.mask, "pane", 0, sheet.data.start):
        tag = _moved_tag(_tag(sheet.text, found), found, ("topLeftCell",), insertion)
        if insertion.is_whole and "frozen" in found.attributes.get("state", ""):
            tag = _frozen_tag(tag, found, int(found.attributes.get(key, "0")), key, insertion)
        spans.append((found.start, found.open_end, tag))
    for found in elements(sheet.mask, "selection", 0, sheet.data.start):
        tag = _moved_tag(_tag(sheet.text, found), found, ("activeCell", "sqref"), insertion)
        spans.append((found.start, found.open_end, tag))
    return spans


def _frozen_tag(tag: str, found: Element, frozen: int, key: str, insertion: Insertion) -> str:
    """A pane that holds lines still: what comes among them joins them, the first to scroll follows."""
    grown = frozen + insertion.delta if insertion.start <= frozen else frozen
    row, column = parse_cell(found.attributes.get("topLeftCell", "A1"))
    if (row if insertion.by_rows else column) == frozen + 1:
        first = (grown + 1, column) if insertion.by_rows else (row, grown + 1)
        tag = with_attribute(tag, "topLeftCell", cell_name(*first))
    return with_attribute(tag, key, str(grown)) if grown != frozen else tag


def _moved_tag(tag: str, found: Element, keys: tuple[str, ...], insertion: Insertion) -> str:
    for key in keys:
        if key in found.attributes:
            tag = with_attribute(tag, key, ripple.stretch_list(found.attributes[key], insertion))
    return tag


def _line_spans(sheet: Sheet, insertion: Insertion) -> list[Span]:
    """Widths of columns, and page breaks."""
    spans = []
    breaks = first_element(sheet.mask, "rowBreaks" if insertion.by_rows else "colBreaks", sheet.data.end)
    for found in elements(sheet.mask, "brk", breaks.open_end, breaks.close_start) if breaks else ():
        at = int(found.attributes["id"])
        new = str(insertion.moved(at + 1, at + 1)[0] - 1)
        spans.append((found.start, found.open_end, with_attribute(_tag(sheet.text, found), "id", new)))
    for found in elements(sheet.mask, "col", 0, sheet.data.start) if not insertion.by_rows else ():
        first, last = insertion.moved(int(found.attributes["min"]), int(found.attributes["max"]))
        tag = with_attribute(with_attribute(_tag(sheet.text, found), "min", str(first)), "max", str(last))
        spans.append((found.start, found.open_end, tag))
    return spans


# --- parts that point to cells


def _shift_parts(book: Workbook, sheet: Sheet, insertion: Insertion) -> None:
    shifts: dict[str, Callable[[str, str], Iterator[Span]]] = {
        "drawing": lambda text, mask: _anchors(text, mask, insertion) if insertion.is_whole else iter(()),
        "comments": lambda text, mask: _refs(text, mask, "comment", insertion),
        "threadedComment": lambda text, mask: _refs(text, mask, "threadedComment", insertion),
        "vmlDrawing": lambda text, mask: _notes(text, mask, insertion),
        "pivotTable": lambda text, mask: _refs(text, mask, "location", insertion),
    }
    for relation in read_relations(book.package, sheet.part):
        if relation.kind in shifts and book.package.find(relation.target):
            _rewrite_part(book, relation.target, shifts[relation.kind])


def _rewrite_part(book: Workbook, part: str, spans: Callable[[str, str], Iterator[Span]]) -> None:
    text = decode_part(book.package.read(part), part)
    book.package.replace(part, replace_spans(text, list(spans(text, mask_of(text)))).encode())


def _refs(text: str, mask: str, name: str, insertion: Insertion) -> Iterator[Span]:
    for found in elements(mask, name):
        new = ripple.stretch_list(found.attributes["ref"], insertion)
        yield found.start, found.open_end, with_attribute(_tag(text, found), "ref", new)


def _anchors(text: str, mask: str, insertion: Insertion) -> Iterator[Span]:
    """Where drawings stand: one anchored to two cells stretches when lines come between them."""
    for anchor in elements(mask, "(?:twoCellAnchor|oneCellAnchor)"):
        if anchor.attributes.get("editAs") == "absolute":
            continue
        markers = [first_element(mask, name, anchor.open_end, anchor.close_start) for name in ("from", "to")]
        corners = [_corner(mask, marker) for marker in markers if marker is not None]
        moved = [insertion.cell(*corner) for corner in corners]
        if anchor.attributes.get("editAs") == "oneCell" and moved[0] == corners[0]:
            continue
        for marker, old, new in zip(markers, corners, moved, strict=False):
            if marker is not None and new != old:
                yield from _marker_spans(mask, marker, new)


def _corner(mask: str, marker: Element) -> tuple[int, int]:
    """Row and column of a corner, from 1."""
    values = []
    for name in ("row", "col"):
        found = first_element(mask, name, marker.open_end, marker.close_start)
        values.append(int(plain_text(mask[found.open_end : found.close_start])) + 1 if found else 1)
    return values[0], values[1]


def _marker_spans(mask: str, marker: Element, corner: tuple[int, int]) -> Iterator[Span]:
    for name, value in zip(("row", "col"), corner, strict=True):
        found = first_element(mask, name, marker.open_end, marker.close_start)
        if found is not None:
            yield found.open_end, found.close_start, str(value - 1)


def _notes(text: str, mask: str, insertion: Insertion) -> Iterator[Span]:
    """Boxes of notes, in the old drawing format: their cell, then where the box stands."""
    for data in elements(mask, "ClientData"):
        held = {name: first_element(mask, name, data.open_end, data.close_start)
                for name in ("Row", "Column", "Anchor")}  # fmt: skip
        row, column, anchor = (held[name] for name in ("Row", "Column", "Anchor"))
        if row is None or column is None:
            continue
        old = tuple(int(mask[one.open_end : one.close_start]) + 1 for one in (row, column))
        new = insertion.cell(*old)
        if new == old:
            continue
        yield row.open_end, row.close_start, str(new[0] - 1)
        yield column.open_end, column.close_start, str(new[1] - 1)
        if anchor is not None:
            numbers = [int(one) for one in mask[anchor.open_end : anchor.close_start].split(",")]
            for place, step in ((0, 1), (4, 1), (2, 0), (6, 0)):
                numbers[place] += new[step] - old[step]
            yield anchor.open_end, anchor.close_start, ", ".join(map(str, numbers))
