"""What an early repayment costs. Intracting, articles 6.3 and 6.3.2."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from udfs import money
from udfs.errors import OutOfRange, WrongValue
from udfs.figures import english, french
from udfs.rules.pret.conditions import Conditions, Floats
from udfs.rules.pret.interets_courus import courus
from udfs.rules.pret.situation import Situation, dated_table, situation


class Remboursement(NamedTuple):
    """What is paid on the day of an early repayment, EUR, (1,) or (N,).

    Attributes:
        capital: Principal repaid early.
        interets: Interest accrued on it since the last payment due.
        indemnite: Indemnity.
        total: Their sum.
    """

    capital: Floats
    interets: Floats
    indemnite: Floats
    total: Floats


class Calcul(NamedTuple):
    """A repayment and the situation that it was computed from."""

    situation: Situation
    resultat: Remboursement


def repayment(
    date: ArrayLike,
    montant: ArrayLike,
    conditions: Conditions,
    indemnite: ArrayLike,
    quote_part: ArrayLike | None,
) -> Calcul:
    """The repayment and where it comes from. See `remboursement`."""
    found = situation(conditions, dated_table(conditions), date)
    _check(conditions, found)
    capital = _capital(conditions, found, montant, quote_part)
    fee = np.broadcast_to(np.asarray(indemnite, np.float64), capital.shape)
    interest = np.broadcast_to(courus(conditions, capital, found.periode, found.date), capital.shape)
    total = (
        money.round_half_up(capital + interest + fee) if _in_cents(conditions) else capital + interest + fee
    )
    result = Remboursement(*(np.atleast_1d(column) for column in (capital, interest, fee, total)))
    return Calcul(found, result)


def remboursement(
    date: ArrayLike,
    montant: ArrayLike,
    conditions: Conditions,
    indemnite: ArrayLike = 0.0,
    quote_part: ArrayLike | None = None,
) -> Remboursement:
    """What is due for an early repayment, in part or whole; the table after it is that with the event.

    Args:
        date: Day of the repayment, after the payment due that day if there is one. Scalar or (N,).
        montant: Principal repaid, EUR, at most the balance, infinite for all of it; 0 with `quote_part`.
        conditions: Of one loan or of N; their dates are needed.
        indemnite: EUR; none in the agreement. Scalar or (N,).
        quote_part: Part of the balance repaid, per 1, instead of an amount (property transferred, article
            6.3.2); 1 repays all. Scalar or (N,).

    Returns:
        One row a loan.

    Raises:
        WrongValue: A loan without dates; both an amount and a share, or neither.
        OutOfRange: A date at which nothing is owed, an amount above the balance or with fractions of a cent;
            as `table_of`.

    Source:
        Intracting, article 6.3: accrued interest is paid with the principal, in proportion to it; article
        6.3.2, last item, for the share.

    Examples:
        >>> loan = Conditions.of(170000, 0.02, 13, 1, "2024-12-13")
        >>> row = remboursement(np.datetime64("2026-06-13"), 50000, loan)
        >>> float(row.interets[0]), float(row.total[0])
        (500.0, 50500.0)
    """
    return repayment(date, montant, conditions, indemnite, quote_part).resultat


def _in_cents(conditions: Conditions) -> bool:
    return bool((np.asarray(conditions.arrondi) == "centime").all())


def _check(conditions: Conditions, found: Situation) -> None:
    nothing = ~(found.crd > 0.0)
    if nothing.any():
        day = np.asarray(found.date)[nothing].flat[0]
        raise OutOfRange(
            f"date : rien n’est dû le {french(day.item())} (avant le versement, ou prêt déjà remboursé)",
            f"date: nothing is owed on {day} (before the value date, or already repaid)",
            argument="date",
            value=day,
        )


def _capital(
    conditions: Conditions, found: Situation, montant: ArrayLike, quote_part: ArrayLike | None
) -> Floats:
    """The principal repaid, of the shape of the situation and the amounts."""
    amount = np.asarray(montant, np.float64)
    if (quote_part is None) == bool((amount == 0.0).all()):
        raise WrongValue(
            "montant : donner un capital remboursé ou une quote-part du capital restant dû, pas les deux",
            "montant (amount): give a principal repaid or a share of the balance, not both",
            argument="montant",
            value=montant,
        )
    if quote_part is not None:
        return _share(conditions, found, np.asarray(quote_part, np.float64))
    amount, balance = np.broadcast_arrays(amount, found.crd)
    amount = np.where(np.isinf(amount), balance, amount)
    too_much = ~((amount > 0.0) & (amount <= balance))
    if _in_cents(conditions):
        too_much |= ~money.units(amount)[1]
    if too_much.any():
        asked, owed = float(amount[too_much].flat[0]), float(balance[too_much].flat[0])
        raise OutOfRange(
            f"montant : {french(asked)} € ; il va d’un centime au capital restant dû, {french(owed)} €, en "
            "centimes entiers",
            f"montant (amount): € {english(asked)}; it goes from a cent to the balance, € {english(owed)}, "
            "in whole cents",
            argument="montant",
            value=asked,
        )
    return amount


def _share(conditions: Conditions, found: Situation, share: Floats) -> Floats:
    """Part of the balance; rounded half up in cents."""
    part, balance = np.broadcast_arrays(share, found.crd)
    if not _in_cents(conditions):
        return np.asarray(part * balance)
    rounded = money.round_guess(
        part * balance,
        lambda i: money.decimal15(float(part.flat[i])) * money.decimal15(float(balance.flat[i])),
    )
    return np.asarray(rounded)
