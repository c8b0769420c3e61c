"""What fits under a ceiling (PLAFOND.*). To the cent.

A ceiling of grants, of a budget or of what is left to borrow is used by amounts that come one after the
other.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import money
from udfs.rules.steps import Step, step

Floats = NDArray[np.float64]

ANNEXE_1 = "Mixeur, annexe 1"


def ceiling_of(ceiling: ArrayLike | None) -> Floats:
    """A ceiling in euros, infinite where it is left out."""
    return np.asarray(np.inf if ceiling is None else ceiling, np.float64)


def capped(cents: money.Integers, ceilings: Floats) -> money.Integers:
    """Cents, no more than the ceilings in euros; an infinite ceiling, or one that is not known, is none."""
    limited = np.isfinite(ceilings)
    tops = money.units(np.where(limited, ceilings, 0.0))[0]
    return np.asarray(np.where(limited, np.minimum(cents, tops), cents))


def ceiling_steps(fr: str, en: str, ceiling: ArrayLike | None) -> list[Step]:
    """The step of a ceiling in euros; none where there is no ceiling."""
    return [] if ceiling is None or np.all(np.isinf(ceiling)) else [step(fr, en, ceiling, "EUR")]


# Annex 1, "budget consommé": what of each entry still fits under a ceiling


def retenu(montant: ArrayLike, deja_presente: ArrayLike, plafond: ArrayLike) -> Any:
    """What of an amount counts against a ceiling that earlier amounts have already used.

    Args:
        montant: Amount of the entry, EUR, >= 0. Scalar or (N,).
        deja_presente: Amounts of the earlier entries under the same ceiling, whole, EUR. Scalar or (N,).
        plafond: Ceiling, EUR; infinite for none. Scalar or (N,).

    Returns:
        EUR, to the cent, float or float64 of the broadcast shape: min(plafond, deja + montant) −
        min(plafond, deja), so that entries taken one after the other never exceed the ceiling.

    Source:
        Mixeur, annex 1.

    Examples:
        >>> retenu(300.0, 800.0, 1000.0), retenu(300.0, 1100.0, 1000.0), retenu(300.0, 800.0, np.inf)
        (200.0, 0.0, 300.0)
    """
    shapes = np.broadcast_arrays(montant, deja_presente, plafond)
    entry, before, ceiling = (np.array(one) for one in shapes)
    earlier = money.units(before)[0]
    return money.amounts(capped(earlier + money.units(entry)[0], ceiling) - capped(earlier, ceiling))


def expliquer_retenu(montant: ArrayLike, deja_presente: ArrayLike, plafond: ArrayLike) -> list[Step]:
    """The steps of `retenu`, same arguments."""
    result = retenu(montant, deja_presente, plafond)
    return [
        step("montant de la saisie", "amount of the entry", montant, "EUR"),
        step("déjà présenté sous ce plafond", "presented before under that ceiling", deja_presente, "EUR"),
        *ceiling_steps("plafond", "ceiling", plafond),
        step(
            "retenu = min(plafond, déjà + montant) − min(plafond, déjà)",
            "counted = min(ceiling, before + amount) − min(ceiling, before)",
            result,
            "EUR",
            ANNEXE_1,
        ),
    ]
