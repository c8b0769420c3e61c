"""The treasury of a renovation by rational arithmetic, written from the sentence of the document.

Mixeur, annex 1: « simulation de trésorerie mensuelle en prenant en compte les économies d'énergie,
l'augmentation du prix de l'énergie, le coût de l'emprunt et la valeur verte ». Loans are those of
`tests/udfs/rules/pret/exact.py`; their first payment falls in the month of their drawdown.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

from tests.udfs.rules.pret import exact

Months = list[Fraction]
TWELFTH = Fraction(1, 12)


@dataclass(frozen=True)
class Energy:
    """One energy; `profile` is January to December."""

    kwh: Fraction
    saved: Fraction
    price: Fraction
    kept: Fraction
    rise: Fraction
    profile: tuple[Fraction, ...] = (TWELFTH,) * 12


@dataclass(frozen=True)
class Credit:
    """One loan, in cents."""

    cents: int
    rate: Fraction
    month: int
    payments: int
    insurance: Fraction
    deferral: int


@dataclass(frozen=True)
class Household:
    """All that a simulation takes; works and aids are (month, amount)."""

    years: int
    works: tuple[tuple[int, Fraction], ...]
    aids: tuple[tuple[int, Fraction], ...]
    own: Fraction
    loans: tuple[Credit, ...]
    energies: tuple[Energy, ...]
    upkeep: Fraction
    each_january: bool
    first_month: int
    first_saving: int
    as_needed: bool


def treasury(house: Household) -> dict[str, Months]:
    """Every column, month after month."""
    months = range(1, 12 * house.years + 1)
    drawn = tuple((one.month, Fraction(one.cents, 100)) for one in house.loans)
    found: dict[str, Months] = {
        "travaux": [in_month(house.works, k) for k in months],
        "aides": [in_month(house.aids, k) for k in months],
        "prets": [in_month(drawn, k) for k in months],
        "mensualites": payments(house, len(months)),
        "entretien": [house.upkeep / 12 for _ in months],
        "facture": [bill(house, k) for k in months],
        "economies": [saving(house, k) if k >= house.first_saving else Fraction(0) for k in months],
    }
    found["apport"] = own_funds(house, found)
    found["flux"] = [
        found["prets"][i] + found["aides"][i] + found["apport"][i] + found["economies"][i]
        - found["travaux"][i] - found["mensualites"][i] - found["entretien"][i]
        for i in range(len(months))
    ]  # fmt: skip
    found["cumul"] = [sum(found["flux"][:k], Fraction(0)) - house.own for k in months]
    short = [
        found["travaux"][i] - found["aides"][i] - found["apport"][i] - found["prets"][i]
        for i in range(len(months))
    ]
    found["relais"] = [sum(short[:k], Fraction(0)) for k in months]
    return found


def in_month(dated: tuple[tuple[int, Fraction], ...], k: int) -> Fraction:
    return sum((amount for month, amount in dated if month == k), Fraction(0))


def payments(house: Household, count: int) -> Months:
    paid = [Fraction(0)] * count
    for one in house.loans:
        loan = exact.Loan(one.cents, one.rate, one.payments, yearly=12, deferral=one.deferral)
        for rank, row in enumerate(exact.schedule(loan)):
            if one.month + rank <= count:
                paid[one.month + rank - 1] += Fraction(row[3], 100) + one.insurance
    return paid


def index(house: Household, energy: Energy, k: int) -> Fraction:
    passed = k - 1 + (house.first_month - 1 if house.each_january else 0)
    return (1 + energy.rise) ** (passed // 12)


def used(house: Household, energy: Energy, k: int) -> Fraction:
    return energy.kwh * energy.price * energy.profile[(house.first_month - 1 + k - 1) % 12]


def bill(house: Household, k: int) -> Fraction:
    return sum(
        ((used(house, one, k) + one.kept / 12) * index(house, one, k) for one in house.energies), Fraction(0)
    )


def saving(house: Household, k: int) -> Fraction:
    return sum(
        ((used(house, one, k) * one.saved + one.kept / 12) * index(house, one, k) for one in house.energies),
        Fraction(0),
    )


def own_funds(house: Household, found: dict[str, Months]) -> Months:
    """A purse that pays what is short, until the last work; it is then emptied."""
    count = len(found["travaux"])
    if not house.as_needed:
        return [house.own] + [Fraction(0)] * (count - 1)
    paid, purse, short = [Fraction(0)] * count, house.own, Fraction(0)
    for i in range(count):
        short += found["travaux"][i] - found["aides"][i] - found["prets"][i]
        paid[i] = min(purse, max(short, Fraction(0)))
        purse -= paid[i]
        short -= paid[i]
    last = max((i for i in range(count) if found["travaux"][i] > 0), default=0)
    paid[last] += purse
    return paid


def returned(balance: Months) -> int | None:
    """First month after which the balance, to the cent, stays at 0 or above."""
    below = [k for k, amount in enumerate(balance, 1) if amount <= Fraction(-1, 200)]
    if not below:
        return 1
    return None if below[-1] == len(balance) else below[-1] + 1


def random_household(chance: random.Random) -> Household:
    """Amounts in cents, months within and after the horizon."""

    def dated(most: int) -> tuple[tuple[int, Fraction], ...]:
        return tuple((chance.randint(1, 40), cents(chance, most)) for _ in range(chance.randint(0, 3)))

    return Household(
        years=chance.randint(1, 4),
        works=((chance.randint(1, 20), cents(chance, 30_000) + 1), *dated(20_000)),
        aids=dated(8_000),
        own=cents(chance, 5_000),
        loans=tuple(random_loan(chance) for _ in range(chance.randint(0, 3))),
        energies=tuple(random_energy(chance) for _ in range(chance.randint(0, 3))),
        upkeep=cents(chance, 400),
        each_january=chance.random() < 0.5,
        first_month=chance.randint(1, 12),
        first_saving=chance.randint(1, 6),
        as_needed=chance.random() < 0.5,
    )


def cents(chance: random.Random, most: int) -> Fraction:
    return Fraction(chance.randrange(most * 100), 100)


def random_loan(chance: random.Random) -> Credit:
    term = chance.randint(1, 60)
    return Credit(
        cents=chance.randrange(100_000, 3_000_000),
        rate=Fraction(chance.randrange(80), 1000),
        month=chance.randint(1, 30),
        payments=term,
        insurance=cents(chance, 20),
        deferral=chance.randrange(min(term, 13)),
    )


def random_energy(chance: random.Random) -> Energy:
    return Energy(
        kwh=Fraction(chance.randrange(30_000)),
        saved=Fraction(chance.randrange(-50, 101), 100),
        price=Fraction(chance.randrange(400), 1000),
        kept=cents(chance, 300),
        rise=Fraction(chance.randrange(-10, 15), 100),
        profile=profile(chance),
    )


def profile(chance: random.Random) -> tuple[Fraction, ...]:
    if chance.random() < 0.3:
        return (TWELFTH,) * 12
    parts = [chance.randrange(0, 100) for _ in range(11)]
    return (*(Fraction(part, 1200) for part in parts), 1 - Fraction(sum(parts), 1200))
