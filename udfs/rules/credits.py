"""Credits paid, spent and given back (CREDITS.*). ChauffageUrbain, articles 6.5 and 6.6."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from udfs import money
from udfs.errors import OutOfRange
from udfs.rules import cee
from udfs.rules.steps import Step, step

ARTICLE_6_5 = "ChauffageUrbain, article 6.5"
ARTICLE_6_6 = "ChauffageUrbain, article 6.6"


def _difference(plus: ArrayLike, minus: ArrayLike) -> Any:
    """One amount less another, exact, to the cent."""
    left, right = np.broadcast_arrays(np.asarray(plus, np.float64), np.asarray(minus, np.float64))
    (cents, whole), (other_cents, other_whole) = money.units(left), money.units(right)
    result = np.array(money.amounts(np.asarray(cents - other_cents)))
    for index in np.argwhere(~(whole & other_whole)):
        place = tuple(index)
        exact = money.decimal15(float(left[place])) - money.decimal15(float(right[place]))
        result[place] = money.round_fraction(exact)
    return float(result) if result.ndim == 0 else result


# Article 6.5: what is unused, or used for something else, is given back


def restitution(verse: ArrayLike, depenses_eligibles: ArrayLike, parts: ArrayLike | None = None) -> Any:
    """Credits to give back, to the cent, never below 0.

    Args:
        verse: Amount paid by the funders, EUR. Scalar or (N,).
        depenses_eligibles: Eligible spending, EUR. Scalar or (N,).
        parts: Part of each funder in the amount paid, (k,): shares or amounts, only their proportions count.
            The amounts are scalars then.

    Returns:
        EUR: float or float64 of the broadcast shape; with parts (k,), whose sum is exact.

    Raises:
        OutOfRange: A negative part, or no part at all.

    Source:
        ChauffageUrbain, article 6.5: "dans les mêmes proportions".

    Examples:
        >>> restitution(30000, 27500.5)
        2499.5
        >>> restitution(100, 0, [1, 1, 1]).tolist()
        [33.34, 33.33, 33.33]
    """
    unused = np.maximum(_difference(verse, depenses_eligibles), 0.0)
    if parts is None:
        return float(unused) if np.ndim(unused) == 0 else unused
    try:
        shares = cee.repartition(int(money.units(unused)[0]), parts)
    except OutOfRange:
        raise OutOfRange(
            "parts : aucune ne peut être négative, et l’une au moins doit être positive",
            "parts (shares): none may be negative, and one at least must be positive",
            argument="parts",
        ) from None
    return money.amounts(shares)


# Article 6.6: commitments (AE) and payments (CP)


def reste_a_payer(ae_engagees: ArrayLike, cp_payes: ArrayLike) -> Any:
    """Commitments not yet paid, to the cent.

    Args:
        ae_engagees: Commitments, EUR. Scalar or (N,).
        cp_payes: Payments made on them, EUR. Scalar or (N,).

    Returns:
        EUR, float or float64 of the broadcast shape.

    Raises:
        OutOfRange: More paid than committed.

    Source:
        ChauffageUrbain, article 6.6.

    Examples:
        >>> reste_a_payer(30000, 12345.67)
        17654.33
    """
    left = _difference(ae_engagees, cp_payes)
    if np.any(left < 0):
        raise OutOfRange(
            "cp_payes : plus de paiements que d’engagements",
            "cp_payes: more payments than commitments",
            argument="cp_payes",
            value=cp_payes,
        )
    return left


def expliquer_restitution(
    verse: ArrayLike, depenses_eligibles: ArrayLike, parts: ArrayLike | None = None
) -> list[Step]:
    """The steps of `restitution`, same arguments."""
    total = restitution(verse, depenses_eligibles)
    steps = [
        step("montant versé", "amount paid", verse, "EUR"),
        step("dépenses éligibles", "eligible spending", depenses_eligibles, "EUR", ARTICLE_6_6),
        step(
            "à restituer = versé − dépenses, 0 au moins",
            "to give back = paid − spent, at least 0",
            total,
            "EUR",
            ARTICLE_6_5,
        ),
    ]
    if parts is not None:
        shares = restitution(verse, depenses_eligibles, parts)
        steps += [
            step(f"part du financeur {i + 1}", f"part of funder {i + 1}", share, "EUR", ARTICLE_6_5)
            for i, share in enumerate(shares.tolist())
        ]
    return steps


def expliquer_reste_a_payer(ae_engagees: ArrayLike, cp_payes: ArrayLike) -> list[Step]:
    """The steps of `reste_a_payer`, same arguments."""
    return [
        step("autorisations d’engagement engagées", "commitments", ae_engagees, "EUR", ARTICLE_6_6),
        step("crédits de paiement payés", "payments", cp_payes, "EUR", ARTICLE_6_6),
        step(
            "reste à payer = AE − CP",
            "left to pay = commitments − payments",
            reste_a_payer(ae_engagees, cp_payes),
            "EUR",
            ARTICLE_6_6,
        ),
    ]
