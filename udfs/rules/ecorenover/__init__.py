"""Écorénover: the monthly treasury of a renovation (ECORENOVER.*)."""

from udfs.rules.ecorenover.explications import (
    expliquer_effort,
    expliquer_ligne,
    expliquer_mois_retour,
    expliquer_point_bas,
    expliquer_tresorerie,
)
from udfs.rules.ecorenover.projet import Projet
from udfs.rules.ecorenover.regles import (
    COLONNES,
    EFFORTS,
    effort,
    ligne,
    mois_retour,
    point_bas,
    tresorerie,
)
from udfs.rules.ecorenover.tresorerie import Tresorerie

__all__ = [
    "COLONNES",
    "EFFORTS",
    "Projet",
    "Tresorerie",
    "effort",
    "expliquer_effort",
    "expliquer_ligne",
    "expliquer_mois_retour",
    "expliquer_point_bas",
    "expliquer_tresorerie",
    "ligne",
    "mois_retour",
    "point_bas",
    "tresorerie",
]
