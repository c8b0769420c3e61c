"""Copies of each shipped annex: what they hold, what left, their values in LibreOffice without the add-in."""

from __future__ import annotations

import random
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from tests.members import fields
from tests.oracle import libreoffice_values
from tests.xlsync.copies.conftest import Pair
from udfs.hosts.names import spellings
from udfs.registry import FUNCTIONS
from xlsync.annexbook.hidden import BASE_SHEET, CONFLICT_SHEET
from xlsync.conventions import loader
from xlsync.copies.making import EMPTY_TEXT, MODES
from xlsync.copies.planning import same_cents
from xlsync.copies.readme import SHEET as README
from xlsync.recalc import book_of, evaluate
from xlsync.recalc.cached import same
from xlsync.recalc.template import Template
from xlsync.recalc.values import kind
from xlsync.workbook import Workbook
from xlsync.workbook.values import Address, cell_name

CONVENTIONS = sorted(loader.shipped())
OURS = re.compile(
    "(?:" + "|".join(re.escape(one) for name in FUNCTIONS for one in spellings(name)) + r")\(", re.IGNORECASE
)
"""Every spelling of every function of the catalogue."""
GONE = (BASE_SHEET, CONFLICT_SHEET, README)
each_copy = pytest.mark.parametrize(
    ("convention", "mode"), [(one, mode) for one in CONVENTIONS for mode in MODES]
)
each_convention = pytest.mark.parametrize("convention", CONVENTIONS)


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {
            name: archive.read(name).decode("utf-8")
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }


