"""Thermix: global cost, primary energy and carbon of heating systems (THERMIX.*)."""

from udfs.rules.thermix.explications import (
    expliquer_cout_global,
    expliquer_cout_mwh,
    expliquer_couts,
    expliquer_croisement,
    expliquer_cumul,
    expliquer_energie_primaire,
    expliquer_ges,
)
from udfs.rules.thermix.regles import (
    DENOMINATEURS,
    Couts,
    cout_global,
    cout_mwh,
    couts,
    croisement,
    cumul,
    energie_primaire,
    ges,
)
from udfs.rules.thermix.systeme import VALEURS_FUTURES, Systeme

__all__ = [
    "DENOMINATEURS",
    "VALEURS_FUTURES",
    "Couts",
    "Systeme",
    "cout_global",
    "cout_mwh",
    "couts",
    "croisement",
    "cumul",
    "energie_primaire",
    "expliquer_cout_global",
    "expliquer_cout_mwh",
    "expliquer_couts",
    "expliquer_croisement",
    "expliquer_cumul",
    "expliquer_energie_primaire",
    "expliquer_ges",
    "ges",
]
