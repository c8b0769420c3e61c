"""A table laid out by columns that gets as many records as the model has."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from xlsync.workbook import ripple
from xlsync.workbook.book import Workbook
from xlsync.workbook.cells import Cell
from xlsync.workbook.follow import stretch_everything
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
from xlsync.workbook.references import column_items, rename_columns, rewrite, translate
from xlsync.workbook.sheet import Sheet
from xlsync.workbook.stretch import Stretch
from xlsync.workbook.tables import Table
from xlsync.workbook.values import MAX_COLUMN, MAX_ROW, Range, escape

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class _Records:
    """A resize by columns: the table, its geometry, and the headers after it."""

    table: Table
    stretch: Stretch
    headers: tuple[str, ...]
    inputs: frozenset[int]

    @property
    def added(self) -> range:
        """How far to the right each added record is from the last one."""
        return range(self.stretch.block, self.stretch.delta + 1, self.stretch.block)

    def index(self, column: int) -> int:
        """Place of a sheet column among those of the table."""
        return column - self.table.ref.first_column

    def renamed(self, step: int) -> dict[str, str]:
        """Headers that stand `step` columns right of each header of the records."""
        names = [column.name for column in self.table.columns]
        start = self.index(self.stretch.start)
        return {
            name: self.headers[place + step]
            for place, name in enumerate(names)
            if place >= start and place + step < len(self.headers)
        }


def resize_columns(
    book: Workbook,
    table_name: str,
    count: int,
    first: int,
    width: int,
    headers: Sequence[str] = (),
    inputs: Collection[int] = (),
) -> None:
    """Gives a sheet so many records, each a group of columns, from column `first` on to the right end.

    New records are copies of the last one, over all rows of the sheet: styles, widths, merged cells, formulas
    and, outside the table, texts. Numbers, and whatever stands in the rows of `inputs`, are left blank.

    Args:
        book: The workbook, changed in memory.
        table_name: Display name of the table.
        count: Records wanted, 1 or more.
        first: Column where the first record begins, from 1.
        width: Columns of a record.
        headers: Headers of the added columns, from left to right.
        inputs: Rows whose cells people type.

    Raises:
        CannotResize: Something stands to the right, a formula reads a record that would go, headers lack
            or are taken. The workbook is then as it was.
        MissingInWorkbook: No such table.
    """
    table = book.find_table(table_name)
    last = table.ref.last_column
    stretch = Stretch(
        sheet=table.sheet,
        by_rows=False,
        across=(1, MAX_ROW),
        start=first,
        last=last,
        delta=count * width - (last - first + 1),
        block=width,
        tail=0,
    )
    names = [column.name for column in table.columns]
    kept = names + list(headers) if stretch.delta > 0 else names[: len(names) + stretch.delta]
    records = _Records(table, stretch, tuple(kept), frozenset(inputs))
    sheet = book.sheet(table.sheet)
    _check(book, sheet, records, count)
    if stretch.delta == 0:
        return
    with book.unchanged_on_refusal():
        ripple.release_shared(sheet)
        if stretch.delta < 0:
            _stretch_table(book, records)
        stretch_everything(book, stretch, lambda *reference: _structured(records, *reference), table)
        _move_cells(sheet, records)
        _stretch_merges(sheet, stretch)
        _stretch_widths(sheet, stretch)
        ripple.refresh_extent(sheet)
        if stretch.delta > 0:
            _stretch_table(book, records)


def _check(book: Workbook, sheet: Sheet, records: _Records, count: int) -> None:
    table, stretch = records.table, records.stretch
    where = f"{table.sheet}!{table.ref}"
    lines = stretch.last - stretch.start + 1
    fits = (
        stretch.block > 0
        and stretch.start >= table.ref.first_column
        and lines > 0
        and lines % stretch.block == 0
    )
    if count < 1 or not fits or stretch.new_last > MAX_COLUMN:
        raise ripple.refuse(where, f"{count} fiches : impossible", f"{count} records: impossible")
    if table.kind:
        raise ripple.refuse(where, "tableau rempli par une requête", "table filled by a query")
    ripple.refuse_unplaced(sheet, table)
    _check_headers(where, records)
    right = Range(1, stretch.last + 1, MAX_ROW, MAX_COLUMN)
    ripple.refuse_content(
        sheet,
        right,
        "cette cellule est à droite du tableau : déplacez-la",
        "this cell is to the right of the table: move it",
    )
    zone = Range(1, min(stretch.last - stretch.block, stretch.new_last) + 1, MAX_ROW, MAX_COLUMN)
    ripple.refuse_arrays(sheet, zone)
    if stretch.delta < 0:
        ripple.refuse_comments(book, sheet, zone._replace(first_column=stretch.new_last + 1))
    for other in book.tables.values():
        if other.sheet == table.sheet and other.part != table.part and zone.meets(other.ref):
            raise ripple.refuse(
                f"{sheet.name}!{other.ref}", "un autre tableau gêne", "another table is in the way"
            )


def _check_headers(where: str, records: _Records) -> None:
    wanted = len(records.table.columns) + records.stretch.delta
    distinct = {header.lower() for header in records.headers}
    if len(records.headers) != wanted or len(distinct) != wanted or "" in distinct:
        raise ripple.refuse(
            where,
            f"il faut {max(records.stretch.delta, 0)} en-têtes de plus, tous différents",
            f"{max(records.stretch.delta, 0)} more headers are needed, all different",
        )


def _structured(records: _Records, table: str, brackets: str, inside: bool) -> str:
    """Columns that a structured reference names, when the last of them moves or goes."""
    names = [column.name for column in records.table.columns]
    specs = [name.lower() for name in names]
    items = column_items(brackets)
    if table.lower() not in ("", records.table.display_name.lower()) or not items or items[-1] not in specs:
        return brackets
    last = specs.index(items[-1])
    if records.stretch.delta < 0 and last < len(records.headers):
        return brackets
    if records.stretch.delta > 0 and (inside or len(items) < 2 or last != len(names) - 1):
        return brackets
    if len(items) < 2 or specs.index(items[0]) >= len(records.headers):
        raise ripple.refuse(
            f"{records.table.sheet}!{records.table.ref}",
            f"une formule lit {brackets}, qui disparaîtrait",
            f"a formula reads {brackets}, which would go",
        )
    return rename_columns(brackets, {names[last]: records.headers[-1]})


def _copied_formula(records: _Records, formula: str, step: int) -> str:
    names, own = records.renamed(step), ("", records.table.display_name.lower())
    moved = translate(formula, 0, step)
    return rewrite(
        moved,
        structured=lambda table, text: rename_columns(text, names) if table.lower() in own else text,
    )


def _move_cells(sheet: Sheet, records: _Records) -> None:
    stretch = records.stretch
    opening = stretch.last - stretch.block + 1
    source = {where: cell for where, cell in sheet.cells.items() if opening <= where[1] <= stretch.last}
    for row, column in list(sheet.cells):
        if stretch.new_last < column <= stretch.last:
            sheet.set_markup((row, column), "")
    for (row, column), cell in source.items():
        for step in records.added:
            _copy(sheet, records, (row, column), cell, step)


def _copy(sheet: Sheet, records: _Records, where: tuple[int, int], cell: Cell, step: int) -> None:
    row, column = where[0], where[1] + step
    table, style = records.table, cell.style or None
    header = table.header_rows and row == table.ref.first_row
    if header and where[1] >= records.stretch.start:
        sheet.set_value((row, column), records.headers[records.index(column)], style=style)
    elif cell.kind:
        sheet.set_formula((row, column), _copied_formula(records, cell.formula or "", step), style=style)
    elif isinstance(cell.value, str) and row not in records.inputs and not table.ref.holds(*where):
        sheet.set_value((row, column), cell.value, style=style)
    else:
        sheet.set_value((row, column), None, style=style)


def _stretch_merges(sheet: Sheet, stretch: Stretch) -> None:
    spans: list[Span] = []
    areas = 0
    for element, area in ripple.merges(sheet):
        new = [
            one
            for one in _merged(area, stretch)
            if one.first_row < one.last_row or one.first_column < one.last_column
        ]
        areas += len(new)
        tag = sheet.text[element.start : element.end]
        spans.append(
            (element.start, element.end, "".join(with_attribute(tag, "ref", str(one)) for one in new))
        )
    found = first_element(sheet.mask, "mergeCells", sheet.data.end)
    if found is None:
        return
    if areas == 0:
        sheet.text = replace_spans(sheet.text, [(found.start, found.end, "")])
        return
    tag = sheet.text[found.start : found.open_end]
    if "count" in found.attributes:
        tag = with_attribute(tag, "count", str(areas))
    sheet.text = replace_spans(sheet.text, [(found.start, found.open_end, tag), *spans])


def _merged(area: Range, stretch: Stretch) -> list[Range]:
    """Merged cells after the change: copied inside the last record, stretched over several, else kept."""
    opening = stretch.last - stretch.block + 1
    if stretch.delta > 0 and opening <= area.first_column and area.last_column <= stretch.last:
        steps = range(0, stretch.delta + 1, stretch.block)
        return [
            area._replace(first_column=area.first_column + step, last_column=area.last_column + step)
            for step in steps
        ]
    return stretch.ranges(area)


def _stretch_widths(sheet: Sheet, stretch: Stretch) -> None:
    found = first_element(sheet.mask, "cols", 0, sheet.data.start)
    if found is None:
        return
    columns = list(elements(sheet.mask, "col", found.open_end, found.close_start))
    spans = (
        _kept_widths(sheet, columns, stretch) if stretch.delta < 0 else _new_widths(sheet, columns, stretch)
    )
    new = replace_spans(sheet.text, spans)
    if len(spans) == len(columns) and all(not markup for _, _, markup in spans) and columns:
        new = replace_spans(sheet.text, [(found.start, found.end, "")])
    sheet.text = new


def _bounds(column: Element) -> tuple[int, int]:
    return int(column.attributes["min"]), int(column.attributes["max"])


def _kept_widths(sheet: Sheet, columns: list[Element], stretch: Stretch) -> list[Span]:
    spans = []
    for element in columns:
        first, last = _bounds(element)
        if first <= stretch.last and stretch.new_last < last <= stretch.last:
            tag = with_attribute(sheet.text[element.start : element.end], "max", str(stretch.new_last))
            spans.append((element.start, element.end, tag if first <= stretch.new_last else ""))
    return spans


def _new_widths(sheet: Sheet, columns: list[Element], stretch: Stretch) -> list[Span]:
    taken = {
        column
        for element in columns
        for column in range(max(_bounds(element)[0], stretch.last), _bounds(element)[1] + 1)
    }
    added = []
    for column in range(stretch.last + 1, stretch.new_last + 1):
        model = column - stretch.block * (1 + (column - stretch.last - 1) // stretch.block)
        for element in columns:
            if column not in taken and _bounds(element)[0] <= model <= _bounds(element)[1]:
                tag = with_attribute(sheet.text[element.start : element.end], "min", str(column))
                added.append(with_attribute(tag, "max", str(column)))
    at = next((element.start for element in columns if _bounds(element)[0] > stretch.last), columns[-1].end)
    return [(at, at, "".join(added))]


def _stretch_table(book: Workbook, records: _Records) -> None:
    part = records.table.part
    text = decode_part(book.package.read(part), part)
    mask, spans = mask_of(text), []
    listed = first_element(mask, "tableColumns")
    columns = list(elements(mask, "tableColumn"))
    if listed is not None:
        tag = with_attribute(text[listed.start : listed.open_end], "count", str(len(records.headers)))
        spans.append((listed.start, listed.open_end, tag))
        added = _new_columns(text, columns, records)
        spans.append((listed.close_start, listed.close_start, added))
        spans += [(found.start, found.end, "") for found in columns[len(records.headers) :]]
    book.package.replace(part, replace_spans(text, spans).encode())


def _new_columns(text: str, columns: list[Element], records: _Records) -> str:
    block, number = records.stretch.block, max(int(found.attributes["id"]) for found in columns)
    pieces = []
    for step in records.added:
        for found in columns[len(columns) - block :]:
            number += 1
            header = records.headers[columns.index(found) + step]
            pieces.append(_new_column(text, found, records, step, (number, header)))
    return "".join(pieces)


def _new_column(text: str, column: Element, records: _Records, step: int, named: tuple[int, str]) -> str:
    tag = text[column.start : column.open_end]
    for name, value in (("id", str(named[0])), ("name", named[1]), ("xr3:uid", None), ("uniqueName", None)):
        tag = with_attribute(tag, name, value)
    body = text[column.open_end : column.end]
    mask = mask_of(body)
    spans = []
    for found in elements(mask, "(?:calculatedColumnFormula|totalsRowFormula)"):
        old = plain_text(body[found.open_end : found.close_start])
        spans.append((found.open_end, found.close_start, escape(_copied_formula(records, old, step))))
    return tag + replace_spans(body, spans)
