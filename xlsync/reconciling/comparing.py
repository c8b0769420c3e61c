"""Two tables compared line by line: every cell that differs, to the cent and to the day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlsync.reconciling.aligning import Pair, agrees, aligned, expected, given
from xlsync.reconciling.headings import AMOUNTS, DATES, YEAR
from xlsync.reconciling.lender import LenderTable
from xlsync.reconciling.variants import Row

LINE = "ligne"
"""The column of a line that one side lacks."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that differs, or a line that one side lacks.

    Attributes:
        rank: Of the payment; that of the file for a line that we lack, None where it gives none.
        number: Line of the file, None for one that it lacks.
        column: `LINE` for a whole line.
        ours: Cents, a day or a year; whether we have the line.
        theirs: The same; a text where the cell cannot be read.
    """

    rank: int | None
    number: int | None
    column: str
    ours: object
    theirs: object

    @property
    def gap(self) -> int | None:
        """Theirs less ours, in cents."""
        if self.column in AMOUNTS and isinstance(self.ours, int) and not isinstance(self.theirs, str):
            return (self.theirs if isinstance(self.theirs, int) else 0) - self.ours
        return None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two tables side by side.

    Attributes:
        pairs: Lines face to face.
        columns: Columns compared.
        apart: What differs in each pair that does, by its place among them.
    """

    pairs: tuple[Pair, ...]
    columns: tuple[str, ...]
    apart: Mapping[int, tuple[Difference, ...]]

    @property
    def differences(self) -> list[Difference]:
        """What differs, in order."""
        return [one for own in self.apart.values() for one in own]

    @property
    def is_equal(self) -> bool:
        """Nothing differs."""
        return not self.apart

    @property
    def cells(self) -> int:
        """Cells that differ."""
        return sum(map(len, self.apart.values()))

    @property
    def lines_apart(self) -> frozenset[tuple[bool, int | None]]:
        """The lines that differ: those of the file by their number, those that it lacks by our rank."""
        return frozenset(
            (own[0].number is None, own[0].rank if own[0].number is None else own[0].number)
            for own in self.apart.values()
        )


def compared(rows: Sequence[Row], table: LenderTable) -> Comparison:
    """Our rows and their table side by side."""
    columns = [column for column in table.columns if _is_known(rows, column)]
    pairs = tuple(aligned(rows, table))
    found = ((at, tuple(_differences(pair, columns))) for at, pair in enumerate(pairs))
    return Comparison(pairs, tuple(columns), {at: own for at, own in found if own})


def _is_known(rows: Sequence[Row], column: str) -> bool:
    """A column whose values we can say: no day is known of a loan without dates."""
    if column in DATES:
        return any(row.dates for row in rows)
    return column != YEAR or any(row.year is not None for row in rows)


def _differences(pair: Pair, columns: Sequence[str]) -> Iterator[Difference]:
    row, line = pair
    if row is None or line is None:
        rank, number = _named(pair)
        yield Difference(rank, number, LINE, row is not None, line is not None)
        return
    for column in columns:
        if not agrees(row, line, column):
            yield Difference(row.rank, line.number, column, expected(row, column), given(line, column))


def _named(pair: Pair) -> tuple[int | None, int | None]:
    row, line = pair
    rank = row.rank if row is not None else line.rank if line is not None else None
    return rank, None if line is None else line.number
