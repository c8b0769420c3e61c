"""Lists that a report is made of: headings, cells and totals, whatever they are written to."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from udfs.errors import Text

AMOUNT, NUMBER, RATE, INTEGER, YEAR, DAY, TEXT = (
    "amount", "number", "rate", "integer", "year", "date", "text",
)  # fmt: skip

DUST = 1e-9
"""What products and sums of cents leave beside a cent."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a list.

    Attributes:
        code: Its name for programs.
        label: What people read.
        kind: What it holds, as the types of columns of a schema.
        is_summed: Its sum stands under it.
    """

    code: str
    label: Text
    kind: str = TEXT
    is_summed: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list.

    Attributes:
        code: Its name for programs.
        name: Name of its sheet.
        title: What it is.
        headings: Its columns.
        rows: Its records: texts, numbers, days, None for a blank.
    """

    code: str
    name: Text
    title: Text
    headings: tuple[Heading, ...]
    rows: Sequence[Sequence[Any]]

    def sum_of(self, code: str) -> float:
        """The sum of a column, exact but for its last rounding."""
        at = [heading.code for heading in self.headings].index(code)
        return total(row[at] for row in self.rows)


def total(values: Iterable[Any]) -> float:
    """A sum, exact but for its last rounding; in cents where every amount is; blanks and texts do not count.

    Examples:
        >>> total([0.1, 0.2, None]), total([1 / 3, 1 / 3])
        (0.3, 0.6666666666666666)
    """
    counted = [value for value in values if isinstance(value, int | float)]
    whole = math.fsum(counted)
    in_cents = all(abs(value - round(value, 2)) <= DUST for value in counted)
    return round(whole, 2) if in_cents else whole
