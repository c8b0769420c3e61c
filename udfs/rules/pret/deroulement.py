"""The rows of one loan, whatever its profile, its deferral and the length of its periods.

The same steps serve both roundings: a `Calcul` says what an amount, an interest and a payment are, in whole
cents or in decimals of fifty digits that nothing rounds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
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


@dataclass(slots=True)
class Lignes:
    """Rows to come: balance before, interest, principal; and the constant payment or principal behind."""

    crd: list[Any] = field(default_factory=list)
    interets: list[Any] = field(default_factory=list)
    amortissement: list[Any] = field(default_factory=list)
    montant: Any = 0

    def add(self, crd: Any, interest: Any, principal: Any) -> Any:
        """One row; the balance after it."""
        self.crd.append(crd)
        self.interets.append(interest)
        self.amortissement.append(principal)
        return crd - principal


def derouler(plan: Plan, calcul: Calcul) -> Lignes:
    """The rows of a plan, to its last payment.

    Examples:
        >>> rows = derouler(Plan(100000, [Fraction(1, 10)] * 2, Fraction(1, 10), "in_fine"), CENTIME)
        >>> rows.interets, rows.amortissement
        ([10000, 10000], [0, 100000])
    """
    with localcontext() as context:
        context.prec = DIGITS
        return _derouler(plan, calcul)


def _derouler(plan: Plan, calcul: Calcul) -> Lignes:
    rows, crd = Lignes(), plan.crd
    for facteur in plan.facteurs[: plan.differe]:
        interest = calcul.interet(crd, facteur)
        crd = rows.add(crd, interest, -interest if plan.total else 0 * interest)
    rows.montant = _montant(plan, crd, calcul) if plan.maintenu is None else plan.maintenu
    for rank in range(plan.differe, len(plan.facteurs)):
        interest = calcul.interet(crd, plan.facteurs[rank])
        wanted = _principal(plan, rank, crd, interest, rows.montant, calcul)
        ends = plan.maintenu is not None and crd - wanted <= calcul.reste
        last = ends or rank == len(plan.facteurs) - 1
        crd = rows.add(crd, interest, crd if last else min(max(wanted, 0 * wanted), crd))
        if last:
            break
    return rows


def _montant(plan: Plan, crd: Any, calcul: Calcul) -> Any:
    """The constant payment, or the constant principal."""
    facteurs = plan.facteurs[plan.differe :]
    if plan.profil == "amortissement_constant":
        return calcul.part(crd, len(facteurs))
    if plan.profil == "in_fine":
        return 0 * crd
    if plan.differe == 0 and plan.premiere_periode != "echeance_recalculee":
        facteurs = [plan.reference, *facteurs[1:]]
    return calcul.echeance(crd, facteurs)


def _principal(plan: Plan, rank: int, crd: Any, interest: Any, montant: Any, calcul: Calcul) -> Any:
    """What a payment that is not the last means to repay."""
    if plan.profil != "echeances_constantes":
        return montant
    maintained = plan.premiere_periode == "amortissement_maintenu" and plan.maintenu is None
    if rank == 0 and maintained:
        return montant - calcul.interet(crd, plan.reference)
    return montant - interest
