"""The steps behind the payment, the table, and a cell of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from udfs.rules.pret import annees, regles
from udfs.rules.pret.assemblage import montant_de, table_of
from udfs.rules.pret.cellules import DATES, shared_table
from udfs.rules.pret.conditions import Conditions
from udfs.rules.pret.explications.articles import ANNEXE_2C, ANNEXE_2E, ARTICLE_6_2
from udfs.rules.pret.explications.ligne import cell_steps, row_steps
from udfs.rules.pret.explications.pret import loan_steps, payment_steps, rounded
from udfs.rules.steps import Step, step


def expliquer_echeance(conditions: Conditions) -> list[Step]:
    """The steps of `echeance` for one loan, same arguments."""
    payment = montant_de(conditions)
    return [
        *loan_steps(conditions),
        *payment_steps(conditions),
        rounded("échéance", "payment", payment, conditions, ANNEXE_2C),
    ]


def expliquer_tableau(conditions: Conditions) -> list[Step]:
    """The steps of `table_of` for one loan, same arguments."""
    table = table_of(conditions)
    return [
        *loan_steps(conditions),
        *payment_steps(conditions),
        *row_steps(conditions, table, 0),
        *(s for i in table.anticipe.nonzero()[0] for s in row_steps(conditions, table, int(i))),
        step(
            "dernière échéance, qui solde le capital",
            "last payment, which settles the capital",
            float(table.echeance[-1]),
            "EUR",
            ARTICLE_6_2,
        ),
        step("total des intérêts", "total interest", float(table.interets.sum()), "EUR"),
    ]


def expliquer_ligne(colonne: str, rang: ArrayLike, conditions: Conditions) -> list[Step]:
    """The steps of `ligne` for one loan, same arguments."""
    result, table = regles.ligne(colonne, rang, conditions), shared_table(conditions)
    rank = int(rang)  # type: ignore[arg-type]
    inside = 1 <= rank <= int(table.nombre)
    return [
        *loan_steps(conditions),
        *payment_steps(conditions),
        step("rang de la ligne", "rank of the row", rank),
        *(row_steps(conditions, table, rank - 1) if inside else ()),
        *cell_steps(table, colonne, rank, result),
    ]


def expliquer_annee(colonne: str, annee: ArrayLike, conditions: Conditions) -> list[Step]:
    """The steps of `annees.annee` for one loan, same arguments: those of each row of the year."""
    result, table = annees.annee(colonne, annee, conditions), shared_table(conditions)
    year = int(annee)  # type: ignore[arg-type]
    rows = np.flatnonzero(annees.rows_within(table, np.asarray(year)))
    unit = "" if colonne in DATES else "EUR"
    return [
        *loan_steps(conditions),
        *payment_steps(conditions),
        step("année", "year", str(year)),
        *(one for row in rows for one in row_steps(conditions, table, int(row))),
        step(f"colonne « {colonne} » de l’année", f"column “{colonne}” of the year", result, unit, ANNEXE_2E),
    ]
