"""Financing plan and balance of an Intracting agreement (INTRACTING.*). Articles 1, 7.5.3 and annex 2."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from udfs import money
from udfs.errors import OutOfRange, Text
from udfs.rules.plages import check_lengths
from udfs.rules.steps import Step, step

Floats = NDArray[np.float64]

COLONNES = ("travaux", "aides", "versements", "economies", "interets", "amortissements")

ANNEXE_2B = "Intracting, annexe 2, plan de financement pluriannuel prévisionnel"
ARTICLE_1 = "Intracting, article 1, « Bilan Positif »"
ARTICLE_7_5_3 = "Intracting, article 7.5.3"

# Annex 2: the yearly plan


class Plan(NamedTuple):
    """A row a year, EUR, unrounded."""

    annees: NDArray[np.int64]
    travaux: Floats
    aides: Floats
    versements: Floats
    fonds_propres: Floats
    economies: Floats
    interets: Floats
    amortissements: Floats
    solde: Floats
    solde_cumule: Floats


def plan(
    annees: ArrayLike,
    travaux: ArrayLike,
    aides: ArrayLike,
    versements: ArrayLike,
    economies: ArrayLike,
    interets: ArrayLike,
    amortissements: ArrayLike,
    indexation: float = 0.0,
    decalage: int = 1,
) -> Plan:
    """The financing plan.

    Args:
        annees: Years, increasing, (k,).
        travaux: Works of each year, EUR, (k,).
        aides: Grants, EUR, (k,).
        versements: Drawdowns of the advance, EUR, (k,).
        economies: New yearly savings of each year's works, EUR a year at the prices of the first year, (k,).
        interets: Interest paid, EUR, (k,).
        amortissements: Principal paid, EUR, (k,).
        indexation: Yearly growth of energy prices from the first year, per 1.
        decalage: Years between works and their first saving (the works of a year save from the next one).

    Returns:
        Columns of k rows: own funds = works − grants − drawdowns; savings cumulated and indexed; balance =
        savings − interest − principal; cumulative balance.

    Raises:
        WrongValue: A column that has not one value a year.
        OutOfRange: Years that do not increase.

    Source:
        Intracting, article 1 "Plan de Financement Pluriannuel Prévisionnel", annex 2.

    Examples:
        >>> plan([2024, 2025], [100, 0], [20, 0], [50, 0], [10, 0], [0, 1], [0, 5]).solde.tolist()
        [0.0, 4.0]
    """
    years = np.asarray(annees, np.int64).reshape(-1)
    given = (travaux, aides, versements, economies, interets, amortissements)
    columns = [np.asarray(column, np.float64).reshape(-1) for column in given]
    _check(years, dict(zip(COLONNES, columns, strict=True)))
    works, grants, drawn, new_savings, interest, principal = columns
    savings = new_savings @ _growth(years, indexation, decalage)
    balance = savings - interest - principal
    own = works - grants - drawn
    return Plan(years, works, grants, drawn, own, savings, interest, principal, balance, np.cumsum(balance))


def _check(years: NDArray[np.int64], columns: dict[str, Floats]) -> None:
    check_lengths({"annees": years, **columns}, Text("une valeur par année", "one value a year"))
    if (np.diff(years) <= 0).any():
        raise OutOfRange(
            "annees : elles doivent se suivre en croissant", "annees: they must increase", argument="annees"
        )


def _growth(years: NDArray[np.int64], indexation: float, decalage: int) -> Floats:
    """What one euro of new saving of a year (row) brings in each year (column)."""
    index = (1.0 + indexation) ** (years - years.min(initial=years.max(initial=0)))
    return np.where(years[:, None] + decalage <= years, index, 0.0)


# Article 1 and 7.5.3: the balance, and whether savings cover the instalments


def bilan(economies: ArrayLike, objectif: ArrayLike) -> Any:
    """Whether the savings meet the objective of the plan.

    Args:
        economies: Savings achieved, kWh or EUR. Scalar or (N,).
        objectif: Objective, in the same unit. Scalar or (N,).

    Returns:
        "positif" when savings are at least the objective, else "négatif"; a text or an array of texts.

    Source:
        Intracting, article 1. It says nothing of the instalments: see `couverture`.

    Examples:
        >>> bilan(41126, 47403), bilan(0.3, 0.1 + 0.2)
        ('négatif', 'positif')
    """
    reached = np.asarray(economies, np.float64) >= np.asarray(objectif, np.float64)
    result = np.where(reached | money.same_number(economies, objectif), "positif", "négatif")
    return str(result) if result.ndim == 0 else result


def couverture(economies: ArrayLike, echeances: ArrayLike) -> Any:
    """Savings less instalments: negative when savings do not pay the debt.

    Args:
        economies: Savings, EUR. Scalar or (N,).
        echeances: Instalments, EUR. Scalar or (N,).

    Returns:
        EUR, unrounded, shape of the broadcast arguments.

    Source:
        Intracting, article 7.5.3.

    Examples:
        >>> couverture(41126, 47403)
        -6277.0
    """
    result = np.asarray(economies, np.float64) - np.asarray(echeances, np.float64)
    return float(result) if result.ndim == 0 else result


def expliquer_plan(
    annees: ArrayLike,
    travaux: ArrayLike,
    aides: ArrayLike,
    versements: ArrayLike,
    economies: ArrayLike,
    interets: ArrayLike,
    amortissements: ArrayLike,
    indexation: float = 0.0,
    decalage: int = 1,
) -> list[Step]:
    """The steps of `plan`, same arguments: totals over the years."""
    result = plan(
        annees, travaux, aides, versements, economies, interets, amortissements, indexation, decalage
    )
    totals = (
        ("travaux", "works", result.travaux),
        ("aides", "grants", result.aides),
        ("versements de l’avance", "drawdowns of the advance", result.versements),
        (
            "fonds propres = travaux − aides − versements",
            "own funds = works − grants − drawdowns",
            result.fonds_propres,
        ),
        ("économies cumulées et indexées", "savings, cumulated and indexed", result.economies),
        ("intérêts", "interest", result.interets),
        ("amortissements", "principal", result.amortissements),
        (
            "solde = économies − intérêts − amortissements",
            "balance = savings − interest − principal",
            result.solde,
        ),
    )
    return [
        step("indexation", "indexation", indexation, "1/an"),
        step("décalage des économies", "lag of the savings", decalage, "annees"),
        *(step(fr, en, float(column.sum()), "EUR", ANNEXE_2B) for fr, en, column in totals),
    ]


def expliquer_bilan(economies: ArrayLike, objectif: ArrayLike) -> list[Step]:
    """The steps of `bilan`, same arguments."""
    return [
        step("économies réalisées", "savings achieved", economies),
        step("objectif", "objective", objectif),
        step("bilan", "balance", bilan(economies, objectif), "", ARTICLE_1),
    ]


def expliquer_couverture(economies: ArrayLike, echeances: ArrayLike) -> list[Step]:
    """The steps of `couverture`, same arguments."""
    return [
        step("économies", "savings", economies, "EUR"),
        step("échéances", "instalments", echeances, "EUR"),
        step(
            "couverture = économies − échéances",
            "cover = savings − instalments",
            couverture(economies, echeances),
            "EUR",
            ARTICLE_7_5_3,
        ),
    ]
