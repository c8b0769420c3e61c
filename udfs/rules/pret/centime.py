"""One loan in cents, on Python integers: capital in whole cents, payment and interest rounded half up.

Every figure equals rational arithmetic on the decimal inputs. A payment rounded up can use up a very small
balance before the end: what is left is then paid, and 0 after.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from udfs import money
from udfs.errors import OutOfRange
from udfs.figures import english, french

ULPS = 64.0
"""Bound on the error of the float payment in closed form; the worst seen is 3.3."""

ULPS_A_PERIOD = 8.0
"""What each period adds to it when the periods differ: six roundings at most."""

Lignes = tuple[list[int], list[int], list[int], list[int]]
"""crd, interets, amortissement, echeance, in cents."""


def cents_de(argument: str, argument_en: str, amount: float) -> int:
    """An amount in whole cents.

    Raises:
        OutOfRange: An amount that is not in whole cents.
    """
    cents, parts = (100 * Decimal(f"{amount:.15g}")).as_integer_ratio()
    if parts != 1:
        raise fraction_de_centime(argument, argument_en, float(amount))
    return cents


def fraction_de_centime(argument: str, argument_en: str, amount: float) -> OutOfRange:
    """The refusal of an amount with fractions of a cent."""
    return OutOfRange(
        f"{argument} : {french(amount)} ; en arrondi « centime », un montant est en centimes entiers",
        f"{argument} ({argument_en}): {english(amount)}; with rounding “centime”, an "
        f"amount is in whole cents",
        argument=argument,
        value=amount,
    )


def interet(cents: int, facteur: Fraction) -> int:
    """Interest of a balance for a period, rounded half up."""
    return (2 * cents * facteur.numerator + facteur.denominator) // (2 * facteur.denominator)


def part(cents: int, nombre: int) -> int:
    """One of `nombre` equal parts, rounded half up."""
    return (2 * cents + nombre) // (2 * nombre)


def echeance_entiere(cents: int, numerator: int, denominator: int, nombre: int) -> int:
    """The payment in cents over equal periods: the exact payment rounded half up."""
    if numerator == 0:
        return part(cents, nombre)
    power, unit = (numerator + denominator) ** nombre, denominator**nombre
    return money.half_up(Fraction(cents * numerator * power, denominator * (power - unit)))


def echeance_seule(cents: int, numerator: int, denominator: int, nombre: int) -> int:
    """The same payment, by floats unless they are too close to a tie."""
    if numerator == 0 or cents >= money.SAFE_UNITS or denominator >= money.SAFE_DENOMINATOR:
        return echeance_entiere(cents, numerator, denominator, nombre)
    rate = numerator / denominator
    shifted = cents * rate / -math.expm1(-nombre * math.log1p(rate)) + 0.5
    nearest = math.floor(shifted + 0.5)
    if abs(shifted - nearest) <= shifted * (ULPS * money.UNIT_ROUNDOFF) + 1e-9:
        return echeance_entiere(cents, numerator, denominator, nombre)
    return math.floor(shifted)


def echeance_irreguliere(cents: int, facteurs: Sequence[Fraction]) -> int:
    """The constant payment over periods that differ, rounded half up.

    Args:
        cents: Balance.
        facteurs: Interest of one cent in each period.
    """
    if cents < money.SAFE_UNITS:
        annuity = 0.0
        for facteur in reversed(facteurs):
            annuity = (1.0 + annuity) / (1.0 + facteur.numerator / facteur.denominator)
        shifted = cents / annuity + 0.5
        nearest = math.floor(shifted + 0.5)
        ulps = ULPS + ULPS_A_PERIOD * len(facteurs)
        if abs(shifted - nearest) > shifted * (ulps * money.UNIT_ROUNDOFF) + 1e-9:
            return math.floor(shifted)
    top, bottom = 0, 1
    for facteur in reversed(facteurs):
        top, bottom = (bottom + top) * facteur.denominator, bottom * (facteur.numerator + facteur.denominator)
    return money.half_up(Fraction(cents * bottom, top))


def lignes_seules(cents: int, numerator: int, denominator: int, nombre: int) -> Lignes:
    """The rows of one loan of constant payments over equal periods, in cents.

    Args:
        cents: Capital.
        numerator: Of the rate of a period.
        denominator: Of the rate of a period.
        nombre: Payments.
    """
    payment = echeance_seule(cents, numerator, denominator, nombre)
    crd, interets, amortissement, paid = [], [], [], [payment] * (nombre - 1)
    twice, double = 2 * numerator, 2 * denominator
    for _ in paid:
        interest = (cents * twice + denominator) // double
        principal = payment - interest
        if principal >= cents:
            break
        crd.append(cents)
        interets.append(interest)
        amortissement.append(principal)
        cents -= principal
    for rank in range(len(crd), nombre):
        interest = (cents * twice + denominator) // double
        principal = cents if rank == nombre - 1 else min(payment - interest, cents)
        crd.append(cents)
        interets.append(interest)
        amortissement.append(principal)
        paid[rank:] = [interest + principal]
        cents -= principal
    return crd, interets, amortissement, paid
