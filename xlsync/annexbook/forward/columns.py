"""Columns that come into tables, in the place that the schema gives them."""

from __future__ import annotations

from collections.abc import Sequence

from xlsync.annexbook.forward.carrying import carry_validations
from xlsync.annexbook.forward.state import State
from xlsync.annexbook.measures import height_of, lines_of
from xlsync.annexbook.measures import width_of as measured
from xlsync.annexbook.places import TablePlace
from xlsync.annexes import Column, Table
from xlsync.workbook.cells import BLANK
from xlsync.workbook.columns import insert_columns, number_columns
from xlsync.workbook.markup import elements, replace_spans, with_attribute
from xlsync.workbook.ripple import merges
from xlsync.workbook.surroundings import add_merge, set_width, width_of
from xlsync.workbook.values import Range


def add_columns(state: State) -> None:
    """Every column that a table of the workbook lacks.

    Raises:
        CannotResize, UnsupportedWorkbook: something stands in the way.
    """
    for table in state.wanted.tables:
        if table.layout == "columns" or table.name not in state.places.tables:
            continue
        for column in table.columns:
            if not state.has(f"column/{table.name}/{column.name}"):
                _add_column(state, table, column)
        for column in table.blocks.columns if table.blocks else ():
            if not state.has(f"block/{table.name}/{column.name}"):
                _add_to_blocks(state, table, column)
        _number(state, table)
        _draw_bands(state, table)


def _added(state: State, table: Table, column: Column, kind: str) -> None:
    state.add(f"{kind}/{table.name}/{column.name}")
    if column.total and kind == "column":
        state.add(f"total/{table.name}/{column.name}")


def _add_column(state: State, table: Table, column: Column) -> None:
    place = state.places.tables[table.name]
    headings = [one.name for one in state.book.find_table(table.excel).columns]
    if column.label.fr.casefold() in [one.casefold() for one in headings]:
        _added(state, table, column, "column")
        state.say(
            f"{place.sheet} : la colonne « {column.label.fr} » qui était là est celle du schéma",
            f"{place.sheet}: the column “{column.label.en}” that was there is that of the schema",
        )
        return
    at = _place_for(table.columns, column.name, place)
    across = None if table.blocks or _is_free(state, place, at) else (_top(place), place.bottom)
    insert_columns(state.book, table.excel, at, [column.label.fr], across)
    _added(state, table, column, "column")
    drawn, now = state.there.tables[table.name], state.places.tables[table.name]
    source = drawn.cell(column.name, 0)[1]
    if across is not None:
        _shift_widths(state, place, at)
    _set_width(state, drawn.sheet, source, now.sheet, at)
    _fill(state, (drawn, source), (now, at), column)
    _fit_heading(state, now, column)
    state.say(f"{now.sheet} : colonne « {column.label.fr} » ajoutée",
              f"{now.sheet}: column “{column.label.en}” added")  # fmt: skip


def _place_for(columns: Sequence[Column], name: str, place: TablePlace) -> int:
    """After the nearest column before it that is there, else at the left end."""
    names, held = [column.name for column in columns], [column.name for column in place.table.columns]
    earlier = [one for one in names[: names.index(name)] if one in held and place.has(one)]
    return place.column_of(earlier[-1]) + 1 if earlier else place.left


def _top(place: TablePlace) -> int:
    """First row of a table, its bands included."""
    return place.header - (1 if place.table.bands else 0)


def _is_free(state: State, place: TablePlace, at: int) -> bool:
    """Nothing else stands on the sheet in the columns that would move."""
    top = _top(place)
    others = [one.ref for one in state.book.tables.values() if one.sheet == place.sheet]
    return not any(
        column >= at and not top <= row <= place.bottom and (cell.value is not None or cell.kind)
        for (row, column), cell in state.book.sheet(place.sheet).cells.items()
    ) and all(ref.last_column < at for ref in others if ref != Range.parse(place.ref))


def _fill(state: State, drawn: tuple[TablePlace, int], now: tuple[TablePlace, int], column: Column) -> None:
    """Formats of the cells of a column that came, and what may be typed there."""
    (source, there), (place, here) = drawn, now
    cells, sheet = state.source.sheet(source.sheet).cells, state.book.sheet(place.sheet)
    rows = [(source.header, [place.header]), (source.first, list(range(place.first, place.last + 1)))]
    if place.table.bands:
        rows.append((source.header - 1, [place.header - 1]))
    if place.has_totals_row:
        rows.append((source.bottom, [place.bottom]))
    for row, targets in rows:
        drawn_style = cells.get((row, there), BLANK).style
        for target in targets:
            style = state.looks.of(drawn_style, place.sheet)
            sheet.set_value((target, here), column.label.fr if target == place.header else None, style=style)
    if column.is_input:
        first, area = (source.first, there), Range(place.first, here, place.last, here)
        carry_validations(
            state, source.sheet, place.sheet, lambda rule: (area,) if rule.holds(*first) else ()
        )


