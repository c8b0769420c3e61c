"""What people typed in a workbook, read record by record, with all that is said about it."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from udfs.errors import Text
from xlsync.annexbook import oddities
from xlsync.annexbook.cells import ReadCell, Reader, plain
from xlsync.annexbook.identify import Identity
from xlsync.annexbook.inputs import read_input
from xlsync.annexbook.locating import locate
from xlsync.annexbook.missing import missing, missing_problem, row_problem, torn_problem
from xlsync.annexbook.origin import is_typed
from xlsync.annexbook.places import Places, TablePlace
from xlsync.annexbook.printed import Printed
from xlsync.annexbook.reading import Line, Reading
from xlsync.annexes import Column
from xlsync.conventions.keys import key_text
from xlsync.errors import Notice, Problem, sentence
from xlsync.model import ROW, Where, shapes
from xlsync.model.cells import labelled
from xlsync.model.days import day_off
from xlsync.model.shapes import SINGLE
from xlsync.workbook import Workbook
from xlsync.workbook.contents import merged_areas


def read_records(
    book: Workbook, identity: Identity, base: Mapping[Where, str] | None = None, file: str = ""
) -> Reading:
    """The inputs of a workbook and the cells that it computes, before these are compared with the schema.

    Args:
        book: An annex workbook.
        identity: What it says it is.
        base: What both sides last agreed on; nothing is said to be missing from the base that is not there.
        file: Its path, for problems.
    """
    return _Records(book, identity, base or {}, file).read()


class _Records:
    """One reading in progress."""

    def __init__(self, book: Workbook, identity: Identity, base: Mapping[Where, str], file: str) -> None:
        self.book, self.schema, self.base = book, identity.schema, base
        self.places: Places = locate(self.schema, book)
        self.torn = {
            name: place for name, place in self.places.tables.items() if oddities.is_torn(book, place)
        }
        for name in self.torn:
            del self.places.tables[name]
        self.reader = Reader(book, self.places)
        self.reading = Reading(book, identity, self.places, base, file)
        self.printed = Printed(self.schema, base)
        self.merged = {sheet.name: merged_areas(sheet) for sheet in book.worksheets()}

    def read(self) -> Reading:
        for problem in oddities.copied_sheets(self.book, self.places):
            self._say(problem)
        if self.reading.problems:
            self.reading.refused = True
            return self.reading
        cells = list(self.reader.cells())
        self._missing()
        self._below()
        self._inputs(cell for cell in cells if cell.table in shapes(self.schema.kind))
        self.reading.computed = {self._named(cell): cell for cell in cells if cell.is_computed}
        self._lost()
        self._form()
        return self.reading

    # --- what is missing or out of place

    def _missing(self) -> None:
        """Tables, columns and fields that are gone: what the base has there is no deletion."""
        for table, columns in missing(self.schema, self.places):
            self.reading.unread |= {where for where in self.base if where[0] == table and where[2] in columns}
            self.reading.unclear.add(table)
            if table in self.torn:
                self._say(torn_problem(self.torn[table]))
            else:
                self._say(missing_problem(self.printed, table, columns, self.places.tables.get(table)))

    def _below(self) -> None:
        for place in self.places.tables.values():
            for cell in self.reader.under(place):
                self.reading.unclear.add(place.table.name)
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
            records[cell.table].setdefault(self._line(cell), []).append(cell)
        for table in SINGLE:
            for held in records.pop(table, {}).values():
                self._record(table, "", held)
        for table, found in records.items():
            keyed = {line: self._identity(table, held[0]) for line, held in found.items()}
            times = Counter(key for key in keyed.values() if key is not None)
            for line, held in found.items():
                key = keyed[line]
                clear = key is not None and times[key] == 1
                self.reading.lines.setdefault(table, {})[line] = key if clear else None
                if clear:
                    self._record(table, str(key), held)
                else:
                    self._unclear(table, key, held)

    def _line(self, cell: ReadCell) -> Line:
        place = self.places.tables.get(cell.table)
        at = cell.at if place and place.table.layout == "columns" else cell.row
        return at, cell.key_text if place and place.blocks else ""

    def _named(self, cell: ReadCell) -> Where:
        """The name of a computed cell: its record is known by its inputs, where it has some."""
        key = self.reading.lines.get(cell.table, {}).get(self._line(cell))
        return cell.table, cell.key_text if key is None else key, cell.column.name

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
        self.reading.unclear.add(table)
        where = self._key_cell(table, held).address
        if key is None:
            what = sentence("clé vide ou illisible : la ligne n’est pas lue",
                            "blank or unreadable key: the row is not read")  # fmt: skip
        else:
            self.reading.unread.add((table, key, ROW))
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
            self.reading.cells[table, key, ROW] = str(rank + (place.table.layout == "columns"))
            self.reading.at[table, key, ROW] = cell
        for cell in held:
            if cell.is_input and cell.column.key:
                self._key_typed(cell)
            elif cell.is_input:
                self._input((table, key, cell.column.name), cell)

    def _key_typed(self, cell: ReadCell) -> None:
        if read_input(cell.value, cell.column, self.book.date1904).repaired and cell.formula is None:
            self.reading.keys_to_repair.append(cell)
            self._to_repair(cell)

    def _input(self, where: Where, cell: ReadCell) -> None:
        self.reading.at[where] = cell
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
        if found.wrong is not None:
            self._bad(where, cell, found.wrong, sentence("corriger la valeur", "correct the value"))
            return
        if found.repaired and cell.formula is None:
            self.reading.repairs.add(where)
            self._to_repair(cell)
        if found.text is not None:
            self.reading.cells[where] = found.text
            self._working_day(found.text, cell)
        elif not cell.column.nullable:
            self._blank(where, cell)

    def _working_day(self, text: str, cell: ReadCell) -> None:
        """A date that is off is taken, and said."""
        said = day_off(cell.column, datetime.date.fromisoformat(text)) if cell.column.working_day else None
        if said is not None:
            self.reading.taken.append(Problem(cell.address, *said, cell.column.source, self.reading.file))

    def _blank(self, where: Where, cell: ReadCell) -> None:
        """A required value that was there and went stays in the model; one that never was is to be typed."""
        label = cell.column.label
        what = sentence(f"{label.fr} : valeur obligatoire manquante", f"{label.en}: required value missing")
        if where in self.base:
            self.reading.unread.add(where)
            fix = sentence("la renseigner ; le modèle garde la sienne", "fill it in; the model keeps its own")
            self._problem(cell.address, what, fix, cell.column)
        else:
            fix = sentence("la renseigner", "fill it in")
            problem = Problem(cell.address, what, fix, cell.column.source, self.reading.file)
            self.reading.taken.append(problem)

    def _formula(self, where: Where, cell: ReadCell) -> None:
        self.reading.formulas.add(where)
        self._note(
            cell,
            sentence(
                f"saisie faite par une formule, ={cell.formula} ; sa valeur est lue",
                f"input made by a formula, ={cell.formula}; its value is read",
            ),
        )
        if cell.value is None:
            self._bad(
                where,
                cell,
                sentence("formule sans valeur", "formula without a value"),
                sentence("recalculer, ou taper la valeur", "recalculate, or type the value"),
            )

    def _to_repair(self, cell: ReadCell) -> None:
        held = plain(cell.value)
        self._note(
            cell,
            sentence(
                f"« {held} » lu dans une autre forme que la sienne, à réparer",
                f"“{held}” read in another form than its own, to be repaired",
            ),
        )

    def _bad(self, where: Where, cell: ReadCell, what: Text, fix: Text) -> None:
        self.reading.unread.add(where)
        self._problem(cell.address, labelled(what, cell.column), fix, cell.column)

    # --- records that seem to be gone

    def _lost(self) -> None:
        """Where a table holds unclear rows, or generated rows lack, nothing is a deletion."""
        present = {
            (table, key) for table, lines in self.reading.lines.items() for key in lines.values() if key
        }
        for table, key, column in self.base:
            if (table, key) in present or table in SINGLE or table not in shapes(self.schema.kind):
                continue
            if table in self.reading.unclear and is_typed(self.schema.kind, table):
                self.reading.unread.add((table, key, ROW))
            elif not is_typed(self.schema.kind, table) and self._is_expected(table, key):
                self.reading.unread.add((table, key, column))
                problem = row_problem(self.printed, table, key, self.places.tables.get(table))
                if all(one.what != problem.what for one in self.reading.problems):
                    self._say(problem)

    def _is_expected(self, table: str, key: str) -> bool:
        """A generated record that should still be there: its source is."""
        declared = next((one for one in self.schema.tables if one.name == table), None)
        if declared is None:
            return False
        if declared.rows.source != "table":
            return table in self.reading.unclear or declared.rows.source != "years"
        values = [part.partition("=")[2] for part in key.split(";")]
        source = [one for one in self.reading.lines.get(declared.rows.table, {}).values() if one]
        return any([part.partition("=")[2] for part in one.split(";")] == values for one in source)

    # --- form

    def _form(self) -> None:
        self.reading.additions += oddities.renamed_sheets(self.schema, self.places)
        for place in self.places.tables.values():
            self.reading.additions += oddities.columns_noticed(self.book, place)
            self.reading.notices += self._form_of(place)

    def _form_of(self, place: TablePlace) -> Iterator[Notice]:
        yield from oddities.filtered(self.book, place)
        order = [key for key in self.reading.lines.get(place.table.name, {}).values() if key]
        yield from oddities.sorted_otherwise(place, order, self.base)

    # --- sentences

    def _note(self, cell: ReadCell, what: Text) -> None:
        self.reading.notices.append(Notice(cell.address, what))

    def _problem(self, where: str, what: Text, fix: Text, column: Column | None = None) -> None:
        self._say(Problem(where, what, fix, column.source if column else ""))

    def _say(self, problem: Problem) -> None:
        self.reading.problems.append(replace(problem, file=self.reading.file))
