"""References and names; what each means is stated by the layout of the book built here."""

from __future__ import annotations

import pytest

from xlsync.recalc import Address, Area, Book, CellView, TableView, evaluate
from xlsync.recalc.linking import Linker, prepare
from xlsync.recalc.structured import mask_escapes, parse_specifier, unmask
from xlsync.recalc.values import REF, VALUE, Unsupported

TABLE = TableView(
    "tPrêts",
    Area("Annexe 2", 4, 2, 10, 6),
    ("Rang", "CRD (€)", "Taux [%]", "Prêt d'honneur", "a/b"),
    totals=1,
)
BARE = TableView("tNu", Area("L'annexe", 1, 1, 3, 1), ("Seule",), headings=0)
BOOK = Book(
    sheets={"Annexe 2": {}, "L'annexe": {}, "Feuil1": {(1, 1): CellView(1.0)}},
    tables={"tprêts": TABLE, "tnu": BARE},
    names={
        (None, "taux"): "Feuil1!$B$3",
        (None, "tva"): "0.2",
        (None, "zone"): "'Annexe 2'!$A$1:$B$9",
        (None, "double"): "=Taux*2",
        (None, "gauche"): "Feuil1!XFD1",
        ("Feuil1", "taux"): "Feuil1!$C$3",
        (None, "boucle"): "Boucle+1",
        (None, "dépôt_été"): '"été"',
    },
)
HOME = Address("Annexe 2", 6, 3)

PLAIN = {
    "A1": "'Annexe 2'!$A$1",
    "$A$1:b2": "'Annexe 2'!$A$1:$B$2",
    "B2:A1": "'Annexe 2'!$A$1:$B$2",
    "Feuil1!A1": "'Feuil1'!$A$1",
    "feuil1!A1": "'Feuil1'!$A$1",
    "'L''annexe'!A1:A3": "'L''annexe'!$A$1:$A$3",
    "SUM(Feuil1!A:C)": "SUM('Feuil1'!$A:$C)",
    "SUM(3:5)": "SUM('Annexe 2'!$3:$5)",
    "tPrêts[Rang]": "'Annexe 2'!$B$5:$B$9",
    "TPRÊTS[rang]": "'Annexe 2'!$B$5:$B$9",
    "tPrêts[]": "'Annexe 2'!$B$5:$F$9",
    "ROWS(TPRÊTS)": "ROWS('Annexe 2'!$B$5:$F$9)",
    "tPrêts[CRD (€)]": "'Annexe 2'!$C$5:$C$9",
    "tPrêts[Taux '[%']]": "'Annexe 2'!$D$5:$D$9",
    "tPrêts[Prêt d''honneur]": "'Annexe 2'!$E$5:$E$9",
    "tPrêts[a/b]": "'Annexe 2'!$F$5:$F$9",
    "tPrêts[[#This Row],[CRD (€)]]": "'Annexe 2'!$C$6",
    "tPrêts[[#This Row],[Rang]:[CRD (€)]]": "'Annexe 2'!$B$6:$C$6",
    "tPrêts[@Rang]": "'Annexe 2'!$B$6",
    "tPrêts[@[CRD (€)]]": "'Annexe 2'!$C$6",
    "[@Rang]": "'Annexe 2'!$B$6",
    "[Rang]": "'Annexe 2'!$B$5:$B$9",
    "tPrêts[@]": "'Annexe 2'!$B$6:$F$6",
    "tPrêts[[Rang]:[Taux '[%']]]": "'Annexe 2'!$B$5:$D$9",
    "tPrêts[Rang]:tPrêts[CRD (€)]": "'Annexe 2'!$B$5:$C$9",
    "tPrêts[#Totals]": "'Annexe 2'!$B$10:$F$10",
    "tPrêts[[#Totals],[Rang]]": "'Annexe 2'!$B$10",
    "tPrêts[#Headers]": "'Annexe 2'!$B$4:$F$4",
    "tPrêts[[#Headers],[a/b]]": "'Annexe 2'!$F$4",
    "tPrêts[#Data]": "'Annexe 2'!$B$5:$F$9",
    "tPrêts[#All]": "'Annexe 2'!$B$4:$F$10",
    "tPrêts[[#All],[Rang]]": "'Annexe 2'!$B$4:$B$10",
    "tPrêts[[#Headers],[#Data],[Rang]]": "'Annexe 2'!$B$4:$B$9",
    "tNu[Seule]": "'L''annexe'!$A$1:$A$3",
    "Taux": "'Feuil1'!$B$3",
    "TVA*2": "0.2*2",
    "SUM(zone)": "SUM('Annexe 2'!$A$1:$B$9)",
    "Double": "'Feuil1'!$B$3*2",
    "Gauche": "'Feuil1'!$B$6",
    "Feuil1!Taux": "'Feuil1'!$C$3",
    "Dépôt_été": '"été"',
    '"tPrêts[Rang] Taux ""A1"""': '"tPrêts[Rang] Taux ""A1"""',
    "Feuil1!#REF!": "#REF!",
    "true": "TRUE",
    "1E+5": "100000.0",
    "{1,2;3,4}": "{1,2;3,4}",
    "A1 + \n B1": "'Annexe 2'!$A$1+'Annexe 2'!$B$1",
    "SUM((A1,B1))": "SUM(('Annexe 2'!$A$1,'Annexe 2'!$B$1))",
    "A1:A3 A2:C2": "'Annexe 2'!$A$2",
    "B:B 3:5": "'Annexe 2'!$B$3:$B$5",
    "A1:A2 C1:C2": "#NULL!",
    "A1:INDEX(A:A,3)": "'Annexe 2'!$A$1:INDEX('Annexe 2'!$A:$A,3)",
    "SUM('Feuil1:Annexe 2'!A1)": "SUM(('Annexe 2'!$A$1,'L''annexe'!$A$1,'Feuil1'!$A$1))",
    "-2^2": "-2^2",
    "2-(3-4)": "2-(3-4)",
    "A1#": "'Annexe 2'!$A$1#",
}


