"""What cannot be taken of workbooks and of Parquet files is refused by name, as that of CSV files is."""

from __future__ import annotations

import openpyxl
import pytest

from tests.xlsync.tables.conftest import MOBY
from tests.xlsync.tables.written import rows_of, told
from xlsync.model import Model, load
from xlsync.tables.forms import export_tables


@pytest.fixture
def book(tmp_path):
    export_tables(Model().add(load(MOBY)), tmp_path / "xlsx", "xlsx")
    return tmp_path / "xlsx" / "moby.xlsx"


def edited(path, change):
    opened = openpyxl.load_workbook(path)
    change(opened)
    opened.save(path)
    return path


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (lambda book: book["acomptes"].delete_cols(4), "acomptes", "colonne absente : part"),
        (lambda book: book["acomptes"].delete_rows(1), "acomptes", "pas de ligne d’en-tête"),
        (lambda book: book["acomptes"].cell(1, 6, "part"), "acomptes", "2 colonnes part : 4, 6"),
        (
            lambda book: book["acomptes"].cell(1, 6, "couleur"),
            "acomptes!F1",
            "colonne inconnue : « couleur »",
        ),
        (lambda book: book["acomptes"].cell(3, 7, "x"), "acomptes!G1", "la colonne 7 n’a pas de titre"),
        (
            lambda book: book["acomptes"].cell(3, 4, "x"),
            "acomptes!D3",
            "part : taux attendu (0,02 ou « 2 % »), reçu « x »",
        ),
        (lambda book: book["acomptes"].cell(3, 5, "#N/A"), "acomptes!E3", "date : la cellule montre #N/A"),
        (
            lambda book: book["acomptes"].cell(3, 4, "=1/3"),
            "acomptes!D3",
            "part : la formule n’a pas de valeur : enregistrer le classeur dans un tableur",
        ),
        (
            lambda book: book["acomptes"].cell(3, 2, 1),
            "acomptes!A3",
            "moby/ille-et-vilaine rang=1 est déjà à la ligne 2",
        ),
    ],
)
def test_a_cell_of_a_workbook_is_named(book, change, place, said):
    ((where, fr, _),) = told(edited(book, change))
    assert (where, fr) == (place, said)


def test_a_sheet_that_is_no_table_is_named_and_a_blank_one_is_not(book):
    def change(opened):
        opened.create_sheet("Feuil1")
        opened.create_sheet("acompte")["B2"] = "à moi"

    ((where, fr, _),) = told(edited(book, change))
    assert where == "acompte"
    assert fr.startswith("table inconnue pour moby : « acompte » ; il existe : acomptes")


def test_a_sheet_may_bear_the_title_of_its_table(book):
    def change(opened):
        opened["etablissements"].title = "ÉTABLISSEMENTS"

    expected = rows_of(book, "etablissements")
    assert rows_of(edited(book, change), "etablissements") == expected


def test_a_workbook_of_annexes_is_no_workbook_of_tables(tmp_path):
    from xlsync.annexbook.templates import template_path

    ((_, fr, _),) = told(template_path("moby"))
    assert "export --format xlsx" in fr


def test_lines_may_stand_lower_and_blank_ones_between(book):
    def change(opened):
        opened["acomptes"].insert_rows(3)
        opened["acomptes"].insert_rows(1, 2)

    assert len(rows_of(edited(book, change))) == 3


def test_a_parquet_file_is_read_as_strictly(tmp_path):
    pandas = pytest.importorskip("pandas")
    export_tables(Model().add(load(MOBY)), tmp_path, "parquet")
    path = tmp_path / "moby.acomptes.parquet"
    frame = pandas.read_parquet(path)
    frame.drop(columns="part").to_parquet(path, index=False)
    assert told(tmp_path) == [("moby.acomptes", "colonne absente : part", "column absent: part")]
    frame.assign(part=["0,3", "x", "3 %"]).to_parquet(path, index=False)
    assert [place for place, *_ in told(path)] == ["moby.acomptes:3"]
    frame.assign(rang=[1, 1, 2]).to_parquet(path, index=False)
    assert told(path)[0][1] == "ligne 3 : moby/ille-et-vilaine rang=1 est déjà à la ligne 2"
    path.write_bytes(b"PAR1")
    assert "illisible comme Parquet" in told(path)[0][1]
