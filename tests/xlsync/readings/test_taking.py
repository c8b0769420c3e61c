"""Readings over what a convention holds: meters, readings given twice, months missing, what changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.xlsync.readings.written import (
    GAS,
    HALL,
    HEAT,
    LIGHT,
    PCE,
    PDL,
    POWER,
    SCHOOL,
    SECOND,
    convention,
    curve,
    rounded,
    steps,
    sums,
    told,
    write,
)
from xlsync.errors import UnknownKey, UnknownTable, WrongValue
from xlsync.model import ConventionData, load
from xlsync.readings.lines import Line
from xlsync.readings.meters import Default, same_meter
from xlsync.readings.reading import read_readings
from xlsync.readings.taking import Taken, take


def lines(path: Path, *rows: str, heading: str = "PDL;mois;kWh") -> tuple[Line, ...]:
    return read_readings(write(path, heading, *rows)).lines


def taken(
    tmp_path: Path,
    *rows: str,
    heading: str = "PDL;mois;kWh",
    data: ConventionData | None = None,
    **default: str,
) -> Taken:
    return take(data or convention(), lines(tmp_path / "a.csv", *rows, heading=heading), Default(**default))


def places(found: Taken) -> list[tuple[int, str, str, int, float]]:
    return [
        (one.meter.building, one.meter.energy, one.meter.name, one.month, one.kwh) for one in found.readings
    ]


@pytest.mark.parametrize("written", [PDL, f"'{PDL}", "145 0000 0000 001", "\u00a014500000000001"])
def test_a_meter_however_it_is_written(tmp_path: Path, written):
    assert places(taken(tmp_path, f"{written};01/2026;10")) == [(SCHOOL, POWER, PDL, 1, 10)]
    assert same_meter("gi 012345") == same_meter("'GI012345")


def test_each_meter_of_a_building_and_an_energy_is_a_record_of_its_own(tmp_path: Path):
    found = taken(tmp_path, f"{SECOND};01/2026;10", f"{PDL};01/2026;20")
    assert places(found) == [(SCHOOL, POWER, PDL, 1, 20), (SCHOOL, POWER, SECOND, 1, 10)]
    assert found.data.records("releves") == [
        {"batiment": SCHOOL, "energie": POWER, "compteur": meter, "annee": 2026, "mois": 1, "kwh": kwh,
         "montant_ttc": None, "estime": None}
        for meter, kwh in ((PDL, 20.0), (SECOND, 10.0))
    ]  # fmt: skip


@pytest.mark.parametrize("written", ["1,45E+13", "1.45E+13", "1E+13"])
def test_a_number_that_a_spreadsheet_shortened_is_never_declared(tmp_path: Path, written: str):
    """Expected: what Excel and LibreOffice write in a CSV of 14500000000001 in the format Scientific."""
    (problem,) = taken(tmp_path, f"{written};01/2026;10").problems
    assert "abrégé par un tableur" in problem.what.fr
    assert "xlsync set" not in problem.fix.fr


def test_an_unknown_meter_is_refused_once_with_the_command_that_declares_it(tmp_path: Path):
    found = taken(tmp_path, "GI99;01/2026;10", "GI99;02/2026;10", f"{PCE};01/2026;10")
    assert [one.meter.name for one in found.readings] == [PCE]
    (problem,) = found.problems
    assert told([problem]) == [
        (
            "a:2",
            f"ligne 2 : compteur inconnu : « GI99 » ; il existe : {PDL}, {PCE}, {SECOND} (2 lignes)",
        )
    ]
    assert "« xlsync set intracting/noyarey compteurs GI99 batiment=… energie=… »" in problem.fix.fr.replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_options_place_a_meter_that_is_not_declared(tmp_path: Path):
    at_hall = {"building": "mairie", "energy": "électricité éclairage"}
    assert places(taken(tmp_path, "L 1;01/2026;10", **at_hall)) == [(HALL, LIGHT, "L 1", 1, 10)]
    heading = "mois;kWh"
    assert places(taken(tmp_path, "01/2026;10", heading=heading, **at_hall)) == [
        (HALL, LIGHT, "principal", 1, 10)
    ]
    named = taken(tmp_path, "01/2026;10", heading=heading, meter="'L1", **at_hall)
    assert places(named) == [(HALL, LIGHT, "L1", 1, 10)]


def test_without_a_name_the_only_meter_declared_counts(tmp_path: Path):
    heading = "Bâtiment;Énergie;mois;kWh"
    found = taken(tmp_path, "école;gaz naturel;01/2026;10", "2;électricité;01/2026;10", heading=heading)
    assert [one[:3] for one in places(found)] == [(SCHOOL, GAS, PCE)]
    assert "énergie inconnue : « électricité »" in told(found.problems)[0][1]
    found = taken(tmp_path, "1;électricité;01/2026;10", "2;Gaz;01/2026;4", heading=heading)
    assert [one[:3] for one in places(found)] == [(HALL, GAS, "principal")]
    assert "plusieurs compteurs" in told(found.problems)[0][1]
    assert told(found.notices) == [("", f"bâtiment {HALL}, {GAS} : n’est pas dans la table points")]


def test_a_line_that_says_another_place_than_the_meter_is_refused(tmp_path: Path):
    found = taken(tmp_path, f"{PDL};Mairie;01/2026;10", heading="PDL;Site;mois;kWh")
    assert found.readings == ()
    assert told(found.problems)[0][1].startswith(f"ligne 2 : le compteur {PDL} est déclaré pour « 1 »")


def test_what_options_say_must_exist(tmp_path: Path):
    with pytest.raises(UnknownKey, match="bâtiment inconnu"):
        taken(tmp_path, "A;01/2026;1", building="9", energy=HEAT)
    with pytest.raises(WrongValue, match="énergie inconnue"):
        taken(tmp_path, "A;01/2026;1", building="1", energy="Charbon")
    with pytest.raises(UnknownTable):
        taken(tmp_path, "A;01/2026;1", data=load("moby/ille-et-vilaine"))


def test_a_coefficient_makes_kwh_of_what_has_no_unit_of_energy(tmp_path: Path):
    read = f"{PCE};01/2026;10,5"
    assert places(taken(tmp_path, read, heading="PCE;mois;Consommation"))[0][4] == 117.6
    assert places(taken(tmp_path, read, heading="PCE;mois;Volume (m³)"))[0][4] == 117.6
    assert places(taken(tmp_path, read, heading="PCE;mois;kWh"))[0][4] == 10.5
    assert places(taken(tmp_path, read, heading="PCE;mois;MWh"))[0][4] == 10500
    found = taken(tmp_path, f"{PDL};01/2026;10", heading="PDL;mois;m3")
    assert (found.readings, told(found.problems)[0][1]) == ((), f"ligne 2 : {PDL} : des m3 sans coefficient")
    assert places(taken(tmp_path, f"{PDL};01/2026;10", heading="PDL;mois;Consommation"))[0][4] == 10


def test_the_same_reading_twice_counts_once_and_is_said(tmp_path: Path):
    first = lines(tmp_path / "a.csv", f"{PDL};01/2026;10;", heading="PDL;mois;kWh;Montant TTC")
    second = lines(tmp_path / "b.csv", f"{PDL};mars 2026;1", f"'{PDL};janvier 2026;10,0", f"{PDL};02/2026;1")
    third = lines(tmp_path / "c.csv", f"{PDL};01/2026;0,01;3", heading="PDL;mois;MWh;Montant TTC")
    found = take(convention(), (*first, *second, *third), Default())
    assert [(one.month, one.kwh, one.montant_ttc) for one in found.readings] == [
        (1, 10, 3),
        (2, 1, None),
        (3, 1, None),
    ]
    assert told(found.notices) == [
        ("", f"{PDL}, 01/2026 : même relevé, compté une fois (a.csv:2, b.csv:3, c.csv:2)")
    ]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("11;5;Réel", "kwh 10 et 11"),
        ("10;6;Réel", "montant_ttc 5 et 6"),
        ("10;5;Estimé", "estime FAUX et VRAI"),
    ],
)
def test_two_readings_that_differ_are_named_and_neither_is_taken(tmp_path: Path, other, said):
    heading = "PDL;mois;kWh;Montant TTC;Nature"
    found = taken(
        tmp_path,
        f"{PDL};01/2026;10;5;Réel",
        f"{PDL};02/2026;7;5;Réel",
        f"{PDL};2026-01;{other}",
        heading=heading,
    )
    assert [one.month for one in found.readings] == [2]
    assert told(found.problems) == [
        ("a:4", f"ligne 4 : {PDL}, 01/2026 deux fois : {said} (a.csv:2 et a.csv:4)")
    ]


def test_readings_of_days_are_no_readings_of_months(tmp_path: Path):
    found = taken(tmp_path, f"{PDL};01/01/2026;10", f"{PDL};02/01/2026;10", heading="PDL;Date;kWh")
    assert (found.readings, "jours différents" in told(found.problems)[0][1]) == ((), True)


def test_months_missing_are_named_unless_the_convention_has_them(tmp_path: Path):
    rows = (f"{PDL};11/2025;1", f"{PDL};02/2026;1", f"{PDL};03/2026;x", f"{PDL};04/2026;1")
    found = taken(tmp_path, *rows)
    assert told(found.problems) == [("a:2", f"ligne 2 : {PDL} : mois manquants, 12/2025, 01/2026")]
    before = taken(tmp_path, f"{PDL};12/2025;1", f"{PDL};01/2026;1").data
    assert taken(tmp_path, *rows, data=before).problems == ()


def test_what_files_do_not_say_stays(tmp_path: Path):
    heading = "PDL;mois;kWh;Montant TTC;Nature"
    before = taken(
        tmp_path,
        f"{PDL};01/2026;10;5;Estimé",
        f"{PDL};02/2026;10;5;",
        f"{PDL};03/2026;10;5;Réel",
        heading=heading,
    )
    again = taken(tmp_path, f"{PDL};01/2026;10", f"{PDL};02/2026;11", data=before.data)
    assert [(one.state, one.kwh, one.montant_ttc, one.estime) for one in again.readings] == [
        ("same", 10, 5, True),
        ("changed", 11, 5, None),
    ]
    assert len(again.data.records("releves")) == 3
    real = taken(
        tmp_path, f"{PDL};01/2026;10;;Réel", f"{PDL};02/2026;10;;Réel", heading=heading, data=before.data
    )
    assert [(one.state, one.estime) for one in real.readings] == [("changed", False), ("same", None)]


def test_a_load_curve_is_rounded_once(tmp_path: Path):
    values = ("0.001", "0.0005", "1.1", "0.333")
    found = steps("2026-01-01", "2027-01-01", 10, values)
    path = write(tmp_path / "a.csv", *curve(found))
    taken_ = take(convention(), read_readings(path).lines, Default(meter=PDL))
    assert [(one.month, one.kwh, one.estime) for one in taken_.readings] == [
        (month, rounded(total / 6), False) for (_, month), total in sorted(sums(found).items())
    ]
    tie = steps("2026-02-01", "2026-03-01", 60, ["0.0005", *["0"] * 671])
    path = write(tmp_path / "b.csv", *curve(tie, heading="Horodate;kWh"))
    (one,) = take(convention(), read_readings(path).lines, Default(meter=PDL)).readings
    assert one.kwh == 0.001
