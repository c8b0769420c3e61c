"""The steps behind each function of Thermix."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from udfs.rules.steps import Step, step
from udfs.rules.thermix.regles import (
    cout_global,
    cout_mwh,
    couts,
    croisement,
    cumul,
    energie_achetee,
    energie_primaire,
    ges,
)
from udfs.rules.thermix.systeme import Systeme

ANNEXE_1 = "Mixeur, annexe 1, Thermix"


def _parts(systeme: Systeme) -> list[Step]:
    """What makes the cost: the years added up, before discounting, then discounted."""
    found = couts(systeme)

    def total(column: Any) -> Any:
        return np.nansum(column, axis=-1)[()]

    start = (systeme.investissement - systeme.aides)[()]
    sums = (
        ("énergie", "energy", found.energie),
        ("abonnement", "subscription", found.abonnement),
        ("entretien", "maintenance", found.entretien),
        ("remplacements − valeur résiduelle", "replacements − residual value", found.remplacement),
    )
    return [
        step("investissement − aides", "investment − aids", start, "EUR", ANNEXE_1),
        *(
            step(f"{fr}, somme des années", f"{en}, sum of the years", total(column), "EUR", ANNEXE_1)
            for fr, en, column in sums
        ),
        step("taux d’actualisation", "discount rate", systeme.actualisation[()], "1"),
    ]


def _cost(systeme: Systeme) -> Step:
    return step(
        "coût global = investissement − aides + Σ années / (1 + d)^n",
        "global cost = investment − aids + Σ years / (1 + d)^n",
        cout_global(systeme),
        "EUR",
        ANNEXE_1,
    )


def expliquer_couts(systeme: Systeme) -> list[Step]:
    """The steps of `couts`: sums over the years, and the cost they come to."""
    return expliquer_cout_global(systeme)


def expliquer_cout_global(systeme: Systeme) -> list[Step]:
    """The steps of `cout_global`, same arguments."""
    return [*_parts(systeme), _cost(systeme)]


def expliquer_cumul(annee: Any, systeme: Systeme) -> list[Step]:
    """The steps of `cumul`, same arguments."""
    fr, en = f"coût actualisé jusqu’à l’année {annee}", f"discounted cost up to year {annee}"
    return [*_parts(systeme), step(fr, en, cumul(annee, systeme), "EUR", ANNEXE_1)]


def expliquer_cout_mwh(systeme: Systeme, denominateur: str = "energie") -> list[Step]:
    """The steps of `cout_mwh`, same arguments."""
    return [
        *expliquer_cout_global(systeme),
        step("besoin de chaleur utile", "useful heat", systeme.besoin[()], "kWh/an"),
        step(
            "coût global / MWh utiles de l’horizon",
            "global cost / useful MWh of the horizon",
            cout_mwh(systeme, denominateur),
            "EUR/MWh",
            ANNEXE_1,
        ),
    ]


def expliquer_croisement(cumuls: ArrayLike, reference: ArrayLike) -> list[Step]:
    """The steps of `croisement`, same arguments."""
    result = croisement(cumuls, reference)
    own, other = (np.atleast_1d(np.asarray(one, np.float64)) for one in (cumuls, reference))
    return [
        step("écart l’année 0", "difference in year 0", (own - other)[..., 0], "EUR"),
        step("écart la dernière année", "difference in the last year", (own - other)[..., -1], "EUR"),
        step(
            "première année après laquelle le système ne coûte pas plus",
            "first year after which the system does not cost more",
            result,
            "annees",
            ANNEXE_1,
        ),
    ]


def expliquer_energie_primaire(besoin: ArrayLike, rendement: ArrayLike, facteur: ArrayLike) -> list[Step]:
    """The steps of `energie_primaire`, same arguments."""
    result = energie_primaire(besoin, rendement, facteur)
    return [
        *_bought(besoin, rendement),
        step("facteur de conversion", "conversion factor", facteur, "kWhEP/kWh"),
        step("énergie primaire", "primary energy", result, "kWhEP/an", ANNEXE_1),
    ]


def expliquer_ges(besoin: ArrayLike, rendement: ArrayLike, facteur_kg_kwh: ArrayLike) -> list[Step]:
    """The steps of `ges`, same arguments."""
    return [
        *_bought(besoin, rendement),
        step("facteur d’émission", "emission factor", facteur_kg_kwh, "kg CO2/kWh"),
        step("émissions", "emissions", ges(besoin, rendement, facteur_kg_kwh), "t CO2/an", ANNEXE_1),
    ]


def _bought(besoin: ArrayLike, rendement: ArrayLike) -> list[Step]:
    bought = energie_achetee(besoin, rendement)[()]
    return [
        step("besoin de chaleur utile", "useful heat", besoin, "kWh/an"),
        step("énergie achetée = besoin / rendement", "energy bought = need / efficiency", bought, "kWh/an"),
    ]
