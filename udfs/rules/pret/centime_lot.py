"""Many loans in cents at once: the same figures as one by one, tested equal.

Cents are whole numbers held in floats, their interest exact (see `interets_lot`). The few payments too close
to a tie, and the loans that int64 cannot hold, go one by one on Python integers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from udfs import money
from udfs.rules.pret import centime, theorique
from udfs.rules.pret.calcul import CENTIME
from udfs.rules.pret.conditions import Conditions, Floats, Sorties, distinctes
from udfs.rules.pret.deroulement import Lignes, derouler
from udfs.rules.pret.interets_lot import LARGEST_INTEREST, Counts, Facteurs, Interets, facteurs
from udfs.rules.pret.plan import plan_de
from udfs.rules.pret.vecteurs import vecteurs


def capitaux(conditions: Conditions) -> money.Integers:
    """The capitals in cents.

    Raises:
        OutOfRange: A capital that is not in whole cents.
    """
    cents, whole = money.units(conditions.capital)
    if not whole.all():
        raise centime.fraction_de_centime("capital", "principal", float(conditions.capital[~whole][0]))
    return cents


# Payments


def montants(conditions: Conditions, cents: Floats, taux: Facteurs, one: Callable[[int], Lignes]) -> Floats:
    """The constant payment of each loan, or its constant principal, in cents.

    Args:
        conditions: A block, uniform in its options.
        cents: Balance after the deferral, whole numbers.
        taux: Its factors.
        one: The rows of one loan, where a payment is too close to a tie.
    """
    left = distinctes(conditions.nombre) - distinctes(conditions.differe)
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
    guess += 0.5
    payments = np.floor(guess)
    doubtful = _doubtful(guess, ulps)
    if not taux.alike and conditions.premiere_periode == "echeance_recalculee":
        doubtful |= cents * taux.floats[0] > payments - 1.0
    for i in np.flatnonzero(doubtful):
        payments[i] = float(one(int(i)).montant)
    return np.asarray(payments, np.float64)


def _doubtful(shifted: Floats, ulps: Any) -> NDArray[np.bool_]:
    """Where a payment, half a cent added, may be on the wrong side of a whole cent."""
    error = ulps * money.UNIT_ROUNDOFF
    gap = np.rint(shifted)
    gap -= shifted
    np.abs(gap, out=gap)
    if float(gap.min()) > float(shifted.max()) * float(np.max(error)) + 1e-9:
        return np.zeros(gap.size, np.bool_)
    return np.asarray(gap <= shifted * error + 1e-9, np.bool_)


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
    taux, held = facteurs(conditions), capitaux(conditions).astype(np.float64)

    def one(index: int) -> Lignes:
        return derouler(plan_de(conditions.alone(index)), CENTIME)

    largest, safe = _held(conditions, held, taux)
    interets = Interets(taux, largest)
    balance = _after_deferral(conditions, held, interets)
    amounts = montants(conditions, balance, taux, one)
    _fill(conditions, held, amounts, interets, _lasts(conditions, taux, amounts), sorties)
    for i in np.flatnonzero(~safe):
        amounts[i] = _write_one(one(int(i)), int(i), sorties)
    return amounts


def _held(conditions: Conditions, cents: Floats, taux: Facteurs) -> tuple[float, NDArray[np.bool_]]:
    """A bound on all the interests, in cents, and the loans that int64 holds; the others are emptied."""
    most, longest = float(cents.max()), int(conditions.differe.max())
    largest = _largest_interest(conditions, most, float(taux.floats.max()), longest)
    if taux.exact.all() and largest < LARGEST_INTEREST and most < money.SAFE_UNITS:
        return largest, taux.exact
    each = _largest_interest(conditions, cents, taux.floats.max(axis=0), conditions.differe)
    safe = np.asarray(taux.exact & (each < LARGEST_INTEREST) & (cents < money.SAFE_UNITS), np.bool_)
    cents[~safe] = each[~safe] = 0.0
    return float(each.max()), safe


def _largest_interest(conditions: Conditions, cents: Any, taux: Any, differe: Any) -> Any:
    """A bound on the interest of a period, in cents, of balances and the largest of their factors."""
    if conditions.type_differe != "total":
        return cents * taux
    with np.errstate(over="ignore", invalid="ignore"):  # beyond floats, no bound: such a loan goes alone
        return cents * taux * np.power(1.0 + taux, differe) * 1.01


def _after_deferral(conditions: Conditions, cents: Floats, interets: Interets) -> Floats:
    """The balance once a total deferral has capitalised its interest."""
    longest = int(conditions.differe.max(initial=0))
    if longest == 0 or conditions.type_differe == "partiel":
        return cents
    balance, interest = cents.copy(), np.empty(cents.size)
    for row in range(longest):
        interets.ecrire(balance, row, interest)
        np.add(balance, interest, out=balance, where=row < conditions.differe)
    return balance


def _fill(
    conditions: Conditions, held: Floats, montant: Floats, interets: Interets, lasting: bool, sorties: Sorties
) -> None:
    """Fill a block of outputs, row after row.

    Args:
        conditions: The block, uniform in its options.
        held: Capitals in cents.
        montant: Constant payments, or constant principals, in cents.
        interets: The interest of a period.
        lasting: Whether no balance can be used up before the last payment, nor any payment deferred.
        sorties: As in `lignes`.
    """
    nombre, differe = conditions.nombre, conditions.differe
    shortest, longest, deferred = int(nombre.min()), int(nombre.max()), int(differe.max())
    constant = conditions.profil == "echeances_constantes"
    capitalised = -1.0 if conditions.type_differe == "total" else 0.0
    cents, amounts, paid, interest, principal = vecteurs(5, held.size)
    cents[:], amounts[:] = held, montant
    np.divide(amounts, 100.0, out=paid)
    first = _first_principal(conditions, cents, amounts, interets) if constant and not lasting else amounts
    for row in range(longest):
        interets.ecrire(cents, row, interest)
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
        cents -= principal
        if lasting and row + 1 < shortest:
            sorties[3][row] = paid
        else:
            interest += principal
            np.divide(interest, 100.0, out=sorties[3][row])
    _blank(nombre, shortest, sorties)


def _lasts(conditions: Conditions, taux: Facteurs, amounts: Floats) -> bool:
    """Whether each payment but the last is the constant one, for no balance can be used up before.

    Roundings move a balance by a cent a period at most, with interest: less than n × (1 + r)^n in all, to be
    held against the payment that the last balance stands for.
    """
    if conditions.profil != "echeances_constantes" or not taux.alike or conditions.differe.any():
        return False
    nombre, rates = conditions.nombre, taux.floats[0]
    longest = int(nombre.max())
    with np.errstate(over="ignore"):  # beyond floats, no payment is large enough
        if amounts.min() > 2.0 * longest * np.power(1.0 + rates.max(), longest + 1):
            return True
        return bool((amounts > 2.0 * nombre * (1.0 + rates) ** (nombre + 1)).all())


def _first_principal(conditions: Conditions, cents: Floats, amounts: Floats, interets: Interets) -> Floats:
    """What the first payment repays when it is not deferred."""
    interest = np.empty(cents.size)
    if conditions.premiere_periode == "amortissement_maintenu":
        interets.ecrire_reference(cents, interest)
    else:
        interets.ecrire(cents, 0, interest)
    return np.asarray(amounts - interest, np.float64)


def _blank(nombre: Counts, shortest: int, sorties: Sorties) -> None:
    """NaN beyond the last payment of each loan."""
    for sortie in sorties:
        beyond = np.arange(shortest, len(sortie))[:, None] >= nombre
        np.copyto(sortie[shortest:], np.nan, where=beyond)


def _write_one(rows: Lignes, index: int, sorties: Sorties) -> float:
    """Write the rows of a loan that int64 cannot hold."""
    columns = (rows.crd, rows.interets, rows.amortissement)
    paid = [a + b for a, b in zip(rows.interets, rows.amortissement, strict=True)]
    for sortie, column in zip(sorties, (*columns, paid), strict=True):
        sortie[: len(column), index] = [cents / 100 for cents in column]
        sortie[len(column) :, index] = np.nan
    return float(rows.montant)
