"""Schedules by rational arithmetic, written from the documents and not from the code.

Intracting: interest of a period is the balance times the rate times the part of the year (article 4); the
payment repays the capital with its interest (annex 2-C, "échéances constantes"); deferred payments are among
the number of payments (annex 2-C, "dont différé"). In cents, payment and interest are rounded half up and the
last payment settles; a payment never repays more than the balance, nor less than nothing; solved anew, it
leaves alone a first interest that it would not cover.
"""

from __future__ import annotations

import calendar
import random
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

Row = tuple[int, int, int, int]
"""Balance before, interest, principal, payment, in cents."""


@dataclass(frozen=True)
class Loan:
    """One loan; rates and years are exact."""

    cents: int
    rate: Fraction
    payments: int
    yearly: int = 1
    profile: str = "echeances_constantes"
    deferral: int = 0
    capitalised: bool = False
    start: date | None = None
    first: date | None = None
    exact_days: bool = False
    broken: str = "amortissement_maintenu"


def half_up(x: Fraction) -> int:
    """Nearest whole number, ties upwards."""
    return int((x + Fraction(1, 2)).__floor__())


def days_30e(start: date, end: date) -> int:
    """30E/360: the 31st counts as the 30th."""
    months = 12 * (end.year - start.year) + end.month - start.month
    return 30 * months + min(end.day, 30) - min(start.day, 30)


def later(day: date, months: int, month_end: bool) -> date:
    """So many months later, on the same day or the last of the month."""
    index = 12 * day.year + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, last if month_end else min(day.day, last))


def due_dates(loan: Loan) -> list[date]:
    """Due dates; at rank 0, where a whole first period would start."""
    assert loan.start
    months = 12 // loan.yearly
    if loan.first is None:
        return [later(loan.start, months * k, False) for k in range(loan.payments + 1)]
    month_end = loan.first.day == calendar.monthrange(loan.first.year, loan.first.month)[1]
    return [later(loan.first, months * (k - 1), month_end) for k in range(loan.payments + 1)]


def years(loan: Loan) -> tuple[list[Fraction], Fraction]:
    """Part of the year of each period, and of a whole first one."""
    whole = Fraction(1, loan.yearly)
    if loan.start is None:
        return [whole] * loan.payments, whole
    due = due_dates(loan)
    if loan.exact_days:
        starts = [loan.start, *due[1:-1]]
        parts = [Fraction((b - a).days, 365) for a, b in zip(starts, due[1:], strict=True)]
        return parts, Fraction((due[1] - due[0]).days, 365)
    parts = [whole] * loan.payments
    if loan.first and loan.start != due[0] and loan.first != later(loan.start, 12 // loan.yearly, False):
        parts[0] = Fraction(days_30e(loan.start, loan.first), 360)
    return parts, whole


def constant_payment(balance: int, rates: list[Fraction]) -> int:
    """Balance = payment × sum of the present values of 1."""
    if len(set(rates)) == 1:
        r, n = rates[0], len(rates)
        return half_up(balance * r * (1 + r) ** n / ((1 + r) ** n - 1) if r else Fraction(balance, n))
    value, discount_top, discount_bottom = Fraction(0), 1, 1
    top = 0
    for r in rates:
        one = 1 + r
        top, discount_bottom = top * one.numerator, discount_bottom * one.numerator
        discount_top *= one.denominator
        top += discount_top
    value = Fraction(top, discount_bottom)
    return half_up(balance / value)


def schedule(loan: Loan) -> list[Row]:
    """The rows of a loan, in cents."""
    parts, whole = years(loan)
    rates, reference = [loan.rate * part for part in parts], loan.rate * whole
    rows: list[Row] = []
    balance = loan.cents
    for r in rates[: loan.deferral]:
        interest = half_up(balance * r)
        principal = -interest if loan.capitalised else 0
        rows.append((balance, interest, principal, interest + principal))
        balance -= principal
    solved = rates[loan.deferral :]
    if loan.deferral == 0 and loan.broken != "echeance_recalculee":
        solved = [reference, *solved[1:]]
    payment = constant_payment(balance, solved)
    if loan.broken == "echeance_recalculee" and not loan.deferral and half_up(balance * solved[0]) > payment:
        payment = constant_payment(balance, solved[1:])
    equal = half_up(Fraction(balance, len(solved)))
    for rank in range(loan.deferral, loan.payments):
        interest = half_up(balance * rates[rank])
        if loan.profile == "amortissement_constant":
            principal = equal
        elif loan.profile == "in_fine":
            principal = 0
        elif rank == 0 and loan.broken == "amortissement_maintenu":
            principal = payment - half_up(balance * reference)
        else:
            principal = payment - interest
        principal = balance if rank == loan.payments - 1 else min(max(principal, 0), balance)
        rows.append((balance, interest, principal, interest + principal))
        balance -= principal
    return rows


def random_loan(chance: random.Random, steps: bool, longest: int = 40) -> Loan:
    """A loan of any profile, deferral and periodicity; rates of eight decimals, or in steps of 0.05 %."""
    payments = chance.randint(1, longest)
    return Loan(
        cents=chance.randint(1, 10 ** chance.randint(3, 11)),
        rate=Fraction(5 * chance.randrange(0, 241), 10000)
        if steps
        else Fraction(chance.randrange(10**7), 10**8),
        payments=payments,
        yearly=chance.choice([1, 2, 4, 12]),
        profile=chance.choice(["echeances_constantes"] * 3 + ["amortissement_constant", "in_fine"]),
        deferral=chance.choice([0, 0, chance.randrange(payments)]),
        capitalised=chance.random() < 0.5,
    )


def dated(loan: Loan, chance: random.Random) -> Loan:
    """The same with dates: a broken first period in any mode, 30E/360 or exact days."""
    start = date(chance.randint(1995, 2030), chance.randint(1, 12), chance.randint(1, 28))
    first = date.fromordinal(start.toordinal() + chance.randint(1, 500))
    if chance.random() < 0.3:
        first = date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
        start = min(start, date.fromordinal(first.toordinal() - 1))
    modes = ["amortissement_maintenu", "echeance_maintenue", "echeance_recalculee"]
    return replace(
        loan,
        start=start,
        first=chance.choice([first, None]),
        exact_days=chance.random() < 0.5,
        broken=chance.choice(modes),
    )
