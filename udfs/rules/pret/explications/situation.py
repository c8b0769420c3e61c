"""The steps behind the balance, the accrued interest, the year and the early repayment of a loan."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from udfs.rules.pret.conditions import Conditions
from udfs.rules.pret.exercice import exercice_of
from udfs.rules.pret.explications.articles import (
    ARTICLE_4,
    ARTICLE_6_2,
    ARTICLE_6_3,
    ARTICLE_6_3_2,
    COMPTE_66112,
    ETAT_DETTE,
)
from udfs.rules.pret.explications.interets import day_steps, rate_steps
from udfs.rules.pret.interets_courus import paliers
from udfs.rules.pret.remboursement import repayment
from udfs.rules.pret.situation import Situation, accrued, dated_table, last_day, plain, situation
from udfs.rules.steps import Step, step


def _balance(found: Situation) -> list[Step]:
    """The balance at a date, and the payments made by then."""
    return [
        step("date", "date", found.date[()]),
        step("échéances payées à cette date", "payments made by then", found.payees[()]),
        step(
            "capital restant dû après ces échéances",
            "balance after these payments",
            plain(found.crd),
            "EUR",
            ARTICLE_6_2,
        ),
    ]


def _accrual(conditions: Conditions, found: Situation, until: Any) -> list[Step]:
    """What has run of the period in course: its days, and the years at each rate."""
    start = found.periode.debut
    return [
        step("début de la période en cours", "start of the period in course", start[()], "", ARTICLE_4),
        step("premier jour non compté", "first day that is not counted", until[()]),
        *day_steps(conditions, start, until),
        *rate_steps(paliers(conditions, found.periode, until)),
    ]


def expliquer_crd(date: ArrayLike, conditions: Conditions) -> list[Step]:
    """The steps of `crd`, same arguments."""
    found = situation(conditions, dated_table(conditions), date)
    return [step("capital versé", "amount lent", conditions.capital[()], "EUR"), *_balance(found)]


def expliquer_icne(date: ArrayLike, conditions: Conditions, borne: str = "exclue") -> list[Step]:
    """The steps of `icne`, same arguments."""
    found = situation(conditions, dated_table(conditions), date)
    return [
        *_balance(found),
        *_accrual(conditions, found, last_day(found, borne)),
        step(
            f"intérêts courus non échus, borne {borne} = capital restant dû × taux × fraction d’année",
            f"interest accrued and not yet due, bound {borne} = balance × rate × year fraction",
            plain(accrued(conditions, found, borne)),
            "EUR",
            ARTICLE_4,
        ),
    ]


def expliquer_exercice(
    annee: ArrayLike, mesure: str, conditions: Conditions, borne: str = "exclue"
) -> list[Step]:
    """The steps of `exercice`, same arguments."""
    year = exercice_of(conditions, annee, borne, dated_table(conditions))
    steps = {
        name: step(fr, en, plain(getattr(year, name)), "EUR", source)
        for name, fr, en, source in _measures(borne)
    }
    asked = steps.pop(mesure)
    return [step("exercice", "financial year", _written(annee)), *steps.values(), asked]


def _written(annee: ArrayLike) -> Any:
    """A year as a text, without thousands; of several, a list."""
    years = np.asarray(annee, np.int64).astype(str)
    return years.tolist()


def _measures(borne: str) -> list[tuple[str, str, str, str]]:
    """Each measure of a year: label, French and English, and source."""
    return [
        ("crd_ouverture", "capital restant dû au 1er janvier", "balance on 1 January", ETAT_DETTE),
        ("capital", "capital remboursé dans l’année", "principal repaid in the year", ETAT_DETTE),
        ("crd_cloture", "capital restant dû au 31 décembre", "balance on 31 December", ETAT_DETTE),
        ("interets_echus", "intérêts échus dans l’année", "interest due in the year", ARTICLE_4),
        (
            "icne",
            f"intérêts courus non échus au 31 décembre, borne {borne}",
            f"interest accrued and not yet due on 31 December, bound {borne}",
            COMPTE_66112,
        ),
        (
            "icne_precedent",
            f"intérêts courus non échus un an plus tôt, borne {borne}",
            f"interest accrued and not yet due a year before, bound {borne}",
            COMPTE_66112,
        ),
        (
            "interets",
            "intérêts de l’exercice = intérêts échus + ICNE − ICNE de l’exercice précédent",
            "interest of the year = interest due + ICNE − ICNE of the year before",
            COMPTE_66112,
        ),
    ]


def expliquer_remboursement(
    date: ArrayLike,
    montant: ArrayLike,
    conditions: Conditions,
    indemnite: ArrayLike = 0.0,
    quote_part: ArrayLike | None = None,
) -> list[Step]:
    """The steps of `remboursement`, same arguments."""
    found, row = repayment(date, montant, conditions, indemnite, quote_part)
    until = np.maximum(found.date, found.periode.debut)
    share = (
        []
        if quote_part is None
        else [step("quote-part remboursée", "share repaid", quote_part, "1", ARTICLE_6_3_2)]
    )
    return [
        *_balance(found),
        *share,
        step("capital remboursé", "principal repaid", _one(row.capital, found), "EUR", ARTICLE_6_3),
        *_accrual(conditions, found, until),
        step(
            "intérêts courus = capital remboursé × taux × fraction d’année",
            "accrued interest = principal repaid × rate × year fraction",
            _one(row.interets, found),
            "EUR",
            ARTICLE_6_3,
        ),
        step("indemnité", "indemnity", _one(row.indemnite, found), "EUR"),
        step("total à payer", "total to pay", _one(row.total, found), "EUR", ARTICLE_6_3),
    ]


def _one(column: Any, found: Situation) -> Any:
    return float(column[0]) if found.date.ndim == 0 and len(column) == 1 else column
