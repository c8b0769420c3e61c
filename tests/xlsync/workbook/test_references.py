"""Formulas copied elsewhere, against openpyxl's translator, and what it gets wrong."""

import pytest
from openpyxl.formula.translate import Translator

from xlsync.workbook.references import column_items, rename_columns, translate

FORMULAS = [
    "A1+$B$2*C$3-$D4",
    "SUM(A1:B2,Tarifs!C3,'L''annexe 2'!D4:E5)",
    'IF(A1="B2","C3",LOG10(D4))',
    "SUM(A:A)+SUM(2:3)",
    "tblPlan[[#This Row],[A1]]+B2",
    "_xldudf_PRET_ECHEANCE(B3:C9)",
    "1E5+A1",
    "Taux_A1*B2",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_as_openpyxl(formula):
    expected = Translator("=" + formula, origin="H20").translate_formula("J23")
    assert "=" + translate(formula, 3, 2) == expected


def test_off_the_sheet():
    assert translate("A1+Tarifs!B2", -1, 0) == "#REF!+Tarifs!B1"


def test_quotes_and_brackets_hide_references():
    assert translate("\"A1\"&[1]Feuil!A1&t[[#All],['[A1']]]", 1, 0) == "\"A1\"&[1]Feuil!A2&t[[#All],['[A1']]]"


@pytest.mark.parametrize(
    ("brackets", "expected"),
    [
        ("[CRD 1]", "[CRD 2]"),
        ("[@[CRD 1]]", "[@[CRD 2]]"),
        ("[[#This Row],[crd 1]:[Autre]]", "[[#This Row],[CRD 2]:[Autre]]"),
        ("[@Autre]", "[@Autre]"),
        ("[#Totals]", "[#Totals]"),
    ],
)
def test_columns_renamed(brackets, expected):
    assert rename_columns(brackets, {"CRD 1": "CRD 2"}) == expected


def test_columns_named():
    assert column_items("[@[Coût '[€']]]") == ["coût '[€']"]
    assert column_items("[#Totals]") == []
