"""The files of the Intracting story, from the rule of its page, and what the rule makes of a year."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from tests.xlsync.cli.pages import Page
from tests.xlsync.model.tranches import INTRACTING, cents

STATION, BASE_YEAR = "Grenoble", 2023
WINTER = (1, 2, 3, 10, 11, 12)
MONTHS = range(1, 13)
FEW_DEGREE_DAYS = 30
"""Below, the heating of a month follows the ratio of the year (seuil_dju)."""


@dataclass(frozen=True)
class Meter:
    """A meter of the page: heating in kWh a degree day, other uses in kWh a month."""

    name: str
    building: int
    energy: str
    heating: int
    other: int


@dataclass(frozen=True)
class Action:
    """An action of the page: expected saving of a whole year, month after which its works count."""

    saving: int
    year: int
    month: int

    def expected(self, year: int) -> Fraction:
        """Its part of the objective: the months after its works."""
        months = min(max(12 * (year - self.year) + 12 - self.month, 0), 12)
        return Fraction(self.saving * months, 12)


class Rule:
    """What the tables of the page say."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.years = [int(one) for one in page.table("Part ou prix")[0][1:]]
        _, line = page.table("Mois")
        self.base = dict(zip(MONTHS, map(number, line[1:]), strict=True))

    @cached_property
    def meters(self) -> list[Meter]:
        rows = self.page.table("Compteur")[1:]
        return [
            Meter(name, int(number(place)), energy, int(number(heating)), int(number(other)))
            for name, place, energy, heating, other in rows
        ]

    @cached_property
    def actions(self) -> list[Action]:
        found = []
        for _, _, saving, end in self.page.table("Action")[1:]:
            _, month, year = map(int, end.split("/"))
            found.append(Action(int(number(saving)), year, month))
        return found

    def given(self, row: str, year: int) -> Fraction:
        """A share or a price of a year."""
        table = self.page.table("Part ou prix")
        cells = next(cells for cells in table if cells[0].startswith(row))
        return number(cells[1 + self.years.index(year)])

    def degree_days(self, year: int, month: int) -> Fraction:
        if year == BASE_YEAR:
            return self.base[month]
        return self.base[month] * self.given("DJU, d’octobre" if month in WINTER else "DJU, d’avril", year)

    def measured(self, meter: Meter, year: int, month: int) -> int:
        """A reading: what the meter keeps of the reference of that month, to the nearest kWh."""
        whole = meter.heating * self.degree_days(year, month) + meter.other
        return (whole * self.given(meter.name, year) + Fraction(1, 2)).__floor__()

    def price(self, meter: Meter, year: int) -> Fraction:
        """EUR a MWh."""
        return self.given(meter.energy, year)

    # --- what a year comes to (articles 7.3 and 7.5)

    def reference(self, meter: Meter, year: int) -> Fraction:
        """Reference of the year, heating in proportion of the degree days of each month."""
        whole = sum(self.degree_days(year, month) for month in MONTHS) / sum(self.base.values())
        total = Fraction(0)
        for month in MONTHS:
            base = self.base[month]
            ratio = self.degree_days(year, month) / base if base >= FEW_DEGREE_DAYS else whole
            total += meter.heating * base * ratio + meter.other
        return total

    def initial(self, meter: Meter) -> Fraction:
        """Reference before the climate of the year."""
        return meter.heating * sum(self.base.values(), Fraction(0)) + 12 * meter.other

    def avoided(self, meter: Meter, year: int) -> Fraction:
        return self.reference(meter, year) - sum(self.measured(meter, year, month) for month in MONTHS)

    def saved(self, year: int) -> Fraction:
        """kWh avoided by all the meters."""
        return sum((self.avoided(meter, year) for meter in self.meters), Fraction(0))

    def gain(self, year: int) -> Fraction:
        """EUR: what is avoided at the prices of the year."""
        return sum(
            (self.avoided(meter, year) * self.price(meter, year) / 1000 for meter in self.meters), Fraction(0)
        )

    def objective(self, year: int) -> Fraction:
        """kWh expected of the works that ended."""
        return sum((action.expected(year) for action in self.actions), Fraction(0))

    # --- files

    def write(self, folder: Path) -> None:
        """Every file of the page, as a French spreadsheet saves them."""
        lines = {
            "dju": [
                (STATION, year, month, self.degree_days(year, month))
                for year in (BASE_YEAR, *self.years)
                for month in MONTHS
            ],
            "references": [
                (meter.building, meter.energy, month, meter.heating * self.base[month], meter.other)
                for meter in self.meters
                for month in MONTHS
            ],
            "prix_energie": [
                (energy, year, self.given(energy, year))
                for energy in dict.fromkeys(meter.energy for meter in self.meters)
                for year in self.years
            ],
        }
        headings = {Path(cells[0]).name.split(" ")[0]: cells[1] for cells in self.page.table("Fichier")[1:]}
        for table, rows in lines.items():
            name = f"intracting.{table}.csv"
            _write(folder / "donnees" / name, headings[name], [(INTRACTING, *row) for row in rows])
        for year in self.years:
            bills = [
                (meter.name, f"{month:02}/{year}", kwh, cents(kwh * self.price(meter, year) / 1000))
                for meter in self.meters
                for month in MONTHS
                for kwh in [self.measured(meter, year, month)]
            ]
            _write(folder / "releves" / f"{year}.csv", headings["2026.csv"], bills)


def number(text: str) -> Fraction:
    """A number of the page: « 33 660 », « 0,96 », a negative one with its sign."""
    return Fraction(text.replace("\u00a0", "").replace(" ", "").replace("−", "-").replace(",", "."))


def _write(path: Path, heading: str, rows: list[tuple[object, ...]]) -> None:
    path.parent.mkdir(exist_ok=True)
    lines = [heading, *(";".join(map(_written, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _written(value: object) -> str:
    return f"{float(value):.15g}".replace(".", ",") if isinstance(value, Fraction) else str(value)
