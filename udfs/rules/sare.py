"""Acts of a renovation advice service, their budget and who pays for it (SARE.*). To the cent.

Mixeur, annex 1: acts entered, statistics and budget consumed. It gives no arithmetic: an act is worth its
unit price, a ceiling stops what is consumed under it, and funders share what is consumed.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from udfs import money
from udfs.errors import OutOfRange, Text
from udfs.rules.nombres import floats
from udfs.rules.plafond import ANNEXE_1, capped, ceiling_of, ceiling_steps
from udfs.rules.plages import check_lengths, check_parts
from udfs.rules.steps import Step, step

FINANCEMENT = "ADEME, financement du programme SARE"
UNE_PAR_ACTE = Text("une valeur par acte", "one value an act")
UNE_PAR_FINANCEUR = Text("une valeur par financeur", "one value a funder")


# Annex 1, "saisie des actes" and "budget consommé": a year


def budget(
    nombres: ArrayLike, prix: ArrayLike, plafonds: ArrayLike, plafond_annuel: ArrayLike | None = None
) -> Any:
    """Budget that the acts of a year consume.

    Args:
        nombres: Acts carried out of each kind, >= 0, (k,) or (N, k).
        prix: Unit price of each, EUR, likewise.
        plafonds: Ceiling of each for the year, EUR, likewise; NaN or infinite for none.
        plafond_annuel: Ceiling of all together, EUR; omitted or infinite for none. Scalar or (N,).

    Returns:
        EUR, float or (N,): each act at its price, to the cent, no more than its ceiling, their sum no more
        than that of the year.

    Raises:
        WrongValue: Ranges of several lengths.

    Source:
        Mixeur, annex 1.

    Examples:
        >>> budget([100, 20, 3], [10.0, 50.0, 900.0], [800.0, math.nan, 2000.0], 3500.0)
        3500.0
    """
    under = _under(nombres, prix, plafonds)
    return money.amounts(capped(under.sum(axis=-1), ceiling_of(plafond_annuel)))


def _under(nombres: ArrayLike, prix: ArrayLike, plafonds: ArrayLike) -> money.Integers:
    """Cents of each kind of act under its ceiling, last axis."""
    given = {"nombres": nombres, "prix": prix, "plafonds": plafonds}
    ranges = {name: np.atleast_1d(floats(one)) for name, one in given.items()}
    check_lengths(ranges, UNE_PAR_ACTE)
    numbers, prices, ceilings = (np.array(one) for one in np.broadcast_arrays(*ranges.values()))
    flat_numbers, flat_prices = numbers.reshape(-1), prices.reshape(-1)
    worth = money.round_guess(
        numbers * prices,
        lambda i: money.decimal15(float(flat_numbers[i])) * money.decimal15(float(flat_prices[i])),
    )
    return capped(money.units(worth)[0], ceilings)


# Co-financing: up to a share and a ceiling each, the last one what is left


def cofinancement(montant: ArrayLike, parts: ArrayLike, plafonds: ArrayLike | None = None) -> Any:
    """What each funder pays of an amount.

    Each pays its share, to the cent, no more than its ceiling and than what is left; the last one pays what
    the others leave, their ceilings included, so that the sum is exact.

    Args:
        montant: EUR, >= 0. Scalar or (N,).
        parts: Share of each funder, (k,) or (N, k); they add up to 1, to 1e-9.
        plafonds: Ceiling of each, EUR, likewise; NaN or infinite for none, as that of the last one must be.
            Omitted, there is none.

    Returns:
        EUR, float64 (k,) or (N, k).

    Raises:
        OutOfRange: Shares that do not add up to 1; a ceiling of the last funder.
        WrongValue: Not as many ceilings as shares.

    Source:
        ADEME, "Financement du programme SARE": certificates pay up to 50 %, local authorities the rest.

    Examples:
        >>> cofinancement(1000.01, [0.5, 0.3, 0.2], [400.0, math.nan, math.nan]).tolist()
        [400.0, 300.0, 300.01]
    """
    shares = np.atleast_1d(floats(parts))
    ceilings = np.full(shares.shape, math.inf) if plafonds is None else np.atleast_1d(floats(plafonds))
    check_lengths({"parts": shares, "plafonds": ceilings}, UNE_PAR_FINANCEUR)
    check_parts(shares)
    if np.isfinite(ceilings[..., -1]).any():
        raise OutOfRange(
            "plafonds : le dernier financeur paie ce que les autres laissent, il n’a pas de plafond",
            "plafonds (ceilings): the last funder pays what the others leave, it has no ceiling",
            argument="plafonds",
        )
    total = np.asarray(money.units(floats(montant))[0])
    top, bottom = money.ratio(shares)
    asked = capped(money.multiply_round(total[..., None], top, bottom), ceilings)
    paid = np.array(np.broadcast_to(asked, np.broadcast_shapes(asked.shape, (*total.shape, 1))))
    left = np.broadcast_to(total, paid.shape[:-1])
    for rank in range(paid.shape[-1] - 1):
        paid[..., rank] = np.minimum(paid[..., rank], left)
        left = left - paid[..., rank]
    paid[..., -1] = left
    return money.amounts(paid)


def expliquer_budget(
    nombres: ArrayLike, prix: ArrayLike, plafonds: ArrayLike, plafond_annuel: ArrayLike | None = None
) -> list[Step]:
    """The steps of `budget`, same arguments."""
    result = budget(nombres, prix, plafonds, plafond_annuel)
    under = money.amounts(_under(nombres, prix, plafonds))
    return [
        *(
            step(
                f"acte {rank} : nombre × prix, sous son plafond",
                f"act {rank}: number × price, under its ceiling",
                under[..., rank - 1][()],
                "EUR",
                ANNEXE_1,
            )
            for rank in range(1, under.shape[-1] + 1)
        ),
        *ceiling_steps("plafond de l’année", "ceiling of the year", plafond_annuel),
        step(
            "budget consommé = somme, sous le plafond de l’année",
            "budget consumed = sum, under the ceiling of the year",
            result,
            "EUR",
            ANNEXE_1,
        ),
    ]


def expliquer_cofinancement(
    montant: ArrayLike, parts: ArrayLike, plafonds: ArrayLike | None = None
) -> list[Step]:
    """The steps of `cofinancement`, same arguments."""
    paid = cofinancement(montant, parts, plafonds)
    last = paid.shape[-1]
    return [
        step("montant à financer", "amount to pay for", montant, "EUR"),
        *(
            step(
                f"financeur {rank} : "
                + ("ce que les autres laissent" if rank == last else "sa part, sous son plafond"),
                f"funder {rank}: "
                + ("what the others leave" if rank == last else "its share, under its ceiling"),
                paid[..., rank - 1][()],
                "EUR",
                FINANCEMENT,
            )
            for rank in range(1, last + 1)
        ),
    ]
