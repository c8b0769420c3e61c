"""The table in cents: capital in whole cents, payment and interest rounded half up, the last payment absorbs.

Every figure equals rational arithmetic on the decimal inputs. Batches run on int64 cents with a remainder
that tells the true quotient; loans that int64 cannot hold run one by one on Python integers, as does a loan
alone, which they serve faster.

A payment rounded up can use up a very small balance before the end: what is left is then paid, and 0 after.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from udfs import money
from udfs.errors import OutOfRange, english, french
from udfs.rules.pret import theorique
from udfs.rules.pret.conditions import Conditions, Floats, Sorties

ULPS = 64.0
"""Bound on the error of the float payment; the worst seen is 3.3."""

NEAR_TIE = 1e-3
LARGEST_INTEREST = 2.0**40
"""Below it, the float interest of a period in cents is off by less than NEAR_TIE."""


class Fractions(NamedTuple):
    """Capital in cents, and the rate of a period as numerator / denominator."""

    cents: money.Integers
    numerators: money.Integers
    denominators: money.Integers

    def loan(self, index: int) -> tuple[int, int, int]:
        """The three numbers of one loan, as Python integers."""
        return int(self.cents[index]), int(self.numerators[index]), int(self.denominators[index])


def fractions(conditions: Conditions) -> Fractions:
    """The exact inputs of a batch of loans.

    Raises:
        OutOfRange: A capital that is not in whole cents.
    """
    cents, whole = money.units(conditions.capital)
    if not whole.all():
        raise _fraction_of_a_cent(float(conditions.capital[~whole][0]))
    return Fractions(cents, *money.ratio(conditions.taux, conditions.periodes))


def fractions_alone(conditions: Conditions) -> tuple[int, int, int]:
    """The exact inputs of one loan.

    Raises:
        OutOfRange: A capital that is not in whole cents.
    """
    cents = money.decimal15(float(conditions.capital)) * 100
    if cents.denominator != 1:
        raise _fraction_of_a_cent(float(conditions.capital))
    rate = money.decimal15(float(conditions.taux)) / int(conditions.periodes)
    return cents.numerator, rate.numerator, rate.denominator


def _fraction_of_a_cent(capital: float) -> OutOfRange:
    return OutOfRange(
        f"capital : {french(capital)} ; en arrondi « centime », le capital est en centimes entiers",
        f"capital (principal): {english(capital)}; with rounding “centime”, the capital is in whole cents",
        argument="capital",
        value=capital,
    )


# One loan, on Python integers


def echeance_entiere(cents: int, numerator: int, denominator: int, nombre: int) -> int:
    """The payment in cents: the exact payment rounded half up."""
    if numerator == 0:
        return money.half_up(Fraction(cents, nombre))
    power, unit = (numerator + denominator) ** nombre, denominator**nombre
    return money.half_up(Fraction(cents * numerator * power, denominator * (power - unit)))


def echeance_seule(cents: int, numerator: int, denominator: int, nombre: int) -> int:
    """The same payment, by floats unless they are too close to a tie."""
    if numerator == 0 or cents >= money.SAFE_UNITS or denominator >= money.SAFE_DENOMINATOR:
        return echeance_entiere(cents, numerator, denominator, nombre)
    rate = numerator / denominator
    shifted = cents * rate / -math.expm1(-nombre * math.log1p(rate)) + 0.5
    nearest = math.floor(shifted + 0.5)
    if abs(shifted - nearest) <= shifted * (ULPS * money.UNIT_ROUNDOFF) + 1e-9:
        return echeance_entiere(cents, numerator, denominator, nombre)
    return math.floor(shifted)


def lignes_seules(
    cents: int, numerator: int, denominator: int, nombre: int
) -> tuple[list[int], list[int], list[int], list[int]]:
    """The rows of one loan, in cents: crd, interets, amortissement, echeance."""
    payment = echeance_seule(cents, numerator, denominator, nombre)
    crd, interets, amortissement, paid = [], [], [], []
    double, half = 2 * denominator, denominator
    for rank in range(1, nombre + 1):
        interest = (2 * cents * numerator + half) // double
        principal = cents if rank == nombre else min(payment - interest, cents)
        crd.append(cents)
        interets.append(interest)
        amortissement.append(principal)
        paid.append(interest + principal)
        cents -= principal
    return crd, interets, amortissement, paid


# Many loans, on int64


def echeance(conditions: Conditions, exact: Fractions | None = None) -> money.Integers:
    """The payments of the loans, in cents; shape of the conditions."""
    if not conditions.shape:
        return np.asarray(echeance_seule(*fractions_alone(conditions), int(conditions.nombre)))
    exact = exact or fractions(conditions)
    nombre, free = conditions.nombre, np.asarray(exact.numerators == 0, bool)
    rates = np.asarray(exact.numerators / exact.denominators, np.float64)
    guess = exact.cents.astype(np.float64) / theorique.annuite(rates, nombre)
    shifted = guess + 0.5
    doubtful = np.abs(shifted - np.rint(shifted)) <= guess * (ULPS * money.UNIT_ROUNDOFF) + 1e-9
    payments: money.Integers = np.floor(np.where(doubtful, 0.0, shifted)).astype(np.int64)
    if guess.max(initial=0.0) >= 2.0**62:
        payments = payments.astype(object)
    payments[free] = money.multiply_round(exact.cents[free], 1, nombre[free])
    for i in np.flatnonzero(doubtful & ~free):
        payments[i] = echeance_entiere(*exact.loan(int(i)), int(nombre[i]))
    return payments


def lignes(conditions: Conditions, sorties: Sorties) -> None:
    """Fill the rows of N loans.

    Args:
        conditions: Of shape (N,).
        sorties: crd, interets, amortissement, echeance, each (rows, N), NaN beyond the last payment.
    """
    exact = fractions(conditions)
    payments = echeance(conditions, exact)
    safe = _safe(exact)
    for start in range(0, safe.size, theorique.BLOCK):
        part = slice(start, start + theorique.BLOCK)
        if safe[part].all():
            integers = Fractions(*(column[part].astype(np.int64) for column in exact))
            paid = payments[part].astype(np.float64)
            _fill(integers, paid, conditions.nombre[part], theorique.block(sorties, part))
        else:
            _fill_one_by_one(exact, conditions.nombre, sorties, part)


def _safe(exact: Fractions) -> NDArray[np.bool_]:
    """Where a float guess of the interest is off by less than `NEAR_TIE`, and int64 decides the others."""
    cents, numerators, denominators = exact
    interest = np.asarray(cents * (numerators / denominators), np.float64)
    safe = np.asarray(interest < LARGEST_INTEREST, np.bool_)
    safe &= np.asarray(cents < money.SAFE_UNITS, np.bool_)
    safe &= np.asarray(numerators < money.SAFE_DENOMINATOR, np.bool_)
    safe &= np.asarray(denominators < money.SAFE_DENOMINATOR, np.bool_)
    return safe


def _fill(exact: Fractions, payments: Floats, nombre: NDArray[np.int64], sorties: Sorties) -> None:
    """Fill a block of outputs, row after row; cents are whole numbers held in floats."""
    factor = exact.numerators / exact.denominators
    cents = exact.cents.astype(np.float64)
    shortest, longest = int(nombre.min()), int(nombre.max())
    for row in range(longest):
        interest = _interest(cents, exact, factor)
        principal = np.minimum(payments - interest, cents)
        if row + 1 >= shortest:
            principal = np.where(nombre == row + 1, cents, principal)
        for sortie, column in zip(sorties, (cents, interest, principal, interest + principal), strict=True):
            np.divide(column, 100.0, out=sortie[row])
        cents -= principal
    for sortie in sorties:
        beyond = np.arange(shortest, len(sortie))[:, None] >= nombre
        np.copyto(sortie[shortest:], np.nan, where=beyond)


def _interest(cents: Floats, exact: Fractions, factor: Floats) -> Floats:
    """Interest in whole cents: a float guess, and int64 where it is too close to a tie."""
    shifted = cents * factor
    shifted += 0.5
    rounded = np.floor(shifted)
    shifted -= rounded
    shifted -= 0.5
    np.abs(shifted, out=shifted)
    near = np.flatnonzero(shifted > 0.5 - NEAR_TIE)
    rounded[near] = money.multiply_round_safe(
        cents[near].astype(np.int64), exact.numerators[near], exact.denominators[near], factor[near]
    )
    return rounded


def _fill_one_by_one(exact: Fractions, nombre: NDArray[np.int64], sorties: Sorties, part: slice) -> None:
    """Fill the columns of loans that int64 cannot hold."""
    for i in range(*part.indices(nombre.size)):
        rows = int(nombre[i])
        columns = lignes_seules(*exact.loan(i), rows)
        for sortie, column in zip(sorties, columns, strict=True):
            sortie[:rows, i] = [cents / 100 for cents in column]
            sortie[rows:, i] = np.nan
