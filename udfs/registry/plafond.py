"""PLAFOND: what fits under a ceiling, one amount after the other."""

from __future__ import annotations

from udfs.declaration import Example, Function, Kind
from udfs.errors import Text
from udfs.registry.common import NO_CEILING, amount, returns

FUNCTIONS = (
    Function(
        "PLAFOND.RETENU",
        Text(
            "Part d’un montant qui tient encore sous un plafond",
            "Part of an amount that still fits under a ceiling",
        ),
        (
            amount("montant", "amount", "montant à compter, €", "amount to count, €"),
            amount(
                "deja_presente",
                "presented_before",
                "somme des montants comptés avant lui sous ce plafond, retenus ou non, € ; une cellule vide "
                "vaut 0",
                "sum of the amounts counted before it under that ceiling, kept or not, €; a blank cell is 0",
                blank_is_zero=True,
            ),
            amount(
                "plafond",
                "ceiling",
                "plafond, € ; « sans plafond » s’il n’y en a pas, 0 n’en retient rien",
                "ceiling, €; “no ceiling” where there is none, 0 counts nothing",
                words=NO_CEILING,
            ),
        ),
        returns(Kind.AMOUNT, "€, au centime", "€, to the cent"),
        Text(
            "Mixeur, Annexe 1 (budget consommé, plan de financement)",
            "Mixeur, Annexe 1 (budget consumed, financing plan)",
        ),
        Example((300, 800, 1000), 200.0),
        "udfs.rules.plafond.retenu",
        "udfs.rules.plafond.expliquer_retenu",
    ),
)
