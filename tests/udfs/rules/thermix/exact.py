"""The global cost of a heating system by rational arithmetic.

Mixeur, annex 1, Thermix; the formula is that of the specification: CG = I − A + Σ [(Q/η)·p·(1+i)^(n−1) +
abo·(1+i)^(n−1) + M·(1+j)^(n−1)] / (1+d)^n + replacements − residual.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class System:
    """One system; `life` 0 is no replacement."""

    need: Fraction
    efficiency: Fraction
    price: Fraction
    investment: Fraction
    years: int
    discount: Fraction
    aids: Fraction = Fraction(0)
    subscription: Fraction = Fraction(0)
    upkeep: Fraction = Fraction(0)
    rise: Fraction = Fraction(0)
    upkeep_rise: Fraction = Fraction(0)
    life: int = 0
    replacement: Fraction = Fraction(0)
    left: Fraction = Fraction(0)
    discounted: bool = True

    def yearly(self, year: int) -> Fraction:
        """What a year costs, discounted; year 0 is the investment less aids."""
        if year == 0:
            return self.investment - self.aids
        bought = self.need / self.efficiency * self.price
        running = (bought + self.subscription) * (1 + self.rise) ** (year - 1)
        running += self.upkeep * (1 + self.upkeep_rise) ** (year - 1)
        future = Fraction(0)
        if self.life and year < self.years and year % self.life == 0:
            future += self.replacement
        if year == self.years:
            future -= self.left
        factor = (1 + self.discount) ** year
        return running / factor + (future / factor if self.discounted else future)

    def cumulated(self, year: int) -> Fraction:
        """From year 0 to a year."""
        return sum((self.yearly(one) for one in range(year + 1)), Fraction(0))

    @property
    def cost(self) -> Fraction:
        """Over the horizon."""
        return self.cumulated(self.years)


def crossing(own: list[Fraction], other: list[Fraction]) -> int | None:
    """First year after which the cost is never a half cent above the other one."""
    dearer = [year for year, (a, b) in enumerate(zip(own, other, strict=True)) if a - b >= Fraction(1, 200)]
    if not dearer:
        return 0
    return None if dearer[-1] == len(own) - 1 else dearer[-1] + 1


def random_system(chance: random.Random) -> System:
    def part(most: int, scale: int) -> Fraction:
        return Fraction(chance.randrange(most * scale), scale)

    return System(
        need=part(30_000, 1) + 1,
        efficiency=part(4, 100) + Fraction(1, 2),
        price=part(1, 1000),
        investment=part(20_000, 100),
        years=chance.randint(1, 30),
        discount=part(1, 1000) / 10,
        aids=part(6_000, 100),
        subscription=part(400, 100),
        upkeep=part(400, 100),
        rise=part(1, 1000) / 10 - Fraction(2, 100),
        upkeep_rise=part(1, 1000) / 20,
        life=chance.randrange(0, 16),
        replacement=part(5_000, 100),
        left=part(3_000, 100),
        discounted=chance.random() < 0.5,
    )
