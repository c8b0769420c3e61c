"""A loan with events: early repayments, changes of rate, payments spread anew (articles 6.2 and 6.3).

After each event the rows to come are those of a fresh loan: its capital is the balance, its first period the
one in course. The interest of the part repaid, up to that day, is paid with it; the rest of the balance
bears interest over the whole period in course, shared out by days when the rate changes in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import localcontext
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from udfs import money
from udfs.errors import OutOfRange, Text, UdfError, WrongValue
from udfs.figures import english, french
from udfs.rules.pret.calcul import CALCULS, DIGITS, Calcul
from udfs.rules.pret.conditions import Conditions, Evenement
from udfs.rules.pret.deroulement import Lignes, derouler
from udfs.rules.pret.interets_courus import Palier, facteur
from udfs.rules.pret.options import SUITES, TYPES_EVENEMENT
from udfs.rules.pret.periodes import Suite
from udfs.rules.pret.plan import Plan

MOST_PAYMENTS = 1200
REPAYMENTS = ("remboursement", "quote_part")


class Ligne(NamedTuple):
    """One row: a payment or an early repayment; amounts in the unit of its `Calcul`.

    `montant` is the constant payment, or the constant principal, in force.
    """

    date: Any
    debut: Any
    fin: Any
    crd: Any
    interets: Any
    amortissement: Any
    indemnite: Any
    taux: Fraction
    anticipe: bool
    montant: Any


@dataclass(slots=True)
class EnCours:
    """A loan on its way.

    Attributes:
        conditions: Of the loan.
        calcul: Cents or unrounded.
        suite: Its periods.
        crd: Balance.
        taux: Yearly rate.
        nombre: Payments left.
        differe: Deferred ones among them.
        rang: Payments made.
        paliers: Rates of the period in course, each with the years elapsed when it starts.
        avenir: Rows to come, those of the payments made since included.
        depuis: Payments made when those rows were computed.
        lignes: Rows behind.
    """

    conditions: Conditions
    calcul: Calcul
    suite: Suite
    crd: Any
    taux: Fraction
    nombre: int
    differe: int
    rang: int = 0
    paliers: list[tuple[Fraction, Fraction]] = field(default_factory=list)
    avenir: Lignes = field(default_factory=Lignes)
    depuis: int = 0
    lignes: list[Ligne] = field(default_factory=list)

    @classmethod
    def of(cls, conditions: Conditions, calcul: Calcul, suite: Suite) -> EnCours:
        """The loan before anything happens."""
        loan = cls(
            conditions,
            calcul,
            suite,
            calcul.montant("capital", "principal", float(conditions.capital)),
            money.decimal15(float(conditions.taux)),
            int(conditions.nombre),
            int(conditions.differe),
        )
        loan.paliers = [(Fraction(0), loan.taux)]
        loan.prevoir()
        return loan

    def prevoir(self, maintenu: Any = None) -> None:
        """Computes the rows to come, as those of a fresh loan from the balance."""
        ranks = range(self.rang + 2, self.rang + self.nombre + 1)
        facteurs = [
            self.couru(self.suite.annees[self.rang + 1]),
            *(self.taux * self.suite.annees[r] for r in ranks),
        ]
        whole = self.suite.annees[self.rang + 1] if self.rang else self.suite.reference
        plan = Plan(
            self.crd,
            facteurs,
            self.taux * whole,
            self.conditions.profil,
            self.differe,
            self.conditions.type_differe == "total",
            self.conditions.premiere_periode,
            maintenu,
        )
        self.avenir, self.depuis = derouler(plan, self.calcul), self.rang
        self.nombre = len(self.avenir.crd)

    def couru(self, annees: Fraction) -> Fraction:
        """Interest of one euro since the period in course started, so many years ago."""
        ends = [start for start, _ in self.paliers[1:]] + [annees]
        runs = zip(self.paliers, ends, strict=True)
        return Fraction(facteur(Palier(rate, start, end) for (start, rate), end in runs))

    def ecoulee(self, date: Any) -> Fraction:
        """Years since the period in course started."""
        return self.suite.ecoulee(self.rang + 1, date)

    def avancer(self, date: Any = None) -> None:
        """Makes the payments due up to a date, or all of them."""
        while self.nombre and (date is None or self.suite.fins[self.rang + 1] <= date):
            self.payer()

    def payer(self) -> None:
        """Makes the next payment."""
        place, self.rang = self.rang - self.depuis, self.rang + 1
        interest, principal = self.avenir.interets[place], self.avenir.amortissement[place]
        dates = self.suite.nominales[self.rang], self.suite.debuts[self.rang], self.suite.fins[self.rang]
        self.lignes.append(
            Ligne(*dates, self.crd, interest, principal, 0, self.taux, False, self.avenir.montant)
        )
        self.crd -= principal
        self.nombre, self.differe = self.nombre - 1, max(self.differe - 1, 0)
        self.paliers = [(Fraction(0), self.taux)]


def derouler_avec_evenements(
    conditions: Conditions, calcul: Calcul | None = None, periodes: Callable[[Suite], Suite] | None = None
) -> list[Ligne]:
    """The rows of one loan with its events.

    Args:
        conditions: Of one loan.
        calcul: How amounts are rounded; that of `conditions.arrondi` when left out.
        periodes: Other periods than those of the conditions, made from them.

    Raises:
        OutOfRange: An event before the value date or after the end, more capital than the balance, an amount
            that its type does not accept.
        WrongValue: An unknown type or continuation, a missing amount.
    """
    with localcontext() as context:
        context.prec = DIGITS
        suite = Suite.of(conditions, _rows(conditions))
        loan = EnCours.of(
            conditions, calcul or CALCULS[conditions.arrondi], periodes(suite) if periodes else suite
        )
        for event in conditions.evenements:
            _check(event, loan)
            loan.avancer(event.date)
            if not loan.nombre:
                raise _late(event, loan)
            _APPLY[event.type](loan, event)
        loan.avancer()
    return loan.lignes


def _rows(conditions: Conditions) -> int:
    """How many periods the loan can need."""
    nombre = int(conditions.nombre)
    spread = [event for event in conditions.evenements if event.type == "reechelonnement"]
    if not spread:
        return nombre
    left = [_payments_left(event) for event in spread]
    due = conditions.dates(np.arange(1, nombre + sum(left) + 1))
    made = [int(np.searchsorted(due, event.date, side="right")) for event in spread]
    return max(nombre, *(paid + more for paid, more in zip(made, left, strict=True)))


# What each type does


def _repay(loan: EnCours, event: Evenement) -> None:
    calcul, capital = loan.calcul, _capital(loan, event)
    debut = loan.suite.debuts[loan.rang + 1]
    interest = calcul.interet(capital, loan.couru(loan.ecoulee(event.date)))
    fee = calcul.montant("evenements", "events", event.indemnite)
    row = Ligne(
        event.date, debut, event.date, loan.crd, interest, capital, fee, loan.taux, True, loan.avenir.montant
    )
    loan.lignes.append(row)
    loan.crd -= capital
    if loan.crd <= calcul.reste:
        loan.nombre = 0
        return
    keeps = event.suite == "echeance_maintenue" and loan.conditions.profil != "in_fine"
    loan.prevoir(loan.avenir.montant if keeps else None)


def _capital(loan: EnCours, event: Evenement) -> Any:
    """The capital repaid early."""
    if event.type == "quote_part":
        if not 0 < event.montant <= 1:
            raise _refused(event, event.montant, *_SHARE)
        return loan.calcul.quote_part(loan.crd, money.decimal15(float(event.montant)))
    if event.montant == np.inf:
        return loan.crd
    amount = loan.calcul.montant("evenements", "events", event.montant)
    if not 0 < amount <= loan.crd:
        balance = float(loan.crd) / loan.calcul.unite
        raise _refused(
            event,
            event.montant,
            f"le montant va d’un centime au capital restant dû, {french(balance)} €",
            f"the amount goes from a cent to the balance, € {english(balance)}",
        )
    return amount


def _change_rate(loan: EnCours, event: Evenement) -> None:
    if not 0 <= event.montant <= 1:
        raise _refused(event, event.montant, *_RATE)
    loan.taux = money.decimal15(float(event.montant))
    loan.paliers.append((loan.ecoulee(event.date), loan.taux))
    loan.prevoir()


def _spread(loan: EnCours, event: Evenement) -> None:
    loan.nombre = _payments_left(event)
    if loan.nombre <= loan.differe:
        raise _refused(event, event.montant, *_DEFERRED)
    loan.prevoir()


_APPLY = {"remboursement": _repay, "quote_part": _repay, "taux": _change_rate, "reechelonnement": _spread}


# What is refused

_SHARE = (
    "une quote-part est une part du capital restant dû, entre 0 et 1",
    "a share is a part of the balance, between 0 and 1",
)
_RATE = ("le nouveau taux est entre 0 et 1", "the new rate is between 0 and 1")
_LEFT = (
    f"le nombre d’échéances restantes est un entier de 1 à {MOST_PAYMENTS}",
    f"the number of payments left is a whole number from 1 to {MOST_PAYMENTS}",
)
_DEFERRED = (
    "il reste au moins une échéance après le différé",
    "at least one payment is left after the deferral",
)


def _payments_left(event: Evenement) -> int:
    if not 1 <= event.montant <= MOST_PAYMENTS or event.montant != int(event.montant):
        raise _refused(event, event.montant, *_LEFT)
    return int(event.montant)


def _check(event: Evenement, loan: EnCours) -> None:
    for value, known in ((event.type, TYPES_EVENEMENT), (event.suite, SUITES)):
        if value not in known:
            listed = ", ".join(known)
            raise _refused(event, value, f"choix : {listed}", f"choices: {listed}", WrongValue)
    if np.isnan(event.montant) or np.isnan(event.indemnite) or event.indemnite < 0:
        raise _refused(event, event.montant, *_AMOUNT, WrongValue)
    if event.type not in REPAYMENTS and (event.indemnite or event.suite != SUITES[0]):
        raise _refused(event, event.type, *_ONLY_REPAYMENTS, WrongValue)
    start = loan.suite.debuts[1]
    if event.date < start:
        raise _refused(
            event,
            event.date.item(),
            f"avant la date de valeur, le {french(start.item())}",
            f"before the value date, {start}",
        )


_AMOUNT = (
    "un montant et une indemnité positifs sont attendus",
    "a positive amount and indemnity are expected",
)
_ONLY_REPAYMENTS = (
    "suite et indemnité ne vont qu’avec un remboursement",
    "a continuation and an indemnity go with a repayment only",
)


def _late(event: Evenement, loan: EnCours) -> UdfError:
    last = loan.lignes[-1].date
    return _refused(
        event,
        event.date.item(),
        f"le prêt est déjà remboursé, le {french(last.item())}",
        f"the loan is already repaid, on {last}",
    )


def _refused(
    event: Evenement, value: object, fr: str, en: str, error: type[UdfError] = OutOfRange
) -> UdfError:
    day = event.date.item()
    where = Text(f"{event.type} du {french(day)}", f"{event.type} of {english(day)}")
    return error(
        f"evenements, {where.fr} : {fr} ; reçu {french(value)}",
        f"evenements (events), {where.en}: {en}; got {english(value)}",
        argument="evenements",
        value=value,
    )
