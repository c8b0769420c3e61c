"""A yearly loan as it lives, in exact fractions: early repayments, payments spread anew, late payments.

Written from the agreement, apart from the functions: interest on 30E/360 (article 4), payment and interest to
the cent, the last payment settles (article 6.2); an early repayment comes with the interest of the capital
repaid (article 6.3), and the payments left are those of a fresh loan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.xlsync.model.tranches import cents, days


@dataclass(frozen=True)
class Line:
    """A payment, or an early repayment.

    Attributes:
        day: Nominal due date, or day of the repayment.
        balance: Before it.
        interest: Paid with it.
        principal: Repaid.
        fee: Indemnity.
        early: It is an early repayment.
    """

    day: date
    balance: Fraction
    interest: Fraction
    principal: Fraction
    fee: Fraction = Fraction(0)
    early: bool = False

    @property
    def paid(self) -> Fraction:
        return self.interest + self.principal + self.fee


@dataclass(frozen=True)
class Repaid:
    """Capital repaid early on a day."""

    day: date
    amount: Fraction
    fee: Fraction = Fraction(0)


@dataclass(frozen=True)
class Spread:
    """From a day on, so many payments left."""

    day: date
    left: int


def constant(balance: Fraction, rate: Fraction, number: int) -> Fraction:
    """The constant payment."""
    return cents(balance * rate / (1 - 1 / (1 + rate) ** number))


def lived(
    capital: int,
    rate: Fraction,
    number: int,
    start: date,
    events: tuple[Repaid | Spread, ...] = (),
    first: date | None = None,
) -> list[Line]:
    """The lines of a loan of constant yearly payments; a broken first period keeps its principal."""
    first = first or start.replace(year=start.year + 1)
    balance, left, due, since = Fraction(capital), number, first, start
    payment, lines, waiting = constant(balance, rate, left), [], sorted(events, key=lambda event: event.day)
    while balance:
        while waiting and waiting[0].day < due:
            event = waiting.pop(0)
            if isinstance(event, Repaid):
                share = Fraction(days(since, event.day), 360)
                interest = cents(event.amount * rate * share)
                lines.append(Line(event.day, balance, interest, event.amount, event.fee, early=True))
                balance -= event.amount
            else:
                left = event.left
            payment = constant(balance, rate, left)
        whole = cents(balance * rate)
        interest = cents(balance * rate * Fraction(days(since, due), 360))
        principal = balance if left == 1 else payment - whole
        lines.append(Line(due, balance, interest, principal))
        balance, left, since, due = balance - principal, left - 1, due, due.replace(year=due.year + 1)
    return lines


def year(lines: list[Line], wanted: int) -> list[Line]:
    """The lines of a year."""
    return [line for line in lines if line.day.year == wanted]


def owed(lines: list[Line], capital: int, day: date) -> Fraction:
    """The balance after what is due up to a day."""
    return capital - sum((line.principal for line in lines if line.day <= day), Fraction(0))


def state_of(lines: list[Line], rate: Fraction, start: date, wanted: int) -> dict[str, Fraction] | None:
    """The measures of a year under their XML names; None before the loan is paid out, and once it is repaid.

    Interest accrued on 31 December, that day left out, runs since the last payment: an early repayment brings
    that of its capital with it, and leaves that of the rest to run.
    """
    opening, closing = date(wanted - 1, 12, 31), date(wanted, 12, 31)
    capital = lines[0].balance
    before = owed(lines, int(capital), opening) if start <= opening else Fraction(0)
    after = owed(lines, int(capital), closing) if start <= closing else Fraction(0)
    if not (before or after):
        return None
    since = max([start, *(line.day for line in lines if line.day <= closing and not line.early)])
    within = year(lines, wanted)
    return {
        "MtIntExer": sum((line.interest for line in within), Fraction(0)),
        "MtCapitalExer": sum((line.principal for line in within), Fraction(0)),
        "MtCapitalRestDu_01_01": before,
        "MtICNE": cents(after * rate * Fraction(days(since, closing), 360)),
        "MtCapitalRestDu_31_12": after,
    }


def theoretical(capital: int, rate: Fraction, number: int) -> list[tuple[Fraction, Fraction, Fraction]]:
    """Balance, interest and principal of each year, nothing rounded (Annexe 2-E)."""
    payment, balance, rows = capital * rate / (1 - 1 / (1 + rate) ** number), Fraction(capital), []
    for _ in range(number):
        rows.append((balance, balance * rate, payment - balance * rate))
        balance -= payment - balance * rate
    return rows
