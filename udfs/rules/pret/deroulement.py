"""The rows of one loan, whatever its profile, its deferral and the length of its periods.

The same steps serve both roundings: a `Calcul` says what an amount, an interest and a payment are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import localcontext
from typing import Any

from udfs.rules.pret.calcul import DIGITS, Calcul
from udfs.rules.pret.plan import Plan


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
        >>> from fractions import Fraction
        >>> from udfs.rules.pret.calcul import CENTIME
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
    """The constant payment, or the constant principal.

    Solved anew, a payment may not cover the interest of a very long first period: that interest is then paid
    alone, and the payments after it are equal.
    """
    facteurs = plan.facteurs[plan.differe :]
    if plan.profil == "amortissement_constant":
        return calcul.part(crd, len(facteurs))
    if plan.profil == "in_fine":
        return 0 * crd
    if plan.differe:
        return calcul.echeance(crd, facteurs)
    if plan.premiere_periode != "echeance_recalculee":
        return calcul.echeance(crd, [plan.reference, *facteurs[1:]])
    montant = calcul.echeance(crd, facteurs)
    covered = calcul.interet(crd, facteurs[0]) <= montant
    return montant if covered else calcul.echeance(crd, facteurs[1:])


def _principal(plan: Plan, rank: int, crd: Any, interest: Any, montant: Any, calcul: Calcul) -> Any:
    """What a payment that is not the last means to repay."""
    if plan.profil != "echeances_constantes":
        return montant
    maintained = plan.premiere_periode == "amortissement_maintenu" and plan.maintenu is None
    if rank == 0 and maintained:
        return montant - calcul.interet(crd, plan.reference)
    return montant - interest
