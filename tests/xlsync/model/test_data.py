import datetime

import pytest

from tests.xlsync.model.samples import INTRACTING, advance, payment
from xlsync.errors import (
    AlreadyThere,
    InvalidKey,
    UnknownColumn,
    UnknownKey,
    UnknownKind,
    UnknownTable,
    WrongValue,
)
from xlsync.model import convention_data, load, template, to_text


def test_records_keep_the_order_entered():
    rows = [payment(versement, 2024, 1, 1) for versement in (3, 1, 2)]
    data = convention_data(INTRACTING, {}, {"versements": rows})
    assert [row["versement"] for row in data.records("versements")] == [3, 1, 2]


def test_a_value_changes_in_another_convention_data():
    before = advance()
    after = before.set("versements", "2", "montant", "170 500,255 €")
    assert after.value("versements", "2", "montant") == 170500.26
    assert before.value("versements", "2", "montant") == 170000


def test_single_fields_change_likewise():
    after = (
        advance().set("conventions", "", "date_effet", "01/07/2025").set("champs", {}, "montant_ari", 510000)
    )
    assert after.fields["date_effet"] == datetime.date(2025, 7, 1)
    assert after.value("champs", "", "montant_ari") == 510000


def test_a_generated_row_appears_when_something_is_typed_in_it():
    """Annexe 2-C ends in 2037; the plan shows one more year."""
    after = advance().set("bilan", "2038", "economies_constatees", "1")
    assert [row["annee"] for row in after.records("bilan")] == [2026, 2038]
    with pytest.raises(UnknownKey, match="annee=2038"):
        advance().set("bilan", "2039", "economies_constatees", "1")


@pytest.mark.parametrize(
    ("table", "key", "column", "value", "error", "said"),
    [
        ("versement", "1", "taux", "1", UnknownTable, "versements"),
        ("plan", "2025", "solde", "1", UnknownTable, "plan"),
        ("versements", "4", "taux", "1", UnknownKey, "versement=3"),
        ("versements", "1", "taus", "1", UnknownColumn, "taux"),
        ("versements", "1", "taux", "2", WrongValue, "200"),
        ("versements", "1", "profil", "autre", WrongValue, "constantes"),
        ("versements", "1", "taux", "", WrongValue, "obligatoire"),
        ("versements", "1", "taux", None, WrongValue, "obligatoire"),
        ("versements", "1", "versement", "2", InvalidKey, "versement=2"),
        ("conventions", "1", "titre", "a", UnknownKey, "pas de clé"),
    ],
)
def test_what_does_not_exist_is_named_with_what_does(table, key, column, value, error, said):
    with pytest.raises(error) as caught:
        advance().set(table, key, column, value)
    assert said in caught.value.text.fr
    assert caught.value.text.en != caught.value.text.fr


def test_rows_come_and_go():
    data = advance().add_row("versements", payment(4, 2027, 1, 2), at=0)
    assert [row["versement"] for row in data.records("versements")] == [4, 1, 2, 3]
    assert data.delete_row("versements", "4").tables["versements"] == advance().tables["versements"]


def test_a_key_is_given_once():
    with pytest.raises(AlreadyThere, match="versement=1"):
        advance().add_row("versements", payment(1, 2027, 1, 2))
    with pytest.raises(InvalidKey, match="versement"):
        advance().add_row("versements", {"montant": 1})
    with pytest.raises(InvalidKey, match="versement=1"):
        convention_data(INTRACTING, {}, {"versements": [payment(1, 2024, 1, 1)] * 2})
    with pytest.raises(InvalidKey, match="une seule ligne"):
        advance().add_row("conventions", {})


def test_an_override_is_a_row_like_another():
    override = {
        "table": "plan",
        "cle": "annee=2026",
        "colonne": "solde",
        "valeur": "12.5",
        "motif": "avenant 1",
    }
    data = advance().add_row("derogations", override)
    assert data.records("derogations")[0]["valeur"] == "12.5"


def test_a_template_holds_defaults_and_obligations_only():
    start = template("moby", "finistere")
    declared = start.schema.fields
    assert {
        name: to_text(value, declared[name]) for name, value in start.fields.items() if value is not None
    } == {name: column.default for name, column in declared.items() if column.default}
    assert [name for name, frame in start.tables.items() if frame] == ["echeances"]
    assert all(record["date_saisie"] is None for record in start.records("echeances"))
    assert len(start.records("echeances")) == len(load("moby/ille-et-vilaine").records("echeances"))


@pytest.mark.parametrize("name", ["", "..", "a/b", "Mon EPCI", "épci", "con?", "-a"])
def test_a_name_that_no_file_can_have_is_refused(name):
    with pytest.raises(InvalidKey, match="minuscules sans accent"):
        template("moby", name)


@pytest.mark.parametrize(
    ("build", "error"),
    [
        (lambda: template("mobi"), UnknownKind),
        (lambda: convention_data(INTRACTING, {"titres": "a"}), UnknownColumn),
        (lambda: convention_data(INTRACTING, {}, {"versements": [{"solde": 1}]}), UnknownColumn),
    ],
)
def test_nothing_unknown_gets_in(build, error):
    with pytest.raises(error, match="il existe"):
        build()
