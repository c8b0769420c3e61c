"""One cell of a table, and the table that the cells of one loan share."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import calendar, parameters
from udfs.rules.pret.assemblage import rows_of
from udfs.rules.pret.conditions import Conditions
from udfs.rules.pret.tableau import Tableau, payment_date

DATES: Final = ("date", "date_paiement")
COLONNES: Final = (*DATES, "crd", "interets", "amortissement", "echeance")

KEPT = 256
"""Tables of single loans kept at a time."""


def shared_table(conditions: Conditions) -> Tableau:
    """The table of loans; the cells of one loan, asked one after the other, compute it once."""
    return rows_of(conditions) if conditions.shape else _kept(conditions, parameters.handed())


@lru_cache(maxsize=KEPT)
def _kept(conditions: Conditions, handed: parameters.Handed) -> Tableau:
    """The table of a loan, under the parameters handed; its dates of payment follow them."""
    table = rows_of(conditions)
    for column in table:
        if column.ndim:
            column.flags.writeable = False
    return table


def cell_of(table: Tableau, colonne: str, rang: ArrayLike) -> Any:
    """The cells of a column at some ranks; blank outside, but for a balance of 0 just after the end.

    Raises:
        OutOfRange: A date that no cell can hold.
    """
    ranks = np.asarray(rang, np.int64)
    if colonne not in DATES:
        return _cell(table, colonne, ranks)
    due = calendar.readable(_cell(table, "date", ranks), "rang")
    if colonne == "date":
        return due
    return np.where(_cell(table, "anticipe", ranks) == 1.0, due, payment_date(due))[()]


def _cell(table: Tableau, colonne: str, rang: NDArray[np.int64]) -> Any:
    column: Any = getattr(table, colonne)
    nombre = table.nombre
    inside = (rang >= 1) & (rang <= nombre)
    place = np.where(inside, rang - 1, 0)
    found = column[place] if column.ndim == 1 else column[np.arange(len(column)), place]
    if colonne == "date":
        return np.where(inside, found, np.datetime64("NaT", "D"))[()]
    blank = np.where(rang == nombre + 1, 0.0, np.nan) if colonne == "crd" else np.nan
    result = np.where(inside, found, blank)
    return float(result) if result.ndim == 0 else result