@each_copy
def test_openpyxl_opens_it_and_finds_no_formula_of_ours(convention, mode, pairs):
    book = openpyxl.load_workbook(pairs[convention, mode].out)
    formulas = [
        cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert not [one for one in formulas if OURS.search(one)]
    assert bool(formulas) == (mode == "native")
    assert {sheet.sheet_state for sheet in book.worksheets} == {"visible"}
    assert not book.custom_doc_props.names
    assert not book.properties.creator
    assert not book.properties.lastModifiedBy


@each_copy
def test_no_part_speaks_of_the_program_nor_of_what_left(convention, mode, pairs):
    told = parts(pairs[convention, mode].out)
    for name, text in told.items():
        assert not re.search(r"xlsync|_xldudf|#NAME\?|TargetMode=\"External\"|Conflits", text), name
        formula = re.search(r"<(?:\w+:)?(?:f|calculatedColumnFormula)[ >]", text)
        assert mode == "native" or "chart" in name or not formula, name
    assert "docProps/custom.xml" not in told
    listed = told["xl/workbook.xml"]
    assert "xlsync" not in listed
    assert max(map(int, re.findall(r'localSheetId="(\d+)"', listed))) < listed.count("<sheet ")
    assert told["docProps/app.xml"].count("lpstr>") > 2
    assert "xlsync_" not in told["docProps/app.xml"]


@each_copy
def test_nothing_says_the_revision_of_the_model(convention, mode, pairs):
    pair = pairs[convention, mode]
    revision = Workbook.open(pair.path).custom_properties["xlsync_revision"]
    assert all(str(revision) not in text for text in parts(pair.out).values())


@each_copy
def test_each_part_that_is_named_is_there_and_no_other(convention, mode, pairs):
    told = parts(pairs[convention, mode].out)
    named = set(re.findall(r'PartName="/([^"]+)"', told["[Content_Types].xml"]))
    there = {name for name in told if not name.endswith(".rels") and name != "[Content_Types].xml"}
    assert named == there
    owners = {re.sub(r"_rels/([^/]+)\.rels$", r"\1", name) for name in told if name.endswith(".rels")}
    assert owners - {"_rels/.rels"} <= there


@each_copy
def test_every_cell_shows_what_the_annex_shows(convention, mode, pairs):
    pair = pairs[convention, mode]
    book = pair.book
    for cell, value in pair.ours.values.items():
        if cell.sheet not in GONE:
            shown = book.sheet(cell.sheet).cell(cell_name(cell.row, cell.column)).value
            assert same(value, shown) or (value in (None, "") and shown in (None, "")), cell


@each_copy
def test_counts_are_those_of_the_formulas(convention, mode, pairs):
    pair = pairs[convention, mode]
    before = [one for one in book_of(Workbook.open(pair.path)).formulas() if one.sheet not in GONE[:2]]
    after = [one for one in book_of(pair.book).formulas().values() if one != EMPTY_TEXT]
    copy = pair.copy
    assert copy.native + copy.rewritten + len(copy.values) == len(before)
    assert len(after) == copy.native + copy.rewritten
    assert not copy.unknown


@each_convention
def test_only_loans_to_the_cent_and_shares_keep_their_values(convention, pairs):
    """What a function cannot say is named; everything else of the annexes is said.

    A treasury and a global cost are rows, which no native formula of one cell gives: they keep their values.
    """
    known = {
        "PRET.ECHEANCE", "PRET.LIGNE", "PRET.TABLEAU", "PRET.CRD", "PRET.ICNE", "PRET.EXERCICE", "PRET.ANNEE",
        "CREDITS.RESTITUTION", "SARE.COFINANCEMENT",
        "CONVENTION.PARAMETRE",  # of the code and the day of each row
    }  # fmt: skip
    projects = {name for name in FUNCTIONS if name.startswith(("ECORENOVER.", "THERMIX."))}
    said = {"THERMIX.ENERGIE_PRIMAIRE", "THERMIX.GES"}
    left = [one for one in pairs[convention, "native"].copy.values if "trop longue" not in one.reason.fr]
    assert {one.function for one in left} <= known | (projects - said)
    of_projects = {one.cell.sheet for one in left if one.function in projects}
    assert of_projects <= {"Synthèse", "Trésorerie", "Années", "Systèmes", "Comparaison", "Coûts"}
    others = {one.cell.sheet for one in left if one.function not in projects}
    assert others <= {
        "Annexe 2-E définitif", "Restitution", "Prêts", "Annexe 3 Années", "Prêts par classe", "Saisies",
    }  # fmt: skip
    assert {one.cell.sheet for one in left if one.function == "CONVENTION.PARAMETRE"} <= {"Saisies"}
    longer = [one for one in pairs[convention, "native"].copy.values if one not in left]
    assert {(one.cell.sheet, one.function) for one in longer} <= {("Calendrier", "MIXEUR.CONTRIBUTION")}
    assert all(one.reason.fr and one.reason.en for one in left)


@each_convention
def test_libreoffice_without_the_add_in_finds_the_values_of_the_annex(convention, pairs):
    pair = pairs[convention, "native"]
    theirs = libreoffice_values(pair.out)
    different = []
    for cell, value in pair.ours.values.items():
        if cell.sheet in GONE:
            continue
        found = theirs.get((cell.sheet, cell_name(cell.row, cell.column)))
        blank = value in (None, "") and found in (None, "")
        if not blank and not (same(value, found) and same_cents(value, found)):
            different.append((str(cell), value, found))
    assert different == []


@each_convention
def test_a_native_copy_follows_its_inputs(convention, pairs):
    """Other inputs give the same values in copy and annex; what our functions refuse is not judged."""
    pair = pairs[convention, "native"]
    before = book_of(Workbook.open(pair.path))
    after = replace(book_of(pair.book), language=before.language)
    left = {one.cell for one in pair.copy.values}
    typed = [
        one
        for one in fields(pair.path, Template(before))
        if one.cell.sheet in after.sheets and one.cell.sheet != "Paramètres" and kind(one.value) != "text"
    ]
    draw = random.Random(convention)
    judged = 0
    for rate in (0.05, 0.5):
        inputs: dict[str, Any] = {str(one.cell): one.within(draw) for one in typed if draw.random() < rate}
        ours = evaluate(before, overrides=inputs)
        kept = {str(cell): ours.values[cell] for cell in left}
        theirs = evaluate(after, overrides={**inputs, **kept})
        for cell, value in ours.values.items():
            if cell in theirs.values and _is_said(before, after, cell) and kind(value) != "error":
                assert same(value, theirs.values[cell]), (cell, inputs)
                judged += 1
    assert judged


def _is_said(before: Any, after: Any, cell: Address) -> bool:
    return before.cell(cell).formula != after.cell(cell).formula and cell.sheet not in GONE


def test_the_copy_says_which_cells_keep_their_value(pairs):
    pair: Pair = pairs["intracting/noyarey", "native"]
    (note,) = [
        value for value in pair.book.sheet(README).values.values() if "gardent leur valeur" in str(value)
    ]
    assert f"{len(pair.copy.values)} cellules" in note
    assert "Annexe 2-E définitif : B35:V49" in note
    before, after = (one.sheet(README).cell("A4") for one in (Workbook.open(pair.path), pair.book))
    assert after.value == note
    assert after.style == before.style


def test_holidays_are_a_sheet_that_the_formulas_read(pairs):
    book = pairs["intracting/noyarey", "native"].book
    assert next(one for one in book.names if one.name == "liste_feries").text.startswith(
        "'Jours fériés'!$A$4"
    )
    assert any("liste_feries" in one for one in book_of(book).formulas().values())
    assert "Jours fériés" not in [one.name for one in pairs["mixeur/aunis-sud", "values"].book.sheets]


def test_charts_keep_what_they_show(pairs):
    for (_, mode), pair in pairs.items():
        before, after = Workbook.open(pair.path), pair.book
        assert before.charts() == after.charts(), mode
        assert all(before.package.read(one) == after.package.read(one) for one in before.charts())


def test_formats_and_validations_of_what_stays_stay(pairs):
    pair = pairs["mixeur/aunis-sud", "values"]
    before, after = Workbook.open(pair.path), pair.book
    name = "Contributions"
    assert after.sheet(name).text.count("<dataValidation ") == before.sheet(name).text.count(
        "<dataValidation "
    )
    style = before.sheet(name).cell("H11").style
    assert style
    assert after.sheet(name).cell("H11").style == style
    assert before.package.read("xl/styles.xml") == after.package.read("xl/styles.xml")


def test_names_that_are_only_ours_leave_and_those_of_cells_stay(pairs):
    names = {one.name for one in pairs["mixeur/aunis-sud", "native"].book.names}
    assert "date_signature" in names
    assert not [one for one in names if one.startswith(("xlsync_", "lisez_moi_", "choix_des_"))]
