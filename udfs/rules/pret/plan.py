"""The plan of a loan: a balance, the exact interest of each period to come, and how it is repaid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from udfs import money
from udfs.rules.pret.calcul import CALCULS
from udfs.rules.pret.conditions import Conditions
from udfs.rules.pret.periodes import Suite, entieres


@dataclass(frozen=True, slots=True)
class Plan:
    """A balance and how it is repaid.

    Attributes:
        crd: Balance, in cents or in euros according to the `Calcul`.
        facteurs: Interest of one euro in each period to come, one a payment.
        reference: That of a whole first period.
        profil: As in `Conditions`.
        differe: Deferred payments left.
        total: Whether a deferral capitalises interest.
        premiere_periode: As in `Conditions`, for a first period whose interest is not that of a whole one.
        maintenu: Payment, or constant principal, to keep; the loan ends when it is repaid.
    """

    crd: Any
    facteurs: Sequence[Fraction]
    reference: Fraction
    profil: str
    differe: int = 0
    total: bool = False
    premiere_periode: str = "amortissement_maintenu"
    maintenu: Any = None


def plan_de(conditions: Conditions) -> Plan:
    """The plan of one loan without events.

    Raises:
        OutOfRange: A capital with fractions of a cent, in "centime".

    Examples:
        >>> plan_de(Conditions.of(170000, 0.02, 13, 2)).facteurs[0]
        Fraction(1, 100)
    """
    rate, nombre = money.decimal15(float(conditions.taux)), int(conditions.nombre)
    return Plan(
        CALCULS[conditions.arrondi].montant("capital", "principal", float(conditions.capital)),
        *_facteurs(conditions, rate, nombre),
        conditions.profil,
        int(conditions.differe),
        conditions.type_differe == "total",
        conditions.premiere_periode,
    )


def _facteurs(conditions: Conditions, rate: Fraction, nombre: int) -> tuple[list[Fraction], Fraction]:
    """Interest of one euro in each period, and in a whole first one."""
    if entieres(conditions):
        whole = rate / int(conditions.periodes)
        return [whole] * nombre, whole
    suite = Suite.of(conditions, nombre)
    return [rate * years for years in suite.annees[1:]], rate * suite.reference
