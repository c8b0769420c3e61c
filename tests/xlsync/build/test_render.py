"""Canonical formulas of a schema turned into those of cells, in each layout."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pytest
from openpyxl.worksheet.table import Table

from tests.oracle import libreoffice_values
from xlsync.annexbook.places import lay_out
from xlsync.annexbook.render import heading, render, total_formula
from xlsync.annexes import schema
from xlsync.recalc import evaluate
from xlsync.workbook import Workbook

INTRACTING = lay_out(
    schema("intracting"), {"versements": 3, "amortissement": 15, "ape": 20}, {"amortissement": 3}
)
MOBY = lay_out(schema("moby"), {"grille": 6}, {})


def test_rows_give_structured_references():
    place = INTRACTING.tables["ape"]
    formula = render("=[elec_kwh]+[chal_kwh]", INTRACTING, place)
    row = "tblApe[[#This Row],[Économies {} kWh/an]]"
    assert formula == f"{row.format('électricité')}+{row.format('chaleur')}"
    assert render("=SUM(ape[tot_kwh])", INTRACTING, None) == "SUM(tblApe[Économies d’énergie kWh/an])"


def test_columns_give_cells_and_names():
    place = MOBY.tables["grille"]
    first, last = (render('=MOBY.PRIX([tranche],"cee")', MOBY, place, record) for record in (0, 5))
    assert (first, last) == (
        f'_xldudf_MOBY_PRIX(B${place.header},"cee")',
        f'_xldudf_MOBY_PRIX(G${place.header},"cee")',
    )
    assert render("=SUM(versements[montant])", INTRACTING, None) == "SUM(versements_montant)"


def test_blocks_give_cells_that_can_be_cloned_to_the_right():
    place = INTRACTING.tables["amortissement"]
    top, row = place.fiche_top, place.first
    found = [
        render("=[annee]+{fiche.capital}+[crd]+ROWS({fiche})", INTRACTING, place, 0, block)
        for block in (0, 1)
    ]
    capital = place.fiche_row("capital")
    last = place.fiche_rows[1]
    assert found == [
        f"$A{row}+G${capital}+F{row}+ROWS(F${top}:G${last})",
        f"$A{row}+K${capital}+J{row}+ROWS(J${top}:K${last})",
    ]


def test_sums_over_blocks_reach_beyond_those_drawn():
    place = INTRACTING.tables["amortissement"]
    formula = render('=SUMIF({heads},"CRD*",{cells})', INTRACTING, place, 2)
    row = place.first + 2
    assert formula == f'SUMIF($F${place.header}:$AS${place.header},"CRD*",$F{row}:$AS{row})'


def test_a_header_line_of_another_table_is_read_over_all_its_blocks():
    formula = "=SUMIF({definitif.fiche.versement},[versement],{definitif.fiche.icne})"
    other, place = INTRACTING.tables["definitif"], INTRACTING.tables["dette"]
    lines = [
        f"'Annexe 2-E définitif'!$B${row}:$AO${row}" for row in map(other.fiche_row, ("versement", "icne"))
    ]
    found = render(formula, INTRACTING, place)
    assert found == f"SUMIF({lines[0]},tblDette[[#This Row],[Versement]],{lines[1]})"
    without = replace(INTRACTING, tables={"dette": place})
    assert render("={definitif.fiche.icne}", without, place) == "#REF!"


def test_a_table_of_blocks_is_read_whole_and_columns_side_by_side():
    """In forms that both Excel and LibreOffice read."""
    place = INTRACTING.tables["service"]
    found = render('=INDEX({definitif.data},1,MATCH("CRD 1_TR",{definitif.headings},0))', INTRACTING, place)
    assert found == 'INDEX(tblDefinitif[],1,MATCH("CRD 1_TR",tblDefinitif[[#Headers]],0))'
    found = render("=ROWS(evenements[versement:indemnite])", INTRACTING, place)
    assert found == "ROWS(tblEvenements[[Versement]:[Indemnité (€)]])"


@pytest.mark.libreoffice
def test_libreoffice_reads_these_forms(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["ANNEE", "INT 1_TR", "ECH 1_TR"], [2024, 3, 5], [2025, 7, 8]):
        sheet.append(row)
    sheet.add_table(Table(displayName="tblD", ref="A1:C3"))
    sheet["E1"] = '=INDEX(tblD[],MATCH(2025,tblD[ANNEE],0),MATCH("ECH 1_TR",tblD[[#Headers]],0))'
    sheet["E2"] = "=SUM(tblD[[INT 1_TR]:[ECH 1_TR]])"
    path = tmp_path / "formes.xlsx"
    book.save(path)
    found = libreoffice_values(path)
    assert [found["Sheet", at] for at in ("E1", "E2")] == [8, 23]
    ours = evaluate(Workbook.open(path))
    assert [ours[f"Sheet!{at}"] for at in ("E1", "E2")] == [8, 23]


def test_a_fiche_ends_above_the_first_line_computed_from_it():
    place = INTRACTING.tables["definitif"]
    assert place.fiche_rows == (place.fiche_row("versement"), place.fiche_row("arrondi"))


@pytest.mark.parametrize(
    ("host", "spelling"),
    [("office", "_xldudf_PRET_ECHEANCE"), ("excel", "PRET_ECHEANCE"), ("calc", "PRET.ECHEANCE")],
)
def test_functions_are_spelled_for_the_host(host, spelling):
    place = INTRACTING.tables["amortissement"]
    assert render("=PRET.ECHEANCE({fiche})", INTRACTING, place, host=host).startswith(f"{spelling}(")


def test_texts_are_left_alone():
    text = 'IF("[montant] {fiche} PRET.LIGNE"="","""x[y]""",titre)'
    assert render(f"={text}", INTRACTING, INTRACTING.tables["ape"]) == text


def test_totals():
    place = INTRACTING.tables["ape"]
    assert total_formula(place, "elec_kwh", INTRACTING) == "SUM(tblApe[Économies électricité kWh/an])"
    avelo3 = lay_out(schema("avelo3"), {}, {})
    formula = total_formula(avelo3.tables["frais_fixes"], "montant", avelo3)
    assert formula == (
        'SUMPRODUCT((tblFraisFixes[Dont (compris dans)]="")*'
        "tblFraisFixes[Montant maximal financé par les CEE (€ HT)])"
    )


def test_headings():
    assert heading(INTRACTING.tables["amortissement"], "crd", "2_TR") == "CRD 2_TR"
    assert heading(INTRACTING.tables["ape"], "id") == "N°"


def test_a_column_that_does_not_exist():
    with pytest.raises(KeyError):
        render("=ape[prix]", INTRACTING, None)
