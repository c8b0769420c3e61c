"""The rate that makes the interest of every line of a table, where one does."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from udfs.rules.pret.periodes import Suite
from xlsync.reconciling.comparing import Comparison
from xlsync.reconciling.headings import AFTER, BEFORE, INTEREST, PRINCIPAL
from xlsync.reconciling.lender import TheirLine
from xlsync.reconciling.variants import Variant, periods

HALF = Fraction(1, 2)
EURO = 100
DIGITS = 5
"""Decimals of a rate in percent, at most."""


def solved_rate(variant: Variant, found: Comparison) -> Fraction | None:
    """The rate with the fewest decimals at which every line has its interest, None where there is none.

    The last line may settle what is left: it is not asked.
    """
    held = variant.conditions
    if held.evenements or variant.equivalent:
        return None
    years = years_of(variant)
    low, high = Fraction(0), Fraction(1)
    asked = 0
    for rank, interest, balance, unit in _asked(found):
        charged = balance * years[rank] if rank < len(years) else Fraction(0)
        if charged <= 0:
            continue
        asked += 1
        low = max(low, (interest - unit * HALF) / (charged + unit * HALF * years[rank] * (unit > 1)))
        high = min(high, (interest + unit * HALF) / (charged - unit * HALF * years[rank] * (unit > 1)))
    return _simplest(low, high) if asked and low <= high else None


def years_of(variant: Variant) -> list[Fraction]:
    """Years charged in each period, by rank of payment, of a loan without events."""
    held = variant.conditions
    return periods(variant, Suite.of(held, int(held.nombre))).annees


def _asked(found: Comparison) -> Iterator[tuple[int, int, int, int]]:
    """Rank, interest, balance before it and unit, in cents, of the lines of the file that say them."""
    before: TheirLine | None = None
    last = len(found.pairs) - 1
    whole = all(amount % EURO == 0 for _, line in found.pairs if line for amount in line.amounts.values())
    for at, (row, line) in enumerate(found.pairs):
        if row is not None and line is not None and at != last:
            interest, balance = line.amount(INTEREST), balance_of(line, before)
            if interest is not None and balance is not None:
                yield row.rank, interest, balance, EURO if whole else 1
        before = line


def balance_of(line: TheirLine, before: TheirLine | None) -> int | None:
    """Balance before a payment, from its own line, else from the line before it, else from what it repays."""
    if BEFORE in line.amounts:
        return line.amounts[BEFORE]
    if before is not None and (left := left_after(before)) is not None:
        return left
    return line.amount(BEFORE)


def left_after(line: TheirLine) -> int | None:
    """Balance after a payment, from its own line."""
    if AFTER in line.amounts:
        return line.amounts[AFTER]
    principal = line.amount(PRINCIPAL)
    held = line.amounts.get(BEFORE)
    return None if held is None or principal is None else held - principal


def _simplest(low: Fraction, high: Fraction) -> Fraction | None:
    for digits in range(DIGITS + 1):
        scale = 100 * 10**digits
        nearest = math.ceil(low * scale)
        if nearest <= high * scale:
            return Fraction(nearest, scale)
    return None
