"""The three tranches of the Intracting advance with value dates, and their year in exact fractions.

The documents give no value date. The three are a hypothesis: the last working day strictly before 15 December
of the year of each payment (article 6.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xlsync.model import ConventionData, Model, load

INTRACTING = "intracting/noyarey"
DATES = {1: date(2024, 12, 13), 2: date(2025, 12, 12), 3: date(2026, 12, 14)}
TERMS = {1: (170_000, 13), 2: (170_000, 12), 3: (160_000, 11)}
"""Annexe 2-C: capital and number of yearly payments, all at 2 %."""

RATE = Fraction(2, 100)


def advance(*dated: int) -> ConventionData:
    """The shipped advance, these tranches with their value dates."""
    data = load(INTRACTING)
    for rank in dated:
        data = data.set("calendrier", str(rank), "date_valeur", DATES[rank])
    return data


def changed(data: ConventionData, *cells: tuple[str, str, str, object]) -> ConventionData:
    """The same convention with other inputs: table, key, column and value of each."""
    for table, key, column, value in cells:
        data = data.set(table, key, column, value)
    return data


def added(data: ConventionData, table: str, **record: object) -> ConventionData:
    """The same advance with one more record."""
    return Model().add(data).add_row(INTRACTING, table, record).convention(INTRACTING)


def cents(amount: Fraction) -> Fraction:
    """Rounded half up to the cent."""
    return Fraction((amount * 100 + Fraction(1, 2)).__floor__(), 100)


def days(start: date, end: date) -> int:
    """30E/360: every month has 30 days."""
    first, last = (min(day.day, 30) for day in (start, end))
    return 360 * (end.year - start.year) + 30 * (end.month - start.month) + last - first


@dataclass(frozen=True)
class Row:
    """A payment of the definitive table."""

    due: date
    balance: Fraction
    interest: Fraction
    principal: Fraction


def definitive(rank: int) -> list[Row]:
    """Payment and interest to the cent, the last payment settles (article 6.2)."""
    capital, number = TERMS[rank]
    payment = cents(capital * RATE / (1 - 1 / (1 + RATE) ** number))
    balance, rows = Fraction(capital), []
    for step in range(1, number + 1):
        interest = cents(balance * RATE)
        principal = balance if step == number else payment - interest
        rows.append(Row(DATES[rank].replace(year=DATES[rank].year + step), balance, interest, principal))
        balance -= principal
    return rows


def year_of(rank: int, year: int, counted: bool = False) -> dict[str, Fraction]:
    """The measures of a year under their XML names; `counted` where 31 December counts."""
    start, rows = DATES[rank], definitive(rank)

    def owed(day: date) -> Fraction:
        paid = sum(row.principal for row in rows if row.due <= day)
        return TERMS[rank][0] - paid if start <= day else Fraction(0)

    closing = date(year, 12, 31)
    since = max([start, *(row.due for row in rows if row.due <= closing)])
    run = days(since, date(year + 1, 1, 1) if counted else closing)
    within = [row for row in rows if row.due.year == year]
    return {
        "MtIntExer": sum((row.interest for row in within), Fraction(0)),
        "MtCapitalExer": sum((row.principal for row in within), Fraction(0)),
        "MtCapitalRestDu_01_01": owed(date(year - 1, 12, 31)),
        "MtICNE": cents(owed(closing) * RATE * run / 360),
        "MtCapitalRestDu_31_12": owed(closing),
    }
