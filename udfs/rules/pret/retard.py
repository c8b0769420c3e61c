"""Late interest on a sum paid after it was due. Intracting, article 6.4."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import calendar, money, parameters
from udfs.errors import NotAvailable
from udfs.rules.pret.periodes import annees_exactes
from udfs.rules.steps import Step, parameter_step, step

Floats = NDArray[np.float64]

ARTICLE = "Intracting, article 6.4"
PARAMETER = "intracting.majoration_retard"


def retard(
    montant: ArrayLike,
    taux: ArrayLike,
    exigibilite: ArrayLike,
    paiement: ArrayLike,
    majoration: ArrayLike | None = None,
    base: str = "30E/360",
) -> Any:
    """Late interest, from the day a sum is due to the day it is paid, not capitalised.

    Args:
        montant: Sum paid late, EUR. Scalar or (N,).
        taux: Yearly rate of the loan, per 1. Scalar or (N,).
        exigibilite: Day on which the sum was due. Scalar or (N,).
        paiement: Day of payment; no interest when it does not come after the due day. Scalar or (N,).
        majoration: Points added to the rate, per 1; the parameter `intracting.majoration_retard` in force on
            the due day when omitted. Scalar or (N,).
        base: Day-count base, one of `udfs.calendar.BASES`. The agreement names none for late payments: that
            of its interest by default.

    Returns:
        EUR, to the cent, float or float64 of the broadcast shape.

    Raises:
        WrongValue: Unknown base.
        NotAvailable: A due day before the first version of the parameter, when it is needed.

    Source:
        Intracting, article 6.4: rate of the advance plus three points, from the due day on.

    Examples:
        >>> due, paid = np.datetime64("2025-12-13"), np.datetime64("2026-01-12")
        >>> retard(14980.12, 0.02, due, paid, base="EXACT/360")
        62.42
    """
    added = _added(majoration, exigibilite)
    years = _years(exigibilite, paiement, base)
    arrays = (np.asarray(montant, np.float64), np.asarray(taux, np.float64), added, years)
    amount, rate, points, time = np.broadcast_arrays(*arrays)
    return money.round_guess(
        amount * (rate + points) * time,
        lambda i: (
            money.decimal15(float(amount.flat[i]))
            * (money.decimal15(float(rate.flat[i])) + money.decimal15(float(points.flat[i])))
            * annees_exactes(float(time.flat[i]))
        ),
    )


def _added(majoration: ArrayLike | None, exigibilite: ArrayLike) -> Any:
    if majoration is not None:
        return np.asarray(majoration, np.float64)
    try:
        return np.asarray(parameters.number(PARAMETER, exigibilite), np.float64)
    except NotAvailable as error:
        raise NotAvailable(
            f"exigibilite : {error.text.fr}",
            f"exigibilite (due_date): {error.text.en}",
            argument="exigibilite",
            value=error.value,
        ) from None


def _years(exigibilite: ArrayLike, paiement: ArrayLike, base: str) -> Floats:
    due, paid = np.asarray(exigibilite, "datetime64[D]"), np.asarray(paiement, "datetime64[D]")
    return np.asarray(calendar.fraction(due, np.maximum(due, paid), base), np.float64)


def expliquer_retard(
    montant: ArrayLike,
    taux: ArrayLike,
    exigibilite: ArrayLike,
    paiement: ArrayLike,
    majoration: ArrayLike | None = None,
    base: str = "30E/360",
) -> list[Step]:
    """The steps of `retard`, same arguments."""
    added = _added(majoration, exigibilite)
    due, paid = np.asarray(exigibilite, "datetime64[D]"), np.asarray(paiement, "datetime64[D]")
    days = calendar.jours(due, np.maximum(due, paid), base)
    points = (
        parameter_step(PARAMETER, exigibilite)
        if majoration is None
        else step("majoration du taux", "points added to the rate", majoration, "1/an")
    )
    return [
        step("montant payé en retard", "sum paid late", montant, "EUR"),
        step("taux annuel du prêt", "yearly rate of the loan", taux, "1/an"),
        points,
        step(
            "taux de retard = taux + majoration",
            "late rate = rate + points added",
            (np.asarray(taux, np.float64) + added)[()],
            "1/an",
            ARTICLE,
        ),
        step(f"jours de retard en base {base}", f"days late, base {base}", days, "jours", ARTICLE),
        step("fraction d’année", "year fraction", _years(exigibilite, paiement, base)[()], "annees", ARTICLE),
        step(
            "intérêts de retard = montant × taux de retard × fraction d’année, au centime",
            "late interest = sum × late rate × year fraction, to the cent",
            retard(montant, taux, exigibilite, paiement, majoration, base),
            "EUR",
            ARTICLE,
        ),
    ]
