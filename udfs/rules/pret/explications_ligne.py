"""The steps of one row of a table: day count, interest, principal, payment."""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs import calendar
from udfs.rules.pret.cellules import DATES
from udfs.rules.pret.conditions import Conditions
from udfs.rules.pret.explications_pret import (
    ANNEXE_2C,
    ANNEXE_2E,
    ARTICLE_4,
    ARTICLE_6,
    ARTICLE_63,
    rounded,
)
from udfs.rules.pret.interets_courus import Periode, paliers
from udfs.rules.pret.tableau import Tableau
from udfs.rules.steps import Step, parameter_step, step

__all__ = ["ANNEXE_2C", "ARTICLE_4", "ARTICLE_6", "cell_steps", "row_steps"]


def row_steps(conditions: Conditions, table: Tableau, index: int) -> list[Step]:
    """How a row of one loan follows from its balance.

    Args:
        conditions: Of the loan.
        table: Its table.
        index: Of the row, from 0.
    """
    early = bool(table.anticipe[index])
    crd, principal = float(table.crd[index]), float(table.amortissement[index])
    steps = [
        step("capital restant dû avant l’échéance", "balance before the payment", crd, "EUR", ANNEXE_2E),
        *_days(conditions, table, index),
        *_rates(conditions, table, index),
    ]
    if early:
        fr, en = "capital remboursé par anticipation", "capital repaid early"
        steps.append(step(fr, en, principal, "EUR", ARTICLE_63))
    base = ("capital remboursé", "capital repaid") if early else ("capital restant dû", "balance")
    steps.append(
        step(
            f"intérêts avant arrondi = {base[0]} × {_factor(conditions)[0]}",
            f"interest before rounding = {base[1]} × {_factor(conditions)[1]}",
            _interest(conditions, table, index, principal if early else crd),
            "EUR",
            ARTICLE_63 if early else ARTICLE_4,
        )
    )
    steps.append(rounded("intérêts", "interest", float(table.interets[index]), conditions, ARTICLE_4))
    return [*steps, *_paid(conditions, table, index)]


def _factor(conditions: Conditions) -> tuple[str, str]:
    if conditions.dated:
        return "taux × fraction d’année", "rate × year fraction"
    return "taux périodique", "periodic rate"


def _days(conditions: Conditions, table: Tableau, index: int) -> list[Step]:
    """The period of the row and its day count."""
    if not conditions.dated:
        return []
    start, end = table.debut[index], table.fin[index]
    calendar.readable(end, "rang")
    last = conditions.dates(conditions.nombre)
    days = calendar.jours(start, end, conditions.base, last)
    return [
        step("du", "from", start),
        step("au", "to", end),
        step(f"jours en base {conditions.base}", f"days, base {conditions.base}", days, "jours", ARTICLE_4),
    ]


def _rates(conditions: Conditions, table: Tableau, index: int) -> list[Step]:
    """The rate of the row, and those that change within it."""
    if not conditions.evenements:
        return []
    start, end = table.debut[index], table.fin[index]
    changes = [e for e in conditions.evenements if e.type == "taux" and start < e.date < end]
    steps = [
        step(f"taux à partir du {e.date.item():%d/%m/%Y}", f"rate from {e.date}", e.montant, "1/an")
        for e in changes
    ]
    return steps or [step("taux de la période", "rate of the period", float(table.taux[index]), "1/an")]


def _interest(conditions: Conditions, table: Tableau, index: int, balance: float) -> float:
    if not conditions.dated:
        return balance * float(conditions.taux) / int(conditions.periodes)
    rank = np.asarray(1 + int((~table.anticipe[:index]).sum()))
    runs = paliers(conditions, Periode.of(conditions, rank), np.asarray(table.fin[index]))
    return balance * float(sum(run.taux * (run.fin - run.debut) for run in runs))


def _paid(conditions: Conditions, table: Tableau, index: int) -> list[Step]:
    """Principal, indemnity and payment."""
    principal, payment = float(table.amortissement[index]), float(table.echeance[index])
    if bool(table.anticipe[index]):
        return [
            step("indemnité", "indemnity", float(table.indemnite[index]), "EUR"),
            rounded("total payé", "total paid", payment, conditions, ARTICLE_63),
        ]
    label = ("intérêts capitalisés, en moins", "interest capitalised, negative")
    if principal >= 0:
        label = ("amortissement", "principal")
    return [
        step(*label, principal, "EUR", ANNEXE_2C),
        rounded("échéance", "payment", payment, conditions),
    ]


def cell_steps(table: Tableau, colonne: str, rang: int, result: Any) -> list[Step]:
    """The last steps of a cell: its column, and for a day of payment what moves it."""
    steps: list[Step] = []
    if colonne == "date_paiement" and 1 <= rang <= int(table.nombre) and not table.anticipe[rang - 1]:
        steps = [
            step(
                "date d’échéance, dont dépendent les intérêts",
                "due date, which sets the interest",
                table.date[rang - 1],
            ),
            parameter_step("intracting.regle_jour_non_ouvre"),
            parameter_step("intracting.calendrier"),
        ]
    unit = "" if colonne in DATES else "EUR"
    source = ARTICLE_6 if colonne == "date_paiement" else ANNEXE_2E
    return [*steps, step(f"colonne « {colonne} »", f"column “{colonne}”", result, unit, source)]
