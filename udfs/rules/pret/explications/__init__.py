"""The steps behind every function of a loan: what was used, day counts, rates, articles.

`expliquer_X` takes the arguments of the rule X and ends on its result.
"""

from udfs.rules.pret.explications.interets import expliquer_interets
from udfs.rules.pret.explications.situation import (
    expliquer_crd,
    expliquer_exercice,
    expliquer_icne,
    expliquer_remboursement,
)
from udfs.rules.pret.explications.tableau import (
    expliquer_annee,
    expliquer_echeance,
    expliquer_ligne,
    expliquer_tableau,
)

__all__ = [
    "expliquer_annee",
    "expliquer_crd",
    "expliquer_echeance",
    "expliquer_exercice",
    "expliquer_icne",
    "expliquer_interets",
    "expliquer_ligne",
    "expliquer_remboursement",
    "expliquer_tableau",
]
