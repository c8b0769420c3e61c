"""`set` as people type it: names or printed labels, one input or several, fields without their table."""

from __future__ import annotations

import datetime

import pytest

from xlsync.actions.misuse import Misuse
from xlsync.actions.set_value import Edit, changed, read_edits
from xlsync.errors import AlreadyThere, InvalidKey, UnknownColumn, UnknownTable, WrongValue
from xlsync.model import load

MOBY = "moby/ille-et-vilaine"


def after(*words: str, convention: str = MOBY):
    """The convention once the words are obeyed."""
    return changed(load(convention), read_edits(convention.partition("/")[0], words))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["numero_devis", "D2"], [Edit("champs", {}, {"numero_devis": "D2"})]),
        (["Devis n°", "D2"], [Edit("champs", {}, {"numero_devis": "D2"})]),
        (["numero_devis=D2"], [Edit("champs", {}, {"numero_devis": "D2"})]),
        (["numero_devis=a=b"], [Edit("champs", {}, {"numero_devis": "a=b"})]),
        (["numero_devis", "a=b"], [Edit("champs", {}, {"numero_devis": "a=b"})]),
        (["numero_devis", "-12,50"], [Edit("champs", {}, {"numero_devis": "-12,50"})]),
        (["champs", "-", "numero_devis", "D2"], [Edit("champs", {}, {"numero_devis": "D2"})]),
        (["champs", "-", "numero_devis=D2"], [Edit("champs", {}, {"numero_devis": "D2"})]),
        (
            ["DATE DE FIN=31/12/2030", "numero_devis=", "titre=T"],
            [
                Edit("conventions", {}, {"date_fin": "31/12/2030", "titre": "T"}),
                Edit("champs", {}, {"numero_devis": ""}),
            ],
        ),
        (["acomptes", "1", "part", "30 %"], [Edit("acomptes", {"rang": 1}, {"part": "30 %"})]),
        (["acomptes", "1", "part", "a=b"], [Edit("acomptes", {"rang": 1}, {"part": "a=b"})]),
        (["Acomptes", "rang=1", "Échéance=1/2/2030"], [Edit("acomptes", {"rang": 1}, {"date": "1/2/2030"})]),
        (
            ["acomptes", "1", "PART=0,5", "echeance=1/2/2030"],
            [Edit("acomptes", {"rang": 1}, {"part": "0,5", "date": "1/2/2030"})],
        ),
    ],
)
def test_what_words_ask_for(words, expected):
    assert read_edits("moby", words) == expected


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        ([], Misuse, "donnez CHAMP VALEUR"),
        (["numero_devis"], Misuse, "donnez CHAMP VALEUR"),
        (["numero_devis=1", "titre"], Misuse, "« titre » : COLONNE=VALEUR attendu"),
        (["=1"], Misuse, "COLONNE=VALEUR attendu"),
        (["acomptes", "1", "part"], Misuse, "« part » : COLONNE=VALEUR attendu"),
        (["acomptes", "1", "part=1", "date", "x"], Misuse, "« date » : COLONNE=VALEUR attendu"),
        (["titre=a", "Titre=b"], Misuse, "titre est donné deux fois"),
        (["acomptes", "1", "date=a", "Échéance=b"], Misuse, "date est donné deux fois"),
        (["inconnu", "1"], UnknownColumn, "champ inconnu"),
        (["part", "1"], UnknownColumn, "colonne de acomptes"),
        (["montant_ht", "1"], UnknownColumn, "champ inconnu"),
        (["acompte", "1", "part", "1"], UnknownTable, "il existe : acomptes"),
        (["acomptes", "1", "parts", "1"], UnknownColumn, "il existe : part,"),
    ],
)
def test_words_that_ask_for_nothing_are_refused(words, error, said):
    with pytest.raises(error) as caught:
        read_edits("moby", words)
    assert said in str(caught.value).replace("\N{NO-BREAK SPACE}", " ")


def test_several_inputs_of_one_record_change_together():
    row = after("acomptes", "1", "part=50 %", "Échéance=1/2/2030", "Paiement=Avance").records("acomptes")[0]
    assert row == {"rang": 1, "libelle": "Avance", "part": 0.5, "date": datetime.date(2030, 2, 1)}


def test_a_new_record_comes_whole():
    row = after("acomptes", "9", "part=0,1", "date=1/2/2030").records("acomptes")[-1]
    assert row == {"rang": 9, "libelle": None, "part": 0.1, "date": datetime.date(2030, 2, 1)}


def test_a_key_may_change_with_other_inputs():
    data = after("acomptes", "1", "rang=7", "part=0,5")
    assert [(row["rang"], row["part"]) for row in data.records("acomptes")] == [(7, 0.5), (2, 0.4), (3, 0.3)]
    data = after("acomptes", "1", "part=0,5", "rang=7")
    assert data.records("acomptes")[0]["rang"] == 7


def test_a_new_key_that_is_taken_is_refused():
    with pytest.raises((InvalidKey, AlreadyThere), match="rang=2"):
        after("acomptes", "1", "rang=2", "part=0,5")


def test_a_record_needs_its_key():
    with pytest.raises(InvalidKey, match="clé rang vide"):
        after("acomptes", "-", "part", "0,1")


def test_one_wrong_value_leaves_everything():
    with pytest.raises(WrongValue, match="part"):
        after("acomptes", "1", "date=1/2/2030", "part=beaucoup")
