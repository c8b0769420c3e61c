"""Lists of suppliers: a line a meter and a month."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from udfs.errors import Text
from udfs.money import decimal15
from xlsync.annexes import Column
from xlsync.errors import Problem, WrongValue, sentence
from xlsync.model import shape
from xlsync.readings.headings import (
    ACTUAL,
    AMOUNT,
    BUILDING,
    END,
    ENERGY,
    ESTIMATED,
    KIND,
    METER,
    MONTH,
    READINGS,
    START,
    UNIT,
    VALUE,
    YEAR,
    Columns,
)
from xlsync.readings.lines import FileReadings, Line
from xlsync.readings.months import month_of
from xlsync.readings.natures import is_estimated
from xlsync.readings.units import POWERS, read_unit
from xlsync.tables.grid import Grid, is_blank
from xlsync.tables.numbers import Numbers, read_numbers

_WHEN = (YEAR, MONTH, START, END)
_TEXT = Column("texte", Text("Texte", "Text"), "text")
_CORRECT = sentence("corriger la cellule", "correct the cell")


def read_list(grid: Grid, columns: Columns, unit: str | None) -> FileReadings:
    """The readings of a supplier's list.

    Args:
        grid: The file.
        columns: Its columns.
        unit: Unit of the readings where the file says none.

    Returns:
        A line of the file that says no month is a problem; one whose month is known and whose reading is not
        is a problem too, and stands among the lines without a value.
    """
    return _List(grid, columns, unit).read()


class _List:
    """A list that is being read."""

    def __init__(self, grid: Grid, columns: Columns, unit: str | None) -> None:
        self.grid, self.columns, self.unit = grid, columns, unit
        self.problems: list[Problem] = []
        declared = {column.name: column for column in shape(KIND, READINGS).columns}
        self.values = read_numbers(grid, columns.at[VALUE], declared[VALUE])
        at = columns.at.get(AMOUNT)
        self.amounts = None if at is None else read_numbers(grid, at, declared[AMOUNT])

    def read(self) -> FileReadings:
        lines = [line for rank in range(len(self.grid.lines)) for line in self._line(rank)]
        return FileReadings(tuple(lines), len(self.grid.lines), tuple(self.problems))

    def _line(self, rank: int) -> Iterator[Line]:
        number, cells = self.grid.lines[rank]
        found = {role: cells[at] for role, at in self.columns.at.items() if at < len(cells)}
        month = month_of(self.grid, {role: found[role] for role in _WHEN if role in found})
        if isinstance(month, Text):
            self._told(
                month, number, next((self.columns.at[one] for one in (START, MONTH, YEAR) if one in found), 0)
            )
            return
        texts = {role: self._text(number, role, found.get(role)) for role in (METER, BUILDING, ENERGY)}
        value, unit = self._value(rank, number, found.get(UNIT))
        amount = self._number(rank, number, self.amounts, AMOUNT) if self.amounts else None
        yield Line(
            self.grid, number, texts[METER], texts[BUILDING], texts[ENERGY], month,
            value, unit, amount, self._estimated(number, found),
        )  # fmt: skip

    def _value(self, rank: int, number: int, written: object) -> tuple[Fraction | None, str | None]:
        found = self._number(rank, number, self.values, VALUE)
        unit = self.columns.unit
        try:
            if unit is None:
                unit = self.unit if is_blank(written) else read_unit(str(written))
        except WrongValue as error:
            self._told(error.text, number, self.columns.at[UNIT])
            return None, None
        if found is None:
            if rank not in self.values.wrong:
                self._told(sentence("consommation absente", "no consumption"), number, self.columns.at[VALUE])
            return None, unit
        if unit in POWERS:
            fr, en = f"des {unit} ne sont pas une énergie par mois", f"{unit} are no energy of a month"
            self._told(sentence(fr, en), number, self.columns.at[VALUE])
            return None, unit
        return decimal15(found), unit

    def _number(self, rank: int, number: int, numbers: Numbers, role: str) -> float | None:
        if (wrong := numbers.wrong.get(rank)) is not None:
            self._told(wrong, number, self.columns.at[role])
        return numbers.values[rank]

    def _text(self, number: int, role: str, cell: object) -> str | None:
        if is_blank(cell):
            return None
        read = self.grid.read(cell, _TEXT)
        if read.wrong is not None:
            self._told(read.wrong, number, self.columns.at[role])
        return None if read.text is None else read.text.strip()

    def _estimated(self, number: int, found: dict[str, object]) -> bool | None:
        for role in (ESTIMATED, ACTUAL):
            if is_blank(cell := found.get(role)):
                continue
            nature = is_estimated(self.grid, cell, role)
            if nature is not None:
                return nature
            self._told(
                sentence(f"ni estimé ni réel : « {cell} »", f"neither estimated nor actual: “{cell}”"),
                number,
                self.columns.at[role],
            )
        return None

    def _told(self, what: Text, number: int, at: int) -> None:
        self.problems.append(self.grid.problem(what, _CORRECT, number, at))
