"""Which cells are wrong by themselves, and which only follow from another one that is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from udfs.money import decimal15
from xlsync.reconciling.comparing import Comparison, Difference
from xlsync.reconciling.headings import AFTER, BEFORE, INTEREST, PAID, PRINCIPAL
from xlsync.reconciling.lender import TheirLine
from xlsync.reconciling.rates import left_after, years_of
from xlsync.reconciling.roundings import ROUNDINGS
from xlsync.reconciling.variants import Row, Variant

NEAR = 1
"""Cents by which an interest may differ from that of its balance where it is known by proportion only."""


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong in a table.

    Attributes:
        cells: Cells wrong by themselves, in order.
        lines: Lines that hold some.
        following: Lines that differ and hold none: they follow from one before.
    """

    cells: tuple[Difference, ...]
    lines: int
    following: int


def faults(variant: Variant, rows: Sequence[Row], found: Comparison) -> Faults:
    """Tells the cells that are wrong by themselves from those that follow from their line or the one before.

    A balance follows from the line before; interest from the balance; principal from the payment and its
    interest; a payment from interest and principal.
    """
    charge = _charge(variant)
    cells: list[Difference] = []
    lines = 0
    before: TheirLine | None = None
    for at, (row, line) in enumerate(found.pairs):
        own = found.apart.get(at, ())
        if own and row is not None and line is not None:
            kept = _Line(variant, row, line, before, row is rows[-1], charge).kept(own)
        else:
            kept = list(own)
        cells += kept
        lines += bool(kept)
        before = line or before
    return Faults(tuple(cells), lines, len(found.apart) - lines)


Charge = Callable[[Row, int, int], bool]
"""Whether an interest is that of a balance, at a line of ours."""


def _charge(variant: Variant) -> Charge:
    """Exact for a loan in cents without events, else by proportion to ours."""
    calcul, held = ROUNDINGS[variant.rounding].calcul, variant.conditions

    def near(row: Row, balance: int, interest: int) -> bool:
        ours = row.amounts[BEFORE]
        return bool(ours) and abs(interest - Fraction(balance * row.amounts[INTEREST], ours)) <= NEAR

    if held.evenements or calcul.unite == 1 or ROUNDINGS[variant.rounding].shown > 1:
        return near
    rate, years = decimal15(float(held.taux)), years_of(variant)
    return lambda row, balance, interest: calcul.interet(balance, rate * years[row.rank]) == interest


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that differs.

    Attributes:
        variant: The loan.
        row: Ours.
        line: Theirs.
        before: The line of theirs before it.
        last: It is the last payment.
        charge: Whether an interest is that of a balance.
    """

    variant: Variant
    row: Row
    line: TheirLine
    before: TheirLine | None
    last: bool
    charge: Charge

    def kept(self, own: Sequence[Difference]) -> list[Difference]:
        """The cells that are wrong by themselves."""
        apart = {one.column for one in own}
        follows = {
            BEFORE: self._balance_follows(),
            INTEREST: self._interest_follows(),
            PRINCIPAL: self._principal_follows(apart),
            PAID: self._paid_follows(apart),
            AFTER: self._after_follows(),
        }
        return [one for one in own if isinstance(one.theirs, str) or not follows.get(one.column, False)]

    @property
    def _balance(self) -> int:
        """Balance that the line starts from."""
        left = None if self.before is None else left_after(self.before)
        return next(
            one for one in (self.line.amounts.get(BEFORE), left, self.row.amounts[BEFORE]) if one is not None
        )

    def _balance_follows(self) -> bool:
        return self.before is not None and left_after(self.before) == self.line.amounts.get(BEFORE)

    def _interest_follows(self) -> bool:
        interest = self.line.amounts.get(INTEREST)
        if interest is None or self._balance == self.row.amounts[BEFORE]:
            return False
        return self.charge(self.row, self._balance, interest)

    def _principal_follows(self, apart: set[str]) -> bool:
        principal, interest = self.line.amount(PRINCIPAL), self.line.amount(INTEREST)
        if principal is None:
            return False
        if self.last and principal == self._balance != self.row.amounts[BEFORE]:
            return True
        if PAID in apart:
            return self._adds_up()
        return INTEREST in apart and interest is not None and principal == self.row.amounts[PAID] - interest

    def _paid_follows(self, apart: set[str]) -> bool:
        """A payment drives its line, but where the line ends the loan or its interest is what differs."""
        if not self._adds_up():
            return False
        if PRINCIPAL not in apart:
            return INTEREST in apart
        return self.last and self.line.amount(PRINCIPAL) == self._balance

    def _adds_up(self) -> bool:
        interest, principal, paid = (self.line.amounts.get(one) for one in (INTEREST, PRINCIPAL, PAID))
        if interest is None or principal is None or paid is None:
            return False
        return interest + principal == paid

    def _after_follows(self) -> bool:
        principal, after = self.line.amount(PRINCIPAL), self.line.amounts.get(AFTER)
        return principal is not None and after == self._balance - principal
