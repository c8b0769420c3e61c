"""What is printed: labels, headings and titles that a schema changed, where they still read as they were."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xlsync.annexbook.forward.carrying import add_validation
from xlsync.annexbook.forward.state import At, State, label_cell
from xlsync.annexbook.places import TITLE_ROWS, Places, TablePlace
from xlsync.annexes import Column, Sheet, Table
from xlsync.workbook.headers import rename_columns, rename_headers
from xlsync.workbook.markup import Element, elements, renamed_prefix, replace_spans, with_attribute
from xlsync.workbook.sheet import Sheet as SheetOfCells
from xlsync.workbook.surroundings import set_style
from xlsync.workbook.values import Range


def renew_texts(state: State) -> None:
    """Labels, headings and titles as the schema of today prints them; what people wrote there stays.

    Raises:
        UnsupportedWorkbook: two columns of a table would have the same heading.
    """
    for name, field in state.places.fields.items():
        found = label_cell(state.book, field)
        if found is not None:
            _renew(state, f"field/{name}", field.sheet, found, state.wanted.fields[name].label.fr)
    for place in state.places.tables.values():
        table = state.wanted.table(place.table.name)
        if table.layout == "rows":
            _renew_headings(state, table, place)
        elif table.layout == "columns":
            _renew_lines(state, table, place)
        else:
            _renew_blocks(state, table, place)
        _renew_fixed(state, table, place)
    for sheet in state.wanted.sheets:
        _renew_titles(state, sheet)


def is_printed(state: State, path: str, text: str, now: str) -> bool:
    """A text is the one that the workbook printed, and the schema prints another one today."""
    if _plain(text) == _plain(now):
        return False
    before = state.before.get(path)
    return state.strict or (before is not None and _plain(before.text) == _plain(text))


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _text_at(state: State, sheet: str, at: At) -> str:
    return str(state.book.sheet(sheet).cell(at).value or "")


def _renew(state: State, path: str, sheet: str, at: At, now: str) -> None:
    text = _text_at(state, sheet, at)
    if is_printed(state, path, text, now):
        state.book.sheet(sheet).set_value(at, now)
        state.say(f"« {text} » devient « {now} »", f"“{text}” becomes “{now}”")


# --- tables


def _renew_headings(state: State, table: Table, place: TablePlace) -> None:
    held = state.book.find_table(table.excel).columns
    names = {}
    for column in table.columns:
        if place.has(column.name):
            heading = held[place.column_of(column.name) - place.left].name
            if is_printed(state, f"column/{table.name}/{column.name}", heading, column.label.fr):
                names[heading] = column.label.fr
    if names:
        rename_columns(state.book, table.excel, names)
    for old, new in names.items():
        state.say(f"« {old} » devient « {new} »", f"“{old}” becomes “{new}”")


def _renew_lines(state: State, table: Table, place: TablePlace) -> None:
    first = table.columns[0]
    for column in table.columns:
        if place.has(column.name) and column is not first:
            path = f"column/{table.name}/{column.name}"
            _renew(state, path, place.sheet, (place.line_row(column.name), place.left), column.label.fr)
    heading = _text_at(state, place.sheet, (place.header, place.left))
    if is_printed(state, f"column/{table.name}/{first.name}", heading, first.label.fr):
        rename_headers(state.book, table.excel, place.left, [first.label.fr])
    before = state.before.get(f"table/{table.name}")
    if before is not None and before.formula != table.header:
        _renew_records(state, table, place, before.formula)


def _renew_records(state: State, table: Table, place: TablePlace, before: str) -> None:
    """Headings of records, made from their keys."""
    key = table.columns[0]
    for record in range(place.count):
        column = place.first_record + record
        value = _text_at(state, place.sheet, place.cell(key.name, record)).removesuffix(".0")
        if _text_at(state, place.sheet, (place.header, column)) == before.format(**{key.name: value}):
            rename_headers(state.book, table.excel, column, [table.header.format(**{key.name: value})])


def _renew_blocks(state: State, table: Table, place: TablePlace) -> None:
    assert table.blocks is not None
    for column in table.columns:
        at = place.column_of(column.name)
        heading = _text_at(state, place.sheet, (place.header, at))
        if is_printed(state, f"column/{table.name}/{column.name}", heading, column.label.fr):
            rename_headers(state.book, table.excel, at, [column.label.fr])
    for block in range(place.blocks):
        title = _text_at(state, place.sheet, (place.fiche_top - 1, place.block_left(block)))
        for column in table.blocks.columns:
            at = place.cell(column.name, 0, block)[1]
            heading = _text_at(state, place.sheet, (place.header, at))
            label = heading.removesuffix(f" {title}") if title else heading
            if is_printed(state, f"block/{table.name}/{column.name}", label, column.label.fr):
                rename_headers(state.book, table.excel, at, [f"{column.label.fr} {title}".strip()])
        for line in table.blocks.fiche:
            where = (place.fiche_row(line.name), place.block_left(block))
            _renew(state, f"fiche/{table.name}/{line.name}", place.sheet, where, line.label.fr)


def _renew_fixed(state: State, table: Table, place: TablePlace) -> None:
    """Texts printed beside the keys of a fixed table."""
    for record in table.rows.fixed:
        key = ";".join(str(record[name]) for name in table.keys)
        for rank in range(place.count):
            own = [
                _text_at(state, place.sheet, place.cell(name, rank)).removesuffix(".0") for name in table.keys
            ]
            for name, value in record.items() if own == [str(record[key]) for key in table.keys] else ():
                if name not in table.keys and place.has(name):
                    path = f"fixed/{table.name}/{name}/{key}"
                    _renew(state, path, place.sheet, place.cell(name, rank), str(value))


# --- titles, captions, notes


def _renew_titles(state: State, sheet: Sheet) -> None:
    """Texts around fields and tables, found by what they were."""
    home, places = state.home(sheet), state.places
    for path in _texts_of(state, sheet) if home is not None else ():
        if not state.changed(path) or state.before[path].text == state.pieces[path].text:
            continue
        old, new = state.before[path].text, state.pieces[path].text
        if _put(state.book.sheet(str(home)), _rows_for(places, path), old, new):
            state.say(f"« {old} » devient « {new} »", f"“{old}” becomes “{new}”")
        readme = state.readme
        if path.startswith("sheet/") and readme is not None:
            target = state.book.sheet(readme)
            _put(target, sorted({row for row, _ in target.cells}), old, new)


def _put(sheet: SheetOfCells, rows: Iterable[int], old: str, new: str) -> bool:
    """Puts a text, or a formula that makes one, in the place of another; whether that one was there."""
    at = next((at for row in rows if (at := _found(sheet, row, old))), None)
    if at is not None and new.startswith("="):
        sheet.set_formula(at, new)
    elif at is not None:
        sheet.set_value(at, new, over_formula=True)
    return at is not None


def _texts_of(state: State, sheet: Sheet) -> Iterator[str]:
    yield from (f"sheet/{sheet.name}", f"note/{sheet.name}")
    for item in sheet.items:
        if item.fields:
            yield f"group/{item.fields}"
        if item.table:
            yield from (f"table/{item.table}", f"total_label/{item.table}")
            yield from (path for path in state.order if path.startswith(f"band/{item.table}/"))


def _rows_for(places: Places, path: str) -> Iterable[int]:
    """Rows where a text stands, the likeliest first: over its fields, over its table, beside its totals."""
    kind, name = path.split("/")[:2]
    if kind in ("sheet", "note"):
        return range(1, TITLE_ROWS + 3)
    if kind == "group":
        rows = [
            places.fields[one.name].row
            for one in places.schema.group(name).fields
            if one.name in places.fields
        ]
        return range(min(rows) - 1, 0, -1) if rows else ()
    place = places.tables.get(name)
    if place is None:
        return ()
    if kind == "total_label":
        return (place.header if place.table.layout == "columns" else place.bottom,)
    return range(place.header - 1, 0, -1)


def _found(sheet: SheetOfCells, row: int, text: str) -> At | None:
    """The cell of a row that holds a text, or the formula that makes it."""
    for at, cell in sheet.cells.items():
        same = (
            cell.formula == text[1:] if text.startswith("=") else cell.formula is None and cell.value == text
        )
        if at[0] == row and same:
            return at
    return None


# --- what may be typed, and how it shows


def renew_forms(state: State) -> None:
    """Validations and formats of columns whose type, bounds, decimals or choices changed."""
    for name, field in state.places.fields.items():
        drawn = state.there.fields[name]
        there, here = (drawn.row, drawn.value_column), (field.row, field.value_column)
        _reform(state, f"field/{name}", (drawn.sheet, there), (field.sheet, [here]))
    for name, place in state.places.tables.items():
        source = state.there.tables[name]
        for column in state.wanted.table(name).columns:
            path = f"column/{name}/{column.name}"
            if place.has(column.name) and _is_reformed(state, path):
                cells = [place.cell(column.name, record) for record in range(place.count)]
                _reform(state, path, (source.sheet, source.cell(column.name, 0)), (place.sheet, cells))
                if column.total and (place.has_totals_row or place.total_column):
                    total = [place.total_cell(column.name)]
                    _show(state, (source.sheet, source.total_cell(column.name)), (place.sheet, total))
        for column in _of_blocks(state.wanted.table(name)):
            if _is_reformed(state, f"block/{name}/{column.name}"):
                ranks = [(record, block) for record in range(place.count) for block in range(place.blocks)]
                cells = [place.cell(column.name, *rank) for rank in ranks]
                _show(state, (source.sheet, source.cell(column.name, 0)), (place.sheet, cells))


def _of_blocks(table: Table) -> tuple[Column, ...]:
    return table.blocks.columns if table.blocks else ()


def _is_reformed(state: State, path: str) -> bool:
    if not state.changed(path):
        return False
    before, now = state.before[path], state.pieces[path]
    return before.form != now.form or _turns(state, path)


def _turns(state: State, path: str) -> bool:
    """A column that people typed is computed now, or the other way round."""
    return bool(state.before[path].formula) != bool(state.pieces[path].formula)


def _reform(state: State, path: str, drawn: tuple[str, At], held: tuple[str, list[At]]) -> None:
    """The rule of a cell of the source in place of that of these cells, and its format."""
    if not _is_reformed(state, path):
        return
    (source, there), (sheet, cells) = drawn, held
    if _turns(state, path):
        style = state.looks.of(state.source.sheet(source).cell(there).style, sheet)
        for at in cells:
            set_style(state.book.sheet(sheet), at, style)
    else:
        _show(state, drawn, held)
    origin, target = state.source.sheet(source), state.book.sheet(sheet)
    rule = next((one for one in _validations(origin) if _rules(one, there)), None)
    past = next((one for one in _validations(target) if _rules(one, cells[0])), None)
    markup = origin.text[rule.start : rule.end] if rule else ""
    if past is not None:
        new = renamed_prefix(markup or "<dataValidation/>", origin.prefix if markup else "", "")
        end = new.index(">") + 1
        whole = with_attribute(new[:end], "sqref", past.attributes["sqref"]) + new[end:]
        whole = renamed_prefix(whole, "", target.prefix)
        target.text = replace_spans(target.text, [(past.start, past.end, whole)])
    elif markup:
        add_validation(markup, origin.prefix, target, [str(Range(*min(cells), *max(cells)))])


def _validations(sheet: SheetOfCells) -> list[Element]:
    return list(elements(sheet.mask, "dataValidation", sheet.data.end))


def _rules(rule: Element, at: At) -> bool:
    return any(Range.parse(one).holds(*at) for one in rule.attributes.get("sqref", "").split())


def _show(state: State, drawn: tuple[str, At], held: tuple[str, list[At]]) -> None:
    """The number format of a cell of the source, the rest of the format staying as it is."""
    origin, target = state.source.sheet(drawn[0]).cell(drawn[1]), state.book.sheet(held[0])
    for at in held[1]:
        before = target.cell(at).style
        style = state.styles.with_number_format(before, origin.style)
        if style != before:
            set_style(target, at, style)
