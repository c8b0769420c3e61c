"""Loans: payment, amortization table, interest (PRET.*).

Constant payments, at the end of each period, over whole periods. Amounts, rates and periods are positive;
what the borrower pays is positive.
"""

from udfs.rules.pret.conditions import Conditions
from udfs.rules.pret.explications import (
    expliquer_echeance,
    expliquer_interets,
    expliquer_ligne,
    expliquer_tableau,
)
from udfs.rules.pret.regles import COLONNES, Tableau, echeance, interets, ligne, tableau

__all__ = [
    "COLONNES",
    "Conditions",
    "Tableau",
    "echeance",
    "expliquer_echeance",
    "expliquer_interets",
    "expliquer_ligne",
    "expliquer_tableau",
    "interets",
    "ligne",
    "tableau",
]
