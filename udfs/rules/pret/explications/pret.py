"""The steps that say what a loan is, and where its payment comes from."""

from __future__ import annotations

from typing import Any

from udfs.rules.pret.assemblage import unrounded_payment
from udfs.rules.pret.calcul import CALCULS
from udfs.rules.pret.conditions import Conditions
from udfs.rules.pret.deroulement import derouler
from udfs.rules.pret.explications.articles import ANNEXE_2C, ARTICLE_4, ARTICLE_6_2
from udfs.rules.pret.periodes import entieres, sans_jours
from udfs.rules.pret.plan import plan_de
from udfs.rules.steps import Step, step


def rounded(fr: str, en: str, value: Any, conditions: Conditions, source: str = ARTICLE_6_2) -> Step:
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
    source = ANNEXE_2C if conditions.profil == "echeances_constantes" else ""
    steps.append(step("profil", "profile", conditions.profil, "", source))
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
    if _alike(conditions):
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


def _alike(conditions: Conditions) -> bool:
    """Whether the payment is solved on periods that are all the same part of the year."""
    solved_anew = conditions.premiere_periode == "echeance_recalculee" and not conditions.differe
    return entieres(conditions) or (sans_jours(conditions) and not solved_anew)


def _constant(conditions: Conditions, left: int) -> list[Step]:
    """The formula of the profile, unrounded. Only constant payments are in annex 2-C."""
    if conditions.profil == "in_fine":
        return []
    value = unrounded_payment(conditions)
    fr, en = ("capital restant dû après le différé", "balance after the deferral")
    if not conditions.differe:
        fr, en = "capital", "capital"
    if conditions.profil == "amortissement_constant":
        return [
            step(
                f"amortissement = {fr} / {left} échéances",
                f"principal = {en} / {left} payments",
                value,
                "EUR",
            )
        ]
    formula = f"/ {left} échéances", f"/ {left} payments"
    if conditions.taux != 0.0:
        formula = (f"× r / (1 − (1 + r)^−{left})",) * 2
    if not _alike(conditions):
        formula = (
            "/ somme des valeurs actuelles de 1 € à chaque échéance",
            "/ sum of the present values of € 1 at each payment",
        )
    labels = f"échéance théorique = {fr} {formula[0]}", f"theoretical payment = {en} {formula[1]}"
    return [step(*labels, value, "EUR", ANNEXE_2C)]
