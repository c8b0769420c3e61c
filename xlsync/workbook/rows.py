"""Where rows and cells stand in a worksheet part, and the one pass that applies collected edits."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from xlsync.errors import UnsupportedWorkbook
from xlsync.workbook.edits import Edit, OldCell, render
from xlsync.workbook.markup import ATTRIBUTES, Element, first_element, parse_attributes, replace_spans
from xlsync.workbook.values import cell_name, parse_cell

Span = tuple[int, int, str]


FEW = 32
"""Rows looked for one by one, each through the whole text; then all of them are read, once."""


class Place(NamedTuple):
    """A row or a cell: its number and its spans as in `Element`."""

    number: int
    start: int
    open_end: int
    close_start: int
    end: int


class Places:
    """Rows of a sheet, or cells of a row, found by number."""

    def __init__(self, places: list[Place]) -> None:
        self.places = places
        self.numbers = [place.number for place in places]
        self._in_order = all(earlier < later for earlier, later in pairwise(self.numbers))

    def find(self, number: int) -> Place | None:
        """The one of that number, or None.

        Raises:
            UnsupportedWorkbook: The file has several.
        """
        if not self._in_order and self.numbers.count(number) > 1:
            raise _disordered()
        if not self._in_order:
            return next((place for place in self.places if place.number == number), None)
        index = bisect_left(self.numbers, number)
        found = index < len(self.places) and self.numbers[index] == number
        return self.places[index] if found else None

    def gap(self, number: int, end: int) -> int:
        """Where one of that number would start; `end` after all the others.

        One that says no number follows the one before, so that there is never a gap before it.

        Raises:
            UnsupportedWorkbook: They are not in order.
        """
        if not self._in_order:
            raise _disordered()
        index = bisect_left(self.numbers, number)
        return self.places[index].start if index < len(self.places) else end


@lru_cache(maxsize=32)
def _pattern(tag: str) -> re.Pattern[str]:
    escaped = re.escape(tag)
    return re.compile(rf"<{escaped}({ATTRIBUTES})\s*+(?:/>|>(.*?)(</{escaped}\s*>))", re.DOTALL)


def first_cell(text: str, prefix: str) -> Place:
    """The cell at the beginning of a plain fragment.

    Raises:
        UnsupportedWorkbook: No cell is there.
    """
    match = _pattern(f"{prefix}c").match(text)
    if match is None:
        raise _unnumbered()
    return _place(match, 0)


def _place(match: re.Match[str], number: int) -> Place:
    inner = match.span(2) if match[3] else (match.end(), match.end())
    return Place(number, match.start(), *inner, match.end())


def old_cell(text: str, mask: str, place: Place) -> OldCell:
    """What a cell holds, in the three pieces that an edit needs."""
    tag = text[place.start : place.open_end]
    formula = first_element(mask, "f", place.open_end, place.close_start)
    if formula is None:
        return OldCell(tag, "", text[place.open_end : place.close_start])
    rest = text[place.open_end : formula.start] + text[formula.end : place.close_start]
    return OldCell(tag, text[formula.start : formula.end], rest)


class Grid:
    """The rows and cells of one part, found when asked for.

    Args:
        text, mask: The part and its mask.
        data: Its `sheetData` element.
        prefix: Prefix of its elements.
    """

    def __init__(self, text: str, mask: str, data: Element, prefix: str) -> None:
        self._text, self._mask, self._data, self._prefix = text, mask, data, prefix
        self._cells: dict[int, Places] = {}
        self._found: dict[int, Place | None] = {}

    @cached_property
    def _rows(self) -> Places:
        return self._places("row", self._data.open_end, self._data.close_start)

    @cached_property
    def _is_usual(self) -> bool:
        """Whether every row begins with its number, as the writers in use write it."""
        tag, span = f"<{self._prefix}row", (self._data.open_end, self._data.close_start)
        return self._mask.count(f'{tag} r="', *span) == self._mask.count(tag, *span)

    def _places(self, tag: str, start: int, end: int, row: int = 0) -> Places:
        """Rows, or the cells of a row; a cell that says to be of another one has no certain place."""
        places, number = [], 0
        for match in _pattern(self._prefix + tag).finditer(self._mask, start, end):
            given = parse_attributes(match[1]).get("r")
            if given is None:
                number = (self._said(match) if tag == "row" else 0) or number + 1
            elif tag == "row":
                number = _number(given)
            else:
                said, number = _cell(given)
                if said != row:
                    raise _disordered()
            places.append(_place(match, number))
        return Places(places)

    def _said(self, row: re.Match[str]) -> int:
        """The number that the first cell of a row says, 0 for none."""
        cell = _pattern(f"{self._prefix}c").search(self._mask, *row.span(2)) if row[2] else None
        name = parse_attributes(cell[1]).get("r") if cell else None
        return _cell(name)[0] if name else 0

    def row(self, number: int) -> Place | None:
        """The row of that number, or None.

        Raises:
            UnsupportedWorkbook: The file has it twice, or its rows out of order.
        """
        if "_rows" in self.__dict__ or len(self._found) >= FEW or not self._is_usual:
            return self._rows.find(number)
        if number not in self._found:
            self._found[number] = self._usual_row(number)
        return self._found[number]

    def _usual_row(self, number: int) -> Place | None:
        """The row of that number, looked for by its tag alone: of a large sheet, the others are not read."""
        tag, end = f'<{self._prefix}row r="{number}"', self._data.close_start
        start = self._mask.rfind(tag, self._data.open_end, end)
        if start < 0:
            return None
        if self._mask.rfind(tag, self._data.open_end, start) >= 0:
            raise _disordered()
        match = _pattern(f"{self._prefix}row").match(self._mask, start, end)
        return None if match is None else _place(match, number)

    def cell(self, row: int, column: int) -> Place | None:
        """The cell there, or None.

        Raises:
            UnsupportedWorkbook: The file has it twice, or its cells out of order.
        """
        place = self.row(row)
        return None if place is None else self._row_cells(place).find(column)

    def _row_cells(self, place: Place) -> Places:
        if place.number not in self._cells:
            self._cells[place.number] = self._places("c", place.open_end, place.close_start, place.number)
        return self._cells[place.number]

    def check_room(self, row: int, column: int) -> None:
        """Refuses an absent cell that has no certain place.

        Raises:
            UnsupportedWorkbook: Rows or cells are out of order.
        """
        place = self.row(row)
        if place is None:
            self._rows.gap(row, 0)
        else:
            self._row_cells(place).gap(column, 0)

    def old(self, place: Place) -> OldCell:
        """What a cell holds, as `old_cell`."""
        return old_cell(self._text, self._mask, place)

    def apply(self, edits: Mapping[tuple[int, int], Edit], row_attributes: Mapping[int, str]) -> str:
        """The part's text after edits: cells replaced where they stand, absent ones put in order.

        Args:
            edits: By (row, column).
            row_attributes: Attributes of rows to come, as text with its leading space.

        Raises:
            UnsupportedWorkbook: An absent cell has no certain place, rows or cells being out of order.
            UnwritableValue: No cell can hold a value.
        """
        by_row: dict[int, dict[int, Edit]] = {}
        for (row, column), edit in sorted(edits.items()):
            by_row.setdefault(row, {})[column] = edit
        spans: list[Span] = []
        new_rows: dict[int, str] = {}
        for row, wanted in by_row.items():
            place = self.row(row)
            if place is None:
                new_rows[row] = self._new_row(row, wanted, row_attributes.get(row, ""))
            elif place.open_end == place.end:
                spans.append((place.start, place.end, self._filled_row(place, wanted)))
            else:
                spans += self._cell_spans(place, wanted)
        return replace_spans(self._text, spans + self._row_spans(new_rows))

    def _new_row(self, row: int, wanted: Mapping[int, Edit], attributes: str) -> str:
        cells = "".join(
            render(edit, self._prefix, cell_name(row, column), None) for column, edit in wanted.items()
        )
        return f'<{self._prefix}row r="{row}"{attributes}>{cells}</{self._prefix}row>' if cells else ""

    def _filled_row(self, place: Place, wanted: Mapping[int, Edit]) -> str:
        cells = "".join(
            render(edit, self._prefix, cell_name(place.number, column), None)
            for column, edit in wanted.items()
        )
        tag = self._text[place.start : place.end]
        return f"{tag[:-2].rstrip()}>{cells}</{self._prefix}row>" if cells else tag

    def _cell_spans(self, place: Place, wanted: Mapping[int, Edit]) -> list[Span]:
        cells = self._row_cells(place)
        spans: list[Span] = []
        inserted: dict[int, str] = {}
        for column, edit in wanted.items():
            found = cells.find(column)
            name = cell_name(place.number, column)
            if found is not None:
                spans.append((found.start, found.end, render(edit, self._prefix, name, self.old(found))))
                continue
            at = cells.gap(column, place.close_start)
            inserted[at] = inserted.get(at, "") + render(edit, self._prefix, name, None)
        return spans + [(at, at, markup) for at, markup in inserted.items() if markup]

    def _row_spans(self, new_rows: Mapping[int, str]) -> list[Span]:
        inserted: dict[int, str] = {}
        for number, markup in new_rows.items():
            at = self._rows.gap(number, self._data.close_start)
            inserted[at] = inserted.get(at, "") + markup
        if inserted and self._data.open_end == self._data.end:
            tag = self._text[self._data.start : self._data.end][:-2].rstrip()
            content = "".join(inserted.values())
            return [(self._data.start, self._data.end, f"{tag}>{content}</{self._prefix}sheetData>")]
        return [(at, at, markup) for at, markup in inserted.items() if markup]


def _number(given: str) -> int:
    if not given.isdecimal():
        raise unreadable(f"row {given}")
    return int(given)


def _cell(given: str) -> tuple[int, int]:
    try:
        return parse_cell(given)
    except ValueError as error:
        raise unreadable(str(error)) from error


def unreadable(detail: str) -> UnsupportedWorkbook:
    """The refusal of a sheet of which a row or a cell makes no sense."""
    return UnsupportedWorkbook(
        f"une cellule du classeur est illisible ({detail}) : ouvrez-le et enregistrez-le",
        f"a cell of the workbook cannot be read ({detail}): open it and save it again",
    )


def _disordered() -> UnsupportedWorkbook:
    return UnsupportedWorkbook(
        "les lignes ou les cellules de la feuille sont en désordre : ouvrez le classeur et enregistrez-le",
        "the rows or cells of the sheet are out of order: open the workbook and save it again",
    )


def _unnumbered() -> UnsupportedWorkbook:
    return UnsupportedWorkbook(
        "les cellules de la feuille ne disent pas où elles sont : ouvrez le classeur et enregistrez-le",
        "the cells of the sheet do not say where they are: open the workbook and save it again",
    )
