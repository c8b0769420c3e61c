"""Instalments of an amount with VAT (ACOMPTES.*). Moby, article 5 and annex 4."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import money
from udfs.errors import OutOfRange, WrongValue
from udfs.figures import english, french
from udfs.rules.choix import check_choix
from udfs.rules.colonnes import au_rang, check_colonne
from udfs.rules.plages import check_parts
from udfs.rules.steps import Step, step

Floats = NDArray[np.float64]

COLONNES = ("date", "ht", "tva", "ttc")
ARTICLE_5 = "Moby, article 5"
ANNEXE_4 = "Moby, annexe 4"


class Echeancier(NamedTuple):
    """Instalments: (k,), or (N, k) for a batch of amounts. EUR; each column sums exactly."""

    rang: Floats
    date: NDArray[np.datetime64]
    ht: Floats
    tva: Floats
    ttc: Floats


class Centimes(NamedTuple):
    """The three amounts of each instalment, in cents, last axis."""

    ht: money.Integers
    tva: money.Integers
    ttc: money.Integers


def echeancier(
    montant_ht: ArrayLike,
    taux_tva: ArrayLike,
    parts: ArrayLike,
    dates: ArrayLike | None = None,
    sur: str = "ttc",
) -> Echeancier:
    """The instalments of an amount.

    Args:
        montant_ht: EUR before VAT, in whole cents. Scalar or (N,).
        taux_tva: VAT rate, per 1. Scalar or (N,).
        parts: Part of each instalment, (k,); their sum is 1, to 1e-9.
        dates: Date of each, (k,), NaT where an event that is still to come gives it; omitted, none is known.
        sur: What the parts apply to: "ttc" (annex 4) or "ht". The other amount follows from the VAT rate; the
            last instalment whose part is not 0 absorbs the cents of both.

    Returns:
        Columns of k rows.

    Raises:
        OutOfRange: Parts that do not add up to 1, an amount with fractions of a cent, or one so small that
            rounding would leave an instalment on the other side of 0.
        WrongValue: Dates, and not as many as parts; unknown `sur`.

    Source:
        Moby, article 5 and annex 4.

    Examples:
        >>> days = np.array(["2022-10-15", "2023-07-15", "2024-06-15"], "datetime64[D]")
        >>> echeancier(17480, 0.2, [0.3, 0.4, 0.3], days).ttc.tolist()
        [6292.8, 8390.4, 6292.8]
    """
    shares = np.asarray(parts, np.float64).reshape(-1)
    unknown = np.full(shares.size, "NaT", "datetime64[D]")
    days = unknown if dates is None else np.asarray(dates, "datetime64[D]").reshape(-1)
    if days.size != shares.size:
        raise WrongValue(
            f"dates : {days.size} dates pour {shares.size} parts",
            f"dates: {days.size} dates for {shares.size} parts",
            argument="dates",
        )
    cents = _cents(montant_ht, taux_tva, shares, sur)
    ranks = np.broadcast_to(np.arange(1.0, days.size + 1.0), cents.ttc.shape)
    return Echeancier(
        ranks, np.broadcast_to(days, cents.ttc.shape), *(money.amounts(column) for column in cents)
    )


def _cents(montant_ht: ArrayLike, taux_tva: ArrayLike, shares: Floats, sur: str) -> Centimes:
    """The instalments in cents."""
    check_choix("sur", sur, ("ttc", "ht"))
    check_parts(shares)
    amount, rate = np.broadcast_arrays(np.asarray(montant_ht, np.float64), np.asarray(taux_tva, np.float64))
    before, whole = money.units(amount)
    if not whole.all():
        raise OutOfRange(
            "montant_ht : en centimes entiers",
            "montant_ht: in whole cents",
            argument="montant_ht",
            value=montant_ht,
        )
    top, bottom = money.ratio(rate)
    after = before + money.multiply_round(before, top, bottom)
    top, bottom = top[..., None], bottom[..., None]
    if sur == "ttc":
        ttc = _split(after, shares)
        ht = _closed(money.multiply_round(ttc, bottom, bottom + top), before, shares)
    else:
        ht = _split(before, shares)
        ttc = _closed(ht + money.multiply_round(ht, top, bottom), after, shares)
    cents = Centimes(ht, ttc - ht, ttc)
    _refuse_too_small(cents, amount)
    return cents


def _refuse_too_small(cents: Centimes, amounts: Floats) -> None:
    """The instalment that absorbs the cents of the others must not go past 0."""
    sign = np.sign(amounts)[..., None]
    small = np.broadcast_to(np.any([column * sign < 0 for column in cents], axis=(0, -1)), amounts.shape)
    if small.any():
        amount = float(amounts[small].flat[0])
        raise OutOfRange(
            f"montant_ht : {french(amount)} € est trop faible pour ces parts, un acompte deviendrait négatif",
            f"montant_ht: {english(amount)} € is too small for these parts, an instalment would be negative",
            argument="montant_ht",
            value=amount,
        )


def _split(total: money.Integers, shares: Floats) -> money.Integers:
    """Each part of a total, the last one that is not 0 absorbing the cents."""
    top, bottom = money.ratio(shares)
    return _closed(money.multiply_round(np.asarray(total)[..., None], top, bottom), total, shares)


def _closed(column: money.Integers, total: money.Integers, shares: Floats) -> money.Integers:
    """The same column, its last value whose part is not 0 changed so that it sums to the total."""
    closed = np.array(column)
    closed[..., np.flatnonzero(shares)[-1]] += total - closed.sum(axis=-1)
    return closed


def ligne(
    colonne: str,
    rang: ArrayLike,
    montant_ht: ArrayLike,
    taux_tva: ArrayLike,
    parts: ArrayLike,
    dates: ArrayLike | None = None,
    sur: str = "ttc",
) -> Any:
    """One cell of the instalments.

    Args:
        colonne: One of `COLONNES`.
        rang: Rank of the instalment. Scalar or (N,).
        montant_ht: As `echeancier`.
        taux_tva: As `echeancier`.
        parts: As `echeancier`.
        dates: As `echeancier`.
        sur: As `echeancier`.

    Returns:
        EUR or datetime64[D]; NaN or NaT outside the ranks, NaT for a date not known.

    Raises:
        WrongValue: Unknown column; as `echeancier`.
        OutOfRange: As `echeancier`.

    Source:
        Moby, annex 4.

    Examples:
        >>> days = np.array(["2022-10-15", "2023-07-15", "2024-06-15"], "datetime64[D]")
        >>> ligne("ttc", 2, 17480, 0.2, [0.3, 0.4, 0.3], days)
        8390.4
    """
    check_colonne(colonne, COLONNES)
    column: Any = getattr(echeancier(montant_ht, taux_tva, parts, dates, sur), colonne)
    result = au_rang(column, rang)
    return float(result) if colonne != "date" and np.ndim(result) == 0 else result


def expliquer_echeancier(
    montant_ht: ArrayLike,
    taux_tva: ArrayLike,
    parts: ArrayLike,
    dates: ArrayLike | None = None,
    sur: str = "ttc",
) -> list[Step]:
    """The steps of `echeancier`, same arguments."""
    schedule = echeancier(montant_ht, taux_tva, parts, dates, sur)
    return [
        step("montant HT", "amount before VAT", montant_ht, "EUR"),
        step("taux de TVA", "VAT rate", taux_tva, "1"),
        step(
            "montant TTC", "amount with VAT", money.round_half_up(schedule.ttc.sum(axis=-1)), "EUR", ANNEXE_4
        ),
        *(
            step(
                f"paiement {i + 1} : part {french(share)} du {sur.upper()}, montant TTC",
                f"payment {i + 1}: part {english(share)} of {sur}, amount with VAT",
                schedule.ttc[..., i][()],
                "EUR",
                ARTICLE_5,
            )
            for i, share in enumerate(np.asarray(parts, np.float64).reshape(-1).tolist())
        ),
    ]


def expliquer_ligne(
    colonne: str,
    rang: Any,
    montant_ht: ArrayLike,
    taux_tva: ArrayLike,
    parts: ArrayLike,
    dates: ArrayLike | None = None,
    sur: str = "ttc",
) -> list[Step]:
    """The steps of `ligne`, same arguments."""
    result = ligne(colonne, rang, montant_ht, taux_tva, parts, dates, sur)
    return [
        *expliquer_echeancier(montant_ht, taux_tva, parts, dates, sur),
        step(
            f"paiement {rang}, colonne « {colonne} »",
            f"payment {rang}, column “{colonne}”",
            result,
            "" if colonne == "date" else "EUR",
            ANNEXE_4,
        ),
    ]
