"""`xlsync readings` as people run it: one revision of what is sound, and every fault by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.xlsync.cli.running import Outcome, fingerprint, refused, xlsync
from tests.xlsync.readings.written import (
    GAS,
    INTRACTING,
    PCE,
    PDL,
    POWER,
    SCHOOL,
    convention,
    curve,
    rounded,
    steps,
    sums,
    write,
)
from xlsync.model import Model, load
from xlsync.store import Store

MOBY = "moby/ille-et-vilaine"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a model of a convention that has meters, and of another kind."""
    model = Model().add(convention()).add(load(MOBY))
    Store.create(tmp_path / ".xlsync" / "model.db", model, author="test", origin="test", message="test")
    return tmp_path


def readings(folder: Path, *words: object) -> Outcome:
    return xlsync("readings", INTRACTING, *words, folder=folder)


def bill(folder: Path, *rows: str, name: str = "factures.csv") -> Path:
    return write(folder / name, "PDL;mois;kWh;Montant TTC", *rows)


def held(folder: Path) -> list[dict[str, object]]:
    return Store.open(folder / ".xlsync" / "model.db").convention(INTRACTING).records("releves")


def test_what_is_sound_is_taken_as_one_revision(folder: Path):
    found = steps("2026-01-01", "2026-04-01", 10, ("12.5", "0.333"))
    write(folder / "courbe.csv", *curve(found))
    bill(folder, f"{PCE};01/2026;1 234,5;99,90", f"{PCE};02/2026;7;1")
    done = readings(folder, "factures.csv", "courbe.csv", "--meter", PDL, "--json")
    assert (done.code, done.err) == (0, "")
    document = done.document
    assert document["convention"] == INTRACTING
    assert document["problems"] == document["errors"] == []
    gas = [
        {"batiment": SCHOOL, "energie": GAS, "compteur": PCE, "annee": 2026, "mois": month, "kwh": kwh,
         "montant_ttc": amount, "estime": None, "state": "new"}
        for month, kwh, amount in ((1, 1234.5, 99.9), (2, 7.0, 1.0))
    ]  # fmt: skip
    power = [
        {"batiment": SCHOOL, "energie": POWER, "compteur": PDL, "annee": 2026, "mois": month,
         "kwh": rounded(sums(found)[2026, month] / 6), "montant_ttc": None, "estime": False, "state": "new"}
        for month in (1, 2, 3)
    ]  # fmt: skip
    assert document["readings"] == [*gas, *power]
    assert [one["readings"] for one in document["files"]] == [2, 3]
    assert document["revision"]["number"] == 2
    assert document["revision"]["origin"] == "xlsync readings"
    assert held(folder) == [
        {name: value for name, value in one.items() if name != "state"} for one in document["readings"]
    ]
    assert xlsync("revert", "head", folder=folder).code == 0
    assert held(folder) == []


def test_again_changes_what_differs_alone(folder: Path):
    bill(folder, f"{PCE};01/2026;10;5", f"{PCE};02/2026;20;5")
    first = readings(folder, "factures.csv", "--json").document["revision"]
    again = readings(folder, "factures.csv", "--json").document
    assert [one["state"] for one in again["readings"]] == ["same", "same"]
    assert again["revision"] == first
    bill(folder, f"{PCE};02/2026;21;", f"{PCE};03/2026;30;5")
    told = readings(folder, "factures.csv")
    assert "relevés nouveaux\u00a0: 1, changés\u00a0: 1, identiques\u00a0: 0" in told.out
    assert [(one["mois"], one["kwh"], one["montant_ttc"]) for one in held(folder)] == [
        (1, 10, 5),
        (2, 21, 5),
        (3, 30, 5),
    ]
    changes = xlsync("show", "head", "--json", folder=folder).document["changes"]
    assert [(one["column"], one["before"], one["after"]) for one in changes if one["key"]["mois"] == 2] == [
        ("kwh", "20", "21")
    ]


