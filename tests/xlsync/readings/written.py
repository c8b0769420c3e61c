"""A convention with meters, files of readings written by tests, and what reading them says."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

from xlsync.errors import Notice, Problem
from xlsync.model import ConventionData, load

INTRACTING = "intracting/noyarey"
PARIS, UTC = ZoneInfo("Europe/Paris"), datetime.UTC
POWER, LIGHT, HEAT, GAS = "Électricité – Bâtiments", "Électricité – Éclairage", "Réseau de chaleur", "Gaz"
SCHOOL, HALL = 1, 2
PDL, PCE, SECOND = "14500000000001", "GI012345", "14500000000002"

Step = tuple[datetime.datetime, str]
"""The instant at which a step begins, and its value as written."""


def convention() -> ConventionData:
    """The shipped one with two buildings and three meters, and no readings."""
    data = load(INTRACTING)
    data = data.with_records(
        "batiments", [{"batiment": SCHOOL, "libelle": "École"}, {"batiment": HALL, "libelle": "Mairie"}]
    )
    data = data.with_records(
        "points",
        [{"batiment": SCHOOL, "energie": one} for one in (POWER, GAS)]
        + [{"batiment": HALL, "energie": one} for one in (POWER, LIGHT)],
    )
    meters = ((PDL, SCHOOL, POWER, None), (PCE, SCHOOL, GAS, 11.2), (SECOND, SCHOOL, POWER, None))
    return data.with_records(
        "compteurs",
        [dict(zip(("compteur", "batiment", "energie", "coefficient"), one, strict=True)) for one in meters],
    ).with_records("releves", [])


def write(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    """A file of these lines."""
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
    return path


def steps(
    first: str, last: str, minutes: int, values: Iterable[str] = ("1",), zone: ZoneInfo = PARIS
) -> list[Step]:
    """Steps from a local time to another one, left out, with these values in turn."""
    given = list(values)
    start, end = (
        datetime.datetime.fromisoformat(one).replace(tzinfo=zone).astimezone(UTC) for one in (first, last)
    )
    count = int((end - start) / datetime.timedelta(minutes=minutes))
    return [
        (start + rank * datetime.timedelta(minutes=minutes), given[rank % len(given)])
        for rank in range(count)
    ]


def curve(
    found: Iterable[Step],
    form: str = "%d/%m/%Y %H:%M",
    heading: str = "Horodate;Puissance (kW)",
    later: int = 0,
) -> list[str]:
    """The lines of a load curve, stamps as a clock in Paris shows them, so many minutes later."""
    shift = datetime.timedelta(minutes=later)
    return [heading, *(f"{(when + shift).astimezone(PARIS):{form}};{value}" for when, value in found)]


def sums(found: Iterable[Step]) -> dict[tuple[int, int], Fraction]:
    """The exact sum of each local month."""
    total: dict[tuple[int, int], Fraction] = defaultdict(Fraction)
    for when, value in found:
        local = when.astimezone(PARIS)
        total[local.year, local.month] += Fraction(value.replace(",", "."))
    return dict(total)


def rounded(exact: Fraction) -> float:
    """To three decimals, half up."""
    return float(Fraction(int(exact * 1000 + Fraction(1, 2)), 1000))


def told(found: Iterable[Problem | Notice]) -> list[tuple[str, str]]:
    """Place and cause in French of each, with plain spaces."""
    return [(one.where, one.what.fr.replace("\N{NO-BREAK SPACE}", " ")) for one in found]
