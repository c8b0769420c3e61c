"""Moby: degressive grid and financing table (MOBY.*)."""

from udfs.rules.moby.explications import (
    expliquer_grille,
    expliquer_montant,
    expliquer_prix,
    expliquer_simulation,
)
from udfs.rules.moby.regles import COLONNES, POSTES, Grille, grille, montant, prix, simulation

__all__ = [
    "COLONNES",
    "POSTES",
    "Grille",
    "expliquer_grille",
    "expliquer_montant",
    "expliquer_prix",
    "expliquer_simulation",
    "grille",
    "montant",
    "prix",
    "simulation",
]
