"""Which input a heading is, and what makes the headings of a list unreadable."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlsync.errors import TablesRefused
from xlsync.lists.headings import IDENTIFIER, MEMBER, NUMBER, YEAR, Inputs
from xlsync.lists.lines import read_list

MIXEUR = Inputs("mixeur")
STATUS, INHABITANTS = ("contributions", "statut"), ("contributions", "habitants")


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("Commune", MEMBER),
        ("Nom de la commune", MEMBER),
        ("Member or beneficiary", MEMBER),
        ("membre", MEMBER),
        ("N° SIRET", NUMBER),
        ("SIRET ou SIREN du membre", NUMBER),
        ("Convention", IDENTIFIER),
        ("identifiant", IDENTIFIER),
        ("Agreement", ("conventions", "titre")),
        ("Année", YEAR),
        ("Calendar year", YEAR),
        ("Date signature", ("conventions", "date_signature")),
        ("Signée le", ("conventions", "date_signature")),
        ("Date d'effet", ("conventions", "date_effet")),
        ("Statut", STATUS),
        ("STATUS", STATUS),
        ("État de la convention", ("conventions", "statut")),
        ("conventions.statut", ("conventions", "statut")),
        ("Nombre d’habitants", INHABITANTS),
        ("population municipale", INHABITANTS),
        ("Inhabitants", INHABITANTS),
        ("Comptes partenaires", ("contributions", "structures")),
        ("Montant dérogatoire", ("contributions", "derogation")),
    ],
)
def test_a_heading_is_the_input_that_people_mean(heading: str, meant: tuple[str, str]):
    assert MIXEUR.named(heading) == [meant]


@pytest.mark.parametrize("heading", ["Code INSEE", "Observations", "ID", "Montant"])
def test_other_headings_are_none(heading: str):
    assert MIXEUR.named(heading) == []


def test_a_kind_without_table_by_year_has_no_year():
    assert Inputs("moby").named("Année") == []
    assert Inputs("moby").named("Commune") == [MEMBER]


def test_what_the_model_computes_or_keeps_for_itself_is_no_input():
    assert not {table for table, _ in MIXEUR.columns} - {"conventions", "champs", "contributions"}
    assert ("contributions", "montant") not in MIXEUR.columns


@pytest.mark.parametrize(
    ("headings", "cause"),
    [
        ("Habitants;Statut", "aucune colonne ne nomme le membre ni la convention, parmi : Habitants, Statut"),
        (
            "Commune;Habitants;Population",
            "deux colonnes pour la même chose : « Habitants » et « Population »",
        ),
    ],
)
def test_headings_that_cannot_be_read_refuse_the_file(headings: str, cause: str, tmp_path: Path):
    path = tmp_path / "liste.csv"
    path.write_text(f"{headings}\n1;2;3\n", encoding="utf-8")
    with pytest.raises(TablesRefused) as caught:
        read_list(path, MIXEUR)
    (problem,) = caught.value.facts["problems"]
    assert problem.what.fr.replace("\N{NO-BREAK SPACE}", " ") == cause
