"""A convention made like another: what it takes, what it leaves, and that it says so."""

from __future__ import annotations

import datetime

import pytest

from xlsync.conventions import shipped
from xlsync.model import load, shapes, template
from xlsync.model.kept import KEPT
from xlsync.model.likeness import like

AUNIS = "mixeur/aunis-sud"


def test_the_inputs_of_the_other_are_taken_without_what_is_its_own():
    other = load(AUNIS)
    new, left = like(other, "autre")
    assert new.id == "mixeur/autre"
    taken = ("titre", "operateur", "operateur_siret", "mode_prorata", "annee_bareme")
    assert [new.fields[name] for name in taken] == [other.fields[name] for name in taken]
    own = (
        "membre",
        "membre_siret",
        "date_signature",
        "date_effet",
        "date_fin",
        "date_parametres",
        "montant_exceptionnel",
    )
    assert [new.fields[name] for name in own] == [None] * len(own)
    assert new.fields["statut"] == "projet"
    assert new.records("perimetre") == other.records("perimetre")
    assert new.records("contributions") == []
    assert new.records("echeances") == template("mixeur").records("echeances")
    said = {(one.table, one.column): one.count for one in left}
    assert said["contributions", ""] == 1
    assert said["conventions", "membre_siret"] == 1
    assert ("conventions", "titre") not in said


def test_what_happened_to_the_other_stays_with_it():
    """Amendments, derogations and closed years, readings and payments."""
    other = load("intracting/noyarey")
    other = other.with_records(
        "paiements", [{"versement": 1, "rang": 1, "recu_le": datetime.date(2025, 7, 1), "montant": 5}]
    )
    other = other.with_records("compteurs", [{"compteur": "1", "batiment": 1, "energie": "Gaz"}])
    other = other.with_records("avenants", [{"numero": 1, "date_effet": datetime.date(2026, 1, 1)}])
    other = other.with_records(
        "derogations",
        [{"table": "champs", "cle": "", "colonne": "montant_ari", "valeur": "1", "motif": "accord"}],
    )
    other = other.with_records("exercices_clos", [{"annee": 2025, "programme": "1"}])
    new, left = like(other, "autre")
    gone = ("paiements", "compteurs", "avenants", "derogations", "exercices_clos")
    assert [len(new.tables[name]) for name in gone] == [0] * len(gone)
    assert {(name, "") for name in gone} <= {(one.table, one.column) for one in left}
    assert new.records("ape") == other.records("ape")
    assert new.records("versements") == other.records("versements")


@pytest.mark.parametrize("convention", shipped())
def test_nothing_that_a_new_one_holds_is_a_date_or_kept_of_the_other(convention: str):
    new, _ = like(load(convention), "autre")
    for name, found in shapes(new.kind).items():
        records = new.records(name)
        assert not records or name not in KEPT
        assert not [one for record in records for one in record.values() if isinstance(one, datetime.date)]
        members = [column.name for column in found.values if column.owner == "member" and not column.default]
        assert not [one for record in records for column in members if (one := record[column]) is not None]


def test_what_it_has_by_default_is_not_said_to_be_left():
    """The threshold of degree days is typed by the member, and is that of any new one."""
    assert "seuil_dju" not in {one.column for one in like(load("intracting/noyarey"), "autre")[1]}
