"""Tariffs typed in a spreadsheet: written by `tarif list --out`, filled in by a person, taken by `import`.

Figures of Mixeur, annex 2, and of the example: 0.012 an inhabitant and 3 000 at least in 2027.
"""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.shared import need
from tests.xlsync.build.opened import convert
from tests.xlsync.cli.running import Outcome, fingerprint, refused, xlsync

MIXEUR = "mixeur/aunis-sud"
RATE, FLOOR = "mixeur.taux_par_habitant", "mixeur.plancher_collectivite"
FLAT = "mixeur.forfait"
DAY = datetime.date(2027, 1, 1)
SOURCE = ("Décision de la communauté", "annexe 2")
DECIDED: tuple[Any, ...] = (
    {"Paramètre": RATE, "À partir du": "01/01/2027", "Valeur": "0,012", "Décidée le": "10/10/2026"},
    {"Paramètre": FLOOR, "À partir du": DAY, "Valeur": "3 000 €", "Note": "=A1"},
    {"Paramètre": f"{FLAT}.structure", "À partir du": DAY, "Valeur": 2600, "Pour la convention": MIXEUR},
    {"Paramètre": f"{FLAT}.partenaire", "À partir du": DAY, "Valeur": "1 100", "Pour la convention": MIXEUR},
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    assert xlsync("build", MIXEUR, folder=folder).code in (0, 1)
    return folder


@pytest.fixture
def folder(model: Path, tmp_path: Path) -> Path:
    return shutil.copytree(model, tmp_path / "work")


@pytest.fixture
def sheet(folder: Path) -> Path:
    """The workbook, as it is written."""
    done = xlsync("tarif", "list", "mixeur", "--out", "tarifs.xlsx", folder=folder)
    assert done.code == 0
    assert "xlsync import tarifs.xlsx" in done.out.replace("\u00a0", " ")
    return folder / "tarifs.xlsx"


def headings(path: Path) -> list[str]:
    return [cell.value for cell in openpyxl.load_workbook(path).active[1]]


def rows(path: Path) -> list[dict[str, Any]]:
    first, *others = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return [dict(zip(first, row, strict=True)) for row in others]


def add(path: Path, *typed: dict[str, Any]) -> None:
    """Rows typed under those that are there; the table grows as a spreadsheet makes it."""
    book = openpyxl.load_workbook(path)
    held = book.active
    names = [cell.value for cell in held[1]]
    for one in typed:
        said = {"Document": SOURCE[0], "Article": SOURCE[1], **one}
        at = held.max_row + 1
        for name, value in said.items():
            column = next(rank for rank, heading in enumerate(names, 1) if heading.startswith(name))
            cell = held.cell(at, column, value)
            if isinstance(value, str) and value.startswith("="):
                cell.data_type = "s"
    table = held.tables["tblTarifs"]
    table.ref = f"A1:{table.ref.partition(':')[2].rstrip('0123456789')}{held.max_row}"
    book.save(path)


def versions(folder: Path, code: str = "mixeur") -> list[dict[str, Any]]:
    found = xlsync("tarif", "list", code, "--json", folder=folder).document["versions"]
    return [one for one in found if one["layer"] == "model"]


def taken(folder: Path, *options: str) -> Outcome:
    return xlsync("import", "tarifs.xlsx", *options, folder=folder)


def test_the_workbook_shows_what_is_in_force_a_row_an_entry(sheet: Path) -> None:
    assert headings(sheet)[:5] == ["Paramètre", "Libellé", "À partir du", "Valeur", "Unité"]
    found = {row["Paramètre"]: row for row in rows(sheet)}
    assert found[RATE]["Valeur"] == 0.01
    assert found[RATE]["Libellé"] == "Contribution annuelle d’une collectivité, par habitant"
    assert found[RATE]["À partir du"].date() == datetime.date(2025, 1, 1)
    assert [found[f"{FLAT}.{one}"]["Valeur"] for one in ("structure", "partenaire")] == [2500, 1000]
    assert {row["Tenue par"] for row in found.values()} == {"programme"}
    assert openpyxl.load_workbook(sheet).active.tables.keys() == {"tblTarifs"}


def test_nothing_in_it_is_cut(sheet: Path) -> None:
    """Expected: a label beside a blank cell would run over it, not beside a day; headings take two lines."""
    page = openpyxl.load_workbook(sheet).active
    longest = max(len(str(cell.value or "")) for cell in page["B"])
    assert page.column_dimensions["B"].width >= longest
    assert page.row_dimensions[1].height >= 30
    assert all(len(cell.value) <= 2 * page.column_dimensions[cell.column_letter].width for cell in page[1])


def test_rows_typed_in_it_come_into_the_model_in_one_revision(folder: Path, sheet: Path) -> None:
    assert versions(folder) == []
    before = xlsync("log", "--json", folder=folder).document["revisions"]
    add(sheet, *DECIDED)
    tried = taken(folder, "--dry-run", "--json")
    assert tried.code == 0
    assert versions(folder) == []
    changed = {(one["key"]["code"], one["column"]): one["after"] for one in tried.document["changes"]}
    assert changed[RATE, "valeur"] == "0.012"
    assert len(tried.document["rows"]) == 3
    read = taken(folder, "--dry-run").out
    assert "essai" in read
    assert "0.012" in read
    done = taken(folder)
    assert done.code == 0
    assert "versions de paramètres dans le modèle : 3" in done.out.replace("\u00a0", " ")
    after = xlsync("log", "--json", folder=folder).document["revisions"]
    assert len(after) == len(before) + 1
    found = {one["code"]: one for one in versions(folder)}
    assert (found[RATE]["value"], found[RATE]["decided"]) == ("0.012", "2026-10-10")
    assert (found[FLOOR]["value"], found[FLOOR]["note"]) == ("3000", "=A1")
    assert found[FLAT]["value"] == (
        '{"structure": "2600", "structure_territoire_participant": "1500", "partenaire": "1100"}'
    )
    assert found[FLAT]["convention"] == MIXEUR
    assert {(one["document"], one["article"]) for one in found.values()} == {SOURCE}
    assert "rien ne change" in taken(folder, "--dry-run").out
    assert taken(folder, "--json").document["revision"] == after[0]


def test_what_comes_out_again_changes_nothing(folder: Path, sheet: Path) -> None:
    add(sheet, *DECIDED)
    assert taken(folder).code == 0
    held = versions(folder)
    sheet.unlink()
    for code in ("mixeur", FLAT):
        assert xlsync("tarif", "list", code, "--out", "tarifs.xlsx", folder=folder).code == 0
        assert {row["Tenue par"] for row in rows(sheet)} == {"programme", "modèle"}
        assert taken(folder, "--dry-run", "--json").document["changes"] == []
        sheet.unlink()
    assert versions(folder) == held
    refused(xlsync("tarif", "list", "--out", "tarifs.xlsx", folder=folder))
    (folder / "tarifs.xlsx").write_bytes(b"")
    refused(xlsync("tarif", "list", "mixeur", "--out", "tarifs.xlsx", folder=folder))


@pytest.mark.parametrize(
    ("typed", "cell", "said"),
    [
        ({"Document": None}, "F", "une version sans source n’est pas prise"),
        ({"Article": "  "}, "G", "une version sans source n’est pas prise"),
        ({"Valeur": "douze"}, "D", "nombre attendu, reçu « douze »"),
        ({"Valeur": None}, "D", "aucune valeur"),
        ({"Paramètre": "mixeur.taux_par_habitan"}, "A", "voisins : mixeur.taux_par_habitant"),
        ({"Paramètre": "moby.taux_tva"}, "A", "n’est pas de mixeur"),
        ({"Pour la convention": "moby/ille-et-vilaine"}, "I", "n’est pas de mixeur"),
        ({"À partir du": "bientôt"}, "C", "date"),
        ({"Paramètre": f"{FLAT}.structure", "Valeur": "x"}, "D", "nombre attendu"),
    ],
)
def test_a_refusal_names_its_cell(
    folder: Path, sheet: Path, typed: dict[str, Any], cell: str, said: str
) -> None:
    line = len(rows(sheet)) + 2
    add(sheet, {**DECIDED[0], **typed}, DECIDED[1])
    before = fingerprint(folder / ".xlsync")
    outcome = taken(folder, "--json")
    assert outcome.code == 2
    (problem,) = outcome.document["problems"]
    assert problem["where"] == f"Versions de paramètres!{cell}{line}"
    assert said in problem["what"].replace("\u00a0", " ")
    assert fingerprint(folder / ".xlsync") == before


def test_an_entry_that_the_table_lacks_is_refused(folder: Path, sheet: Path) -> None:
    add(sheet, {**DECIDED[2], "Paramètre": f"{FLAT}.inconnue"})
    outcome = taken(folder)
    refused(outcome)
    assert "inconnue" in outcome.err
    assert versions(folder) == []


@pytest.mark.libreoffice
def test_a_sheet_saved_by_libreoffice_is_taken_too(folder: Path, sheet: Path, tmp_path: Path) -> None:
    need("soffice")
    add(sheet, *DECIDED)
    (tmp_path / "saved").mkdir()
    convert([sheet], "xlsx", tmp_path / "saved")
    shutil.copy(tmp_path / "saved" / sheet.name, sheet)
    assert taken(folder).code == 0
    assert len(versions(folder)) == 3
