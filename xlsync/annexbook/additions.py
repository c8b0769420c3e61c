"""What people added to a workbook besides the inputs: notes, printed texts changed, sheets, drawings.

It is kept by `push` and `sync`, and said; building the workbook again would lose it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from udfs.errors import Text, UdfError
from xlsync.annexbook.cells import Reader, plain
from xlsync.annexbook.conflict_sheet import ConflictTable, has_conflict_sheet
from xlsync.annexbook.hidden import BASE_SHEET, CONFLICT_SHEET, GRANTED
from xlsync.annexbook.locating import cells_of_names, locate
from xlsync.annexbook.names import repeated_name
from xlsync.annexbook.places import Places, TablePlace
from xlsync.annexbook.reading import Reading
from xlsync.annexbook.stamp import full_records
from xlsync.annexbook.taking import data_of
from xlsync.annexbook.templates import template_path
from xlsync.annexes import Schema
from xlsync.errors import FileMissing, Notice, XlsyncError, sentence
from xlsync.model import ConventionData
from xlsync.workbook import Cell, Workbook
from xlsync.workbook.contents import folded
from xlsync.workbook.values import Address

At = tuple[int, int]
SHOWN = 60
"""Characters of a text that a sentence quotes."""

DRAWINGS = {
    Text("graphique", "chart"): re.compile(r"/charts/chart\d*\.xml$"),
    Text("image", "image"): re.compile(r"/media/"),
    Text("commentaire", "comment"): re.compile(r"/comments\w*\.xml$"),
    Text("tableau croisé", "pivot table"): re.compile(r"/pivotTables/"),
    Text("macro", "macro"): re.compile(r"vbaProject\.bin$"),
}
"""What people add to a workbook besides cells, known by the names of its parts."""

_REFERENCE = re.compile(r"\$?[A-Z]{1,3}\$?\d+")


@dataclass(frozen=True, slots=True)
class _Template:
    """What the template of a kind prints, without what a convention fills in.

    Attributes:
        texts: Texts by sheet and cell.
        formulas: Formulas of each sheet, references aside.
        parts: Names of its parts.
    """

    texts: Mapping[str, Mapping[At, str]]
    formulas: Mapping[str, frozenset[str]]
    parts: tuple[str, ...]


def additions(reading: Reading) -> Iterator[Notice]:
    """A notice for each thing that the workbook holds and that a build of its convention would not make.

    A kind that has no template yet, as when its first workbook is drawn, has nothing to compare with.
    """
    book, declared = reading.book, reading.identity.schema
    try:
        path = template_path(declared.kind)
        template = _template(declared, path, path.stat().st_mtime_ns)
    except FileMissing:
        return
    homes = {_home(declared, reading.places, drawn): drawn for drawn in template.texts}
    for entry in book.sheets:
        if entry.name not in (*homes, BASE_SHEET, CONFLICT_SHEET):
            yield Notice(entry.name, sentence("feuille ajoutée", "sheet added"))
    for name, drawn in homes.items():
        if name in {entry.name for entry in book.sheets}:
            yield from _on_sheet(reading, name, template.texts[drawn], template.formulas[drawn])
        else:
            yield Notice(name, sentence("feuille supprimée", "sheet deleted"))
    with suppress(XlsyncError, UdfError):
        yield from _changed_labels(book, reading.places, data_of(reading.identity.convention, reading.base))
    yield from _in_conflicts(book)
    yield from _drawn(book, template.parts)


# --- cells


def _on_sheet(
    reading: Reading, name: str, texts: Mapping[At, str], formulas: frozenset[str]
) -> Iterator[Notice]:
    """Printed texts that changed, then what stands where nothing is printed nor filled in."""
    cells = reading.book.sheet(name).cells
    changed: set[At] = set()
    for notice, at in _changed(name, cells, texts):
        changed.add(at)
        yield notice
    tables = [
        _as_wide(reading.book, place) for place in reading.places.tables.values() if place.sheet == name
    ]
    filled = {(one.row, one.value_column) for one in reading.places.fields.values() if one.sheet == name}
    filled |= {at[1:] for key, at in cells_of_names(reading.book).items() if _is_repeated(key, at[0], name)}
    spare = Counter(text for at, text in texts.items() if at not in cells or cells[at].value != text)
    for at, cell in cells.items():
        if at in filled or at in changed or _is_nothing(cell) or _is_below(tables, at):
            continue
        if texts.get(at) == cell.value and cell.formula is None:
            continue
        if any(_is_label(place, at, cell.value) for place in tables):
            continue
        if any(_is_filled(place, at) for place in tables):
            if _is_outside_columns(tables, at):
                yield _added(name, at, cell)
        elif cell.formula is not None and _without_references(cell.formula) in formulas:
            continue
        elif isinstance(cell.value, str) and spare[cell.value] > 0:
            spare[cell.value] -= 1
        else:
            yield _added(name, at, cell)


def _as_wide(book: Workbook, place: TablePlace) -> TablePlace:
    """A table with the columns that the schema does not know, each of which is said once."""
    if place.table.layout != "rows":
        return place
    return replace(place, size=len(book.find_table(place.table.excel).columns))


def _is_repeated(defined: str, sheet: str, name: str) -> bool:
    return sheet == name and defined.startswith(repeated_name(""))


def _is_nothing(cell: Cell) -> bool:
    return cell.formula is None and cell.value in (None, "")


def _is_below(tables: Sequence[TablePlace], at: At) -> bool:
    """A line typed under a table, which is a problem of its own."""
    row, column = at
    return any(
        place.table.rows.source != "fixed" and row > place.bottom and place.left <= column <= place.right
        for place in tables
    )


def _is_outside_columns(tables: Sequence[TablePlace], at: At) -> bool:
    """A cell of the totals row under a column that has no total."""
    row, column = at
    for place in tables:
        if not (place.has_totals_row and row == place.bottom and place.left < column <= place.right):
            continue
        known = {place.column_of(one.name): one for one in place.table.columns if place.has(one.name)}
        return column in known and not known[column].total
    return False


def _added(name: str, at: At, cell: Cell) -> Notice:
    said = _short(f"={cell.formula}" if cell.formula is not None else plain(cell.value))
    return Notice(
        str(Address(name, *at)),
        sentence(f"« {said} » ajouté ici, laissé tel quel", f"“{said}” added here, left as it is"),
    )


def _without_references(formula: str) -> str:
    return _REFERENCE.sub("#", folded(formula).upper())


def _changed(name: str, cells: Mapping[At, Cell], texts: Mapping[At, str]) -> Iterator[tuple[Notice, At]]:
    """A notice for each printed text that the sheet no longer holds, wherever it is."""
    held = Counter(cell.value for cell in cells.values() if isinstance(cell.value, str) and not cell.formula)
    missing = Counter(texts.values()) - held
    expected = set(texts.values())
    for at, text in texts.items():
        if missing[text] <= 0:
            continue
        cell = cells.get(at)
        if cell is not None and cell.value == text:
            continue
        missing[text] -= 1
        now = "" if cell is None or cell.formula or cell.value in expected else str(cell.value or "")
        yield _said(str(Address(name, *at)) if now else name, text, now), at


def _said(where: str, text: str, now: str) -> Notice:
    if not now:
        what = sentence(
            f"texte imprimé « {_short(text)} » effacé ou changé, laissé tel quel",
            f"printed text “{_short(text)}” erased or changed, left as it is",
        )
    else:
        what = sentence(
            f"texte imprimé « {_short(text)} » devenu « {_short(now)} », laissé tel quel",
            f"printed text “{_short(text)}” now “{_short(now)}”, left as it is",
        )
    return Notice(where, what)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def _changed_labels(book: Workbook, places: Places, data: ConventionData) -> Iterator[Notice]:
    """Texts printed beside the keys of a table: labels of fixed lines, descriptions of parameters."""
    reader = Reader(book, places)
    for place in places.tables.values():
        printed_there = [one for one in place.table.columns if one.generated and not one.key]
        columns = [one for one in printed_there if place.table.layout == "rows" and place.has(one.name)]
        if not columns:
            continue
        names = [one.name for one in place.table.columns if one.key]
        records = {_key(record, names): record for record in full_records(data, place.table)}
        cells = book.sheet(place.sheet).cells
        for rank in range(place.count):
            printed = records.get(_key(reader.key(place, rank), names), {})
            for column in columns:
                at, text = place.cell(column.name, rank), printed.get(column.name)
                now = cells[at].value if at in cells else None
                if isinstance(text, str) and now != text:
                    yield _said(str(Address(place.sheet, *at)), text, "" if now is None else str(now))


def _key(record: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(plain(record.get(name)) for name in names)


# --- the sheet of conflicts, drawings


def _in_conflicts(book: Workbook) -> Iterator[Notice]:
    """Choices that wait in the sheet `Conflits`, and notes taken there."""
    if not has_conflict_sheet(book):
        return
    with suppress(XlsyncError):
        table = ConflictTable(book)
        for row, line in table.lines.items():
            if line.situation != GRANTED:
                what = sentence(f"choix en attente pour {line.cell}", f"a choice waits for {line.cell}")
                yield Notice(str(Address(CONFLICT_SHEET, row, table.columns["choice"])), what)
        for at in table.notes():
            yield _added(CONFLICT_SHEET, at, table.sheet.cells[at])


def _drawn(book: Workbook, drawn: Sequence[str]) -> Iterator[Notice]:
    """Charts, images, comments … that the template has fewer of."""
    now = book.package.names()
    for what, part in DRAWINGS.items():
        more = sum(bool(part.search(name)) for name in now) - sum(bool(part.search(name)) for name in drawn)
        if more > 0:
            yield Notice("", sentence(f"{what.fr} ajouté : {more}", f"{what.en} added: {more}"))


# --- the template


@lru_cache(maxsize=16)
def _template(declared: Schema, path: Path, saved: int) -> _Template:
    """What a template prints; read again when it was saved since."""
    del saved
    book = Workbook.open(path)
    places = locate(declared, book)
    filled = {(one.sheet, one.row, one.value_column) for one in places.fields.values()}
    filled |= {where for name, where in cells_of_names(book).items() if name.startswith(repeated_name(""))}
    sheets = [sheet for sheet in book.worksheets() if sheet.name not in (BASE_SHEET, CONFLICT_SHEET)]
    printed: dict[str, dict[At, str]] = {sheet.name: {} for sheet in sheets}
    formulas: dict[str, set[str]] = {sheet.name: set() for sheet in sheets}
    for sheet in sheets:
        tables = [place for place in places.tables.values() if place.sheet == sheet.name]
        for at, cell in sheet.cells.items():
            if (sheet.name, *at) in filled or any(_is_filled(place, at) for place in tables):
                continue
            if cell.formula is not None:
                formulas[sheet.name].add(_without_references(cell.formula))
            elif isinstance(cell.value, str) and cell.value.strip():
                printed[sheet.name][at] = cell.value
    found = {name: frozenset(texts) for name, texts in formulas.items()}
    return _Template(printed, found, tuple(book.package.names()))


def _is_filled(place: TablePlace, at: At) -> bool:
    """A cell that the records of a table, or their headings, make."""
    row, column = at
    if place.table.layout == "columns":
        return place.header <= row <= place.bottom and place.left < column <= place.right
    if place.blocks and row < place.header:
        above, offset = row - (place.fiche_top - 1), column - place.first_block
        within = offset >= 0 and column <= place.right
        return within and (above == 0 or (above > 0 and offset % place.block_width == 1))
    if place.blocks:
        return place.left <= column <= place.right and row >= place.header
    return place.header <= row <= place.bottom and place.left <= column <= place.right


def _is_label(place: TablePlace, at: At, value: Any) -> bool:
    """The label of a header line, in a block that the template lacks as in those that it has."""
    row, offset = at[0], at[1] - place.first_block
    if not place.table.blocks or offset < 0 or at[1] > place.right or offset % place.block_width:
        return False
    line = row - place.fiche_top
    return 0 <= line < len(place.table.blocks.fiche) and value == place.table.blocks.fiche[line].label.fr


def _home(declared: Schema, places: Places, drawn: str) -> str:
    """The sheet that now holds what was drawn there."""
    sheet = next((one for one in declared.sheets if one.name == drawn), None)
    for item in sheet.items if sheet else ():
        if item.table in places.tables:
            return places.tables[item.table].sheet
        for column in declared.group(item.fields).fields if item.fields else ():
            if column.name in places.fields:
                return places.fields[column.name].sheet
    return drawn
