"""A list of members made at random, and what each owes: from annexe 2 as printed, in exact fractions.

Names are those that French communes have, made of their usual parts; the same seed gives the same list.
"""

from __future__ import annotations

import csv
import datetime
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from tests.shared import shared_path

YEAR = 2026
HEADINGS = (
    "titre",
    "Membre",
    "Année",
    "Statut",
    "Habitants",
    "Utilisateurs",
    "Date de signature",
    "Date d’effet",
    "Opérateur",
    "Année du barème",
)
PUBLISHED = {
    "collectivite": "collectivite",
    "structure": "structure_sans_collectivite",
    "structure_territoire_participant": "structure_avec_collectivite",
    "partenaire": "compte_partenaire",
}
"""Status of the model → line of annexe 2."""
_FIRST = (
    "Saint-Étienne", "Sainte-Foy", "Château", "L’Isle", "Mont", "La Roche", "Neuville", "Villiers", "Beau",
    "Pont", "Les Églises", "Œuilly", "Ker", "Fontaine", "Bourg", "Aix", "Le Mesnil", "Val", "Cour", "Épinay",
)  # fmt: skip
_MIDDLE = ("sur", "en", "lès", "sous", "aux", "de", "près")
_LAST = (
    "Bois", "Loire", "Bresse", "Forges", "Vallée", "Marais", "Plaine", "Auge", "Isère", "Côte", "Prés",
    "Yonne", "Étang", "Haye", "Moulins",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """A line of the list.

    Attributes:
        name: Unique in the list.
        status: As the model says it.
        inhabitants: None where the status needs none.
        users: None where nothing is said: those that are included.
        signed: Day of signature.
    """

    name: str
    status: str
    inhabitants: int | None
    users: int | None
    signed: datetime.date

    @property
    def line(self) -> tuple[object, ...]:
        """Its cells, under `HEADINGS`."""
        typed = (self.name, YEAR, self.status, self.inhabitants, self.users)
        return ("Communauté d’utilisateurs Mixeur", *typed, self.signed, self.signed, "Hespul", YEAR)


def members(count: int, seed: int) -> list[Member]:
    """A list of that length, signed from 2024 to the end of `YEAR`."""
    draw = random.Random(seed)
    names = [f"{first}-{middle}-{last}" for first in _FIRST for middle in _MIDDLE for last in _LAST]
    first = datetime.date(2024, 1, 1)
    return [
        _drawn(draw, name, first + datetime.timedelta(draw.randrange(3 * 365)))
        for name in draw.sample(names, count)
    ]


def _drawn(draw: random.Random, name: str, signed: datetime.date) -> Member:
    status = draw.choices([*PUBLISHED], (6, 2, 1, 1))[0]
    small = draw.random() < 0.5
    inhabitants = draw.randint(50, 250_000) if small else draw.randint(250_000, 2_500_000)
    users = draw.choice((None, 0, draw.randint(1, 5), draw.randint(6, 60)))
    return Member(name, status, inhabitants if status == "collectivite" else None, users, signed)


def owed(member: Member, tariff: Mapping[str, Mapping[str, str]]) -> Fraction:
    """What a member owes for `YEAR`, EUR, whole cents, by annexe 2 and article 7.3.

    Args:
        member: The member.
        tariff: `published_tariff()`.
    """
    line = tariff[PUBLISHED[member.status]]
    rate, included = Fraction(line["taux_ou_forfait_eur"]), int(line["comptes_inclus"])
    base = rate
    if member.inhabitants is not None:
        base = min(max(rate * member.inhabitants, Fraction(line["min_eur"])), Fraction(line["max_eur"]))
    users = included if member.users is None else member.users
    whole = base + Fraction(line["utilisateur_suppl_eur"]) * max(0, users - included)
    months = 12 - member.signed.month if member.signed.year == YEAR else 12
    return Fraction(int(whole * months / 12 * 100 + Fraction(1, 2)), 100)


def published_tariff() -> dict[str, dict[str, str]]:
    """Annexe 2 as printed, by line."""
    with shared_path("tables/mixeur_2_tarifs.csv").open(encoding="utf-8", newline="") as lines:
        return {line["statut"]: line for line in csv.DictReader(lines)}


def write_csv(path: Path, listed: Sequence[Member]) -> None:
    """The list as a French Excel saves it."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(_french(listed))


def write_xlsx(path: Path, listed: Sequence[Member]) -> None:
    """The list as a workbook, dates and numbers as such."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in (HEADINGS, *(member.line for member in listed)):
        book.active.append(row)
    book.save(path)


def _french(listed: Sequence[Member]) -> Iterator[Sequence[object]]:
    yield HEADINGS
    for member in listed:
        yield [f"{one:%d/%m/%Y}" if isinstance(one, datetime.date) else one for one in member.line]
