"""The steps that say what a loan is, and where its payment comes from."""

from __future__ import annotations

from typing import Any

from udfs.rules.pret.conditions import Conditions
from udfs.rules.pret.deroulement import CALCULS, derouler
from udfs.rules.pret.periodes import entieres
from udfs.rules.pret.plan import plan_de
from udfs.rules.pret.tables import unrounded_payment
from udfs.rules.steps import Step, step

ARTICLE_4 = "Intracting, article 4"
ARTICLE_6 = "Intracting, article 6.2"
ARTICLE_63 = "Intracting, article 6.3"
ANNEXE_2C = "Intracting, annexe 2-C"
ANNEXE_2E = "Intracting, annexe 2-E"


def rounded(fr: str, en: str, value: Any, conditions: Conditions, source: str = ARTICLE_6) -> Step:
    """An amount, to the cent or unrounded."""
    if conditions.arrondi == "centime":
        return step(f"{fr}, au centime", f"{en}, to the cent", value, "EUR", source)
    return step(f"{fr}, non arrondi", f"{en}, unrounded", value, "EUR", source)


def loan_steps(conditions: Conditions) -> list[Step]:
    """The terms of the loan, those at their default left out."""
    steps = [
        step("capital", "capital", float(conditions.capital), "EUR"),
        step("taux annuel", "yearly rate", float(conditions.taux), "1/an"),
        step("nombre d’échéances", "number of payments", int(conditions.nombre)),
        step("échéances par an", "payments a year", int(conditions.periodes)),
    ]
    if conditions.dated:
        steps.append(step("début des intérêts", "start of interest", conditions.debut[()]))
    steps.append(step("profil", "profile", conditions.profil, "", ANNEXE_2C))
    if conditions.differe:
        kind = f"différé {conditions.type_differe}", f"deferral, {conditions.type_differe}"
        steps.append(step(*kind, int(conditions.differe), "", ANNEXE_2C))
    if conditions.base != "30E/360":
        steps.append(step("base de calcul", "day-count base", conditions.base))
    if conditions.brisee:
        steps.append(
            step("première période brisée", "broken first period", conditions.premiere_periode, "", ARTICLE_4)
        )
    return steps


def payment_steps(conditions: Conditions) -> list[Step]:
    """Where the constant payment, or the constant principal, comes from."""
    plan = plan_de(conditions)
    rows = derouler(plan, CALCULS[conditions.arrondi])
    left = len(plan.facteurs) - plan.differe
    steps = []
    if entieres(conditions):
        steps.append(
            step(
                "taux périodique = taux / périodes par an",
                "periodic rate = rate / periods a year",
                float(plan.reference),
                "1",
                ARTICLE_4,
            )
        )
    if plan.total and plan.differe:
        balance = float(rows.crd[plan.differe]) / CALCULS[conditions.arrondi].unite
        steps.append(
            step(
                "capital restant dû à la fin du différé, intérêts capitalisés",
                "balance at the end of the deferral, interest capitalised",
                balance,
                "EUR",
                ANNEXE_2C,
            )
        )
    return [*steps, *_constant(conditions, left)]


def _constant(conditions: Conditions, left: int) -> list[Step]:
    """The formula of the profile."""
    if conditions.profil == "in_fine":
        return []
    value = unrounded_payment(conditions)
    if conditions.profil == "amortissement_constant":
        fr = f"amortissement = capital restant dû après le différé / {left} échéances"
        return [
            step(fr, f"principal = balance after the deferral / {left} payments", value, "EUR", ANNEXE_2C)
        ]
    if entieres(conditions):
        labels = (
            "échéance théorique = capital × r / (1 − (1 + r)^−n)",
            "theoretical payment = capital × r / (1 − (1 + r)^−n)",
        )
    else:
        labels = (
            "échéance théorique = capital / somme des valeurs actuelles de 1 € à chaque échéance",
            "theoretical payment = capital / sum of the present values of € 1 at each payment",
        )
    return [step(*labels, value, "EUR", ANNEXE_2C)]
