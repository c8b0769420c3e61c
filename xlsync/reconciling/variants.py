"""A loan as the model says it, or otherwise in one thing or several: the table that follows."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np

from udfs import calendar
from udfs.money import decimal15, units
from udfs.rules.pret import Conditions, Tableau, payment_date, table_of
from udfs.rules.pret.calcul import DIGITS, Calcul
from udfs.rules.pret.evenements import Ligne, derouler_avec_evenements
from udfs.rules.pret.periodes import Suite
from xlsync.reconciling.headings import AFTER, BEFORE, DUE, INTEREST, PAID, PAID_ON, PRINCIPAL
from xlsync.reconciling.roundings import ROUNDINGS, Rounding

OVER_365 = "30/365"
"""Months of 30 days over a year of 365: no base of the library, tried here only."""
SCALE = Fraction(360, 365)
NOMINAL, FOLLOWING = "nominales", "suivant"
SETTLES, ABSORBS, LEAVES = "solde", "interets", "reste"
"""What the last payment does: pays what is left; stays that of the others, its interest absorbing the
difference; stays that of the others, something being left."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A loan and how its table is computed and shown.

    Attributes:
        conditions: As the functions take them.
        rounding: One of `ROUNDINGS`.
        over_365: Years of the base are counted over 365 days.
        first: Base of a broken first period alone, "" for that of the loan.
        whole_payment: The constant payment is that of whole periods, whatever the base.
        equivalent: The rate of a period is the equivalent one, not the proportional one.
        due: How due dates are shown: `NOMINAL`, a working-day rule, "+3" days, "j5" for a day of the month.
        paid_on: The same for dates of payment.
        last: What the last payment does.
        indemnities: Payments of early repayments hold their indemnity.
        year: Year of payment out of a loan without dates.
    """

    conditions: Conditions
    rounding: str = "centime"
    over_365: bool = False
    first: str = ""
    whole_payment: bool = False
    equivalent: bool = False
    due: str = NOMINAL
    paid_on: str = FOLLOWING
    last: str = SETTLES
    indemnities: bool = True
    year: int | None = None

    @property
    def base(self) -> str:
        """The day-count base."""
        return OVER_365 if self.over_365 else str(self.conditions.base)

    @property
    def is_plain(self) -> bool:
        """The table is one of the library."""
        others = self.over_365 or self.first or self.whole_payment or self.equivalent
        return not others and bool(ROUNDINGS[self.rounding].arrondi)

    def otherwise(self, **conditions: Any) -> Variant:
        """The same loan with other conditions.

        Raises:
            UdfError: something that a loan cannot be.
        """
        return replace(self, conditions=changed(self.conditions, **conditions))


@dataclass(frozen=True, slots=True)
class Row:
    """A line of our table.

    Attributes:
        rank: From 1, early repayments among the payments.
        payment: Rank among the payments; None for an early repayment.
        dates: Days, by column; None without dates.
        year: Of the due date, None where nothing says it.
        amounts: Cents, by column.
    """

    rank: int
    payment: int | None
    dates: dict[str, datetime.date]
    year: int | None
    amounts: dict[str, int]


def changed(conditions: Conditions, **others: Any) -> Conditions:
    """The same loan with other conditions, checked, by the names of `Conditions`."""
    names = {"nombre": "nombre_echeances", "periodes": "periodes_par_an", "premiere": "premiere_echeance"}
    fields = (
        "capital", "taux", "nombre", "periodes", "date_valeur", "premiere", "arrondi", "profil", "differe",
        "type_differe", "base", "premiere_periode", "interets", "evenements",
    )  # fmt: skip
    held = {name: getattr(conditions, name) for name in fields} | others
    return Conditions.of(**{names.get(name, name): value for name, value in held.items()})


def rows_of(variant: Variant) -> list[Row]:
    """The table of a variant.

    Raises:
        UdfError: something that a loan cannot be.
    """
    rounding = ROUNDINGS[variant.rounding]
    conditions = variant.conditions
    if rounding.arrondi and rounding.arrondi != conditions.arrondi:
        conditions = changed(conditions, arrondi=rounding.arrondi)
    if variant.is_plain:
        columns = _of_table(table_of(conditions), rounding)
    else:
        columns = _of_lines(_lines(variant, conditions, rounding), rounding)
    if not variant.indemnities:
        columns.amounts[PAID] = [a - b for a, b in zip(columns.amounts[PAID], columns.fees, strict=True)]
    return _rows(variant, columns)


@dataclass(frozen=True, slots=True)
class _Columns:
    """A table in columns: days, early repayments, cents by column, indemnities."""

    due: Any
    early: list[bool]
    amounts: dict[str, list[int]]
    fees: list[int]


def _of_table(table: Tableau, rounding: Rounding) -> _Columns:
    def cents(column: Any) -> list[int]:
        found = [int(one) for one in units(column)[0]] if rounding.shown == 1 else None
        return found or [rounding_to(decimal15(float(one)), rounding.shown) for one in column]

    amounts = {
        BEFORE: cents(table.crd),
        INTEREST: cents(table.interets),
        PRINCIPAL: cents(table.amortissement),
        PAID: cents(table.echeance),
        AFTER: cents(table.crd_apres),
    }
    return _Columns(table.date, [bool(one) for one in table.anticipe], amounts, cents(table.indemnite))


def rounding_to(euros: Fraction, shown: int) -> int:
    """Euros as cents, displayed to so many of them."""
    return Rounding(ROUNDINGS["theorique"].said, ROUNDINGS["theorique"].calcul, shown=shown).cents(euros)


def _of_lines(lines: list[Ligne], rounding: Rounding) -> _Columns:
    def cents(amounts: list[Any]) -> list[int]:
        return [rounding.cents(one) for one in amounts]

    amounts = {
        BEFORE: cents([one.crd for one in lines]),
        INTEREST: cents([one.interets for one in lines]),
        PRINCIPAL: cents([one.amortissement for one in lines]),
        PAID: cents([one.interets + one.amortissement + one.indemnite for one in lines]),
        AFTER: cents([one.crd - one.amortissement for one in lines]),
    }
    due = np.array([one.date for one in lines], "datetime64[D]")
    return _Columns(due, [one.anticipe for one in lines], amounts, cents([one.indemnite for one in lines]))


# --- other periods, other payments


def _lines(variant: Variant, conditions: Conditions, rounding: Rounding) -> list[Ligne]:
    calcul = rounding.calcul
    if variant.whole_payment:
        calcul = _of_whole_periods(calcul, decimal15(float(conditions.taux)) / int(conditions.periodes))
    return derouler_avec_evenements(conditions, calcul, lambda suite: periods(variant, suite))


def _of_whole_periods(calcul: Calcul, rate: Fraction) -> Calcul:
    constant = calcul.echeance
    return replace(calcul, echeance=lambda crd, factors: constant(crd, [rate] * len(factors)))


def periods(variant: Variant, suite: Suite) -> Suite:
    """The periods of a variant, from those of its conditions."""
    if variant.over_365:
        suite = suite.a_l_echelle(SCALE)
    if variant.first:
        suite = replace(suite, annees=[suite.annees[0], _first(variant, suite), *suite.annees[2:]])
    if variant.equivalent:
        rate = decimal15(float(variant.conditions.taux))
        annees = [_equivalent(rate, years) for years in suite.annees]
        suite = replace(suite, annees=annees, reference=_equivalent(rate, suite.reference))
    return suite


def _first(variant: Variant, suite: Suite) -> Fraction:
    """Years of the first period in a base of its own."""
    if variant.first == OVER_365:
        return suite.annees[1] * SCALE
    other = changed(suite.conditions, base=variant.first, evenements=())
    return Suite.of(other, int(other.nombre)).annees[1]


def _equivalent(rate: Fraction, years: Fraction) -> Fraction:
    """Years at which simple interest gives what compound interest does."""
    if not rate:
        return years
    with localcontext() as context:
        context.prec = DIGITS
        growth = Decimal(1) + Decimal(rate.numerator) / Decimal(rate.denominator)
        power = growth ** (Decimal(years.numerator) / Decimal(years.denominator))
        return Fraction(power - 1) / rate


# --- rows


def _rows(variant: Variant, columns: _Columns) -> list[Row]:
    shown = _shown(variant, columns)
    rows, payment = [], 0
    for at, early in enumerate(columns.early):
        payment += not early
        dates = {name: days[at] for name, days in shown.items()}
        year = dates[DUE].year if dates else _year(variant, payment)
        if dates and variant.due != NOMINAL:
            year = columns.due[at].item().year
        amounts = {name: cents[at] for name, cents in columns.amounts.items()}
        rows.append(Row(at + 1, None if early else payment, dates, year, amounts))
    if rows and variant.last != SETTLES:
        _end(variant, rows)
    return rows


def _shown(variant: Variant, columns: _Columns) -> dict[str, list[datetime.date]]:
    if not len(columns.due) or np.isnat(columns.due[0]):
        return {}
    early = np.array(columns.early)
    days = {
        column: np.where(early, columns.due, shown_dates(columns.due, rule))
        for column, rule in ((DUE, variant.due), (PAID_ON, variant.paid_on))
    }
    return {column: [day.item() for day in found] for column, found in days.items()}


def shown_dates(due: Any, rule: str) -> Any:
    """Due dates as a table shows them.

    Args:
        due: Nominal due dates, (N,).
        rule: As in `Variant`.

    Examples:
        >>> shown_dates(np.array(["2025-12-13"], "datetime64[D]"), "+1")
        array(['2025-12-14'], dtype='datetime64[D]')
        >>> shown_dates(np.array(["2025-12-13"], "datetime64[D]"), "suivant")
        array(['2025-12-15'], dtype='datetime64[D]')
    """
    if rule == NOMINAL:
        return due
    if rule == FOLLOWING:
        return payment_date(due)
    if rule.startswith("j"):
        months = np.asarray(due, "datetime64[M]")
        lasts = (months + 1).astype("datetime64[D]") - 1
        return np.minimum(months.astype("datetime64[D]") + (int(rule[1:]) - 1), lasts)
    offset, _, moved = rule.partition(" ")
    if offset.lstrip("+-").isdigit():
        days = due + int(offset)
        return calendar.ajuster(days, moved) if moved else days
    return calendar.ajuster(due, rule)


def _year(variant: Variant, payment: int) -> int | None:
    """Without dates: so many whole periods after the year of payment out."""
    if variant.year is None:
        return None
    return variant.year + -(-payment // int(variant.conditions.periodes))


def _end(variant: Variant, rows: list[Row]) -> None:
    """The last payment that does not settle."""
    if len(rows) < 2:
        return
    amounts, paid = rows[-1].amounts, rows[-2].amounts[PAID]
    amounts[PAID] = paid
    if variant.last == ABSORBS:
        amounts[INTEREST] = paid - amounts[PRINCIPAL]
    else:
        amounts[PRINCIPAL] = paid - amounts[INTEREST]
        amounts[AFTER] = amounts[BEFORE] - amounts[PRINCIPAL]
