"""Print areas that reach what came at the edge of what they printed."""

from __future__ import annotations

from collections.abc import Mapping

from xlsync.annexbook.forward.carrying import reference
from xlsync.annexbook.forward.state import State
from xlsync.workbook.headers import set_name_text
from xlsync.workbook.values import Range

AREA = "_xlnm.Print_Area"


def print_areas(state: State) -> dict[str, tuple[bool, bool]]:
    """Sheets with a print area, and whether it ends with the last column and the last row of the annex."""
    found = {}
    for sheet, area in _areas(state).items():
        right, bottom = _extent(state, sheet)
        found[sheet] = (area.last_column == right, area.last_row == bottom)
    return found


def extend_print_areas(state: State, before: Mapping[str, tuple[bool, bool]]) -> None:
    """Print areas that ended with the annex end with it again."""
    for sheet, area in _areas(state).items():
        right, bottom = _extent(state, sheet)
        wide, long = before.get(sheet, (False, False))
        grown = area._replace(
            last_column=max(area.last_column, right) if wide else area.last_column,
            last_row=max(area.last_row, bottom) if long else area.last_row,
        )
        if grown != area:
            set_name_text(state.book, AREA, reference(sheet, grown), sheet)


def _areas(state: State) -> dict[str, Range]:
    """Print areas of one rectangle, by sheet."""
    found = {}
    for name in state.book.names:
        cells = name.text.rpartition("!")[2].replace("$", "")
        if name.name == AREA and name.sheet is not None and cells and "," not in name.text:
            found[name.sheet] = Range.parse(cells)
    return found


def _extent(state: State, sheet: str) -> tuple[int, int]:
    """Last column and last row of what the schema puts on a sheet."""
    places = state.places
    tables = [place for place in places.tables.values() if place.sheet == sheet]
    fields = [place for place in places.fields.values() if place.sheet == sheet]
    right = max([0, *(place.right for place in tables), *(place.value_column + 1 for place in fields)])
    return right, max([0, *(place.bottom for place in tables), *(place.row for place in fields)])
