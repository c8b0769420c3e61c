"""A loan over a financial year: balances, principal and interest of the year, accrued interest."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from udfs import money
from udfs.errors import WrongValue
from udfs.rules.pret.assemblage import table_of
from udfs.rules.pret.conditions import Conditions, Floats
from udfs.rules.pret.situation import accrued, dated_table, plain, situation
from udfs.rules.pret.tableau import Tableau


class Exercice(NamedTuple):
    """Loans over a year, EUR, shape of the year and of the loans broadcast together.

    Attributes:
        crd_ouverture: Balance on 1 January, before what is due that day.
        crd_cloture: Balance on 31 December, after what is due that day.
        capital: Principal repaid in the year, early repayments included.
        interets: Interest of the year: that due in it + icne - icne_precedent.
        icne: Interest accrued and not yet due on 31 December.
        icne_precedent: The same, a year before.
        interets_echus: Interest due in the year, capitalised by a total deferral or not.
    """

    crd_ouverture: Floats
    crd_cloture: Floats
    capital: Floats
    interets: Floats
    icne: Floats
    icne_precedent: Floats
    interets_echus: Floats


MESURES = Exercice._fields[:-1]


def exercice_of(
    conditions: Conditions, annee: ArrayLike, borne: str = "exclue", table: Tableau | None = None
) -> Exercice:
    """Every measure of a year, for loans already brought to one shape, dated.

    Args:
        conditions: Of one loan or of N.
        annee: Calendar year. Scalar or (N,); (Y,) years of one loan.
        borne: As in `icne`.
        table: That of the loans where it is already there.

    Examples:
        >>> loan = Conditions.of(170000, 0.02, 13, 1, np.datetime64("2024-12-13"))
        >>> year = exercice_of(loan, 2025)
        >>> float(year.capital), float(year.interets_echus), float(year.interets)
        (11580.12, 3400.0, 3389.06)
    """
    table = table_of(conditions) if table is None else table
    year = np.asarray(annee, np.int64)
    year = np.broadcast_to(year, np.broadcast_shapes(year.shape, conditions.shape))
    first = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    last = (year - 1969).astype("datetime64[Y]").astype("datetime64[D]") - 1
    opening, closing = situation(conditions, table, first - 1), situation(conditions, table, last)
    before, after = accrued(conditions, opening, borne), accrued(conditions, closing, borne)
    within = (table.fin >= first[..., None]) & (table.fin <= last[..., None])
    due = _sum(conditions, np.where(within, table.interets, 0.0))
    principal = _sum(conditions, np.where(within, np.maximum(table.amortissement, 0.0), 0.0))
    interest = _sum(conditions, np.stack([due, after, -np.asarray(before)], axis=-1))
    return Exercice(opening.crd, closing.crd, principal, interest, after, before, due)


def _sum(conditions: Conditions, parts: Floats) -> Any:
    """Along the last axis; whole cents stay so."""
    total = parts.sum(axis=-1)
    in_cents = np.asarray(conditions.arrondi) == "centime"
    return np.where(in_cents, money.round_half_up(total), total)


def exercice(annee: ArrayLike, mesure: str, conditions: Conditions, borne: str = "exclue") -> Any:
    """One measure of a loan over a calendar year.

    Args:
        annee: Year. Scalar; (N,) for a batch, or for one loan over N years.
        mesure: One of `MESURES`; see `Exercice`.
        conditions: Of one loan or of N; their dates are needed.
        borne: As in `icne`.

    Returns:
        EUR, float or float64 (N,).

    Raises:
        WrongValue: A loan without dates, an unknown measure or bound.
        OutOfRange: As `table_of`.

    Source:
        Instruction M57, state of debt: balance on 1 January and on 31 December, annuity, accrued interest;
        accounts 66111, 66112 and 1688.

    Examples:
        >>> exercice(2025, "crd_cloture", Conditions.of(170000, 0.02, 13, 1, "2024-12-13"))
        158419.88
    """
    if mesure not in MESURES:
        raise WrongValue(
            f"mesure : « {mesure} » est inconnue ; choix : {', '.join(MESURES)}",
            f"mesure (measure): “{mesure}” is unknown; choices: {', '.join(MESURES)}",
            argument="mesure",
            value=mesure,
        )
    return plain(getattr(exercice_of(conditions, annee, borne, dated_table(conditions)), mesure))
