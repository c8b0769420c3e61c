"""Loans: payment, amortization table, interest (PRET.*).

Payments fall at the end of each period. Amounts, rates and periods are positive; what the borrower pays is
positive.
"""

from udfs.rules.pret.annees import annee
from udfs.rules.pret.assemblage import table_of
from udfs.rules.pret.cellules import COLONNES
from udfs.rules.pret.conditions import Conditions, Evenement
from udfs.rules.pret.exercice import Exercice, exercice, exercice_of
from udfs.rules.pret.explications import (
    expliquer_annee,
    expliquer_crd,
    expliquer_echeance,
    expliquer_exercice,
    expliquer_icne,
    expliquer_interets,
    expliquer_ligne,
    expliquer_remboursement,
    expliquer_tableau,
)
from udfs.rules.pret.regles import echeance, interets, ligne, tableau
from udfs.rules.pret.remboursement import Remboursement, remboursement
from udfs.rules.pret.retard import expliquer_retard, retard
from udfs.rules.pret.situation import crd, icne
from udfs.rules.pret.tableau import Tableau, payment_date
from udfs.rules.pret.taux_effectif import expliquer_taeg, expliquer_teg, taeg, teg

__all__ = [
    "COLONNES",
    "Conditions",
    "Evenement",
    "Exercice",
    "Remboursement",
    "Tableau",
    "annee",
    "crd",
    "echeance",
    "exercice",
    "exercice_of",
    "expliquer_annee",
    "expliquer_crd",
    "expliquer_echeance",
    "expliquer_exercice",
    "expliquer_icne",
    "expliquer_interets",
    "expliquer_ligne",
    "expliquer_remboursement",
    "expliquer_retard",
    "expliquer_tableau",
    "expliquer_taeg",
    "expliquer_teg",
    "icne",
    "interets",
    "ligne",
    "payment_date",
    "remboursement",
    "retard",
    "table_of",
    "tableau",
    "taeg",
    "teg",
]