@pytest.mark.parametrize("formula", PLAIN)
def test_plain(formula: str) -> None:
    assert prepare(BOOK, formula, HOME).plain == PLAIN[formula]


def test_errors_of_references() -> None:
    assert prepare(BOOK, "tNu[#Headers]", HOME).plain == REF
    outside = Address("Annexe 2", 30, 3)
    assert prepare(BOOK, "tPrêts[[#This Row],[Rang]]", outside).plain == VALUE


@pytest.mark.parametrize(
    ("formula", "name"),
    [
        ("Inconnu+1", "Inconnu"),
        ("Absente!A1", "Absente!A1"),
        ("tAutre[x]", "tAutre[x]"),
        ("tPrêts[zz]", "tPrêts[zz]"),
        ("[1]Feuil1!A1", "[1]Feuil1!A1"),
        ("Feuil1:Feuil2!A1", "Feuil1:Feuil2!A1"),
        ("Boucle", "Boucle"),
    ],
)
def test_refused_by_name(formula: str, name: str) -> None:
    with pytest.raises(Unsupported) as refusal:
        prepare(BOOK, formula, HOME)
    assert refusal.value.function == name


@pytest.mark.parametrize("formula", ["SUM(", "A1)", '"ouvert', "tPrêts[[Rang]", "A1##(", "1 2"])
def test_what_is_no_formula(formula: str) -> None:
    with pytest.raises(Unsupported):
        prepare(BOOK, formula, HOME)


def test_formulas_of_one_column_share_a_form() -> None:
    linker = Linker(BOOK)
    texts = ("ROUND(D5*Taux,2)", 5), ("ROUND(D6*Taux,2)", 6), ("ROUND(D6*Taux,2)", 5)
    first, second, other = (linker.prepared(text, Address("Annexe 2", row, 5)) for text, row in texts)
    assert first.linked is second.linked is not other.linked
    assert first.reads != second.reads


def test_a_place_alone_is_not_read() -> None:
    assert prepare(BOOK, "ROW(A1)-ROW(tPrêts[#Headers])", HOME).reads == ()
    assert prepare(BOOK, "ROW(A1)+A1", HOME).reads == (Area("Annexe 2", 1, 1, 1, 1),)


def test_escapes_come_back() -> None:
    masked = mask_escapes("t[[#Headers],[a'[b']c'#'@'']]&\"['[']\"")
    assert "a" in masked
    assert unmask(masked) == "t[[#Headers],[a[b]c#@']]&\"['[']\""
    assert parse_specifier(masked[2:].partition("]&")[0]).first == "a[b]c#@'"


def test_a_name_made_of_a_name_of_each_sheet() -> None:
    names = {(None, "total"): "part*2", ("X", "part"): "1", ("Y", "part"): "10"}
    book = Book({sheet: {(1, 1): CellView(None, "total")} for sheet in "XY"}, names=names)
    found = evaluate(book)
    assert (found["X!A1"], found["Y!A1"]) == (2, 20)
