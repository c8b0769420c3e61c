"""The plan of one loan without events: its balance and the exact interest of each period."""

from __future__ import annotations

from fractions import Fraction

from udfs import money
from udfs.rules.pret.conditions import Conditions
from udfs.rules.pret.deroulement import CALCULS, Plan
from udfs.rules.pret.periodes import Suite, entieres


def plan_de(conditions: Conditions) -> Plan:
    """What `derouler` needs of one loan.

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
