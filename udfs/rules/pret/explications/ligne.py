"""The steps of one row of a table: day count, interest, principal, payment."""

from __future__ import annotations

from typing import Any

import numpy as np

from udfs import calendar
from udfs.rules.pret.calcul import CALCULS
from udfs.rules.pret.cellules import DATES
from udfs.rules.pret.conditions import Conditions, Evenement
from udfs.rules.pret.evenements import derouler_avec_evenements
from udfs.rules.pret.explications.articles import ANNEXE_2C, ANNEXE_2E, ARTICLE_4, ARTICLE_6_2, ARTICLE_6_3
from udfs.rules.pret.explications.interets import day_steps, rate_steps
from udfs.rules.pret.explications.pret import rounded
from udfs.rules.pret.interets_courus import Palier, Periode, facteur, paliers
from udfs.rules.pret.tableau import CALENDRIER, REGLE, Tableau, day_of_version
from udfs.rules.steps import Step, parameter_step, step


def row_steps(conditions: Conditions, table: Tableau, index: int) -> list[Step]:
    """How a row of one loan follows from its balance.

    Args:
        conditions: Of the loan.
        table: Its table.
        index: Of the row, from 0.
    """
    early = bool(table.anticipe[index])
    repaid, source = float(table.amortissement[index]), ARTICLE_6_3 if early else ARTICLE_4
    balance = float(table.crd[index])
    steps = [
        step("capital restant dû avant l’échéance", "balance before the payment", balance, "EUR", ANNEXE_2E)
    ]
    of = "capital restant dû", "balance"
    if early:
        balance, of = repaid, ("capital remboursé", "capital repaid")
        fr, en = "capital remboursé par anticipation", "capital repaid early"
        steps.append(step(fr, en, repaid, "EUR", ARTICLE_6_3))
    runs = _runs(conditions, table, index)
    steps += _period(conditions, table, index, runs)
    by = ("taux × fraction d’année", "rate × year fraction") if runs else ("taux périodique", "periodic rate")
    factor = float(facteur(runs)) if runs else float(conditions.taux) / int(conditions.periodes)
    fr, en = f"intérêts avant arrondi = {of[0]} × {by[0]}", f"interest before rounding = {of[1]} × {by[1]}"
    steps.append(step(fr, en, balance * factor, "EUR", source))
    steps.append(rounded("intérêts", "interest", float(table.interets[index]), conditions, source))
    return [*steps, *_paid(conditions, table, index)]


def _runs(conditions: Conditions, table: Tableau, index: int) -> list[Palier]:
    """The rates over the period of the row; none without dates."""
    if not conditions.dated:
        return []
    rank = np.asarray(1 + int((~table.anticipe[:index]).sum()))
    return paliers(conditions, Periode.of(conditions, rank), np.asarray(table.fin[index]))


def _period(conditions: Conditions, table: Tableau, index: int, runs: list[Palier]) -> list[Step]:
    """The period of the row, its day count and its rates."""
    if not runs:
        return []
    start, end = table.debut[index], table.fin[index]
    calendar.readable(end, "rang")
    dates = [step("du", "from", start), step("au", "to", end)]
    return [*dates, *day_steps(conditions, start, end), *rate_steps(runs)]


def _paid(conditions: Conditions, table: Tableau, index: int) -> list[Step]:
    """Principal, indemnity and payment."""
    principal, payment = float(table.amortissement[index]), float(table.echeance[index])
    if bool(table.anticipe[index]):
        return [
            step("indemnité", "indemnity", float(table.indemnite[index]), "EUR"),
            rounded("total payé", "total paid", payment, conditions, ARTICLE_6_3),
        ]
    return [
        *_in_force(conditions, table, index),
        step(*_principal(conditions, table, index), principal, "EUR", ANNEXE_2C),
        rounded("échéance", "payment", payment, conditions),
    ]


def _in_force(conditions: Conditions, table: Tableau, index: int) -> list[Step]:
    """The payment, or the principal, that the last event before the row left in force."""
    before: list[Evenement] = [e for e in conditions.evenements if e.date < table.fin[index]]
    if not before or conditions.profil == "in_fine":
        return []
    row, last = derouler_avec_evenements(conditions)[index], before[-1]
    what = (
        ("échéance", "payment")
        if conditions.profil == "echeances_constantes"
        else ("amortissement", "principal")
    )
    amount = float(row.montant / CALCULS[conditions.arrondi].unite)
    return [
        step(
            f"{what[0]} en vigueur depuis l’événement du {last.date.item():%d/%m/%Y} ({last.type})",
            f"{what[1]} in force since the event of {last.date} ({last.type})",
            amount,
            "EUR",
            ARTICLE_6_2,
        )
    ]


def _principal(conditions: Conditions, table: Tableau, index: int) -> tuple[str, str]:
    """What the principal of a payment is."""
    if table.amortissement[index] < 0:
        return "intérêts capitalisés, en moins", "interest capitalised, negative"
    if index == len(table.crd) - 1:
        return "amortissement, qui solde le capital", "principal, which settles the capital"
    kept = conditions.premiere_periode == "amortissement_maintenu" and not conditions.differe
    constant = conditions.profil == "echeances_constantes"
    broken = (index == 0 and bool(conditions.brisee)) or _changes(conditions, table, index)
    if kept and constant and broken:
        return (
            "amortissement maintenu = échéance − intérêts d’une période entière à ce taux",
            "principal kept = payment − interest of a whole period at that rate",
        )
    return "amortissement", "principal"


def _changes(conditions: Conditions, table: Tableau, index: int) -> bool:
    """Whether the rate changes within the period of a row."""
    start, end = table.debut[index], table.fin[index]
    return any(event.type == "taux" and start < event.date < end for event in conditions.evenements)


def cell_steps(table: Tableau, colonne: str, rang: int, result: Any) -> list[Step]:
    """The last steps of a cell: its column, and for a day of payment what moves it."""
    steps: list[Step] = []
    inside = 1 <= rang <= int(table.nombre) and not table.anticipe[rang - 1]
    if colonne == "date_paiement" and inside and not np.isnat(due := table.date[rang - 1]):
        steps = [
            step("date d’échéance, dont dépendent les intérêts", "due date, which sets the interest", due),
            *(parameter_step(code, day_of_version(code, due.item())) for code in (REGLE, CALENDRIER)),
        ]
    unit = "" if colonne in DATES else "EUR"
    source = ARTICLE_6_2 if colonne == "date_paiement" else ANNEXE_2E
    return [*steps, step(f"colonne « {colonne} »", f"column “{colonne}”", result, unit, source)]
