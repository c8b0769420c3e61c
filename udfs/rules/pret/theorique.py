"""The table that nothing rounds inside: what annexes print, rounded only when displayed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs.rules.pret.conditions import Conditions, Floats, Sorties

BLOCK = 8192
"""Loans computed at a time, so that their rows stay in the cache."""

ANCHOR = 32
"""Rows between two closed forms of the annuity."""


def annuite(taux_periodique: ArrayLike, nombre: ArrayLike) -> Any:
    """Present value of 1 paid at the end of each period: (1 - (1 + r)**-n) / r, or n when r is 0."""
    taux, payments = np.asarray(taux_periodique, np.float64), np.asarray(nombre, np.float64)
    divisor = np.where(taux == 0.0, 1.0, taux)
    return np.where(taux == 0.0, payments, -np.expm1(-payments * np.log1p(taux)) / divisor)


def echeance(conditions: Conditions) -> Floats:
    """The constant payment, unrounded."""
    payment: Floats = conditions.capital / annuite(conditions.taux / conditions.periodes, conditions.nombre)
    return payment


def annuites(taux_periodique: Floats, longest: int) -> Floats:
    """Annuities of 1, 2… `longest` payments for each loan, (longest, N).

    In closed form for few loans; for many, by A(k + 1) = (A(k) + 1) / (1 + r), in closed form again every
    `ANCHOR` rows, so that the error stays that of a few operations.
    """
    if taux_periodique.size < longest:
        return np.asarray(annuite(taux_periodique, np.arange(1, longest + 1)[:, None]))
    rows = np.empty((longest, taux_periodique.size))
    factor = 1.0 / (1.0 + taux_periodique)
    for row in range(longest):
        if row % ANCHOR == 0:
            rows[row] = annuite(taux_periodique, row + 1)
        else:
            np.add(rows[row - 1], 1.0, out=rows[row])
            rows[row] *= factor
    return rows


def block(sorties: Sorties, part: slice) -> Sorties:
    """The same columns of the four outputs."""
    crd, interets, amortissement, paid = sorties
    return crd[:, part], interets[:, part], amortissement[:, part], paid[:, part]


def lignes_seules(conditions: Conditions) -> Sorties:
    """The rows of one loan: crd, interets, amortissement, echeance, each (rows,)."""
    nombre = int(conditions.nombre)
    crd, interets, amortissement, paid = np.empty((4, nombre, 1))
    taux = np.atleast_1d(conditions.taux / conditions.periodes)
    _fill(
        np.atleast_1d(conditions.capital),
        taux,
        np.atleast_1d(conditions.nombre),
        (crd, interets, amortissement, paid),
    )
    return crd[:, 0], interets[:, 0], amortissement[:, 0], paid[:, 0]


def lignes(conditions: Conditions, sorties: Sorties) -> None:
    """Fill the rows of N loans.

    Args:
        conditions: Of shape (N,).
        sorties: crd, interets, amortissement, echeance, each (rows, N), NaN beyond the last payment.
    """
    taux = conditions.taux / conditions.periodes
    for start in range(0, conditions.capital.size, BLOCK):
        part = slice(start, start + BLOCK)
        _fill(conditions.capital[part], taux[part], conditions.nombre[part], block(sorties, part))


def _fill(capital: Floats, taux: Floats, nombre: NDArray[np.int64], sorties: Sorties) -> None:
    """Balance before each payment = payment × annuity of the payments left; the rest follows."""
    crd, interets, amortissement, paid = sorties
    rows, longest = crd.shape[0], int(nombre.max())
    by_left = annuites(taux, longest)
    left = nombre - np.arange(rows)[:, None]
    if nombre.min() == rows:
        paid[:] = capital / by_left[-1]
        np.multiply(paid, by_left[::-1], out=crd)
    else:
        payment = capital / np.take_along_axis(by_left, nombre[None] - 1, 0)[0]
        paid[:] = np.where(left > 0, payment, np.nan)
        np.multiply(paid, np.take_along_axis(by_left, np.maximum(left, 1) - 1, 0), out=crd)
    crd[0] = capital
    np.multiply(crd, taux, out=interets)
    np.subtract(paid, interets, out=amortissement)
