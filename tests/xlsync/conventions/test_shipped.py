"""The shipped conventions against the tables read from the documents."""

import csv
from decimal import Decimal

import pytest

from tests.shared import shared_path
from xlsync.conventions import shipped
from xlsync.model import Model, decimal_text, load, published
from xlsync.model.validation import validate


def table(name):
    with shared_path(f"tables/{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_shipped_convention_fits_its_schema(convention):
    assert validate(load(convention)) == []
    for figure in published(convention):
        assert figure.published is not None, figure


def test_all_of_them_make_one_model():
    model = Model()
    for convention in shipped():
        model = model.add(load(convention))
    assert model.conventions() == shipped()


def test_the_payments_are_those_of_annexe_2c():
    expected = [
        (row["annee_versement"], Decimal(row["montant_eur"]), row["duree_ans"], Decimal(row["taux_fixe"]))
        for row in table("intracting_2C_caracteristiques")
    ]
    assert [
        (
            str(row["annee_versement"]),
            Decimal(decimal_text(row["montant"])),
            str(row["duree_ans"]),
            Decimal(decimal_text(row["taux"])),
        )
        for row in load("intracting/noyarey").records("versements")
    ] == expected


def test_the_actions_are_those_of_annexe_1():
    expected = [(row["ape"], Decimal(row["cout_keur_ht"]), row["phase"]) for row in table("intracting_1_ape")]
    rows = load("intracting/noyarey").records("ape")
    found = [(row["ape"], Decimal(decimal_text(row["cout_keur_ht"])), str(row["phase"])) for row in rows]
    assert [row[1:] for row in found] == [row[1:] for row in expected]


def test_the_published_amortization_is_that_of_annexe_2e():
    """Every cell of `intracting_2E_amortissement`, by tranche and year."""
    figures = {
        (f"{figure.key['versement']}_TR", str(figure.key["annee"]), figure.column): figure.published
        for figure in published("intracting/noyarey")
        if figure.table == "amortissement"
    }
    names = {
        "crd_debut": "crd",
        "interets": "interets",
        "amortissement": "amortissement",
        "echeance": "echeance",
    }
    for row in table("intracting_2E_amortissement"):
        for printed, column in names.items():
            if row[printed]:
                assert figures[row["tranche"], row["annee"], column] == float(row[printed]), (row, printed)


@pytest.mark.parametrize(
    ("name", "model_table"),
    [("avelo3_frais_fixes", "frais_fixes"), ("avelo3_frais_variables", "frais_variables")],
)
def test_the_budget_is_that_of_annexe_2(name, model_table):
    rows = load("avelo3/programme").records(model_table)
    amounts = sum(Decimal(decimal_text(row["montant"])) for row in rows if row["montant"] and not row["dont"])
    lines = [row for row in table(name) if not row["action"].startswith("TOTAL")]
    assert amounts == sum(Decimal(row["montant_max_cee_ht"]) for row in lines)


def test_the_instalments_are_those_of_annexe_4():
    expected = [(row["rang"], Decimal(row["pct"]), row["date"]) for row in table("moby_4_echeancier")]
    rows = load("moby/ille-et-vilaine").records("acomptes")
    found = [(str(row["rang"]), Decimal(decimal_text(row["part"])), row["date"].isoformat()) for row in rows]
    assert found == expected
