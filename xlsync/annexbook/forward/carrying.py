"""Rows of the source carried onto rows of a sheet that are there and blank."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from xlsync.annexbook.forward.state import State
from xlsync.workbook import Workbook
from xlsync.workbook.carrying import add_names
from xlsync.workbook.markup import elements, renamed_prefix, with_attribute
from xlsync.workbook.ripple import merges
from xlsync.workbook.sheet import Sheet
from xlsync.workbook.surroundings import add_child, add_merge
from xlsync.workbook.values import Address, Range, column_letters

Columns = Callable[[int], Iterable[int]]
"""Columns of the sheet that get what a column of the source holds."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of the source, and where they go.

    Attributes:
        source: Sheet of the source.
        first, last: Its rows.
        sheet: Sheet of the workbook.
        at: Row that the first one becomes.
        columns: Where each column goes.
    """

    source: str
    first: int
    last: int
    sheet: str
    at: int
    columns: Columns = lambda column: (column,)

    @property
    def step(self) -> int:
        """How far down a row goes."""
        return self.at - self.first

    def areas(self, area: Range) -> Iterator[Range]:
        """What an area of these rows becomes: one area for each place that its first column gets."""
        width = area.last_column - area.first_column
        for column in self.columns(area.first_column):
            yield Range(area.first_row + self.step, column, area.last_row + self.step, column + width)

    def holds(self, area: Range) -> bool:
        """An area lies in these rows."""
        return self.first <= area.first_row and area.last_row <= self.last


def carry_rows(state: State, rows: Rows) -> None:
    """Labels, formats, heights, merged cells and validations; formulas and what people type stay blank."""
    drawn, sheet = state.source.sheet(rows.source), state.book.sheet(rows.sheet)
    inputs = state.inputs
    for (row, column), cell in drawn.cells.items():
        if rows.first <= row <= rows.last:
            typed = Address(rows.source, row, column) in inputs
            value = None if cell.formula is not None or typed else cell.value
            for at in rows.columns(column):
                style = state.looks.of(cell.style, rows.sheet)
                sheet.describe_row(row + rows.step, _height(drawn, row))
                sheet.set_value((row + rows.step, at), value, style=style)
    for _, area in merges(drawn):
        if rows.holds(area):
            for new in rows.areas(area):
                add_merge(sheet, new)
    carry_validations(
        state, rows.source, rows.sheet, lambda area: rows.areas(area) if rows.holds(area) else ()
    )


def _height(sheet: Sheet, row: int) -> str:
    """The height of a row, as attributes."""
    tag = f"<row{sheet.row_attributes(row)}/>"
    found = next(elements(tag, "row")).attributes
    kept = {name: found[name] for name in ("ht", "customHeight") if name in found}
    return "".join(f' {name}="{value}"' for name, value in kept.items())


def carry_validations(
    state: State, source: str, sheet: str, becomes: Callable[[Range], Iterable[Range]]
) -> None:
    """What may be typed in cells: the rules of a sheet of the source, over what their areas become."""
    drawn, target = state.source.sheet(source), state.book.sheet(sheet)
    for found in list(elements(drawn.mask, "dataValidation", drawn.data.end)):
        areas = [Range.parse(one) for one in found.attributes.get("sqref", "").split()]
        new = [str(one) for area in areas for one in becomes(area)]
        if new:
            add_validation(drawn.text[found.start : found.end], drawn.prefix, target, new)


def add_validation(markup: str, prefix: str, sheet: Sheet, areas: list[str]) -> None:
    """Puts a rule written as markup, under the prefix of its own part, on areas of a sheet."""
    plain = renamed_prefix(markup, prefix, "")
    end = plain.index(">") + 1
    tag = with_attribute(plain[:end], "sqref", " ".join(areas))
    about = tag.removeprefix("<dataValidation").removesuffix(">").removesuffix("/").strip()
    body = plain[end:].removesuffix("</dataValidation>")
    add_child(sheet, "dataValidations", "dataValidation", about, body)


def define(book: Workbook, name: str, sheet: str, area: Range) -> None:
    """Defines a name for cells of a sheet, unless it is there."""
    add_names(book, [(name, reference(sheet, area), None)])


def reference(sheet: str, area: Range) -> str:
    """Cells of a sheet as a name writes them: `'Annexe 2'!$B$5:$C$5`."""
    quoted = sheet.replace("'", "''")
    first, last = (
        f"${column_letters(column)}${row}"
        for row, column in ((area.first_row, area.first_column), (area.last_row, area.last_column))
    )
    return f"'{quoted}'!{first}" if area.is_cell else f"'{quoted}'!{first}:{last}"
