"""Headings: which column each one is, and what is said of those that are none."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.xlsync.tables.written import FIRST, HEAD, SECOND, plain, rows_of, told, write
from udfs.errors import Text
from xlsync.annexbook.inputs import read_input
from xlsync.annexes import Column
from xlsync.errors import TablesRefused
from xlsync.model import Shape
from xlsync.tables.forms import read_tables
from xlsync.tables.grid import Grid
from xlsync.tables.headings import headings_of


@pytest.mark.parametrize(
    ("lines", "fr", "en"),
    [
        ([FIRST, SECOND], "pas de ligne d’en-tête", "no line of headings"),
        (
            [f"{HEAD},part", f"{FIRST},0.9"],
            "2 colonnes part : 4, 6",
            "2 columns part: 4, 6",
        ),
        (
            [HEAD.replace("libelle", "part"), FIRST],
            "2 colonnes part : 3, 4",
            "2 columns part: 3, 4",
        ),
        (
            [HEAD.replace("libelle", "Échéance"), FIRST],
            "2 colonnes date : 3, 5",
            "2 columns date: 3, 5",
        ),
        (
            ["convention,rang,libelle,date", FIRST.replace(",0.3", "")],
            "colonne absente : part",
            "column absent: part",
        ),
        (
            ["convention,libelle,part,date", FIRST.replace(",1,", ",")],
            "colonne absente : rang",
            "column absent: rang",
        ),
        (
            [HEAD.partition(",")[2], FIRST.partition(",")[2]],
            "colonne absente : convention",
            "column absent: convention",
        ),
        ([f"{HEAD},couleur", f"{FIRST},bleu"], "colonne inconnue : « couleur »", "unknown column: “couleur”"),
        ([f"{HEAD},", f"{FIRST},bleu"], "la colonne 6 n’a pas de titre", "column 6 has no heading"),
    ],
)
def test_headings_that_do_not_fit_are_named(folder, lines, fr, en):
    write(folder, *lines)
    assert told(folder) == [("moby.acomptes", fr, en)]


def test_an_unknown_column_is_told_with_the_names_near_it(folder):
    write(folder, HEAD.replace("libelle", "libele"), FIRST)
    with pytest.raises(TablesRefused) as caught:
        read_tables(folder)
    (problem,) = caught.value.facts["problems"]
    assert plain(problem.fix.fr) == "l’ôter, ou la nommer : libelle"


def test_a_heading_that_two_columns_bear_is_refused_with_both():
    """No shipped table has two such labels: the shape is made for the test."""
    columns = tuple(
        Column(name, Text(f"Montant ({unit})", f"Amount ({unit})"), "amount")
        for name, unit in (("montant_ht", "€ HT"), ("montant_ttc", "€ TTC"))
    )
    key = Column("id", Text("N°", "No."), "integer", key=True, nullable=False)
    grid = Grid(Path("a.csv"), ["convention", "n°", "montant"], [], read_input)
    with pytest.raises(TablesRefused) as caught:
        headings_of(Shape("moby", "essai", (key,), columns), grid)
    (problem,) = caught.value.facts["problems"]
    assert plain(problem.what.fr) == (
        "« montant » désigne plusieurs choses : montant_ht (« Montant (€ HT) »), "
        "montant_ttc (« Montant (€ TTC) ») ; écrire le nom"
    )


def test_a_label_is_understood_without_its_unit(folder):
    heads = "convention;id;appelé le;versé;versé le;montant"
    path = write(folder, heads, "avelo3/programme;1;01/02/2025;;;5", name="avelo3.appels_de_fonds.csv")
    assert rows_of(path, "appels_de_fonds") == [
        {
            "id": 1, "date_appel": datetime.date(2025, 2, 1), "verse": None, "date_versement": None,
            "montant": 5.0,
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    "headings",
    [
        "CONVENTION,RANG,LIBELLE,PART,DATE",
        "Convention,Rang,Paiement,Part,Échéance",
        " convention , rang , libellé , part , date ",
        "Agreement,Rank,libelle,share,Due date",
    ],
)
def test_capitals_spaces_accents_and_printed_labels_are_understood(folder, headings):
    write(folder, headings, FIRST)
    assert rows_of(folder) == [
        {"rang": 1, "libelle": "Acompte", "part": 0.3, "date": datetime.date(2022, 10, 15)}
    ]


def test_headings_without_a_column_under_them_may_trail(folder):
    """As Excel writes columns that were formatted once."""
    write(folder, f"{HEAD},,", f"{FIRST},,", ",,,,,,")
    assert len(rows_of(folder)) == 1
