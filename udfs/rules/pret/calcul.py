"""What an amount, an interest and a payment are: in whole cents, or in decimals that nothing rounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from udfs import money
from udfs.rules.pret import centime

DIGITS = 50
"""Of the decimals that stand for unrounded amounts."""

RESTE = Decimal("1e-6")
"""Unrounded, a balance below it is paid with the payment before: it comes from rounding the payment kept."""


@dataclass(frozen=True, slots=True)
class Calcul:
    """How amounts are held and rounded.

    Attributes:
        montant: An amount of a cell, with the name of its argument, French and English.
        interet: Interest of a balance for a period.
        part: One of n equal parts of a balance.
        quote_part: A fraction of a balance.
        echeance: The constant payment of a balance, from the interest of one euro in each period.
        reste: What a balance may be to be nothing.
        unite: Value of 1 in euros.
    """

    montant: Callable[[str, str, float], Any]
    interet: Callable[[Any, Fraction], Any]
    part: Callable[[Any, int], Any]
    quote_part: Callable[[Any, Fraction], Any]
    echeance: Callable[[Any, Sequence[Fraction]], Any]
    reste: Any
    unite: int


def _decimal(fraction: Fraction) -> Decimal:
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def _echeance_en_centimes(cents: int, facteurs: Sequence[Fraction]) -> int:
    first = facteurs[0]
    if all(facteur is first or facteur == first for facteur in facteurs):
        return centime.echeance_seule(cents, first.numerator, first.denominator, len(facteurs))
    return centime.echeance_irreguliere(cents, facteurs)


def _echeance_decimale(amount: Decimal, facteurs: Sequence[Fraction]) -> Decimal:
    annuity = Decimal(0)
    for facteur in reversed(facteurs):
        annuity = (1 + annuity) / (1 + _decimal(facteur))
    return amount / annuity


CENTIME = Calcul(
    montant=centime.cents_de,
    interet=centime.interet,
    part=centime.part,
    quote_part=lambda cents, share: money.half_up(cents * share),
    echeance=_echeance_en_centimes,
    reste=0,
    unite=100,
)
THEORIQUE = Calcul(
    montant=lambda argument, argument_en, amount: _decimal(money.decimal15(float(amount))),
    interet=lambda amount, facteur: amount * _decimal(facteur),
    part=lambda amount, nombre: amount / nombre,
    quote_part=lambda amount, share: amount * _decimal(share),
    echeance=_echeance_decimale,
    reste=RESTE,
    unite=1,
)
CALCULS = {"centime": CENTIME, "theorique": THEORIQUE}