def _shift_widths(state: State, place: TablePlace, at: int) -> None:
    """Widths follow the cells of a table that moved alone; values of fields keep the room that they had."""
    sheet = state.book.sheet(place.sheet)
    fields = [field for field in state.places.fields.values() if field.sheet == place.sheet]
    for column in range(place.right, at - 1, -1):
        width, beside = width_of(sheet, column), width_of(sheet, column + 1)
        if width is not None:
            held = float(beside or 0) if column + 1 in [field.value_column for field in fields] else 0.0
            set_width(sheet, column + 1, max(float(width), held))


def _fit_heading(state: State, place: TablePlace, column: Column) -> None:
    """The row of the headings is as high as the heading that came needs."""
    sheet = state.book.sheet(place.sheet)
    tag = next(elements(f"<row{sheet.row_attributes(place.header)}/>", "row")).attributes
    needed = height_of(lines_of(column.label.fr, measured(column) - 2))
    if float(tag.get("ht", needed)) < needed:
        sheet.set_row_heights({place.header: needed})


def _set_width(state: State, source: str, there: int, sheet: str, here: int) -> None:
    width = width_of(state.source.sheet(source), there)
    if width is not None:
        set_width(state.book.sheet(sheet), here, float(width))


def _add_to_blocks(state: State, table: Table, column: Column) -> None:
    """A column in each block, the last block first so that the others stay where they are."""
    assert table.blocks is not None
    place, drawn = state.places.tables[table.name], state.there.tables[table.name]
    assert place.table.blocks is not None
    held = [one.name for one in place.table.blocks.columns]
    names = [one.name for one in table.blocks.columns]
    earlier = [one for one in names[: names.index(column.name)] if one in held]
    offset = held.index(earlier[-1]) + 1 if earlier else 0
    sheet, source = state.book.sheet(place.sheet), drawn.cell(column.name, 0)[1]
    titles = [_title(state, place, block) for block in range(place.blocks)]
    for block in reversed(range(place.blocks)):
        at = place.block_left(block) + offset
        insert_columns(state.book, table.excel, at, [f"{column.label.fr} {titles[block]}".strip()])
        _set_width(state, drawn.sheet, source, place.sheet, at)
    _added(state, table, column, "block")
    now = state.places.tables[table.name]
    cells = state.source.sheet(drawn.sheet).cells
    for block in range(now.blocks):
        at = now.block_left(block) + offset
        for row, targets in ((drawn.header, [now.header]), (drawn.first, range(now.first, now.last + 1))):
            for target in targets:
                style = state.looks.of(cells[row, source].style, now.sheet)
                value = f"{column.label.fr} {titles[block]}".strip() if target == now.header else None
                sheet.set_value((target, at), value, style=style)
        title = Range(
            now.fiche_top - 1, now.block_left(block), now.fiche_top - 1, now.block_left(block + 1) - 1
        )
        _merge(state, now.sheet, title)
    state.say(
        f"{now.sheet} : colonne « {column.label.fr} » ajoutée à chaque bloc",
        f"{now.sheet}: column “{column.label.en}” added to each block",
    )


def _title(state: State, place: TablePlace, block: int) -> str:
    """The title over a block, which ends the headings of its columns."""
    cell = state.book.sheet(place.sheet).cell((place.fiche_top - 1, place.block_left(block)))
    return str(cell.value or "")


def _merge(state: State, sheet: str, area: Range) -> None:
    """Merges cells, in place of the merged cells that begin there."""
    target = state.book.sheet(sheet)
    for element, held in merges(target):
        if held.meets(area):
            tag = with_attribute(target.text[element.start : element.open_end], "ref", str(area))
            target.text = replace_spans(target.text, [(element.start, element.open_end, tag)])
            return
    if not area.is_cell:
        add_merge(target, area)


def _number(state: State, table: Table) -> None:
    """Numbers the columns of a table as those of a drawn one: a heading that people change is then known."""
    place, ranks = state.places.tables[table.name], [column.name for column in table.columns]
    held = [column.id for column in state.book.find_table(table.excel).columns]
    numbers = {place.column_of(name) - place.left: ranks.index(name) + 1 for name in ranks if place.has(name)}
    if table.blocks:
        numbers = {rank: rank + 1 for rank in range(len(held))}
    if any(held[rank] != number for rank, number in numbers.items()):
        number_columns(state.book, table.excel, numbers)


def _draw_bands(state: State, table: Table) -> None:
    """Headings over several columns that came, or that reach further."""
    place, drawn = state.places.tables[table.name], state.there.tables[table.name]
    for band in table.bands:
        path = f"band/{table.name}/{band.first}"
        columns = [place.column_of(name) for name in (band.first, band.last) if place.has(name)]
        if len(columns) < 2 or place.header < 2:
            continue
        area = Range(place.header - 1, min(columns), place.header - 1, max(columns))
        held = [one for _, one in merges(state.book.sheet(place.sheet)) if one.meets(area)]
        if not state.has(path):
            cell = state.source.sheet(drawn.sheet).cell((drawn.header - 1, drawn.column_of(band.first)))
            style = state.looks.of(cell.style, place.sheet)
            state.book.sheet(place.sheet).set_value(
                (area.first_row, area.first_column), band.text.fr, style=style
            )
            state.add(path)
        if held != [area] and (held or path not in state.before):
            _merge(state, place.sheet, area)
