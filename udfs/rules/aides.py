"""Grants for the works of a household: its class of income, and the amount of a grant (AIDES.*)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from udfs import money
from udfs.errors import OutOfRange
from udfs.rules.nombres import floats
from udfs.rules.plafond import ANNEXE_1, capped, ceiling_of, ceiling_steps
from udfs.rules.steps import Step, step

BAREME = "France Rénov’, plafonds de ressources"


# Class of income: the first ceiling that the income does not exceed


def classe(revenu: ArrayLike, plafonds: ArrayLike) -> Any:
    """Rank of the class of a household.

    Args:
        revenu: Reference tax income, EUR. Scalar or (N,).
        plafonds: Ceiling of each class but the last, for a household of its size and region, EUR, in
            ascending order, (k,) or (N, k). An income equal to a ceiling is under it.

    Returns:
        1 to k + 1, float or float64 of the broadcast shape.

    Raises:
        OutOfRange: Ceilings that do not ascend.

    Source:
        France Rénov', scale of incomes: "jusqu'à" a ceiling, that ceiling included.

    Examples:
        >>> [classe(income, [17000, 22000, 31000]) for income in (17000, 17000.01, 40000)]
        [1.0, 2.0, 4.0]
    """
    ceilings = np.atleast_1d(floats(plafonds))
    if (np.diff(ceilings, axis=-1) < 0).any():
        raise OutOfRange(
            "plafonds : dans l’ordre croissant",
            "plafonds (ceilings): in ascending order",
            argument="plafonds",
        )
    above = (floats(revenu)[..., None] > ceilings).sum(axis=-1)
    return float(above + 1) if np.ndim(above) == 0 else (above + 1).astype(np.float64)


# Annex 1, "plan de financement": a share of an expense, under the ceilings of the expense and of the grant


def montant(
    depense: ArrayLike,
    part: ArrayLike,
    plafond_depense: ArrayLike | None = None,
    plafond_aide: ArrayLike | None = None,
) -> Any:
    """Amount of a grant.

    Args:
        depense: Eligible expense, EUR, in cents. Scalar or (N,).
        part: Share that the grant pays, per 1. Scalar or (N,).
        plafond_depense: Largest expense that counts, EUR; omitted or infinite for none. Scalar or (N,).
        plafond_aide: Largest grant, EUR; omitted or infinite for none. Scalar or (N,).

    Returns:
        EUR, to the cent, float or float64 of the broadcast shape.

    Source:
        Mixeur, annex 1, "plan de financement": it gives no arithmetic; a share, a ceiling of the expense, a
        ceiling of the grant, as the scales of grants say them.

    Examples:
        >>> montant(36000, 0.6, 30000), montant(36000, 0.6, 30000, 15000), montant(0.05, 0.5)
        (18000.0, 15000.0, 0.03)
    """
    given = (floats(depense), floats(part), ceiling_of(plafond_depense), ceiling_of(plafond_aide))
    expense, share, ceiling, largest = (np.array(one) for one in np.broadcast_arrays(*given))
    counted = capped(money.units(expense)[0], ceiling)
    return money.amounts(capped(money.multiply_round(counted, *money.ratio(share)), largest))


def expliquer_classe(revenu: ArrayLike, plafonds: ArrayLike) -> list[Step]:
    """The steps of `classe`, same arguments."""
    result = classe(revenu, plafonds)
    ceilings = np.atleast_1d(floats(plafonds))
    return [
        step("revenu", "income", revenu, "EUR"),
        *(
            step(
                f"plafond de la classe {rank}", f"ceiling of class {rank}", ceilings[..., rank - 1][()], "EUR"
            )
            for rank in range(1, ceilings.shape[-1] + 1)
        ),
        step(
            "classe = première dont le revenu ne dépasse pas le plafond",
            "class = the first whose ceiling the income does not exceed",
            result,
            "",
            BAREME,
        ),
    ]


def expliquer_montant(
    depense: ArrayLike,
    part: ArrayLike,
    plafond_depense: ArrayLike | None = None,
    plafond_aide: ArrayLike | None = None,
) -> list[Step]:
    """The steps of `montant`, same arguments."""
    result = montant(depense, part, plafond_depense, plafond_aide)
    return [
        step("dépense", "expense", depense, "EUR"),
        *ceiling_steps("plafond de la dépense", "ceiling of the expense", plafond_depense),
        step("part", "share", part, "1"),
        *ceiling_steps("plafond de l’aide", "ceiling of the grant", plafond_aide),
        step(
            "aide = min(min(dépense, son plafond) × part, plafond de l’aide)",
            "grant = min(min(expense, its ceiling) × share, ceiling of the grant)",
            result,
            "EUR",
            ANNEXE_1,
        ),
    ]
