"""The steps behind each function of Mixeur."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from udfs.rules.mixeur.regles import (
    STATUTS,
    Entrees,
    Montants,
    amounts_of,
    contribution,
    first_year,
    inputs,
)
from udfs.rules.steps import Step, parameter_step, step

ARTICLE_7_3 = "Mixeur, article 7.3"
ANNEXE_2 = "Mixeur, annexe 2"


def expliquer_contribution(
    statut: str,
    annee: int,
    habitants: float | None = None,
    utilisateurs: float | None = None,
    date_signature: ArrayLike | None = None,
    prorata: str = "douziemes",
    structures: float = 1,
    derogation: float | None = None,
    utilisateurs_prorates: bool = True,
    plafond_avec_utilisateurs: bool = False,
) -> list[Step]:
    """The steps of `contribution` for one member, same arguments."""
    entrees = inputs(statut, annee, habitants, utilisateurs, date_signature, prorata, structures, derogation)
    amounts = amounts_of(entrees, utilisateurs_prorates, plafond_avec_utilisateurs)
    due = contribution(
        statut,
        annee,
        habitants,
        utilisateurs,
        date_signature,
        prorata,
        structures,
        derogation,
        utilisateurs_prorates,
        plafond_avec_utilisateurs,
    )
    january = np.datetime64(f"{annee:04d}-01-01")
    return [
        step("statut", "status", statut, "", "Mixeur, article 7.2"),
        *_base_steps(statut, january, derogation, entrees, amounts),
        parameter_step("mixeur.comptes_inclus", january, statut),
        step("utilisateurs supplémentaires", "further users", entrees.utilisateurs[()], "utilisateurs"),
        parameter_step("mixeur.prix_utilisateur", january, statut),
        step("utilisateurs, année entière", "users, full year", amounts.utilisateurs[()], "EUR", ANNEXE_2),
        step(
            f"part de l’année due ({prorata})",
            f"part of the year due ({prorata})",
            (entrees.du / entrees.total)[()],
            "1",
            ARTICLE_7_3,
        ),
        step("contribution due, au centime", "contribution due, to the cent", due, "EUR", ARTICLE_7_3),
    ]


def _base_steps(
    statut: str, january: np.datetime64, derogation: float | None, entrees: Entrees, amounts: Montants
) -> list[Step]:
    """How the base amount was found."""
    if derogation is not None:
        return [step("montant dérogatoire", "exceptional amount", derogation, "EUR/an", ANNEXE_2)]
    base = step(
        "montant de base, année entière", "base amount, full year", amounts.base[()], "EUR/an", ANNEXE_2
    )
    if statut == "collectivite":
        return [
            step("habitants", "inhabitants", entrees.quantite[()], "habitants"),
            parameter_step("mixeur.taux_par_habitant", january),
            parameter_step("mixeur.plancher_collectivite", january),
            parameter_step("mixeur.plafond_collectivite", january),
            base,
        ]
    flat = parameter_step("mixeur.forfait", january, statut)
    return [flat, step("structures", "organisations", entrees.quantite[()]), base]


def expliquer_prorata(date_signature: ArrayLike, prorata: str = "douziemes") -> list[Step]:
    """The steps of `prorata`, same arguments."""
    part = first_year(np.asarray(date_signature, "datetime64[D]"), prorata)
    unit = "mois" if prorata == "douziemes" else "jours"
    return [
        step("date de signature", "date of signature", date_signature, "", ARTICLE_7_3),
        step(
            "dus, depuis le 1er du mois suivant",
            "due, from the 1st of the next month",
            part.due[()],
            unit,
            ARTICLE_7_3,
        ),
        step("dans l’année", "in the year", part.total[()], unit),
        step("part due", "part due", (part.due / part.total)[()], "1", ARTICLE_7_3),
    ]


def expliquer_grille(date: Any = None) -> list[Step]:
    """The steps of `grille`: its parameters and their sources."""
    flat = [parameter_step("mixeur.forfait", date, statut) for statut in STATUTS[1:]]
    prices = [parameter_step("mixeur.prix_utilisateur", date, statut) for statut in STATUTS]
    names = ("mixeur.taux_par_habitant", "mixeur.plancher_collectivite", "mixeur.plafond_collectivite")
    return [*(parameter_step(name, date) for name in names), *flat, *prices]
