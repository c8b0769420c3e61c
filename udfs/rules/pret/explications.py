"""The steps behind each loan function."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from udfs import calendar
from udfs.rules.pret import regles, theorique
from udfs.rules.pret.conditions import Conditions
from udfs.rules.steps import Step, parameter_step, step

ARTICLE_4 = "Intracting, article 4"
ARTICLE_6 = "Intracting, article 6.2"
ANNEXE_2C = "Intracting, annexe 2-C"
ANNEXE_2E = "Intracting, annexe 2-E"


def _loan(conditions: Conditions) -> list[Step]:
    """The terms of the loan and its unrounded payment."""
    rate = conditions.taux / conditions.periodes
    unrounded = theorique.echeance(conditions)
    return [
        step("capital", "capital", conditions.capital[()], "EUR"),
        step("taux annuel", "yearly rate", conditions.taux[()], "1/an"),
        step("nombre d’échéances", "number of payments", conditions.nombre[()]),
        step(
            "taux périodique = taux / périodes par an",
            "periodic rate = rate / periods a year",
            rate[()],
            "1",
            ARTICLE_4,
        ),
        step(
            "échéance théorique = capital × r / (1 − (1 + r)^−n)",
            "theoretical payment = capital × r / (1 − (1 + r)^−n)",
            unrounded[()],
            "EUR",
            ANNEXE_2C,
        ),
    ]


def expliquer_echeance(
    capital: ArrayLike,
    taux: ArrayLike,
    nombre_echeances: ArrayLike,
    periodes_par_an: ArrayLike = 1,
    arrondi: str = "centime",
) -> list[Step]:
    """The steps of `echeance`, same arguments."""
    conditions = Conditions.of(capital, taux, nombre_echeances, periodes_par_an, None, None, arrondi)
    payment = regles.payment_of(conditions)
    return [*_loan(conditions), _rounded("échéance", "payment", payment, arrondi)]


def _rounded(fr: str, en: str, value: Any, arrondi: str) -> Step:
    if arrondi == "centime":
        return step(f"{fr}, au centime", f"{en}, to the cent", value, "EUR", ARTICLE_6)
    return step(f"{fr}, non arrondie", f"{en}, unrounded", value, "EUR", ANNEXE_2E)


def expliquer_tableau(
    capital: ArrayLike,
    taux: ArrayLike,
    nombre_echeances: ArrayLike,
    periodes_par_an: ArrayLike = 1,
    date_valeur: ArrayLike | None = None,
    premiere_echeance: ArrayLike | None = None,
    arrondi: str = "centime",
) -> list[Step]:
    """The steps of `tableau`, same arguments."""
    conditions = Conditions.of(
        capital, taux, nombre_echeances, periodes_par_an, date_valeur, premiere_echeance, arrondi
    )
    table = regles.table_of(conditions)
    last = np.asarray(table.nombre - 1)
    final = np.take_along_axis(table.echeance, last[..., None], -1)[..., 0]
    return [
        *_loan(conditions),
        step(
            "intérêts d’une échéance = capital restant dû × taux périodique",
            "interest of a payment = balance × periodic rate",
            table.interets[..., 0][()],
            "EUR",
            ARTICLE_4,
        ),
        _rounded("échéance", "payment", table.echeance[..., 0][()], arrondi),
        step(
            "dernière échéance, qui solde le capital",
            "last payment, which settles the capital",
            final[()],
            "EUR",
            ARTICLE_6,
        ),
        step("total des intérêts", "total interest", np.nansum(table.interets, axis=-1)[()], "EUR"),
    ]


def expliquer_ligne(
    colonne: str,
    rang: ArrayLike,
    capital: ArrayLike,
    taux: ArrayLike,
    nombre_echeances: ArrayLike,
    periodes_par_an: ArrayLike = 1,
    date_valeur: ArrayLike | None = None,
    premiere_echeance: ArrayLike | None = None,
    arrondi: str = "centime",
) -> list[Step]:
    """The steps of `ligne`, same arguments."""
    loan = (capital, taux, nombre_echeances, periodes_par_an, date_valeur, premiere_echeance, arrondi)
    conditions = Conditions.of(*loan)
    cells = {
        name: regles.ligne(name, rang, *loan) for name in ("crd", "interets", "amortissement", "echeance")
    }
    rate = conditions.taux / conditions.periodes
    dated = _payment_steps(regles.ligne("date", rang, *loan)) if colonne == "date_paiement" else []
    result = cells[colonne] if colonne in cells else regles.ligne(colonne, rang, *loan)
    return [
        *_loan(conditions),
        step("rang de l’échéance", "rank of the payment", rang),
        step(
            "capital restant dû avant l’échéance",
            "balance before the payment",
            cells["crd"],
            "EUR",
            ANNEXE_2E,
        ),
        step(
            "intérêts avant arrondi = capital restant dû × taux périodique",
            "interest before rounding = balance × periodic rate",
            (cells["crd"] * rate)[()],
            "EUR",
            ARTICLE_4,
        ),
        _rounded("échéance", "payment", cells["echeance"], arrondi),
        *dated,
        step(
            f"colonne « {colonne} »",
            f"column “{colonne}”",
            result,
            "" if colonne in regles.DATES else "EUR",
            ARTICLE_6 if colonne == "date_paiement" else ANNEXE_2E,
        ),
    ]


def _payment_steps(due: Any) -> list[Step]:
    """What moves a payment to a working day, and what does not move."""
    return [
        step("date d’échéance, dont dépendent les intérêts", "due date, which sets the interest", due),
        parameter_step("intracting.regle_jour_non_ouvre"),
        parameter_step("intracting.calendrier"),
    ]


def expliquer_interets(
    capital: ArrayLike, taux: ArrayLike, debut: ArrayLike, fin: ArrayLike, base: str = "30E/360"
) -> list[Step]:
    """The steps of `interets`, same arguments."""
    result = regles.interets(capital, taux, debut, fin, base)
    return [
        step("capital", "capital", capital, "EUR"),
        step("taux annuel", "yearly rate", taux, "1/an"),
        step(
            f"jours en base {base}",
            f"days, base {base}",
            calendar.jours(debut, fin, base),
            "jours",
            ARTICLE_4,
        ),
        step("fraction d’année", "year fraction", calendar.fraction(debut, fin, base), "annees", ARTICLE_4),
        step(
            "intérêts = capital × taux × fraction",
            "interest = capital × rate × fraction",
            result,
            "EUR",
            ARTICLE_4,
        ),
    ]
