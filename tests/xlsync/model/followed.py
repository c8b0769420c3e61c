"""Conventions whose energy is followed: buildings, references, degree days, readings.

The figures are those of a worked example: reference 20 000 kWh without heating and 180 000 for heating, 2 400
degree days of reference and 2 160 in the year, adjusted by −5 000 kWh, 140 000 kWh measured.
"""

from __future__ import annotations

from collections.abc import Iterable

from tests.xlsync.model.tranches import INTRACTING, changed
from xlsync.model import ConventionData, Model, load

HEAT, POWER, LIGHTING = "Réseau de chaleur", "Électricité – Bâtiments", "Électricité – Éclairage"
SCHOOL, NURSERY = 1, 2
STATION = "Grenoble"
YEAR = 2027
MONTHS = range(1, 13)

MEASURED = [11_666] * 11 + [11_674]
"""kWh of heat measured at the school, by month: 140 000 in all."""

WORKS = {1: "30/09/2025", 3: "15/10/2025", 6: "20/12/2026"}
"""End of the works of the actions of the school on heat."""


def with_records(data: ConventionData, table: str, records: Iterable[dict[str, object]]) -> ConventionData:
    """The convention with more records."""
    model = Model().add(data)
    for record in records:
        model = model.add_row(INTRACTING, table, record)
    return model.convention(INTRACTING)


def readings(
    building: int, energy: str, year: int, kwh: Iterable[float], meter: str = "C1"
) -> list[dict[str, object]]:
    """Monthly readings of a meter from January on; a bill of a tenth of a euro for each kWh."""
    point = {"batiment": building, "energie": energy, "compteur": meter, "annee": year}
    return [
        {**point, "mois": month, "kwh": value, "montant_ttc": round(value / 10, 2)}
        for month, value in enumerate(kwh, start=1)
    ]


def references(building: int, energy: str, heating: float, other: Iterable[float]) -> list[dict[str, object]]:
    """Monthly references from January on, the same heating each month."""
    return [
        {
            "batiment": building, "energie": energy, "mois": month,
            "kwh_chauffage": heating, "kwh_hors_chauffage": value,
        }
        for month, value in enumerate(other, start=1)
    ]  # fmt: skip


def degree_days(year: int, by_month: Iterable[float]) -> list[dict[str, object]]:
    """Degree days of the station from January on."""
    return [
        {"station": STATION, "annee": year, "mois": month, "valeur": value}
        for month, value in enumerate(by_month, start=1)
    ]


def school(years: Iterable[int] = (YEAR,)) -> ConventionData:
    """The school followed on heat, the same each year."""
    data = with_records(
        load(INTRACTING),
        "batiments",
        [
            {
                "batiment": SCHOOL,
                "libelle": "Ecole élémentaire",
                "m2": 1200,
                "scolaire": True,
                "station": STATION,
            }
        ],
    )
    data = with_records(data, "points", [{"batiment": SCHOOL, "energie": HEAT}])
    data = with_records(data, "references", references(SCHOOL, HEAT, 15_000, [20_000] + [0] * 11))
    data = with_records(data, "dju", degree_days(2019, [200] * 12))
    for year in years:
        data = with_records(data, "dju", degree_days(year, [180] * 12))
        data = with_records(data, "releves", readings(SCHOOL, HEAT, year, MEASURED))
        data = with_records(
            data,
            "ajustements",
            [
                {
                    "date": f"01/03/{year}",
                    "batiment": SCHOOL,
                    "energie": HEAT,
                    "kwh": -5000,
                    "motif": "Cuisine fermée",
                }
            ],
        )
        data = with_records(data, "prix_energie", [{"energie": HEAT, "annee": year, "prix_mwh": "39.48"}])
    data = changed(data, *(("realisation", str(action), "fin_travaux", day) for action, day in WORKS.items()))
    return changed(data, ("champs", "", "debut_reference", 2019), ("champs", "", "fin_reference", 2019))
