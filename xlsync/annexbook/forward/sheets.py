"""Sheets and charts that come whole."""

from __future__ import annotations

from collections.abc import Iterator

from xlsync.annexbook.forward.carrying import Rows, carry_rows, reference
from xlsync.annexbook.forward.rows import TABLE_PARTS
from xlsync.annexbook.forward.state import State
from xlsync.annexbook.places import Places, TablePlace
from xlsync.annexes import Sheet
from xlsync.workbook import Workbook
from xlsync.workbook.carrying import carry_chart, carry_sheet
from xlsync.workbook.insertion import insert_rows
from xlsync.workbook.markup import decode_part, elements, first_element, mask_of, plain_text, replace_spans
from xlsync.workbook.references import Reference, rewrite
from xlsync.workbook.surroundings import add_child
from xlsync.workbook.values import Range, escape, escape_attribute

_CACHES = "(?:numCache|strCache|multiLvlStrCache)"


def add_sheets(state: State) -> None:
    """Every sheet that the workbook never had, with its tables and its charts.

    Raises:
        UnsupportedWorkbook: a sheet or a table of that name is there.
    """
    for sheet in state.wanted.sheets:
        if state.has(f"sheet/{sheet.name}"):
            continue
        if not any(state.has(path) for path in _items(state, sheet)):
            _carry(state, sheet)
            for item in sheet.items:
                state.add_all(item.table, TABLE_PARTS if item.table else ())
                state.add_all(item.fields, ("group",) if item.fields else ())
            for path in _items(state, sheet):
                state.add(path)
            state.add_all(sheet.name, ("chart",))
        state.add_all(sheet.name, ("sheet", "note"))


def _items(state: State, sheet: Sheet) -> Iterator[str]:
    """Paths of what a sheet holds."""
    for item in sheet.items:
        if item.table:
            yield f"table/{item.table}"
        for field in state.wanted.group(item.fields).fields if item.fields else ():
            yield f"field/{field.name}"


def _carry(state: State, sheet: Sheet) -> None:
    names = [entry.name for entry in state.book.sheets]
    earlier = state.wanted.sheets[: state.wanted.sheets.index(sheet)]
    homes = [home for one in reversed(earlier) if (home := state.home(one)) in names and home is not None]
    before = names.index(homes[0]) + 1 if homes else 1
    carry_sheet(state.source, state.book, sheet.name, before, state.styles)
    _list(state, sheet, homes[0] if homes else "")
    state.styles.write()
    state.open(Workbook.from_bytes(state.book.to_bytes()))
    state.say(f"feuille « {sheet.name} » ajoutée", f"sheet “{sheet.name}” added")


def _list(state: State, sheet: Sheet, previous: str) -> None:
    """A line of « Lisez-moi » for the sheet, under that of the sheet before it."""
    home = state.readme or ""
    rows, drawn = (_listed(book, home) for book in (state.book, state.source))
    if not home or previous not in rows or sheet.name not in drawn:
        return
    at = rows[previous] + 1
    insert_rows(state.book, home, at)
    carry_rows(state, Rows(home, drawn[sheet.name], drawn[sheet.name], home, at))
    target, location = state.book.sheet(home), escape_attribute(reference(sheet.name, Range(1, 1, 1, 1)))
    for (row, column), cell in state.source.sheet(home).cells.items():
        if row == drawn[sheet.name] and cell.formula is not None:
            target.set_formula((at, column), cell.formula)
    about = f'ref="A{at}" location="{location}" display="{escape_attribute(sheet.name)}"'
    add_child(target, "hyperlinks", "hyperlink", about)


def _listed(book: Workbook, home: str) -> dict[str, int]:
    """Rows of « Lisez-moi » that name a sheet."""
    if all(entry.name != home for entry in book.sheets):
        return {}
    cells = book.sheet(home).cells
    return {
        cell.value: row
        for (row, column), cell in cells.items()
        if column == 1 and isinstance(cell.value, str)
    }


# --- charts


def add_charts(state: State) -> None:
    """Charts that come onto sheets that are there, and the ranges of those that came with theirs."""
    drawn = charts_by_title(state.source)
    for sheet in state.wanted.sheets:
        home, titles = state.home(sheet), [item.chart.title for item in sheet.items if item.chart]
        for title in titles if home is not None else ():
            path = f"chart/{sheet.name}/{title.fr}"
            if not state.has(path) and title.fr in drawn:
                carry_chart(state.source, state.book, drawn[title.fr], str(home), lambda _, text: text)
                state.say(f"{home} : graphique « {title.fr} » ajouté", f"{home}: chart “{title.en}” added")
            state.add(path)
            if path not in state.before:
                _follow(state, title.fr)
            elif state.changed(path):
                state.say(
                    f"{home} : le graphique « {title.fr} » reste tel quel, le schéma en a changé les séries",
                    f"{home}: the chart “{title.en}” stays as it is, the schema has changed its series",
                )


def charts_by_title(book: Workbook) -> dict[str, str]:
    """Parts of the charts of a workbook by their titles."""
    found = {}
    for part in book.charts():
        text = decode_part(book.package.read(part), part)
        title = first_element(mask_of(text), "title")
        if title is not None:
            runs = elements(text, "t", title.open_end, title.close_start)
            found["".join(plain_text(text[one.open_end : one.close_start]) for one in runs)] = part
    return found


def _follow(state: State, title: str) -> None:
    """A chart that came reads the columns that it read in the source, where they stand now."""
    part = charts_by_title(state.book).get(title)
    if part is None:
        return
    text = decode_part(state.book.package.read(part), part)
    mask, spans = mask_of(text), []
    here = state.places
    for found in elements(mask, "f"):
        old = plain_text(text[found.open_end : found.close_start])
        new = rewrite(old, lambda one: _moved(one, state.there, here))
        spans.append((found.open_end, found.close_start, escape(new)))
        cache = first_element(mask, _CACHES, found.end)
        if cache is not None and not mask[found.end : cache.start].strip():
            spans.append((cache.start, cache.end, ""))
    state.book.package.replace(part, replace_spans(text, spans).encode())


def _moved(old: Reference, there: Places, here: Places) -> str:
    for name, place in there.tables.items():
        if old.sheet == place.sheet and name in here.tables:
            for column in place.table.columns:
                if place.has(column.name) and old.range == _cells(place, column.name):
                    return reference(here.tables[name].sheet, _cells(here.tables[name], column.name))
    return str(old)


def _cells(place: TablePlace, column: str) -> Range:
    """Cells of the records of a column."""
    (row, at), last = place.cell(column, 0), place.cell(column, place.count - 1)
    return Range(row, at, *last)
