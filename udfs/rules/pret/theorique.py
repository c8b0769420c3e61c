"""The table that nothing rounds inside: what annexes print, rounded only when displayed.

Balances come from closed forms, or from annuities summed from the last payment backwards, never from one
another: the error stays that of a few operations.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs.rules.pret.calcul import THEORIQUE
from udfs.rules.pret.conditions import Conditions, Floats, Sorties, distinctes
from udfs.rules.pret.deroulement import derouler
from udfs.rules.pret.periodes import entieres, periodes
from udfs.rules.pret.plan import plan_de
from udfs.rules.pret.vecteurs import vecteurs

BLOCK = 24000
"""Loans computed at a time, so that their vectors stay in the cache: a whole number of its lines, and no
power of 2, so that those made one after the other start at different places of a page (see `vecteurs`)."""

ANCHOR = 32
"""Rows between two closed forms of the annuity."""

Counts = NDArray[np.int64]


def annuite(taux_periodique: ArrayLike, nombre: ArrayLike) -> Any:
    """Present value of 1 paid at the end of each period: (1 - (1 + r)**-n) / r, or n when r is 0."""
    taux, payments = np.asarray(taux_periodique, np.float64), np.asarray(nombre, np.float64)
    if taux.all():
        value = np.asarray(np.log1p(taux) * -payments)
        np.expm1(value, out=value)
        return np.divide(value, -taux, out=value)
    divisor = np.where(taux == 0.0, 1.0, taux)
    return np.where(taux == 0.0, payments, -np.expm1(-payments * np.log1p(taux)) / divisor)


def annuites_irregulieres(facteurs: Floats, conditions: Conditions) -> Floats:
    """Value, before each row, of 1 paid at the end of that period and of those left, (rows + 1, N).

    Args:
        facteurs: Interest of 1 in each period, (rows, N).
        conditions: Nothing is paid beyond the last payment of a loan.
    """
    rows = np.zeros((len(facteurs) + 1, conditions.nombre.size))
    for row in range(len(facteurs) - 1, -1, -1):
        value = (1.0 + rows[row + 1]) / (1.0 + facteurs[row])
        rows[row] = np.where(row < conditions.nombre, value, 0.0)
    return rows


def annuite_irreguliere(facteurs: Floats, conditions: Conditions) -> Floats:
    """Value of 1 paid at the end of each period that is not deferred, seen from the end of the deferral."""
    rows = annuites_irregulieres(facteurs, conditions)
    return np.asarray(np.take_along_axis(rows, conditions.differe[None], 0)[0], np.float64)


def block(sorties: Sorties, part: slice) -> Sorties:
    """The same columns of the four outputs."""
    crd, interets, amortissement, paid = sorties
    return crd[:, part], interets[:, part], amortissement[:, part], paid[:, part]


def lignes(conditions: Conditions, sorties: Sorties) -> Floats:
    """Fill the rows of N loans, uniform in their options.

    Args:
        conditions: Of shape (N,).
        sorties: crd, interets, amortissement, echeance, each (rows, N), NaN beyond the last payment; one row
            of echeance is enough where `echeance_constante` says so.

    Returns:
        The constant payment of each loan, or its constant principal, in euros, (N,).
    """
    amounts = np.empty(conditions.capital.size)
    for start in range(0, conditions.capital.size, BLOCK):
        part = slice(start, start + BLOCK)
        amounts[part] = _bloc(conditions.part(part), block(sorties, part))
    return amounts


def echeance_constante(conditions: Conditions, rows: int) -> bool:
    """Whether each payment of each loan is its constant one, of loans uniform in their options.

    Args:
        conditions: Of shape (N,).
        rows: Of the table; a shorter loan has no payment in the last ones.
    """
    return _regulieres(conditions) and bool((distinctes(conditions.nombre) == rows).all())


def _regulieres(conditions: Conditions) -> bool:
    """Whether loans are repaid by constant payments over equal periods, from the first one."""
    if conditions.profil != "echeances_constantes" or distinctes(conditions.differe).any():
        return False
    return entieres(conditions)


def _bloc(conditions: Conditions, sorties: Sorties) -> Floats:
    if _regulieres(conditions):
        taux = conditions.taux / distinctes(conditions.periodes)
        return _constantes(conditions.capital, taux, conditions.nombre, sorties)
    rows = int(conditions.nombre.max())
    if entieres(conditions):
        first = conditions.taux / conditions.periodes
        facteurs = np.broadcast_to(first, (rows, first.size))
    else:
        found = periodes(conditions, rows)
        facteurs, first = found.annees * conditions.taux, found.reference * conditions.taux
    return _generales(conditions, facteurs, first, sorties)


def _constantes(capital: Floats, taux: Floats, nombre: Counts, sorties: Sorties) -> Floats:
    """Balance before each payment = payment × annuity of the payments left; the rest follows."""
    payment: Floats = capital / annuite(taux, distinctes(nombre))
    if taux.size < len(sorties[0]):
        _en_forme_close(payment, taux, nombre, sorties)
    elif int(nombre.min()) == len(sorties[0]):
        _de_meme_duree(payment, taux, sorties)
    else:
        _a_rebours(payment, taux, nombre, sorties)
    sorties[0][0], sorties[3][0] = capital, payment
    np.multiply(capital, taux, out=sorties[1][0])
    np.subtract(payment, sorties[1][0], out=sorties[2][0])
    return payment


def _en_forme_close(payment: Floats, taux: Floats, nombre: Counts, sorties: Sorties) -> None:
    """Few loans: every annuity in closed form."""
    crd, interets, amortissement, paid = sorties
    left = nombre - np.arange(len(crd))[:, None]
    due = np.where(left > 0, payment, np.nan)
    paid[:] = due[: len(paid)]
    np.multiply(due, annuite(taux, np.maximum(left, 0)), out=crd)
    np.multiply(crd, taux, out=interets)
    np.subtract(due, interets, out=amortissement)


def _de_meme_duree(payment: Floats, taux: Floats, sorties: Sorties) -> None:
    """Many loans of one length, from the last payment backwards, in closed form again every `ANCHOR` rows.

    The principal of a payment is that of the next one over 1 + r, a balance the principal added up. The first
    row is that of the capital itself.
    """
    crd, interets, amortissement, paid = sorties
    constant, factor = vecteurs(2, taux.size)
    constant[:] = payment
    np.divide(1.0, 1.0 + taux, out=factor)
    later, balance = constant, 0.0
    for row in range(len(crd) - 1, 0, -1):
        left = len(crd) - row
        if left % ANCHOR == 0:
            np.multiply(payment, np.exp(-left * np.log1p(taux)), out=amortissement[row])
            np.multiply(payment, annuite(taux, left), out=crd[row])
        else:
            np.multiply(later, factor, out=amortissement[row])
            np.add(balance, amortissement[row], out=crd[row])
        later, balance = amortissement[row], crd[row]
        np.subtract(constant, later, out=interets[row])
    paid[:] = constant


def _a_rebours(payment: Floats, taux: Floats, nombre: Counts, sorties: Sorties) -> None:
    """Many loans of several lengths, likewise; NaN beyond the last payment of each."""
    crd, interets, amortissement, paid = sorties
    factor, balance = 1.0 / (1.0 + taux), np.zeros(taux.size)
    for row in range(len(crd) - 1, 0, -1):
        left = nombre - row
        balance += payment
        balance *= factor
        if row % ANCHOR == 0:
            balance = payment * annuite(taux, np.maximum(left, 0))
        ended = left <= 0
        balance[ended] = 0.0
        np.copyto(crd[row], balance)
        np.copyto(paid[row], payment)
        np.copyto(crd[row], np.nan, where=ended)
        np.copyto(paid[row], np.nan, where=ended)
        np.multiply(crd[row], taux, out=interets[row])
        np.subtract(paid[row], interets[row], out=amortissement[row])


def _generales(conditions: Conditions, facteurs: Floats, reference: Floats, sorties: Sorties) -> Floats:
    """Any profile, deferral and length of periods.

    A payment that would not cover its interest, or a balance used up before the end, goes one by one.

    Args:
        conditions: A block, uniform in its options.
        facteurs: Interest of 1 in each period, (rows, N).
        reference: That of a whole first period, (N,).
        sorties: As in `lignes`.
    """
    nombre, differe = conditions.nombre, conditions.differe
    ranks = np.arange(len(facteurs))[:, None]
    deferred, paid = ranks < differe, ranks < nombre
    crd, amounts = _balances(conditions, facteurs, reference)
    interest = crd * facteurs
    after = np.concatenate([crd[1:], np.zeros((1, nombre.size))])
    principal = np.where(ranks == nombre - 1, crd, crd - after)
    principal[deferred] = np.where(conditions.type_differe == "total", -interest, 0.0)[deferred]
    columns = (crd, interest, principal, interest + principal)
    for sortie, column in zip(sorties, columns, strict=True):
        sortie[:] = np.nan
        sortie[: len(column)] = np.where(paid, column, np.nan)
    for i in np.flatnonzero((paid & ~deferred & ((principal < 0.0) | (crd < 0.0))).any(axis=0)):
        amounts[i] = _ecrire_seul(conditions.alone(int(i)), int(i), sorties)
    return amounts


def _ecrire_seul(conditions: Conditions, index: int, sorties: Sorties) -> float:
    """Write the rows of one loan, computed with decimals."""
    rows = derouler(plan_de(conditions), THEORIQUE)
    paid = [a + b for a, b in zip(rows.interets, rows.amortissement, strict=True)]
    columns = (rows.crd, rows.interets, rows.amortissement, paid)
    for sortie, column in zip(sorties, columns, strict=True):
        sortie[: len(column), index] = [float(amount) for amount in column]
    return float(rows.montant)


def _balances(conditions: Conditions, facteurs: Floats, reference: Floats) -> tuple[Floats, Floats]:
    """Balance before each payment, (rows, N), and the constant payment or principal, (N,)."""
    ranks = np.arange(len(facteurs))[:, None]
    differe, left = conditions.differe, conditions.nombre - np.arange(len(facteurs))[:, None]
    deferred = _deferred_balances(conditions, facteurs)
    start = np.take_along_axis(deferred, differe[None], 0)[0]
    if conditions.profil == "in_fine":
        return np.where(ranks <= differe, deferred[:-1], start), np.zeros(start.size)
    if conditions.profil == "amortissement_constant":
        part = start / (conditions.nombre - differe)
        return np.where(ranks <= differe, deferred[:-1], part * np.maximum(left, 0)), part
    charged = np.array(facteurs)
    if conditions.premiere_periode != "echeance_recalculee":
        charged[0] = np.where(differe == 0, reference, charged[0])
    values = annuites_irregulieres(charged, conditions)
    payment = start / np.take_along_axis(values, differe[None], 0)[0]
    later = payment * values[:-1]
    gap = _gap(conditions, facteurs, payment, later)
    return np.where(ranks <= differe, deferred[:-1], later + gap), payment


def _deferred_balances(conditions: Conditions, facteurs: Floats) -> Floats:
    """Balance before each payment as long as payments are deferred, (rows + 1, N)."""
    shape = (len(facteurs) + 1, conditions.capital.size)
    if conditions.type_differe == "partiel" or not conditions.differe.any():
        return np.broadcast_to(conditions.capital, shape)
    growth = np.vstack([np.ones(shape[1]), np.cumprod(1.0 + facteurs, axis=0)])
    return np.asarray(conditions.capital * growth)


def _gap(conditions: Conditions, facteurs: Floats, payment: Floats, later: Floats) -> Any:
    """What a first period of its own length leaves more or less to repay, before each payment.

    The first payment repays what the theoretical table says, or what its interest leaves of the payment; the
    difference then bears interest to the end.
    """
    if len(facteurs) == 1 or conditions.premiere_periode == "amortissement_maintenu":
        return 0.0
    interest = conditions.capital * facteurs[0]
    after_first = conditions.capital - (payment - interest)
    first = np.where((conditions.differe == 0) & (conditions.nombre > 1), after_first - later[1], 0.0)
    first = np.where(np.abs(first) <= 1e-13 * conditions.capital, 0.0, first)
    growth = np.ones(facteurs.shape)
    np.cumprod(1.0 + facteurs[1:-1], axis=0, out=growth[2:])
    return first * growth
