"""The ways of rounding a table: those of the library, and others that lenders have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from udfs.errors import Text
from udfs.money import half_up
from udfs.rules.pret.calcul import CALCULS, CENTIME, THEORIQUE, Calcul

EURO = 100
_TO_CENTS = Decimal(100)
_CENT, _EURO = Decimal("0.01"), Decimal(1)


@dataclass(frozen=True, slots=True)
class Rounding:
    """A way of rounding.

    Attributes:
        said: What it is: « l’arrondi au centime ».
        calcul: How amounts are held and rounded.
        arrondi: The mode of the library that it is, "" for none.
        shown: Cents to which amounts are rounded when displayed.
    """

    said: Text
    calcul: Calcul
    arrondi: str = ""
    shown: int = 1

    def cents(self, amount: Any) -> int:
        """An amount as the table shows it, in cents."""
        if isinstance(amount, Decimal):
            euros = amount.quantize(_CENT if self.shown == 1 else _EURO, ROUND_HALF_UP)
            return int(euros * EURO)
        if isinstance(amount, int) and self.shown == 1:
            return amount * EURO // self.calcul.unite
        return half_up(Fraction(amount) * EURO / self.calcul.unite / self.shown) * self.shown


Constant = Callable[[Any, Sequence[Fraction]], Any]


def _exact_payment(cents: int, factors: Sequence[Fraction]) -> Fraction:
    annuity = Fraction(0)
    for factor in reversed(factors):
        annuity = (1 + annuity) / (1 + factor)
    return cents / annuity


def _up_to(unit: int) -> Constant:
    return lambda cents, factors: -(-_exact_payment(cents, factors) // unit) * unit


def _down_to(unit: int) -> Constant:
    return lambda cents, factors: int(_exact_payment(cents, factors) // unit) * unit


def _to_cents(amount: Decimal, factors: Sequence[Fraction]) -> Decimal:
    return Decimal(half_up(Fraction(THEORIQUE.echeance(amount, factors)) * 100)) / _TO_CENTS


def _half_even(cents: int, factor: Fraction) -> int:
    return round(cents * factor)


def _truncated(cents: int, factor: Fraction) -> int:
    return int(cents * factor // 1)


ROUNDINGS: dict[str, Rounding] = {
    "centime": Rounding(Text("l’arrondi au centime", "rounding to the cent"), CALCULS["centime"], "centime"),
    "theorique": Rounding(
        Text("l’arrondi théorique, affiché au centime", "the theoretical table, displayed to the cent"),
        CALCULS["theorique"],
        "theorique",
    ),
    "theorique_euro": Rounding(
        Text("l’arrondi théorique, affiché à l’euro", "the theoretical table, displayed to the euro"),
        CALCULS["theorique"],
        "theorique",
        EURO,
    ),
    "centime_euro": Rounding(
        Text("l’arrondi au centime, affiché à l’euro", "rounding to the cent, displayed to the euro"),
        CALCULS["centime"],
        "centime",
        EURO,
    ),
    "echeance_arrondie": Rounding(
        Text(
            "l’échéance seule arrondie au centime, le reste affiché au centime",
            "the payment alone rounded to the cent, the rest displayed to the cent",
        ),
        replace(THEORIQUE, echeance=_to_cents),
    ),
    "interets_tronques": Rounding(
        Text("les intérêts tronqués au centime", "interest cut to the cent"),
        replace(CENTIME, interet=_truncated),
    ),
    "interets_pair": Rounding(
        Text("les intérêts arrondis au centime pair le plus proche", "interest rounded half to even"),
        replace(CENTIME, interet=_half_even),
    ),
    "echeance_superieure": Rounding(
        Text("l’échéance arrondie au centime supérieur", "the payment rounded up to the cent"),
        replace(CENTIME, echeance=_up_to(1)),
    ),
    "echeance_inferieure": Rounding(
        Text("l’échéance tronquée au centime", "the payment cut to the cent"),
        replace(CENTIME, echeance=_down_to(1)),
    ),
    "tronque": Rounding(
        Text("l’échéance et les intérêts tronqués au centime", "payment and interest cut to the cent"),
        replace(CENTIME, echeance=_down_to(1), interet=_truncated),
    ),
    "echeance_euro": Rounding(
        Text("l’échéance arrondie à l’euro", "the payment rounded to the euro"),
        replace(
            CENTIME,
            echeance=lambda cents, factors: half_up(_exact_payment(cents, factors) / EURO) * EURO,
        ),
    ),
    "echeance_euro_superieur": Rounding(
        Text("l’échéance arrondie à l’euro supérieur", "the payment rounded up to the euro"),
        replace(CENTIME, echeance=_up_to(EURO)),
    ),
}
"""By name, that of the library where it has one."""
