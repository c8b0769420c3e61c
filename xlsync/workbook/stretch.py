"""What becomes of a range when the last lines of a table move: the one rule that every resize applies.

A *line* is a row when a table grows downwards, a column when it grows to the right. A *block* is what is
cloned: one row, or the columns of one record.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlsync.workbook.references import Reference
from xlsync.workbook.values import Range


@dataclass(frozen=True, slots=True)
class Stretch:
    """A table that grows or shrinks by whole blocks.

    Attributes:
        sheet: Its sheet.
        by_rows: Whether lines are rows.
        across: First and last column when lines are rows, first and last row when they are columns.
        start: First line of the data.
        last: Last line of the data, before.
        delta: Lines added, negative when removed.
        block: Lines in a block.
        tail: Lines after the data that move along: the totals row.

    Examples:
        >>> grown = Stretch("Prêt", True, (1, 6), 5, 18, 2, 1, 1)
        >>> grown.moved(5, 18), grown.moved(19, 19), grown.moved(5, 9), grown.moved(5, 20)
        ((5, 20), (21, 21), (5, 9), (5, 21))
    """

    sheet: str
    by_rows: bool
    across: tuple[int, int]
    start: int
    last: int
    delta: int
    block: int
    tail: int

    @property
    def new_last(self) -> int:
        """Last line of the data, after."""
        return self.last + self.delta

    def moved(self, first: int, last: int) -> tuple[int, int] | None:
        """Where lines `first` to `last` are after the change; None when they were removed.

        What reaches from the table past its end holds the end of the table wherever it is.
        """
        end = self.last + self.tail
        if first > end or last <= min(self.last - 1, self.new_last):
            return first, last
        if last > end:
            return first + self.delta if first > self.last else first, max(last, end + self.delta)
        if first > self.last:
            return first + self.delta, last + self.delta
        if last > self.last:
            return min(first, self.new_last + 1), last + self.delta
        if first > self.new_last:
            return None
        return first, self.new_last

    def lines(self, area: Range) -> tuple[int, int]:
        """First and last line of a range."""
        if self.by_rows:
            return area.first_row, area.last_row
        return area.first_column, area.last_column

    def touches(self, area: Range) -> bool:
        """Whether a range reaches across the table."""
        if self.by_rows:
            first, last = area.first_column, area.last_column
        else:
            first, last = area.first_row, area.last_row
        return first <= self.across[1] and self.across[0] <= last

    def with_lines(self, area: Range, first: int, last: int) -> Range:
        """A range with other lines."""
        if self.by_rows:
            return area._replace(first_row=first, last_row=last)
        return area._replace(first_column=first, last_column=last)

    def ranges(self, area: Range) -> list[Range]:
        """A range of the sheet after the change: stretched, or cloned when it is part of the last block."""
        if not self.touches(area):
            return [area]
        first, last = self.lines(area)
        opening = self.last - self.block + 1
        if (
            self.delta > 0
            and opening <= first
            and last <= self.last
            and (first, last) != (opening, self.last)
        ):
            steps = range(0, self.delta + 1, self.block)
            return [self.with_lines(area, first + step, last + step) for step in steps]
        moved = self.moved(first, last)
        return [] if moved is None else [self.with_lines(area, *moved)]

    def refers(self, reference: Reference, sheet: str) -> bool:
        """Whether a reference written on a sheet points across the table."""
        own = (reference.sheet or sheet).lower() == self.sheet.lower()
        return own and "[" not in reference.prefix and self.touches(reference.range)

    def reference(self, reference: Reference, single: bool = False) -> Reference | None:
        """A reference after the change; None when what it points to was removed.

        Args:
            reference: As a formula writes it.
            single: Whether one cell stands for a whole series, as a chart's does.
        """
        first, last = self.lines(reference.range)
        if self.delta > 0 and last <= self.last:
            whole = (
                first <= self.last - self.block
                if first > self.start
                else reference.last is not None or single
            )
            if not whole:
                return reference
        moved = self.moved(first, last)
        return None if moved is None else self._with_ends(reference, (first, last), moved)

    def _with_ends(self, reference: Reference, old: tuple[int, int], new: tuple[int, int]) -> Reference:
        if old == new:
            return reference
        first, last = reference.first, reference.last
        if last is None and new[0] != new[1]:
            last = first
        if self.by_rows:
            return reference._replace(
                first=first._replace(row=new[0]), last=last and last._replace(row=new[1])
            )
        return reference._replace(
            first=first._replace(column=new[0]), last=last and last._replace(column=new[1])
        )

    def fixed_end(self, reference: Reference) -> bool:
        """Whether the far end of a reference stays the same from one line to the next."""
        end = reference.last or reference.first
        return end.row_fixed if self.by_rows else end.column_fixed
