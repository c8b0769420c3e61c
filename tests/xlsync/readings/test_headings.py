"""Headings of suppliers, and what stands over them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.xlsync.readings.written import write
from xlsync.readings.files import read_file
from xlsync.readings.headings import Heading, columns_of, read_heading, said_above, score


@pytest.mark.parametrize(
    ("heading", "role", "unit"),
    [
        ("compteur", "compteur", None),
        ("N° PDL", "compteur", None),
        ("PRM / PDL", "compteur", None),
        ("Identifiant PRM", "compteur", None),
        ("Numéro de PCE", "compteur", None),
        ("Point de livraison", "compteur", None),
        ("Meter", "compteur", None),
        ("BATIMENT", "batiment", None),
        ("Nom du site", "batiment", None),
        ("Building", "batiment", None),
        ("Énergie", "energie", None),
        ("Type d’énergie", "energie", None),
        ("Mois", "mois", None),
        ("Period", "mois", None),
        ("Année", "annee", None),
        ("Date de début", "debut", None),
        ("au", "fin", None),
        ("Horodate", "horodate", None),
        ("kWh", "kwh", "kWh"),
        ("Consommation", "kwh", None),
        ("Consommation (MWh)", "kwh", "MWh"),
        ("Énergie_active_Wh", "kwh", "Wh"),
        ("Energie (kWh)", "kwh", "kWh"),
        ("Volume (m³)", "kwh", "m3"),
        ("Puissance moyenne kW", "kwh", "kW"),
        ("Montant TTC (€)", "montant_ttc", None),
        ("Amount", "montant_ttc", None),
        ("Estimé", "estime", None),
        ("Nature de la relève", "estime", None),
        ("Réel", "reel", None),
        ("Unité", "unite", None),
    ],
)
def test_usual_headings_are_known(heading, role, unit):
    assert read_heading(heading) == Heading(role, unit)


@pytest.mark.parametrize(
    "heading",
    ["Prix (€/kWh)", "Puissance souscrite (kW)", "Consommation de référence (kWh)", "Montant HT",
     "Type de compteur", "Adresse du site", "Date de facture", "Abonnement (€)", "Conso HP (kWh)"],
)  # fmt: skip
def test_what_says_something_else_is_left_alone(heading):
    assert read_heading(heading).role == ""


def test_headings_say_a_time_and_a_value_before_anything_else():
    asked = ["Identifiant PRM", "Date de debut", "Date de fin", "Unite"]
    assert score(["Horodate", "Valeur"]) > score(asked) > score(["Relevés 2026"])


def test_headings_stand_under_titles_and_what_was_asked_for(tmp_path: Path):
    path = write(
        tmp_path / "courbe.csv",
        "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Unite",
        "14500000000001;Courbe de charge;01/01/2026;31/01/2026;W",
        "Horodate;Valeur",
        "2026-01-01T00:30:00+01:00;1000",
    )
    ((source,), notices) = read_file(path)
    columns, problems = columns_of(source.grid)
    assert (columns.at, columns.unit, problems, notices) == ({"horodate": 0, "kwh": 1}, None, [], [])
    assert said_above(source.grid, "compteur") == "14500000000001"
    assert said_above(source.grid, "unite") == "W"


def test_a_name_over_the_headings_has_its_value_beside_it(tmp_path: Path):
    path = write(tmp_path / "courbe.csv", "PDL;14500000000001", "Horodate;kWh", "01/01/2026 00:00;1")
    ((source,), _) = read_file(path)
    assert said_above(source.grid, "compteur") == "14500000000001"


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_separators_and_encodings(tmp_path: Path, separator, encoding):
    line = separator.join(["Bâtiment", "Énergie", "Mois", "kWh"])
    ((source,), _) = read_file(write(tmp_path / "a.csv", line, separator.join("1234"), encoding=encoding))
    assert columns_of(source.grid)[0].at == {"batiment": 0, "energie": 1, "mois": 2, "kwh": 3}


def test_a_column_twice_and_columns_that_lack_are_problems(tmp_path: Path):
    ((source,), _) = read_file(write(tmp_path / "a.csv", "PDL;kWh;MWh", "1;2;3"))
    said = [problem.what.en for problem in columns_of(source.grid)[1]]
    assert said == [
        "two columns of the same thing: “kWh” and “MWh”",
        "no column of months or dates among: PDL, kWh, MWh",
    ]
