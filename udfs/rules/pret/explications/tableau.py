"""The steps behind the payment, the table, and a cell of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import ArrayLike

from udfs.rules.pret import regles
from udfs.rules.pret.assemblage import montant_de, rows_of, table_of
from udfs.rules.pret.conditions import Conditions
from udfs.rules.pret.explications.articles import ANNEXE_2C, ARTICLE_6_2
from udfs.rules.pret.explications.ligne import cell_steps, row_steps
from udfs.rules.pret.explications.pret import loan_steps, payment_steps, rounded
from udfs.rules.steps import Step, step


def expliquer_echeance(
    capital: ArrayLike,
    taux: ArrayLike,
    nombre_echeances: ArrayLike,
    periodes_par_an: ArrayLike = 1,
    date_valeur: ArrayLike | None = None,
    premiere_echeance: ArrayLike | None = None,
    arrondi: Any = "centime",
    profil: Any = "echeances_constantes",
    differe: ArrayLike = 0,
    type_differe: Any = "partiel",
    base: Any = "30E/360",
    premiere_periode: Any = "amortissement_maintenu",
    interets: Any = "dates_nominales",
    evenements: Sequence[Sequence[Any]] | None = None,
) -> list[Step]:
    """The steps of `echeance` for one loan, same arguments."""
    conditions = Conditions.of(
        capital,
        taux,
        nombre_echeances,
        periodes_par_an,
        date_valeur,
        premiere_echeance,
        arrondi,
        profil,
        differe,
        type_differe,
        base,
        premiere_periode,
        interets,
        evenements,
    )
    payment = montant_de(conditions)
    return [
        *loan_steps(conditions),
        *payment_steps(conditions),
        rounded("échéance", "payment", payment, conditions, ANNEXE_2C),
    ]


def expliquer_tableau(
    capital: ArrayLike,
    taux: ArrayLike,
    nombre_echeances: ArrayLike,
    periodes_par_an: ArrayLike = 1,
    date_valeur: ArrayLike | None = None,
    premiere_echeance: ArrayLike | None = None,
    arrondi: Any = "centime",
    profil: Any = "echeances_constantes",
    differe: ArrayLike = 0,
    type_differe: Any = "partiel",
    base: Any = "30E/360",
    premiere_periode: Any = "amortissement_maintenu",
    interets: Any = "dates_nominales",
    evenements: Sequence[Sequence[Any]] | None = None,
) -> list[Step]:
    """The steps of `tableau` for one loan, same arguments."""
    conditions = Conditions.of(
        capital,
        taux,
        nombre_echeances,
        periodes_par_an,
        date_valeur,
        premiere_echeance,
        arrondi,
        profil,
        differe,
        type_differe,
        base,
        premiere_periode,
        interets,
        evenements,
    )
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


def expliquer_ligne(
    colonne: str,
    rang: ArrayLike,
    capital: ArrayLike,
    taux: ArrayLike,
    nombre_echeances: ArrayLike,
    periodes_par_an: ArrayLike = 1,
    date_valeur: ArrayLike | None = None,
    premiere_echeance: ArrayLike | None = None,
    arrondi: Any = "centime",
    profil: Any = "echeances_constantes",
    differe: ArrayLike = 0,
    type_differe: Any = "partiel",
    base: Any = "30E/360",
    premiere_periode: Any = "amortissement_maintenu",
    interets: Any = "dates_nominales",
    evenements: Sequence[Sequence[Any]] | None = None,
) -> list[Step]:
    """The steps of `ligne` for one loan, same arguments."""
    loan = (
        capital,
        taux,
        nombre_echeances,
        periodes_par_an,
        date_valeur,
        premiere_echeance,
        arrondi,
        profil,
        differe,
        type_differe,
        base,
        premiere_periode,
        interets,
        evenements,
    )
    result = regles.ligne(colonne, rang, *loan)
    conditions = Conditions.of(*loan)
    table = rows_of(conditions)
    rank = int(rang)  # type: ignore[arg-type]
    inside = 1 <= rank <= int(table.nombre)
    return [
        *loan_steps(conditions),
        *payment_steps(conditions),
        step("rang de la ligne", "rank of the row", rank),
        *(row_steps(conditions, table, rank - 1) if inside else ()),
        *cell_steps(table, colonne, rank, result),
    ]
