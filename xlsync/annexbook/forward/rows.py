"""Fields, groups of fields, tables and lines that come: rows inserted, then carried from the source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from xlsync.annexbook.forward.carrying import Rows, carry_rows, define, reference
from xlsync.annexbook.forward.state import State, refuse
from xlsync.annexbook.locating import areas_of_names
from xlsync.annexbook.places import TITLE_ROWS, TablePlace
from xlsync.annexes import Column, FieldGroup, Sheet, SheetItem, Table
from xlsync.annexes.pieces import Piece
from xlsync.workbook.carrying import carry_table
from xlsync.workbook.columns import extend
from xlsync.workbook.headers import set_name_text
from xlsync.workbook.insertion import insert_rows
from xlsync.workbook.surroundings import set_width, width_of
from xlsync.workbook.values import Range

TABLE_PARTS = ("table", "total_label", "band", "column", "total", "fiche", "block", "fixed")


def add_rows(state: State) -> None:
    """All that comes as rows of a sheet that is there.

    Raises:
        CannotResize, UnsupportedWorkbook: something stands in the way.
    """
    for sheet in state.wanted.sheets:
        home = state.home(sheet)
        for rank, item in enumerate(sheet.items):
            if home is not None and item.fields:
                _add_fields(state, sheet, rank, home)
            elif home is not None and item.table and not state.has(f"table/{item.table}"):
                _add_table(state, sheet, rank, home)
    for table in state.wanted.tables:
        if table.name in state.places.tables and table.layout == "columns":
            _add_lines(state, table)
        elif table.name in state.places.tables and table.blocks:
            _add_fiche(state, table)


# --- fields


def _add_fields(state: State, sheet: Sheet, rank: int, home: str) -> None:
    group = state.wanted.group(sheet.items[rank].fields)
    new = [field for field in group.fields if not state.has(f"field/{field.name}")]
    if not new:
        return
    located = [field.name for field in group.fields if field.name in state.places.fields]
    if located:
        for field in new:
            _add_field(state, group, field)
        return
    tops = [state.there.fields[field.name].row for field in group.fields]
    _add_block(state, (sheet, rank, home), min(tops) - 1, max(tops))
    state.add_all(group.name, ("group",))
    for field in group.fields:
        state.add(f"field/{field.name}")
    state.say(f"{home} : champs « {group.title.fr} » ajoutés", f"{home}: fields “{group.title.en}” added")


def _add_field(state: State, group: FieldGroup, field: Column) -> None:
    """A field among those of its group, under the one that comes before it."""
    places, names = state.places.fields, [one.name for one in group.fields]
    rank = names.index(field.name)
    before = next((places[name] for name in reversed(names[:rank]) if name in places), None)
    beside = before or next(places[name] for name in names[rank:] if name in places)
    at = beside.row + 1 if before else beside.row
    insert_rows(state.book, beside.sheet, at)
    drawn = state.there.fields[field.name]
    step = beside.value_column - drawn.value_column
    carry_rows(
        state,
        Rows(
            drawn.sheet, drawn.row, drawn.row, beside.sheet, at,
            lambda column: (column + step if column >= drawn.value_column else column,),
        ),
    )  # fmt: skip
    value = Range(at, beside.value_column, at, beside.value_column)
    define(state.book, field.name, beside.sheet, value)
    state.add(f"field/{field.name}")
    _cover(state, group, beside.sheet, at)
    state.say(
        f"{beside.sheet} : champ « {field.label.fr} » ajouté",
        f"{beside.sheet}: field “{field.label.en}” added",
    )


def _cover(state: State, group: FieldGroup, sheet: str, row: int) -> None:
    """The names of the labels and of the values of a group reach a row that came."""
    areas = areas_of_names(state.book)
    for name in (f"{group.name}_libelles", f"{group.name}_valeurs"):
        home, area = areas.get(name, ("", Range(row, 1, row, 1)))
        if home == sheet:
            grown = area._replace(first_row=min(area.first_row, row), last_row=max(area.last_row, row))
            set_name_text(state.book, name, reference(sheet, grown))


# --- whole items of a sheet


def _add_table(state: State, sheet: Sheet, rank: int, home: str) -> None:
    table = state.wanted.table(sheet.items[rank].table)
    drawn = state.there.tables[table.name]
    step = _add_block(state, (sheet, rank, home), top_of(drawn), drawn.bottom)
    area = Range.parse(drawn.ref)
    ref = area._replace(first_row=area.first_row + step, last_row=area.last_row + step)
    carry_table(state.source, state.book, table.excel, home, str(ref), state.styles)
    target, source = state.book.sheet(home), state.source.sheet(drawn.sheet)
    for column in range(drawn.left, drawn.right + 1):
        width = width_of(source, column)
        if width is not None and width_of(target, column) is None:
            set_width(target, column, float(width))
    state.add_all(table.name, TABLE_PARTS)
    state.say(f"{home} : tableau « {table.title.fr} » ajouté", f"{home}: table “{table.title.en}” added")


def _add_block(state: State, place: tuple[Sheet, int, str], first: int, last: int) -> int:
    """Rows of the source in their place among the items of a sheet; returns how far down they went."""
    sheet, rank, home = place
    at = _row_for(state, sheet, rank, home)
    insert_rows(state.book, home, at, last - first + 2)
    drawn = sheet.items[rank]
    name = _sheet_of(state, drawn)
    rows = Rows(name, first, last, home, at)
    carry_rows(state, rows)
    for known, (source, area) in areas_of_names(state.source).items():
        if source == name and rows.holds(area):
            (new,) = rows.areas(area)
            define(state.book, known, home, new)
    return rows.step


def _sheet_of(state: State, item: SheetItem) -> str:
    """Sheet of the source that holds an item."""
    if item.table:
        return state.there.tables[item.table].sheet
    return state.there.fields[state.wanted.group(item.fields).fields[0].name].sheet


def _row_for(state: State, sheet: Sheet, rank: int, home: str) -> int:
    """The row where an item comes: a blank row under the one before it, else over the one after it."""
    for item in reversed(sheet.items[:rank]):
        rows = _rows_of(state, item, home)
        if rows:
            return max(rows) + 2
    for item in sheet.items[rank + 1 :]:
        rows = _rows_of(state, item, home)
        if rows:
            return min(rows)
    held = [row for (row, _), cell in state.book.sheet(home).cells.items() if cell.value is not None]
    return max([TITLE_ROWS, *held]) + 2


def _rows_of(state: State, item: SheetItem, home: str) -> list[int]:
    """First and last row of an item on a sheet of the workbook; nothing where it is not there."""
    places = state.places
    if item.table in places.tables and places.tables[item.table].sheet == home:
        return [top_of(places.tables[item.table]), places.tables[item.table].bottom]
    if not item.fields:
        return []
    names = [one.name for one in state.wanted.group(item.fields).fields]
    rows = [
        places.fields[one].row for one in names if one in places.fields and places.fields[one].sheet == home
    ]
    return [min(rows) - 1, max(rows)] if rows else []


def top_of(place: TablePlace) -> int:
    """Row of the caption of a table as drawn."""
    above = 1 + (1 if place.table.bands else 0)
    return place.header - above - (len(place.table.blocks.fiche) + 1 if place.table.blocks else 0)


# --- lines of a table


def _add_lines(state: State, table: Table) -> None:
    """Lines of a table whose records are columns."""
    for column in table.columns:
        if state.has(f"column/{table.name}/{column.name}"):
            continue
        place, drawn = state.places.tables[table.name], state.there.tables[table.name]
        before = _before(table.columns, column.name, place)
        at = place.line_row(before) + 1
        bottom = place.bottom
        insert_rows(state.book, place.sheet, at)
        if at > bottom:
            extend(state.book, table.excel, Range.parse(place.ref)._replace(last_row=at))
        carry_rows(state, Rows(drawn.sheet, *(drawn.line_row(column.name),) * 2, place.sheet, at,
                               partial(_records, drawn, place)))  # fmt: skip
        cells = Range(at, place.first_record, at, place.right)
        define(state.book, f"{table.name}_{column.name}", place.sheet, cells)
        state.add(f"column/{table.name}/{column.name}")
        state.add_all(f"{table.name}/{column.name}", ())
        if column.total:
            state.add(f"total/{table.name}/{column.name}")
        _say_column(state, place.sheet, column)


def _before(columns: Sequence[Column], name: str, place: TablePlace) -> str:
    """The nearest column before one that the workbook has."""
    names = [column.name for column in columns]
    held = [one.name for one in place.table.columns]
    return next(one for one in reversed(names[: names.index(name)]) if one in held and place.has(one))


def _records(drawn: TablePlace, place: TablePlace, column: int) -> Iterable[int]:
    """Where a column of the source goes: the first record stands for all of them."""
    if column < drawn.first_record:
        return (place.left + column - drawn.left,)
    return range(place.first_record, place.right + 1) if column == drawn.first_record else ()


def _add_fiche(state: State, table: Table) -> None:
    """Header lines of the blocks of a table."""
    assert table.blocks is not None
    for line in table.blocks.fiche:
        if state.has(f"fiche/{table.name}/{line.name}"):
            continue
        place, drawn = state.places.tables[table.name], state.there.tables[table.name]
        assert place.table.blocks is not None
        names, held = [one.name for one in table.blocks.fiche], [one.name for one in place.table.blocks.fiche]
        earlier = [one for one in names[: names.index(line.name)] if one in held]
        at = place.fiche_row(earlier[-1]) + 1 if earlier else place.fiche_top
        insert_rows(state.book, place.sheet, at)
        row = drawn.fiche_row(line.name)
        carry_rows(state, Rows(drawn.sheet, row, row, place.sheet, at, partial(_blocks, drawn, place)))
        state.add(f"fiche/{table.name}/{line.name}")
        _say_column(state, place.sheet, line)


def _blocks(drawn: TablePlace, place: TablePlace, column: int) -> Iterable[int]:
    """Where a column of the source goes: the first block stands for all of them."""
    offset = column - drawn.first_block
    if offset < 0:
        return (place.left + column - drawn.left,)
    if offset >= drawn.block_width:
        return ()
    return [place.block_left(block) + offset for block in range(place.blocks)]


def _say_column(state: State, sheet: str, column: Column) -> None:
    state.say(f"{sheet} : ligne « {column.label.fr} » ajoutée", f"{sheet}: line “{column.label.en}” added")


def refuse_other_tables(state: State) -> None:
    """Refuses, by name, what a schema may change and no surgery brings.

    Raises:
        UnsupportedWorkbook: there is some.
    """
    for table in state.wanted.tables:
        path, past = f"table/{table.name}", {one.name: one for one in state.past.tables}.get(table.name)
        if past is None:
            continue
        if state.before[path].form != state.pieces[path].form:
            raise refuse(
                f"le tableau « {table.title.fr} » a changé de nom dans Excel ou de disposition",
                f"the table “{table.title.en}” has another name in Excel, or another layout",
            )
        if _keys(state.before, table) != _keys(state.pieces, table):
            raise refuse(
                f"les clés du tableau « {table.title.fr} » ont changé",
                f"the keys of the table “{table.title.en}” have changed",
            )
        if past.has_totals != table.has_totals:
            raise refuse(
                f"le tableau « {table.title.fr} » a gagné ou perdu ses totaux",
                f"the table “{table.title.en}” got totals, or lost them",
            )
        _refuse_order(state, table, past)


def _keys(pieces: Mapping[str, Piece], table: Table) -> list[str]:
    """Paths of the key columns of a table."""
    return [path for path, one in pieces.items() if path.startswith(f"column/{table.name}/") and one.is_key]


def _refuse_order(state: State, table: Table, past: Table) -> None:
    """Blocks are read by rank: nothing goes from them, and nothing moves."""
    if table.blocks is None or past.blocks is None:
        return
    for old, new in (
        (past.columns, table.columns),
        (past.blocks.columns, table.blocks.columns),
        (past.blocks.fiche, table.blocks.fiche),
    ):
        names = [column.name for column in old]
        kept = [column.name for column in new if column.name in names]
        if kept != names:
            gone = next((column for column in old if column.name not in kept), old[0])
            raise refuse(
                f"« {gone.label.fr} » n’est plus à sa place dans les blocs du tableau « {table.title.fr} »",
                f"“{gone.label.en}” is no longer in its place in the blocks of the table “{table.title.en}”",
            )
