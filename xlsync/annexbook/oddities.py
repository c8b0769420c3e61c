"""What people do to the form of a workbook: sheets renamed or copied, rows hidden, cells merged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from xlsync.annexbook.places import Places, TablePlace
from xlsync.annexes import Schema
from xlsync.errors import Notice, Problem, sentence
from xlsync.model import ROW, Where
from xlsync.workbook import Workbook
from xlsync.workbook.contents import hidden_rows, is_filtered
from xlsync.workbook.values import Address

_COPY = re.compile(r"(?P<name>.+?)(?: \(\d+\)|_\d+)")


def copied_sheets(book: Workbook, places: Places) -> list[Problem]:
    """A problem for each sheet that is a copy of one of ours: which of the two is right, nobody can tell."""
    homes = {place.sheet for place in places.tables.values()}
    homes |= {place.sheet for place in places.fields.values()}
    found = {}
    for entry in book.sheets:
        match = _COPY.fullmatch(entry.name)
        if entry.name not in homes and match and match["name"] in homes:
            found[entry.name] = match["name"]
    for name in book.names:
        field = places.fields.get(name.name)
        if field is not None and name.sheet not in (None, *homes):
            found[str(name.sheet)] = field.sheet
    for table in book.tables.values():
        original = _original(table.display_name, places)
        if original is not None and table.sheet != original.sheet:
            found[table.sheet] = original.sheet
    return [_copied(copy, original) for copy, original in found.items()]


def _original(name: str, places: Places) -> TablePlace | None:
    """The table of ours that an Excel table is named after: tblPlan2, tblPlan_2, tblPlan_1234."""
    for place in places.tables.values():
        rest = name.removeprefix(place.table.excel)
        if rest != name and re.fullmatch(r"_?\d+", rest):
            return place
    return None


def _copied(copy: str, original: str) -> Problem:
    return Problem(
        f"{copy}!A1",
        sentence(
            f"la feuille « {copy} » est une copie de « {original} » : laquelle fait foi ?",
            f"the sheet “{copy}” is a copy of “{original}”: which one counts?",
        ),
        sentence("supprimer l’une des deux", "delete one of them"),
    )


def renamed_sheets(schema: Schema, places: Places) -> Iterator[Notice]:
    """A notice for each sheet that has another name than the one drawn."""
    told = set()
    for sheet in schema.sheets:
        for item in sheet.items:
            if item.table:
                homes = [places.tables[item.table].sheet] if item.table in places.tables else []
            else:
                names = [column.name for column in schema.group(item.fields).fields] if item.fields else []
                homes = [places.fields[name].sheet for name in names if name in places.fields]
            for home in homes:
                if home != sheet.name and (home, sheet.name) not in told:
                    told.add((home, sheet.name))
                    what = sentence(
                        f"feuille « {sheet.name} » renommée en « {home} »",
                        f"sheet “{sheet.name}” renamed “{home}”",
                    )
                    yield Notice("", what)


def columns_noticed(book: Workbook, place: TablePlace) -> Iterator[Notice]:
    """A notice for each heading changed and for each column that the schema does not know."""
    table = book.find_table(place.table.excel)
    if place.table.layout != "rows":
        return
    known = {
        (place.column_of(column.name) - place.left): column
        for column in place.table.columns
        if place.has(column.name)
    }
    for rank, found in enumerate(table.columns):
        column = known.get(rank)
        where = str(Address(place.sheet, place.header, place.left + rank))
        if column is None:
            yield Notice(
                where,
                sentence(
                    f"colonne inconnue « {found.name} », laissée telle quelle",
                    f"unknown column “{found.name}”, left as it is",
                ),
            )
        elif found.name.split() != column.label.fr.split():
            yield Notice(
                where,
                sentence(
                    f"titre « {column.label.fr} » devenu « {found.name} »",
                    f"heading “{column.label.fr}” now “{found.name}”",
                ),
            )


def is_torn(book: Workbook, place: TablePlace) -> bool:
    """The columns of a table of blocks are no whole number of blocks any more."""
    if not place.blocks:
        return False
    ref = book.find_table(place.table.excel).ref
    return ref.last_column != place.right


def filtered(book: Workbook, place: TablePlace) -> Iterator[Notice]:
    """A notice when a filter, or a person, hides rows of a table."""
    if is_filtered(book, book.find_table(place.table.excel)):
        yield Notice(
            place.sheet,
            sentence(
                f"le tableau « {place.table.title.fr} » est filtré ; toutes ses lignes sont lues",
                f"the table “{place.table.title.en}” is filtered; all its rows are read",
            ),
        )
    hidden = [row for row in hidden_rows(book.sheet(place.sheet)) if place.first <= row <= place.last]
    if hidden:
        rows = ", ".join(map(str, hidden[:10])) + (" …" if len(hidden) > 10 else "")
        what = sentence(f"lignes masquées, lues aussi : {rows}", f"hidden rows, read too: {rows}")
        yield Notice(place.sheet, what)


def sorted_otherwise(place: TablePlace, order: list[str], base: Mapping[Where, str]) -> Iterator[Notice]:
    """A notice when the records are no longer in the order of the base."""
    ranks = [int(base[where]) for key in order if (where := (place.table.name, key, ROW)) in base]
    if ranks != sorted(ranks):
        what = sentence(
            f"lignes du tableau « {place.table.title.fr} » triées autrement",
            f"rows of the table “{place.table.title.en}” sorted otherwise",
        )
        yield Notice(place.sheet, what)
