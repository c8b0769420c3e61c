"""What is wrong in annex workbooks, each problem with its cell, what to do, and its article.

Works on the workbook alone, without a store: types, choices, bounds, blanks and keys of the inputs; formulas
that are no longer those of the schema; cells that show an error; lines typed under a table; invariants.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from udfs.errors import Text
from xlsync.annexbook.cells import ReadCell, Reader, typed
from xlsync.annexbook.formulas import expected_formulas, same_formula
from xlsync.annexbook.identify import Identity, identify
from xlsync.annexbook.places import Places, locate
from xlsync.annexbook.printed import Printed, labelled
from xlsync.annexes import Schema
from xlsync.errors import Problem, sentence
from xlsync.model import shapes
from xlsync.model.invariants import check_invariants
from xlsync.model.shapes import SINGLE
from xlsync.model.validation import CellProblem, validate_records
from xlsync.recalc import book_of
from xlsync.workbook import ErrorValue, Workbook
from xlsync.workbook.values import Address

NAME = re.compile(r"[a-z_][a-z_0-9.]*")
"""A field or a `table.column` in an invariant."""


def check(paths: Iterable[Path]) -> list[Problem]:
    """Every problem of every workbook, in the order of the files.

    Raises:
        UnknownKind: a file is no annex workbook, or of an unknown kind.
        XlsyncError: a file cannot be read.
    """
    return [problem for path in paths for problem in check_workbook(path)]


def check_workbook(path: Path) -> list[Problem]:
    """Every problem of one workbook."""
    book = Workbook.open(path)
    return Checker(book, identify(book, path), str(path)).problems()


class Checker:
    """Checks one open workbook."""

    def __init__(self, book: Workbook, identity: Identity, file: str) -> None:
        self.book, self.identity, self.file = book, identity, file
        self.schema: Schema = identity.schema
        self.places: Places = locate(self.schema, book)
        self.reader = Reader(book, self.places)
        self.cells = list(self.reader.cells())

    def problems(self) -> list[Problem]:
        """All of them, absent tables first."""
        return [*self._absent(), *self._inputs(), *self._formulas(), *self._below(), *self._invariants()]

    def _problem(self, where: str, what: Text, fix: Text, source: str = "") -> Problem:
        return Problem(where, what, fix, source, self.file)

    # --- what is missing

    def _absent(self) -> Iterator[Problem]:
        for table in self.schema.tables:
            if table.name not in self.places.tables:
                yield self._problem(
                    table.excel,
                    sentence(
                        f"le tableau « {table.title.fr} » manque", f"the table “{table.title.en}” is missing"
                    ),
                    sentence("reprendre le classeur construit", "start again from the workbook as built"),
                    table.annex,
                )
        for name, column in self.schema.fields.items():
            if name not in self.places.fields:
                yield self._problem(
                    name,
                    sentence(
                        f"le champ « {column.label.fr} » manque", f"the field “{column.label.en}” is missing"
                    ),
                    sentence("rétablir le nom défini de la cellule", "restore the defined name of the cell"),
                    column.source,
                )

    # --- inputs

    def _inputs(self) -> Iterator[Problem]:
        by_record: dict[str, dict[tuple[str, ...], dict[str, ReadCell]]] = defaultdict(dict)
        for cell in self.cells:
            if cell.is_input:
                identity = tuple(str(part) for part in cell.key.values())
                place = (str(cell.row), *identity) if cell.key else ()
                if cell.key and self.places.tables[cell.table].table.layout == "columns":
                    place = (str(cell.at), *identity)
                by_record[cell.table].setdefault(place, {})[cell.column.name] = cell
        for table in shapes(self.schema.kind):
            records = list(by_record.get(table, {}).values())
            if records:
                yield from self._validated(table, records)

    def _validated(self, table: str, records: list[dict[str, ReadCell]]) -> Iterator[Problem]:
        values = [
            {**self._keys(record), **{name: typed(cell) for name, cell in record.items()}}
            for record in records
        ]
        for problem in validate_records(self.schema.kind, table, values):
            record = records[problem.row]
            first = next(iter(record.values()))
            cell = record.get(problem.column, first)
            what = labelled(self._with_printed_key(problem), cell.column)
            yield self._problem(cell.address, what, problem.fix, problem.source)

    def _with_printed_key(self, problem: CellProblem) -> Text:
        """The sentence of a problem about a whole record, that names it by its key as printed."""
        if problem.column or problem.table in SINGLE:
            return problem.what
        printed = Printed(self.schema).key(problem.table, problem.where.removeprefix(f"{problem.table}."))
        return sentence(
            problem.what.fr.replace(problem.where, f"« {printed} »"),
            problem.what.en.replace(problem.where, f"“{printed}”"),
        )

    @staticmethod
    def _keys(record: dict[str, ReadCell]) -> dict[str, Any]:
        return next(iter(record.values())).key

    # --- computed cells

    def _formulas(self) -> Iterator[Problem]:
        view = book_of(self.book)
        for expected in expected_formulas(self.places, self.identity.host):
            cell = self.book.sheet(expected.sheet).cells.get((expected.row, expected.at))
            where = str(Address(expected.sheet, expected.row, expected.at))
            if self._blank_record(expected.table, expected.row, expected.at):
                continue
            if cell is None or cell.formula is None:
                yield self._problem(
                    where,
                    sentence(
                        f"une valeur remplace la formule de « {expected.column.label.fr} »",
                        f"a value replaces the formula of “{expected.column.label.en}”",
                    ),
                    sentence(f"rétablir ={expected.formula}", f"restore ={expected.formula}"),
                    expected.column.source,
                )
            elif not same_formula(cell.formula, expected, view):
                yield self._problem(
                    where,
                    sentence(
                        f"la formule de « {expected.column.label.fr} » a été changée : ={cell.formula}",
                        f"the formula of “{expected.column.label.en}” was changed: ={cell.formula}",
                    ),
                    sentence(f"rétablir ={expected.formula}", f"restore ={expected.formula}"),
                    expected.column.source,
                )
            elif isinstance(cell.value, ErrorValue):
                yield self._problem(
                    where,
                    sentence(
                        f"« {expected.column.label.fr} » affiche {cell.value}",
                        f"“{expected.column.label.en}” shows {cell.value}",
                    ),
                    sentence(
                        "corriger les saisies dont elle dépend, puis recalculer",
                        "correct the inputs that it depends on, then recalculate",
                    ),
                    expected.column.source,
                )

    def _blank_record(self, table: str, row: int, at: int) -> bool:
        """The cell belongs to a blank line, kept only so that the table exists."""
        place = self.places.tables.get(table)
        if place is None or place.table.layout != "rows":
            return False
        return self.reader.is_blank(place, row - place.first)

    # --- lines under a table

    def _below(self) -> Iterator[Problem]:
        for place in self.places.tables.values():
            for cell in self.reader.under(place):
                yield self._problem(
                    cell.address,
                    sentence(
                        f"une ligne est tapée sous le tableau « {place.table.title.fr} »",
                        f"a line is typed under the table “{place.table.title.en}”",
                    ),
                    sentence(
                        "insérer une ligne dans le tableau et y reporter la saisie",
                        "insert a row in the table and move the line there",
                    ),
                    place.table.annex,
                )

    # --- invariants

    def _invariants(self) -> Iterator[Problem]:
        fields = {cell.column.name: typed(cell) for cell in self.cells if cell.table in SINGLE}
        tables = {name: self._frame(name) for name in self.places.tables}
        for problem in check_invariants(self.schema, fields, tables):
            yield self._problem(self._where(problem), problem.what, self._sides(problem), problem.source)

    def _sides(self, problem: CellProblem) -> Text:
        """What to do about an invariant that does not hold, its sides by their printed names."""
        labels = [self._label(name, problem.table) for name in NAME.findall(problem.fix.fr)]
        named = list(dict.fromkeys(label for label in labels if label is not None))
        if not named:
            return problem.fix
        return sentence(
            f"corriger {' ou '.join(f'« {label.fr} »' for label in named)}",
            f"correct {' or '.join(f'“{label.en}”' for label in named)}",
        )

    def _label(self, name: str, table: str) -> Text | None:
        """The label of a field, or of a column of a table, in an invariant; None for any other word."""
        if name in self.schema.fields:
            return self.schema.fields[name].label
        table, _, column = name.rpartition(".") if "." in name else (table, "", name)
        columns = {one.name: one.label for one in self.schema.table(table).columns} if table else {}
        return columns.get(column)

    def _frame(self, table: str) -> pd.DataFrame:
        records: dict[tuple[str, ...], dict[str, Any]] = {}
        for cell in self.cells:
            if cell.table == table:
                record = records.setdefault(tuple(str(part) for part in cell.key.values()), dict(cell.key))
                record[cell.column.name] = typed(cell)
        names = [column.name for column in self.schema.table(table).columns]
        return pd.DataFrame(list(records.values()), columns=None if records else names)

    def _where(self, problem: CellProblem) -> str:
        """The cell of a problem of the model, the sheet of its table when it has none."""
        for cell in self.cells:
            if (
                cell.column.name == problem.column
                and cell.key == problem.key
                and cell.table in (problem.table, *SINGLE)
            ):
                return cell.address
        place = self.places.tables.get(problem.table)
        return str(Address(place.sheet, place.header, place.left)) if place else self._side(problem.where)

    def _side(self, invariant: str) -> str:
        """The first cell that the sides of an invariant name: a single field, or the top of a column."""
        found = next(one for one in self.schema.invariants if one.name == invariant)
        for name in NAME.findall(f"{found.left} {found.right}"):
            table, _, column = name.partition(".")
            if name in self.places.fields:
                field = self.places.fields[name]
                return str(Address(field.sheet, field.row, field.value_column))
            if column and table in self.places.tables:
                place = self.places.tables[table]
                return str(Address(place.sheet, *place.cell(column, 0)))
        return invariant
