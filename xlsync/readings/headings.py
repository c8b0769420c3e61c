"""The headings of a file of readings: what each column says, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from udfs.coerce.cells import plain
from xlsync.errors import Problem, sentence
from xlsync.model import shape
from xlsync.model.naming import named
from xlsync.readings.units import UNITS
from xlsync.tables.grid import Grid, is_blank
from xlsync.tables.spelling import telling, unnumbered

KIND, READINGS = "intracting", "releves"
METER, BUILDING, ENERGY = "compteur", "batiment", "energie"
YEAR, MONTH, START, END, STAMP, HOUR = "annee", "mois", "debut", "fin", "horodate", "heure"
VALUE, UNIT, AMOUNT, ESTIMATED, ACTUAL = "kwh", "unite", "montant_ttc", "estime", "reel"

PERIODS = frozenset({MONTH, START, STAMP})
"""What says when, alone or with others."""

_WORDS = {
    METER: "compteur|pdl|prm|pce|rae|meter|point livraison|point reference mesure|point mesure|point comptage"
    "|delivery point|metering point|matricule compteur",
    BUILDING: "batiment|site|building|lieu consommation|site consommation|building id|building name",
    ENERGY: "energie|energy|fluide|type energie|type fluide|energy type|fuel",
    YEAR: "annee|year",
    MONTH: "mois|month|periode|period|date|mois consommation|periode consommation|periode facturation",
    START: "debut|date debut|debut periode|date debut periode|du|start|start date|period start|from",
    END: "fin|date fin|fin periode|date fin periode|au|end|end date|period end|to",
    STAMP: "horodate|horodatage|date heure|date et heure|datetime|date time|date and time|timestamp"
    "|time stamp",
    HOUR: "heure|time|hour",
    VALUE: "consommation|conso|consommations|consommation totale|conso totale|energie active"
    "|energie consommee|quantite|valeur|puissance|puissance moyenne|puissance active|volume|consumption"
    "|total consumption|quantity|value|power|active power|active energy",
    UNIT: "unite|unit",
    AMOUNT: "montant ttc|montant total ttc|total ttc|ttc|cout ttc|amount|amount incl vat"
    "|amount including vat|total incl vat|total amount incl vat",
    ESTIMATED: "estime|estimee|estimation|estimated|nature|nature releve|type releve|releve estime",
    ACTUAL: "reel|reelle|releve reel|actual",
}
"""What each role is called, without articles."""
_ROLES = {word: role for role, words in _WORDS.items() for word in words.split("|")}
_WITH_UNIT = {"", "energie", "energy", "total", "pcs", "consommation pcs", "energie pcs", "quantite pcs"}
"""What is a reading where a unit stands beside it, and else says something else or nothing."""
_UNIT = re.compile(
    rf"(?<![\w€/])({'|'.join(sorted(map(str.casefold, UNITS), key=len, reverse=True))})(?![\w/])"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a column says.

    Attributes:
        role: A column of the readings, or one of the names above; "" for what is not read.
        unit: The unit of a reading, None where the heading says none.
    """

    role: str
    unit: str | None = None


@lru_cache(maxsize=1024)
def read_heading(text: str) -> Heading:
    """What a heading says: the name of a column, its printed label, or a usual word of suppliers.

    Examples:
        >>> read_heading("Consommation (MWh)"), read_heading("N° PDL")
        (Heading(role='kwh', unit='MWh'), Heading(role='compteur', unit=None))
        >>> read_heading("Prix (€/kWh)").role, read_heading("Consommation de référence (kWh)").role
        ('', '')
    """
    written = plain(text)
    found = _UNIT.search(written)
    unit = next(one for one in UNITS if one.casefold() == found[1]) if found else None
    declared = {column.name: column.label for column in shape(KIND, READINGS).columns}
    if len(names := named(text, declared)) == 1:
        return Heading(names[0], unit if names[0] == VALUE else None)
    short = telling(written[: found.start()] + written[found.end() :] if found else written)
    joined = " ".join(short)
    if found is not None:
        is_reading = joined in _WITH_UNIT or _ROLES.get(joined) == VALUE
        return Heading(VALUE if is_reading else "", unit)
    return Heading(_ROLES.get(joined) or _place(short))


