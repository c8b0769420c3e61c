"""A heating system, or many: what it costs to buy and to run, brought to one shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs.rules.choix import check_choix

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

VALEURS_FUTURES = ("actualisees", "telles_quelles")


@dataclass(frozen=True, slots=True, eq=False)
class Systeme:
    """What every rule of a cost takes. Compared and hashed by identity.

    Attributes:
        besoin: Useful heat, kWh a year, () for one system or (N,).
        rendement: Useful heat over energy bought, an efficiency or a SCOP; same shape, as all below.
        prix: EUR per kWh bought in year 1.
        investissement: EUR.
        horizon: Years.
        actualisation: Yearly discount rate, per 1.
        aides: EUR.
        abonnement: EUR a year in year 1; it rises as the price does.
        entretien: EUR a year in year 1.
        hausse: Yearly rise of price and subscription, per 1.
        hausse_entretien: Yearly rise of maintenance, per 1.
        duree_vie: Years between two replacements, 0 for none.
        remplacement: Cost of each, EUR.
        valeur_residuelle: Value at the horizon, EUR.
        valeurs_futures: "actualisees" or "telles_quelles".
    """

    besoin: Floats
    rendement: Floats
    prix: Floats
    investissement: Floats
    horizon: Counts
    actualisation: Floats
    aides: Floats
    abonnement: Floats
    entretien: Floats
    hausse: Floats
    hausse_entretien: Floats
    duree_vie: Counts
    remplacement: Floats
    valeur_residuelle: Floats
    valeurs_futures: str

    @classmethod
    def of(
        cls,
        besoin: ArrayLike,
        rendement: ArrayLike,
        prix: ArrayLike,
        investissement: ArrayLike,
        horizon: ArrayLike,
        actualisation: ArrayLike,
        aides: ArrayLike = 0.0,
        abonnement: ArrayLike = 0.0,
        entretien: ArrayLike = 0.0,
        hausse: ArrayLike = 0.0,
        hausse_entretien: ArrayLike = 0.0,
        duree_vie: ArrayLike = 0,
        remplacement: ArrayLike = 0.0,
        valeur_residuelle: ArrayLike = 0.0,
        valeurs_futures: str = "actualisees",
    ) -> Systeme:
        """The arguments of the functions, in the order of the cells, broadcast together.

        Args:
            besoin: As the attribute. Scalar or (N,), as all but the last.
            rendement: As the attribute, > 0.
            prix: As the attribute.
            investissement: As the attribute.
            horizon: As the attribute.
            actualisation: As the attribute.
            aides: As the attribute.
            abonnement: As the attribute.
            entretien: As the attribute.
            hausse: As the attribute.
            hausse_entretien: As the attribute.
            duree_vie: As the attribute; a replacement falls on each multiple of it before the horizon.
            remplacement: As the attribute, in euros of the year in which it falls.
            valeur_residuelle: As the attribute, in euros of the last year.
            valeurs_futures: Replacements and residual value are discounted ("actualisees"), or counted as
                they are: no document says which.

        Raises:
            WrongValue: An unknown option.

        Examples:
            >>> Systeme.of(18000, [0.92, 3.0], 0.1, 7000, 20, 0.03).shape
            (2,)
        """
        check_choix("valeurs_futures", valeurs_futures, VALEURS_FUTURES, "future_values")
        given = (
            *(besoin, rendement, prix, investissement, horizon, actualisation, aides, abonnement, entretien),
            *(hausse, hausse_entretien, duree_vie, remplacement, valeur_residuelle),
        )
        arrays: list[Any] = list(np.broadcast_arrays(*(np.asarray(one, np.float64) for one in given)))
        for place in (4, 11):
            arrays[place] = arrays[place].astype(np.int64)
        parts: list[Any] = [*arrays, valeurs_futures]
        return cls(*parts)

    @property
    def shape(self) -> tuple[int, ...]:
        """() for one system, (N,) for many."""
        return self.besoin.shape
