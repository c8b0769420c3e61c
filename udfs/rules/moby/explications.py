"""The steps behind each function of Moby."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from udfs import money, parameters
from udfs.errors import Text
from udfs.rules.moby.regles import (
    adjustment_of,
    financing,
    montant,
    perimeter_of,
    prix,
)
from udfs.rules.moby.tranches import cee_part, level_of
from udfs.rules.steps import Step, parameter_step, step

ARTICLE_5 = "Moby, article 5"
ANNEXE_2 = "Moby, annexe 2"
ANNEXE_3 = "Moby, annexe 3"

_ARRONDIS = {
    "etablissement": Text("par établissement", "per establishment"),
    "total": Text("sur le total", "on the total"),
}


def expliquer_simulation(
    etablissements: ArrayLike,
    communes: ArrayLike | None = None,
    signataires: ArrayLike = 1,
    structures: ArrayLike = 1,
    autres_etablissements: ArrayLike = 0,
    annees: ArrayLike | None = None,
    arrondi: str = "etablissement",
    ajustement_cee: ArrayLike | None = None,
    date: Any = None,
    niveau: str = "secondaire",
    classes: ArrayLike | None = None,
) -> list[Step]:
    """The steps of `simulation`, same arguments."""
    perimeter = perimeter_of(
        etablissements, communes, signataires, structures, autres_etablissements, annees, ajustement_cee,
        date, niveau, classes,
    )  # fmt: skip
    level = level_of(niveau)
    table = financing(perimeter, arrondi, date)
    bracket = perimeter.etablissements + perimeter.autres
    adjustment = money.amounts(adjustment_of(perimeter, date))
    grid, deduced = (
        parameters.source(code, date).fr for code in (level.grille, "moby.ajustement_structures")
    )
    length = parameters.source("moby.annees", date).fr if annees is None else ""
    origin = deduced if ajustement_cee is None and np.any(adjustment != 0) else ""
    return [
        step(
            "établissements comptés pour la tranche",
            "schools counted for the bracket",
            bracket[()],
            "",
            ARTICLE_5,
        ),
        step(
            "part CEE par établissement, grille",
            "CEE part per school, grid",
            money.amounts(cee_part(bracket, date, level.grille)),
            "EUR",
            grid,
        ),
        step("ajustement de la part CEE", "adjustment of the CEE part", adjustment, "EUR", origin),
        step(
            "part CEE du périmètre",
            "CEE part of the perimeter",
            money.amounts(table["cee"]["total"]),
            "EUR",
            ANNEXE_3,
        ),
        parameter_step(level.taux, date),
        step(
            f"reste à charge HT, arrondi à l’euro {_ARRONDIS[arrondi].fr}",
            f"remainder before VAT, rounded to the euro {_ARRONDIS[arrondi].en}",
            money.amounts(table["reste_ht"]["total"]),
            "EUR",
            ANNEXE_3,
        ),
        parameter_step("moby.taux_tva", date),
        step(
            "reste à charge TTC",
            "remainder with VAT",
            money.amounts(table["reste_ttc"]["total"]),
            "EUR",
            ANNEXE_3,
        ),
        step("années scolaires", "school years", perimeter.annees[()], "annees", length),
        step(
            "prix total = part CEE + reste HT",
            "total price = CEE part + remainder",
            money.amounts(table["total"]["total"]),
            "EUR",
            ANNEXE_3,
        ),
    ]


def expliquer_montant(
    poste: str,
    colonne: str,
    etablissements: ArrayLike,
    communes: ArrayLike | None = None,
    signataires: ArrayLike = 1,
    structures: ArrayLike = 1,
    autres_etablissements: ArrayLike = 0,
    annees: ArrayLike | None = None,
    arrondi: str = "etablissement",
    ajustement_cee: ArrayLike | None = None,
    date: Any = None,
    niveau: str = "secondaire",
    classes: ArrayLike | None = None,
) -> list[Step]:
    """The steps of `montant`, same arguments."""
    perimeter = (etablissements, communes, signataires, structures, autres_etablissements, annees)
    result = montant(poste, colonne, *perimeter, arrondi, ajustement_cee, date, niveau, classes)
    return [
        *expliquer_simulation(*perimeter, arrondi, ajustement_cee, date, niveau, classes),
        step(
            f"« {poste} », colonne « {colonne} »", f"“{poste}”, column “{colonne}”", result, "EUR", ANNEXE_3
        ),
    ]


def expliquer_prix(nombre: Any, composante: str, date: Any = None, niveau: str = "secondaire") -> list[Step]:
    """The steps of `prix`, same arguments."""
    level = level_of(niveau)
    grid = parameters.source(level.grille, date).fr
    label = f"{nombre[0]}-{nombre[1] or '…'}" if isinstance(nombre, tuple) else nombre
    return [
        step("établissements", "schools", label),
        step("part CEE", "CEE part", prix(nombre, "cee", date, niveau), "EUR HT", grid),
        parameter_step(level.taux, date),
        step(
            "reste à charge HT, arrondi à l’euro",
            "remainder before VAT, to the euro",
            prix(nombre, "reste_ht", date, niveau),
            "EUR HT",
            ANNEXE_2,
        ),
        parameter_step("moby.taux_tva", date),
        step(
            f"prix par établissement : {composante}",
            f"price per school: {composante}",
            prix(nombre, composante, date, niveau),
            "EUR",
            ANNEXE_2,
        ),
    ]


def expliquer_grille(date: Any = None, niveau: str = "secondaire") -> list[Step]:
    """The steps of `grille`: its parameters and their sources."""
    level = level_of(niveau)
    keys: Any = parameters.value(level.grille, date)
    return [
        *(parameter_step(level.grille, date, key) for key in keys),
        parameter_step(level.taux, date),
        parameter_step("moby.taux_tva", date),
    ]