def _place(words: list[str]) -> str:
    """What names a meter, a building or an energy, however it is numbered: « N° PDL / PCE »."""
    bare = unnumbered(words)
    whole = _ROLES.get(" ".join(bare), "")
    each = {_ROLES.get(word, "") for word in bare}
    role = whole or (each.pop() if len(each) == 1 else "")
    return role if role in (METER, BUILDING, ENERGY) else ""


def score(headings: list[str]) -> int:
    """How much a line looks like headings of readings: a value and a time first, then what else is known."""
    roles = {read_heading(text).role for text in headings if text.strip()} - {""}
    return 100 * bool(VALUE in roles and roles & PERIODS) + len(roles)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a file.

    Attributes:
        at: Rank of each role that is there.
        unit: What the heading of the readings says of their unit.
        ignored: Headings that say nothing that is read.
    """

    at: dict[str, int]
    unit: str | None
    ignored: tuple[str, ...]


def columns_of(grid: Grid) -> tuple[Columns, list[Problem]]:
    """The columns of a file, and what makes it unreadable: no reading, no time, a column twice."""
    found = [read_heading(text) if text.strip() else Heading("") for text in grid.headings]
    at: dict[str, int] = {}
    problems: list[Problem] = []
    for rank, heading in enumerate(found):
        if heading.role and at.setdefault(heading.role, rank) != rank:
            first, second = grid.headings[at[heading.role]].strip(), grid.headings[rank].strip()
            problems.append(
                grid.problem(
                    sentence(
                        f"deux colonnes pour la même chose : « {first} » et « {second} »",
                        f"two columns of the same thing: “{first}” and “{second}”",
                    ),
                    sentence("n’en garder qu’une", "keep only one"),
                )
            )
    problems += _lacking(grid, at)
    unit = found[at[VALUE]].unit if VALUE in at else None
    ignored = tuple(
        text.strip()
        for text, heading in zip(grid.headings, found, strict=True)
        if text.strip() and not heading.role
    )
    return Columns(at, unit, ignored), problems


def _lacking(grid: Grid, at: dict[str, int]) -> Iterator[Problem]:
    said = ", ".join(text.strip() for text in grid.headings if text.strip()) or "–"
    if VALUE not in at:
        yield grid.problem(
            sentence(
                f"aucune colonne de consommation parmi : {said}", f"no column of consumption among: {said}"
            ),
            sentence(
                "nommer la colonne « Consommation (kWh) », ou MWh, Wh, kW",
                "name the column “Consumption (kWh)”, or MWh, Wh, kW",
            ),
        )
    if not at.keys() & PERIODS:
        yield grid.problem(
            sentence(
                f"aucune colonne de mois ni de date parmi : {said}",
                f"no column of months or dates among: {said}",
            ),
            sentence(
                "nommer la colonne « Mois », ou « Horodate »", "name the column “Month”, or “Timestamp”"
            ),
        )


def said_above(grid: Grid, role: str) -> object:
    """What the lines over the headings say of a meter or a unit, None where they say nothing.

    Either a line of headings with its values under it, or a name with its value on its right.
    """
    for rank, (_, cells) in enumerate(grid.above):
        roles = [read_heading(str(cell)).role if isinstance(cell, str) else "" for cell in cells]
        if role not in roles:
            continue
        at = roles.index(role)
        under = grid.above[rank + 1][1] if rank + 1 < len(grid.above) else []
        beside = cells[at + 1 :]
        is_line = sum(bool(one) for one in roles) > 1
        values = under[at : at + 1] if is_line else beside
        found = next((one for one in values if not is_blank(one)), None)
        if found is not None:
            return found
    return None
