"""Many loans in cents at once, on int64: the same figures as one by one, tested equal.

Cents are whole numbers held in floats. Interest is a float guess; where it comes too close to half a cent to
be trusted, the wrapped int64 remainder decides. The few payments too close to a tie, and the loans that int64
cannot hold, go one by one on Python integers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from udfs import money
from udfs.rules.pret import centime, theorique
from udfs.rules.pret.calcul import CENTIME
from udfs.rules.pret.conditions import Conditions, Floats, Sorties
from udfs.rules.pret.deroulement import Lignes, derouler
from udfs.rules.pret.periodes import UNITE, entieres, parts, periodes
from udfs.rules.pret.plan import plan_de

Counts = NDArray[np.int64]

SCALE = 10**money.RATE_DIGITS
"""Rates of so many decimals are fractions over it, found at array speed."""

LARGEST_INTEREST = 2.0**40
"""In cents; below it, the float interest of a period is off by less than a thousandth of a cent."""

ROUNDINGS = 2.0**-50
"""Error of the float interest, as a part of the interest: three roundings at most."""


class Facteurs(NamedTuple):
    """Interest of one cent in each period, exactly; one row when all the periods are alike.

    Attributes:
        numerators: (rows or 1, N).
        denominators: (N,).
        floats: Their quotients, (rows or 1, N).
        reference: Numerators of a whole first period, (N,).
        exact: Where int64 holds them, (N,).
    """

    numerators: Counts
    denominators: Counts
    floats: Floats
    reference: Counts
    exact: NDArray[np.bool_]

    def of(self, row: int) -> tuple[Counts, Counts, Floats]:
        """Numerators, denominators and quotients of one period."""
        place = row if len(self.floats) > 1 else 0
        return self.numerators[place], self.denominators, self.floats[place]

    @property
    def alike(self) -> bool:
        """Whether all the periods are alike."""
        return len(self.floats) == 1


def capitaux(conditions: Conditions) -> money.Integers:
    """The capitals in cents.

    Raises:
        OutOfRange: A capital that is not in whole cents.
    """
    cents, whole = money.units(conditions.capital)
    if not whole.all():
        raise centime.fraction_de_centime("capital", "principal", float(conditions.capital[~whole][0]))
    return cents


def facteurs(conditions: Conditions) -> Facteurs:
    """The factors of a block of loans, uniform in their options."""
    if entieres(conditions):
        top, bottom, exact = taux_exacts(conditions.taux)
        bottom = bottom * conditions.periodes
        return Facteurs(top[None], bottom, (top / bottom)[None], top, exact)
    found = periodes(conditions, int(conditions.nombre.max()))
    counted, exact = parts(found.annees)
    whole, whole_exact = parts(found.reference)
    top, bottom, narrow = taux_exacts(conditions.taux)
    exact = exact.all(axis=0) & whole_exact & narrow
    wide = np.asarray(found.annees.max(axis=0) * UNITE * top.astype(np.float64) < money.SAFE_DENOMINATOR)
    exact &= wide & (bottom.astype(np.float64) * UNITE < money.SAFE_DENOMINATOR)
    bottom = np.where(exact, bottom, 1) * UNITE
    numerators = np.where(exact, top, 0) * counted
    return Facteurs(numerators, bottom, numerators / bottom, np.where(exact, top, 0) * whole, exact)


def taux_exacts(taux: Floats) -> tuple[Counts, Counts, NDArray[np.bool_]]:
    """Yearly rates as int64 fractions, not in lowest terms, and where they fit; 0 / 1 elsewhere."""
    counted = np.rint(taux * SCALE)
    plain = np.asarray(counted / SCALE == taux, np.bool_)
    top, bottom = counted.astype(np.int64), np.full(taux.shape, SCALE, np.int64)
    others = np.flatnonzero(~plain)
    if others.size:
        tops, bottoms = money.ratio(taux[others])
        fits = np.asarray(bottoms < money.SAFE_DENOMINATOR // 12, np.bool_)
        top[others] = np.where(fits, tops, 0).astype(np.int64)
        bottom[others] = np.where(fits, bottoms, 1).astype(np.int64)
        plain[others] = fits
    return top, bottom, plain


# Payments


def montants(conditions: Conditions, cents: Floats, taux: Facteurs, one: Callable[[int], Lignes]) -> Floats:
    """The constant payment of each loan, or its constant principal, in cents.

    Args:
        conditions: A block, uniform in its options.
        cents: Balance after the deferral, whole numbers.
        taux: Its factors.
        one: The rows of one loan, where a payment is too close to a tie.
    """
    left = conditions.nombre - conditions.differe
    if conditions.profil == "in_fine":
        return np.zeros(cents.size)
    if conditions.profil == "amortissement_constant":
        return money.multiply_round(cents.astype(np.int64), 1, left).astype(np.float64)
    ulps: Any = centime.ULPS
    if taux.alike:
        guess = cents / theorique.annuite(taux.floats[0], left)
    else:
        guess = cents / theorique.annuite_irreguliere(_charged(conditions, taux), conditions)
        ulps = centime.ULPS + centime.ULPS_A_PERIOD * left
    shifted = guess + 0.5
    doubtful = np.abs(shifted - np.rint(shifted)) <= guess * (ulps * money.UNIT_ROUNDOFF) + 1e-9
    payments = np.floor(shifted)
    if not taux.alike and conditions.premiere_periode == "echeance_recalculee":
        doubtful |= cents * taux.floats[0] > payments - 1.0
    for i in np.flatnonzero(doubtful):
        payments[i] = float(one(int(i)).montant)
    return np.asarray(payments, np.float64)


def _charged(conditions: Conditions, taux: Facteurs) -> Floats:
    """The factors that the payment is solved on: those of a whole first period, unless it is solved anew."""
    if conditions.premiere_periode == "echeance_recalculee":
        return taux.floats
    floats = taux.floats.copy()
    floats[0] = np.where(conditions.differe == 0, taux.reference / taux.denominators, floats[0])
    return floats


# Rows


def lignes(conditions: Conditions, sorties: Sorties) -> Floats:
    """Fill the rows of N loans, uniform in their options.

    Args:
        conditions: Of shape (N,).
        sorties: crd, interets, amortissement, echeance, each (rows, N), NaN beyond the last payment.

    Returns:
        The constant payment of each loan, or its constant principal, in cents, (N,).
    """
    amounts = np.empty(conditions.capital.size)
    for start in range(0, amounts.size, theorique.BLOCK):
        part = slice(start, start + theorique.BLOCK)
        amounts[part] = _bloc(conditions.part(part), theorique.block(sorties, part))
    return amounts


def _bloc(conditions: Conditions, sorties: Sorties) -> Floats:
    cents, taux = capitaux(conditions), facteurs(conditions)

    def one(index: int) -> Lignes:
        return derouler(plan_de(conditions.alone(index)), CENTIME)

    held = cents.astype(np.float64)
    largest = _largest_interest(conditions, held, taux)
    safe = taux.exact & (largest < LARGEST_INTEREST) & (held < money.SAFE_UNITS)
    if not safe.all():
        held, largest = np.where(safe, held, 0.0), np.where(safe, largest, 0.0)
    near = 0.5 - (float(largest.max()) * ROUNDINGS + 1e-9)
    balance = _after_deferral(conditions, held, taux, near)
    amounts = montants(conditions, balance, taux, one)
    _fill(conditions, held, taux, amounts, near, sorties)
    for i in np.flatnonzero(~safe):
        amounts[i] = _write_one(one(int(i)), int(i), sorties)
    return amounts


def _largest_interest(conditions: Conditions, cents: Floats, taux: Facteurs) -> Floats:
    """A bound on the interest of a period, in cents."""
    rate = taux.floats[0] if taux.alike else np.asarray(taux.floats.max(axis=0), np.float64)
    bound = cents * rate
    if conditions.type_differe == "total":
        bound = bound * (1.0 + rate) ** conditions.differe * 1.01
    return np.asarray(bound, np.float64)


def _after_deferral(conditions: Conditions, cents: Floats, taux: Facteurs, near: float) -> Floats:
    """The balance once a total deferral has capitalised its interest."""
    longest = int(conditions.differe.max(initial=0))
    if longest == 0 or conditions.type_differe == "partiel":
        return cents
    balance, interest, scratch = cents.copy(), np.empty(cents.size), np.empty(cents.size)
    for row in range(longest):
        _interest(balance, *taux.of(row), near, interest, scratch)
        np.add(balance, interest, out=balance, where=row < conditions.differe)
    return balance


def _fill(
    conditions: Conditions, cents: Floats, taux: Facteurs, amounts: Floats, near: float, sorties: Sorties
) -> None:
    """Fill a block of outputs, row after row."""
    nombre, differe = conditions.nombre, conditions.differe
    shortest, longest, deferred = int(nombre.min()), int(nombre.max()), int(differe.max())
    constant = conditions.profil == "echeances_constantes"
    capitalised = -1.0 if conditions.type_differe == "total" else 0.0
    lasting = constant and taux.alike and deferred == 0 and _lasts(nombre, taux, amounts)
    first = _first_principal(conditions, cents, taux, amounts, near) if constant and not lasting else amounts
    cents, paid = cents.copy(), amounts / 100.0
    interest, principal, scratch = np.empty((3, cents.size))
    for row in range(longest):
        _interest(cents, *taux.of(row), near, interest, scratch)
        np.subtract(amounts, interest if constant else 0.0, out=principal)
        if not lasting:
            np.maximum(principal if row else first, 0.0, out=principal)
            np.minimum(principal, cents, out=principal)
        if row < deferred:
            np.multiply(interest, capitalised, out=principal, where=row < differe)
        if row + 1 >= shortest:
            np.minimum(principal, cents, out=principal)
            np.copyto(principal, cents, where=nombre == row + 1)
        np.divide(cents, 100.0, out=sorties[0][row])
        np.divide(interest, 100.0, out=sorties[1][row])
        np.divide(principal, 100.0, out=sorties[2][row])
        if lasting and row + 1 < shortest:
            sorties[3][row] = paid
        else:
            np.divide(np.add(interest, principal, out=scratch), 100.0, out=sorties[3][row])
        cents -= principal
    _blank(nombre, shortest, sorties)


def _lasts(nombre: Counts, taux: Facteurs, amounts: Floats) -> bool:
    """Whether no balance can be used up before the last payment.

    Roundings move a balance by a cent a period at most, with interest: less than n × (1 + r)^n in all, to be
    held against the payment that the last balance stands for.
    """
    rates, longest = taux.floats[0], int(nombre.max())
    if float(amounts.min()) > 2.0 * longest * (1.0 + float(rates.max())) ** (longest + 1):
        return True
    return bool((amounts > 2.0 * nombre * (1.0 + rates) ** (nombre + 1)).all())


def _first_principal(
    conditions: Conditions, cents: Floats, taux: Facteurs, amounts: Floats, near: float
) -> Floats:
    """What the first payment repays when it is not deferred."""
    top, bottom, factor = taux.of(0)
    if conditions.premiere_periode == "amortissement_maintenu":
        top, factor = taux.reference, taux.reference / bottom
    interest, scratch = np.empty((2, cents.size))
    _interest(cents, top, bottom, factor, near, interest, scratch)
    return np.asarray(amounts - interest, np.float64)


def _blank(nombre: Counts, shortest: int, sorties: Sorties) -> None:
    """NaN beyond the last payment of each loan."""
    for sortie in sorties:
        beyond = np.arange(shortest, len(sortie))[:, None] >= nombre
        np.copyto(sortie[shortest:], np.nan, where=beyond)


def _interest(
    cents: Floats, top: Counts, bottom: Counts, factor: Floats, near: float, out: Floats, scratch: Floats
) -> None:
    """Interest in whole cents: a float guess, and int64 where it is within a hair of half a cent.

    Args:
        cents: Balances, whole numbers.
        top: Numerators of the factors.
        bottom: Denominators.
        factor: Their quotients.
        near: Distance to the nearest cent beyond which a guess is not trusted.
        out: Where the interest is written.
        scratch: Room to compute.
    """
    guess = np.multiply(cents, factor, out=scratch)
    np.rint(guess, out=out)
    guess -= out
    if np.abs(guess, out=guess).max() > near:
        doubtful = np.flatnonzero(guess > near)
        out[doubtful] = money.multiply_round_safe(
            cents[doubtful].astype(np.int64), top[doubtful], bottom[doubtful], factor[doubtful]
        )


def _write_one(rows: Lignes, index: int, sorties: Sorties) -> float:
    """Write the rows of a loan that int64 cannot hold."""
    columns = (rows.crd, rows.interets, rows.amortissement)
    paid = [a + b for a, b in zip(rows.interets, rows.amortissement, strict=True)]
    for sortie, column in zip(sorties, (*columns, paid), strict=True):
        sortie[: len(column), index] = [cents / 100 for cents in column]
        sortie[len(column) :, index] = np.nan
    return float(rows.montant)
