"""CREDITS: funding delegated to a project, commitments and payments."""

from __future__ import annotations

from udfs.declaration import Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import PER_ONE, amount, rate, returns

FUNCTIONS = (
    Function(
        "CREDITS.RESTITUTION",
        Text("Crédits à restituer", "Funding to give back"),
        (
            amount("verse", "paid", "montant versé, €", "amount paid, €"),
            amount(
                "depenses_eligibles", "eligible_expenses", "dépenses éligibles, €", "eligible expenses, €"
            ),
            rate(
                "parts",
                "shares",
                "part de chaque financeur, par unité ; omises, un seul montant",
                "share of each funder, per 1; when left out, one amount",
                PER_ONE,
                default=None,
                many=True,
            ),
        ),
        returns(
            Kind.AMOUNT,
            "€, jamais moins de 0 ; une ligne par financeur quand les parts sont données",
            "€, never below 0; a row for each funder when shares are given",
        ),
        Text("ChauffageUrbain, article 6.5", "ChauffageUrbain, article 6.5"),
        Example((30000, 27500), 2500.0),
        "udfs.rules.credits.restitution",
        "udfs.rules.credits.expliquer_restitution",
    ),
    Function(
        "CREDITS.RESTE_A_PAYER",
        Text("Engagements restant à payer", "Commitments not yet paid"),
        (
            amount(
                "ae_engagees",
                "commitments",
                "autorisations d’engagement consommées, €",
                "commitments used, €",
            ),
            amount(
                "cp_payes",
                "payments",
                "crédits de paiement consommés, €",
                "payments made, €",
                blank_is_zero=True,
            ),
        ),
        returns(Kind.AMOUNT, "€", "€"),
        Text("ChauffageUrbain, article 6.6", "ChauffageUrbain, article 6.6"),
        Example((30000, 12000), 18000.0),
        "udfs.rules.credits.reste_a_payer",
        "udfs.rules.credits.expliquer_reste_a_payer",
    ),
)
