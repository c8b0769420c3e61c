"""Interest of many balances in whole cents, exactly, at array speed.

Cents are whole numbers held in floats. The float interest is off by less than a known bound; where fractions
over the denominator of the rate are further apart than it, the guess falls on the right side of half a cent.
Elsewhere the guesses too close to half a cent are decided by the wrapped int64 remainder.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from udfs import money
from udfs.rules.pret.conditions import Conditions, Floats, distinctes
from udfs.rules.pret.periodes import UNITE, entieres, parts, periodes
from udfs.rules.pret.vecteurs import vecteurs

Counts = NDArray[np.int64]

SCALES = (10**6, 10**money.RATE_DIGITS)
"""Rates of so many decimals are fractions over it, found at array speed."""

LARGEST_INTEREST = 2.0**40
"""In cents; below it, the float interest of a period is off by less than a thousandth of a cent."""

ROUNDINGS = 2.0**-50
"""Error of the float interest, as a part of the interest: three roundings at most."""

BIAS = 2.0**-48
"""What a factor is raised by, as a part of it: more than its roundings, so that a tie goes up."""


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


def facteurs(conditions: Conditions) -> Facteurs:
    """The factors of a block of loans, uniform in their options."""
    top, bottom, exact = taux_exacts(conditions.taux)
    if entieres(conditions):
        bottom *= distinctes(conditions.periodes)
        floats = np.divide(top, bottom, out=vecteurs(1, top.size)[0])
        return Facteurs(top[None], bottom, floats[None], top, exact)
    found = periodes(conditions, int(conditions.nombre.max()))
    counted, countable = parts(found.annees)
    whole, whole_exact = parts(found.reference)
    exact = countable.all(axis=0) & whole_exact & exact
    wide = np.asarray(found.annees.max(axis=0) * UNITE * top.astype(np.float64) < money.SAFE_DENOMINATOR)
    exact &= wide & (bottom.astype(np.float64) * UNITE < money.SAFE_DENOMINATOR)
    bottom = np.where(exact, bottom, 1) * UNITE
    numerators = np.where(exact, top, 0) * counted
    return Facteurs(numerators, bottom, numerators / bottom, np.where(exact, top, 0) * whole, exact)


def taux_exacts(taux: Floats) -> tuple[Counts, Counts, NDArray[np.bool_]]:
    """Yearly rates as int64 fractions, not in lowest terms, and where they fit; 0 / 1 elsewhere."""
    for scale in SCALES:
        counted = taux * scale
        np.rint(counted, out=counted)
        plain = np.asarray(counted / scale == taux, np.bool_)
        if plain.all():
            return counted.astype(np.int64), np.full(taux.shape, scale, np.int64), plain
    top, bottom = counted.astype(np.int64), np.full(taux.shape, scale, np.int64)
    others = np.flatnonzero(~plain)
    tops, bottoms = money.ratio(taux[others])
    fits = np.asarray(bottoms < money.SAFE_DENOMINATOR // 12, np.bool_)
    top[others] = np.where(fits, tops, 0).astype(np.int64)
    bottom[others] = np.where(fits, bottoms, 1).astype(np.int64)
    plain[others] = fits
    return top, bottom, plain


class Interets:
    """The interest of a period, in whole cents, of balances none of whose interests exceeds a bound."""

    def __init__(self, facteurs: Facteurs, largest: float) -> None:
        """Says how far guesses can be trusted.

        An interest that is no tie is at least half of 1 / denominator away from one: factors raised by less
        than that move no other interest over half a cent.

        Args:
            facteurs: Of the loans of a block.
            largest: Bound on an interest, in cents, below `LARGEST_INTEREST`.
        """
        self._facteurs = facteurs
        self._near = 0.5 - (largest * ROUNDINGS + 1e-9)
        room = vecteurs(1, facteurs.denominators.size)[0]
        apart = 0.5 / float(facteurs.denominators.max())
        self._raised: Floats | None = None
        if facteurs.alike and largest * (BIAS + ROUNDINGS) < apart:
            self._raised = np.multiply(facteurs.floats[0], 1.0 + BIAS, out=room)
        self._scratch = room

    def ecrire(self, cents: Floats, row: int, out: Floats) -> None:
        """Write the interest of balances, whole numbers, in the period of a row, counted from 0."""
        if self._raised is None:
            self._decide(cents, *self._facteurs.of(row), out)
        else:
            np.multiply(cents, self._raised, out=out)
            np.rint(out, out=out)

    def ecrire_reference(self, cents: Floats, out: Floats) -> None:
        """Write what a whole first period would bear."""
        if self._facteurs.alike:
            self.ecrire(cents, 0, out)
        else:
            top, bottom = self._facteurs.reference, self._facteurs.denominators
            self._decide(cents, top, bottom, top / bottom, out)

    def _decide(self, cents: Floats, top: Counts, bottom: Counts, factor: Floats, out: Floats) -> None:
        guess = np.multiply(cents, factor, out=self._scratch)
        np.rint(guess, out=out)
        guess -= out
        if np.abs(guess, out=guess).max() > self._near:
            doubtful = np.flatnonzero(guess > self._near)
            out[doubtful] = money.multiply_round_safe(
                cents[doubtful].astype(np.int64), top[doubtful], bottom[doubtful], factor[doubtful]
            )
