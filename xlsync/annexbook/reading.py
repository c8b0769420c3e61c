"""The workbook's side of a merge: what people typed, read cell by cell, with all that is said about it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from udfs.errors import Text
from xlsync.annexbook import oddities
from xlsync.annexbook.cells import ReadCell, Reader
from xlsync.annexbook.derogations import computed_cells
from xlsync.annexbook.inputs import Input, read_input
from xlsync.annexbook.missing import missing, missing_problem, row_problem, torn_problem
from xlsync.annexbook.origin import is_typed
from xlsync.annexbook.places import Places, TablePlace, locate
from xlsync.annexbook.printed import Printed, labelled
from xlsync.annexes import Column, Schema
from xlsync.conventions.keys import key_text
from xlsync.errors import Problem, sentence
from xlsync.model import ROW, Where, shapes
from xlsync.model.shapes import SINGLE
from xlsync.workbook import ErrorValue, Workbook
from xlsync.workbook.contents import merged_areas

Line = tuple[int, str]
"""Where a record of a table stands: its row (its column where records are columns), and its block."""


@dataclass(slots=True)
class Side:
    """What a workbook holds.

    Attributes:
        cells: Canonical texts by table, key and column, `ROW` for a record that people type.
        unread: Cells whose content is no value, or whose record is unclear.
        at: The cell of each input; that of the key for `ROW`.
        computed: The computed cells.
        overrides: Those that hold something else than their formula.
        emptied: Those that hold nothing any more.
        altered: Those whose formula is another one; they are among the overrides.
        repairs: Inputs that hold their value in another form.
        formulas: Inputs that hold a formula.
        lines: Identity of each record of each table by its line, None for an unclear one; in order.
        problems, notices: What is to be said.
        unclear: Tables with such records, or with lines typed under them.
        refused: Nothing of the workbook may be believed.
        file: Its path, for problems.
    """

    cells: dict[Where, str] = field(default_factory=dict)
    unread: set[Where] = field(default_factory=set)
    at: dict[Where, ReadCell] = field(default_factory=dict)
    computed: dict[Where, ReadCell] = field(default_factory=dict)
    overrides: dict[Where, ReadCell] = field(default_factory=dict)
    emptied: set[Where] = field(default_factory=set)
    altered: set[Where] = field(default_factory=set)
    repairs: set[Where] = field(default_factory=set)
    formulas: set[Where] = field(default_factory=set)
    lines: dict[str, dict[Line, str | None]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Text] = field(default_factory=list)
    unclear: set[str] = field(default_factory=set)
    refused: bool = False
    file: str = ""


def read_side(book: Workbook, schema: Schema, base: dict[Where, str], file: str = "") -> Side:
    """What a workbook holds.

    Args:
        book: An annex workbook.
        schema: Schema of its kind.
        base: What both sides last agreed on.
        file: Its path, for problems.
    """
    return _Reading(book, schema, base, file).read()


class _Reading:
    """One reading in progress."""

    def __init__(self, book: Workbook, schema: Schema, base: dict[Where, str], file: str) -> None:
        self.book, self.schema, self.base, self.file = book, schema, base, file
        self.places: Places = locate(schema, book)
        self.torn = {
            name: place for name, place in self.places.tables.items() if oddities.is_torn(book, place)
        }
        for name in self.torn:
            del self.places.tables[name]
        self.reader = Reader(book, self.places)
        self.side = Side(file=file)
        self.printed = Printed(schema, base)
        self.merged = {sheet.name: merged_areas(sheet) for sheet in book.worksheets()}

    def read(self) -> Side:
        for problem in oddities.copied_sheets(self.book, self.places):
            self._say(problem)
        if self.side.problems:
            self.side.refused = True
            return self.side
        cells = list(self.reader.cells())
        self.side.computed = computed_cells(cells)
        self.side.overrides = {
            place: cell for place, cell in self.side.computed.items() if _is_override(cell)
        }
        self._missing()
        self._below()
        self._inputs(cell for cell in cells if _is_known(cell, self.schema.kind))
        self._lost()
        self._form()
        return self.side

    # --- what is missing or out of place

    def _missing(self) -> None:
        """Tables, columns and fields that are gone: what the base has there is no deletion."""
        for table, columns in missing(self.schema, self.places):
            self.side.unread |= {where for where in self.base if where[0] == table and where[2] in columns}
            self.side.unclear.add(table)
            if table in self.torn:
                self._say(torn_problem(self.torn[table]))
            else:
                self._say(missing_problem(self.printed, table, columns, self.places.tables.get(table)))

    def _below(self) -> None:
        for place in self.places.tables.values():
            for cell in self.reader.under(place):
                self.side.unclear.add(place.table.name)
                self._problem(
                    cell.address,
                    sentence(
                        f"ligne tapée sous le tableau « {place.table.title.fr} » : elle n’en fait pas partie",
                        f"line typed under the table “{place.table.title.en}”: it is not part of it",
                    ),
                    sentence(
                        "agrandir le tableau jusqu’à elle, ou la déplacer",
                        "stretch the table down to it, or move it",
                    ),
                )

    # --- inputs

    def _inputs(self, cells: Iterable[ReadCell]) -> None:
        records: dict[str, dict[Line, list[ReadCell]]] = defaultdict(dict)
        for cell in cells:
            place = self.places.tables.get(cell.table)
            at = cell.at if place and place.table.layout == "columns" else cell.row
            block = cell.key_text if place and place.blocks else ""
            records[cell.table].setdefault((at, block), []).append(cell)
        for table in SINGLE:
            for held in records.pop(table, {}).values():
                self._record(table, "", held)
        for table, found in records.items():
            keyed = {line: self._identity(table, held[0]) for line, held in found.items()}
            times = Counter(key for key in keyed.values() if key is not None)
            for line, held in found.items():
                key = keyed[line]
                clear = key is not None and times[key] == 1
                self.side.lines.setdefault(table, {})[line] = key if clear else None
                if clear:
                    self._record(table, str(key), held)
                else:
                    self._unclear(table, key, held)

    def _identity(self, table: str, cell: ReadCell) -> str | None:
        """The key of a record, None when a part of it cannot be read."""
        parts = {}
        for column in shapes(self.schema.kind)[table].keys:
            found = read_input(cell.key.get(column.name), column, self.book.date1904)
            if found.wrong is not None or found.text is None:
                return None
            parts[column.name] = found.text
        return key_text(parts)

    def _unclear(self, table: str, key: str | None, held: list[ReadCell]) -> None:
        self.side.unclear.add(table)
        where = self._key_cell(table, held).address
        if key is None:
            what = sentence("clé vide ou illisible : la ligne n’est pas lue",
                            "blank or unreadable key: the row is not read")  # fmt: skip
        else:
            self.side.unread.add((table, key, ROW))
            printed = self.printed.key(table, key)
            what = sentence(f"deux lignes ont la clé « {printed} » : aucune n’est lue",
                            f"two rows have the key “{printed}”: neither is read")  # fmt: skip
        self._problem(where, what, sentence("donner à chaque ligne sa clé", "give each row its own key"))

    def _key_cell(self, table: str, held: list[ReadCell]) -> ReadCell:
        names = [column.name for column in shapes(self.schema.kind)[table].keys]
        return next((cell for cell in held if cell.column.name in names), held[0])

    def _record(self, table: str, key: str, held: list[ReadCell]) -> None:
        if is_typed(self.schema.kind, table):
            cell = self._key_cell(table, held)
            place = self.places.tables[table]
            rank = (
                cell.at - place.first_record if place.table.layout == "columns" else cell.row - place.header
            )
            self.side.cells[table, key, ROW] = str(rank + (place.table.layout == "columns"))
            self.side.at[table, key, ROW] = cell
        for cell in held:
            if cell.is_input and not cell.column.key:
                self._input((table, key, cell.column.name), cell)

    def _input(self, where: Where, cell: ReadCell) -> None:
        self.side.at[where] = cell
        if any(area.holds(cell.row, cell.at) for area in self.merged[cell.sheet]):
            self._bad(
                where,
                cell,
                sentence("cellules fusionnées sur une donnée", "cells merged over data"),
                sentence("défusionner et retaper la valeur", "unmerge and type the value again"),
            )
            return
        if cell.formula is not None:
            self._formula(where, cell)
            if cell.value is None:
                return
        found = read_input(cell.value, cell.column, self.book.date1904)
        if found.wrong is None and found.text is None and not cell.column.nullable and where in self.base:
            found = Input(wrong=sentence("valeur obligatoire effacée", "required value blanked"))
        if found.wrong is not None:
            self._bad(where, cell, found.wrong, sentence("corriger la valeur", "correct the value"))
            return
        if found.repaired and cell.formula is None:
            self._repair(where, cell)
        if found.text is not None:
            self.side.cells[where] = found.text

    def _formula(self, where: Where, cell: ReadCell) -> None:
        self.side.formulas.add(where)
        self.side.notices.append(
            sentence(
                f"{cell.address} : saisie faite par une formule, ={cell.formula} ; sa valeur est lue",
                f"{cell.address}: input made by a formula, ={cell.formula}; its value is read",
            )
        )
        if cell.value is None:
            self._bad(
                where,
                cell,
                sentence("formule sans valeur", "formula without a value"),
                sentence("recalculer, ou taper la valeur", "recalculate, or type the value"),
            )

    def _repair(self, where: Where, cell: ReadCell) -> None:
        self.side.repairs.add(where)
        self.side.notices.append(
            sentence(
                f"{cell.address} : « {cell.value} » lu dans une autre forme que la sienne, à réparer",
                f"{cell.address}: “{cell.value}” read in another form than its own, to be repaired",
            )
        )

    def _bad(self, where: Where, cell: ReadCell, what: Text, fix: Text) -> None:
        self.side.unread.add(where)
        self._problem(cell.address, labelled(what, cell.column), fix, cell.column)

    # --- records that seem to be gone

    def _lost(self) -> None:
        """Where a table holds unclear rows, or generated rows lack, nothing is a deletion."""
        present = {(table, key) for table, lines in self.side.lines.items() for key in lines.values() if key}
        for table, key, column in self.base:
            if (table, key) in present or table in SINGLE or table not in shapes(self.schema.kind):
                continue
            if table in self.side.unclear and is_typed(self.schema.kind, table):
                self.side.unread.add((table, key, ROW))
            elif not is_typed(self.schema.kind, table) and self._is_expected(table, key):
                self.side.unread.add((table, key, column))
                problem = row_problem(self.printed, table, key, self.places.tables.get(table))
                if all(one.what != problem.what for one in self.side.problems):
                    self._say(problem)

    def _is_expected(self, table: str, key: str) -> bool:
        """A generated record that should still be there: its source is."""
        declared = next((one for one in self.schema.tables if one.name == table), None)
        if declared is None:
            return False
        if declared.rows.source != "table":
            return table in self.side.unclear or declared.rows.source != "years"
        values = [part.partition("=")[2] for part in key.split(";")]
        source = [one for one in self.side.lines.get(declared.rows.table, {}).values() if one]
        return any([part.partition("=")[2] for part in one.split(";")] == values for one in source)

    # --- form

    def _form(self) -> None:
        self.side.notices += oddities.renamed_sheets(self.schema, self.places)
        for place in self.places.tables.values():
            self.side.notices += self._form_of(place)

    def _form_of(self, place: TablePlace) -> Iterator[Text]:
        yield from oddities.columns_noticed(self.book, place)
        yield from oddities.filtered(self.book, place)
        order = [key for key in self.side.lines.get(place.table.name, {}).values() if key]
        yield from oddities.sorted_otherwise(place, order, self.base)

    # --- sentences

    def _problem(self, where: str, what: Text, fix: Text, column: Column | None = None) -> None:
        self._say(Problem(where, what, fix, column.source if column else ""))

    def _say(self, problem: Problem) -> None:
        self.side.problems.append(replace(problem, file=self.file))


def _is_override(cell: ReadCell) -> bool:
    return cell.formula is None and cell.value not in (None, "") and not isinstance(cell.value, ErrorValue)


def _is_known(cell: ReadCell, kind: str) -> bool:
    """A cell of a table that the model keeps."""
    return cell.table in shapes(kind)
