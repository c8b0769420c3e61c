"""Mixeur: yearly contribution to the shared tool (MIXEUR.*)."""

from udfs.rules.mixeur.explications import expliquer_contribution, expliquer_grille, expliquer_prorata
from udfs.rules.mixeur.regles import STATUTS, Grille, contribution, grille, prorata

__all__ = [
    "STATUTS",
    "Grille",
    "contribution",
    "expliquer_contribution",
    "expliquer_grille",
    "expliquer_prorata",
    "grille",
    "prorata",
]
