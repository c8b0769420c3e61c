"""The table of a lender, as its file says it: its lines, with amounts in whole cents."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from xlsync.errors import Notice
from xlsync.reconciling.headings import AFTER, BEFORE, INTEREST, PAID, PRINCIPAL


@dataclass(frozen=True, slots=True)
class TheirLine:
    """A line of the file.

    Attributes:
        number: In the file.
        rank: Rank of the payment, None where the file gives none.
        dates: Days that it gives, by column.
        year: Year that it gives.
        amounts: Cents, by column; a blank cell is absent.
        unread: Cells that mean nothing, by column, as written.
    """

    number: int
    rank: int | None
    dates: Mapping[str, datetime.date]
    year: int | None
    amounts: Mapping[str, int]
    unread: Mapping[str, str]

    def amount(self, column: str) -> int | None:
        """The amount of a column, what the others make of it where the file does not hold it."""
        held = self.amounts
        if column in held:
            return held[column]
        made = {
            INTEREST: ((PAID, PRINCIPAL), -1),
            PRINCIPAL: ((PAID, INTEREST), -1),
            PAID: ((INTEREST, PRINCIPAL), 1),
            AFTER: ((BEFORE, PRINCIPAL), -1),
            BEFORE: ((AFTER, PRINCIPAL), 1),
        }
        (first, second), sign = made[column]
        if first not in held or second not in held:
            return None
        return held[first] + sign * held[second]


@dataclass(frozen=True, slots=True)
class LenderTable:
    """The table of a lender.

    Attributes:
        lines: Its payments, in the order of the file.
        columns: Columns that are compared.
        notices: What is worth saying of how it was read.
        capital: Balance of a line of payment out, cents, None where there is none.
        paid_out: Day of that line.
        without_fees: Fees that its payments held were taken off them.
    """

    lines: tuple[TheirLine, ...]
    columns: tuple[str, ...]
    notices: tuple[Notice, ...] = ()
    capital: int | None = None
    paid_out: datetime.date | None = None
    without_fees: bool = False
