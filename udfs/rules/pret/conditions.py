"""The conditions of one loan or of a batch of loans, brought to one shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import calendar
from udfs.errors import NotAvailable, french

Floats = NDArray[np.float64]
Dates = NDArray[np.datetime64]
Sorties = tuple[Floats, Floats, Floats, Floats]
"""Where a table is written: crd, interets, amortissement, echeance, each (rows, N)."""

ARRONDIS = ("centime", "theorique")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What fixes a schedule.

    Attributes:
        capital: EUR, shape () for one loan or (N,).
        taux: Nominal yearly rate, per 1; same shape.
        nombre: Number of payments; same shape.
        periodes: Payments a year; same shape.
        date_valeur: Value dates, NaT where unknown; same shape.
        premiere: First payment dates, NaT where unknown; same shape.
        arrondi: "centime" or "theorique".
    """

    capital: Floats
    taux: Floats
    nombre: NDArray[np.int64]
    periodes: NDArray[np.int64]
    date_valeur: Dates
    premiere: Dates
    arrondi: str

    @classmethod
    def of(
        cls,
        capital: ArrayLike,
        taux: ArrayLike,
        nombre_echeances: ArrayLike,
        periodes_par_an: ArrayLike,
        date_valeur: ArrayLike | None,
        premiere_echeance: ArrayLike | None,
        arrondi: str,
    ) -> Conditions:
        """The conditions as given to a rule, broadcast together.

        Raises:
            NotAvailable: A first period that is not one whole period.
        """
        amount, rate = np.asarray(capital, np.float64), np.asarray(taux, np.float64)
        count, yearly = np.asarray(nombre_echeances, np.int64), np.asarray(periodes_par_an, np.int64)
        value, first = _dates(date_valeur), _dates(premiere_echeance)
        if any(array.ndim for array in (amount, rate, count, yearly, value, first)):
            amount, rate, count, yearly, value, first = np.broadcast_arrays(
                amount, rate, count, yearly, value, first
            )
        conditions = cls(amount, rate, count, yearly, value, first, arrondi)
        if premiere_echeance is not None and date_valeur is not None:
            conditions._refuse_broken_period()
        return conditions

    @property
    def shape(self) -> tuple[int, ...]:
        """() for one loan, (N,) for a batch."""
        return self.capital.shape

    @property
    def mois(self) -> NDArray[np.int64]:
        """Months between two payments."""
        return 12 // self.periodes

    @property
    def dated(self) -> bool:
        """Whether any loan has dates."""
        return not bool((np.isnat(self.date_valeur) & np.isnat(self.premiere)).all())

    def dates(self, rang: ArrayLike) -> Any:
        """Dates of payments, by rank; rank 0 is the value date.

        The day of the month is that of the value date, or of the first payment when only that is known; a
        shorter month takes its last day.
        """
        known = ~np.isnat(self.date_valeur)
        start = np.where(known, self.date_valeur, self.premiere)
        return calendar.add_months(start, (np.asarray(rang) - ~known) * self.mois)

    def _refuse_broken_period(self) -> None:
        broken = self.premiere != calendar.add_months(self.date_valeur, self.mois)
        broken &= ~np.isnat(self.premiere) & ~np.isnat(self.date_valeur)
        if broken.any():
            first = np.asarray(self.premiere)[broken].flat[0]
            raise NotAvailable(
                f"premiere_echeance : {french(first.item())}, une première période brisée n’est pas calculée",
                f"premiere_echeance (first_payment_date): {first}; a broken first period is not computed",
                argument="premiere_echeance",
                value=first,
            )


def _dates(dates: ArrayLike | None) -> Dates:
    return np.asarray("NaT" if dates is None else dates, "datetime64[D]")