def test_a_dry_run_shows_and_takes_nothing(folder: Path):
    bill(folder, f"{PCE};01/2026;10;5")
    before = fingerprint(folder)
    done = readings(folder, "factures.csv", "--dry-run")
    assert done.code == 0
    assert "kwh: – → 10" in done.out
    assert "essai" in done.out
    document = readings(folder, "factures.csv", "--dry-run", "--json").document
    assert ([one["state"] for one in document["readings"]], document["revision"]) == (["new"], None)
    assert fingerprint(folder) == before


def test_problems_are_said_and_the_rest_is_taken(folder: Path):
    bill(
        folder,
        f"{PCE};01/2026;10;5",
        f"{PCE};01/2026;11;5",
        f"{PCE};02/2026;-1;",
        f"{PCE};03/2026;3;",
        "GI99;01/2026;1;",
    )
    done = readings(folder, "factures.csv", "--json")
    assert done.code == 1
    assert [one["where"] for one in done.document["problems"]] == ["factures:4", "factures:6", "factures:3"]
    assert all(one["what"] and one["fix"] and one["file"] for one in done.document["problems"])
    assert [one["mois"] for one in held(folder)] == [3]
    english = readings(folder, "factures.csv", "--lang", "en")
    assert "unknown meter: “GI99”" in english.out
    assert "“xlsync set intracting/noyarey compteurs GI99 batiment=… energie=…”" in english.out


def test_the_command_that_a_refusal_gives_declares_the_meter(folder: Path):
    bill(folder, "GI99;01/2026;1;")
    assert readings(folder, "factures.csv").code == 1
    line = ("set", INTRACTING, "compteurs", "GI99", "batiment=1", "energie=Gaz")
    assert xlsync(*line, folder=folder).code == 0
    assert readings(folder, "factures.csv").code == 0


def test_a_file_that_cannot_be_read_does_not_stop_the_others(folder: Path):
    bill(folder, f"{PCE};01/2026;10;5")
    write(folder / "autre.csv", "PDL;mois", "A;01/2026")
    done = readings(folder, "autre.csv", "factures.csv", "absent.csv", "--json")
    assert done.code == 2
    assert [one["file"] for one in done.document["errors"]] == ["autre.csv", "absent.csv"]
    assert [one["where"] for one in done.document["problems"]] == ["autre"]
    assert len(held(folder)) == 1


def test_a_folder_stands_for_its_files(folder: Path):
    (folder / "recus").mkdir()
    bill(folder, f"{PCE};01/2026;10;5", name="recus/a.csv")
    bill(folder, f"{PCE};02/2026;10;5", name="recus/b.csv")
    assert readings(folder, "recus").code == 0
    assert len(held(folder)) == 2


@pytest.mark.parametrize(
    "words",
    [
        ("absent.csv",),
        ("factures.csv", "--building", "1"),
        ("factures.csv", "--energy", "Gaz"),
        ("factures.csv", "--building", "9", "--energy", "Gaz"),
        ("factures.csv", "--building", "1", "--energy", "Charbon"),
        ("factures.csv", "--unit", "chevaux"),
        ("factures.csv", "--stamp", "milieu"),
    ],
)
def test_misuse(folder: Path, words):
    bill(folder, f"{PCE};01/2026;10;5")
    before = fingerprint(folder)
    refused(readings(folder, *words))
    assert fingerprint(folder) == before


def test_a_kind_without_readings_is_refused(folder: Path):
    bill(folder, f"{PCE};01/2026;10;5")
    refused(xlsync("readings", MOBY, "factures.csv", folder=folder))
    refused(xlsync("readings", "intracting/inconnue", "factures.csv", folder=folder))


def test_readings_of_a_year_beside_a_closed_one(folder: Path):
    for rank, day in ((1, "02/12/2024"), (2, "01/12/2025"), (3, "01/12/2026")):
        xlsync("set", INTRACTING, "calendrier", rank, f"date_valeur={day}", folder=folder)
    assert xlsync("close", INTRACTING, 2025, folder=folder).code == 0
    bill(folder, f"{PCE};01/2026;10;5")
    assert readings(folder, "factures.csv").code == 0
