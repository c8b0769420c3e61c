"""The steps of an interest: days of the period, and years at each rate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from udfs import calendar
from udfs.rules.pret import regles
from udfs.rules.pret.conditions import Conditions
from udfs.rules.pret.explications.articles import ARTICLE_4
from udfs.rules.pret.interets_courus import Palier
from udfs.rules.steps import Step, step


def day_steps(conditions: Conditions, debut: Any, fin: Any) -> list[Step]:
    """The days counted in a period, or in what has run of it; none where each loan has its base."""
    if not isinstance(conditions.base, str):
        return []
    term = conditions.dates(conditions.nombre)
    days = calendar.jours(debut, fin, conditions.base, term)
    label = f"jours en base {conditions.base}", f"days, base {conditions.base}"
    return [step(*label, days, "jours", ARTICLE_4)]


def rate_steps(runs: Sequence[Palier]) -> list[Step]:
    """Each rate of a period, and the part of the year at that rate; one that lasts no time is left out."""
    lasting = [run for run in runs if np.any(run.fin != run.debut)] or list(runs[-1:])
    steps = []
    for run in lasting:
        years = (run.fin - run.debut)[()]
        steps += [
            step("taux annuel", "yearly rate", run.taux[()], "1/an", ARTICLE_4),
            step("fraction d’année à ce taux", "year fraction at it", years, "annees", ARTICLE_4),
        ]
    return steps


def expliquer_interets(
    capital: ArrayLike, taux: ArrayLike, debut: ArrayLike, fin: ArrayLike, base: str = "30E/360"
) -> list[Step]:
    """The steps of `interets`, same arguments."""
    result = regles.interets(capital, taux, debut, fin, base)
    days, years = calendar.jours(debut, fin, base), calendar.fraction(debut, fin, base)
    formula = "intérêts = capital × taux × fraction", "interest = capital × rate × fraction"
    return [
        step("capital", "capital", capital, "EUR"),
        step("taux annuel", "yearly rate", taux, "1/an"),
        step(f"jours en base {base}", f"days, base {base}", days, "jours", ARTICLE_4),
        step("fraction d’année", "year fraction", years, "annees", ARTICLE_4),
        step(*formula, result, "EUR", ARTICLE_4),
    ]
