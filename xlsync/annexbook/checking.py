"""What is wrong in annex workbooks, each problem with its cell, what to do, and its article.

Works on the workbook alone, without a store: what a reading finds, and the invariants between its figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from udfs.errors import Text
from xlsync.annexbook.annex import read_file
from xlsync.annexbook.cells import ReadCell, typed
from xlsync.annexbook.computed import emptied_problem, is_yet_to_come, open_overrides, override_problem
from xlsync.annexbook.conflict_sheet import problems_of_sheet
from xlsync.annexbook.handed import problems_of_versions
from xlsync.annexbook.names import STORE
from xlsync.annexbook.reading import Reading
from xlsync.errors import Notice, Problem, sentence
from xlsync.model import Where, from_text
from xlsync.model.invariants import check_invariants
from xlsync.model.shapes import SINGLE
from xlsync.model.validation import CellProblem
from xlsync.workbook.values import Address

if TYPE_CHECKING:
    import pandas as pd

    from xlsync.store import Store

NAME = re.compile(r"[a-z_][a-z_0-9.]*")
"""A field or a `table.column` in an invariant."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is to be said of one workbook.

    Attributes:
        file: Its path.
        problems: What is wrong.
        notices: What is worth saying and is not wrong.
        convention: "<kind>/<instance>" of the workbook.
    """

    file: str
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...] = ()
    convention: str = ""


def check_file(path: Path, store: Store | None = None) -> Checked:
    """What is to be said of one workbook.

    Args:
        path: The workbook.
        store: The store that stands beside it: versions of parameters in which a workbook of that store
            differs from it, and figures of closed years, are problems too.

    Raises:
        UnknownKind: the file is no annex workbook, or of an unknown kind.
        XlsyncError: it cannot be read.
    """
    reading = read_file(path)
    found = problems_of(reading)
    if store is not None and reading.book.custom_properties.get(STORE) == store.id:
        from xlsync.annexbook.closing import problems_of_closed

        versions = store.versions_for(reading.identity.convention)
        found += problems_of_versions(reading.book, versions, str(path))
        found += problems_of_closed(reading, store, str(path))
    notices = (*reading.additions, *reading.notices)
    return Checked(str(path), tuple(found), notices, reading.identity.convention)


def check(paths: Iterable[Path]) -> list[Problem]:
    """Every problem of every workbook, in the order of the files.

    Raises:
        XlsyncError: As `check_file`.
    """
    return [problem for path in paths for problem in check_file(path).problems]


def problems_of(reading: Reading) -> list[Problem]:
    """Every problem of a workbook that was read: of its cells, its figures side by side, its conflicts."""
    if reading.refused:
        return list(reading.problems)
    lost = [reading.uncomputed] if reading.uncomputed else []
    conflicts = problems_of_sheet(reading.book, reading.file)
    return [*findings_of(reading), *lost, *_Invariants(reading).problems(), *conflicts]


def findings_of(reading: Reading) -> list[Problem]:
    """The problems of its cells, one by one."""
    gone = sorted(place for place in reading.emptied if not is_yet_to_come(reading, place))
    return [
        *reading.wrong,
        *(emptied_problem(reading, place) for place in gone),
        *(override_problem(reading, one) for one in open_overrides(reading)),
    ]


class _Invariants:
    """The invariants of the schema, on what a workbook holds."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.schema = reading, reading.identity.schema
        self.places = reading.places
        self.cells: dict[Where, ReadCell] = {**reading.at, **reading.computed}

    def problems(self) -> Iterator[Problem]:
        """One for each that does not hold."""
        fields = {place[2]: self._value(place) for place in self.cells if place[0] in SINGLE}
        tables = {name: self._frame(name) for name in self.places.tables}
        for problem in check_invariants(self.schema, fields, tables):
            yield Problem(
                self._where(problem), problem.what, self._sides(problem), problem.source, self.reading.file
            )

    def _value(self, place: Where) -> Any:
        """A value as it was read: a number typed as a text is a number."""
        cell = self.cells[place]
        if place not in self.reading.at:
            return typed(cell, self.reading.book.date1904)
        return from_text(self.reading.cells.get(place), cell.column)

    def _frame(self, table: str) -> pd.DataFrame:
        import pandas as pd

        names = [column.name for column in self.schema.table(table).columns]
        records: dict[str, dict[str, Any]] = {}
        for place, cell in self.cells.items():
            if place[0] == table:
                record = records.setdefault(place[1], {**dict.fromkeys(names), **cell.key})
                if place[2] == cell.column.name:
                    record[cell.column.name] = self._value(place)
        return pd.DataFrame(list(records.values()), columns=None if records else names)

    # --- what is to be said

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

    def _where(self, problem: CellProblem) -> str:
        """The cell of a problem of the model, the sheet of its table when it has none."""
        for cell in self.cells.values():
            if (
                cell.column.name == problem.column
                and cell.key == problem.key
                and cell.table in (problem.table, *SINGLE)
            ):
                return cell.address
        place = self.places.tables.get(problem.table)
        if place is None:
            return self._side(problem.where)
        return str(Address(place.sheet, place.header, place.left))

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
