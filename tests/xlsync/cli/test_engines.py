"""`xlsync recalc --engine`: the engine of the project, the `formulas` library, LibreOffice; one workbook."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.shared import need
from tests.xlsync.addins.desk import wait_for
from tests.xlsync.cli.running import fingerprint, refused, xlsync
from xlsync.addins.calc import libreoffice, recalculation
from xlsync.recalc.cached import same
from xlsync.server.discovery import announced

ENGINES = ("batch", "formulas", pytest.param("calc", marks=pytest.mark.libreoffice))
STALE = -1.0
"""What every formula cell holds at first."""
FORMULAS: dict[str, tuple[str, Any]] = {
    "B1": ("=_xldudf_PRET_ECHEANCE(A1,A2,A3)", 14980.12),  # printed in Annexe 2-E of Intracting
    "B2": ("=IFERROR(_xldudf_PRET_ECHEANCE(A1,2,A3),-5)", -5.0),  # a yearly rate of 200 % is refused
    "B3": ("=_xldudf_PRET_ECHEANCE(A1,2,A3)", "#NUM!"),
    "B4": ("=1/0", "#DIV/0!"),
    "B5": ("=B4+1", "#DIV/0!"),
    "B6": ("=NA()", "#N/A"),
    "B7": ('=ROUND(2.5,0)&" "&UPPER(A4)', "3 ÉTÉ"),
    "B8": ("=SUM(annees)", 2024.0 + 2025 + 2026),
    "B9": ('=IF(COUNTIF(annees,">2024")=2,"deux","")', "deux"),
    "B10": ("=SUM(D2:D4)*duree", 6 * 13.0),
    "B11": ('=IF(A9="","",1)', ""),
}
LEFT = {"B12": ("=TODAY()", "TODAY"), "B13": ("=B12+1", "TODAY"), "B14": ("=INCONNUE(1)", "INCONNUE")}
"""What nothing computes, with the function that is named."""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "classeur.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("Été")
        sheet.write_column("A1", [170_000, 0.02, 13, "été"])
        sheet.write_column("D2", [1, 2, 3])
        sheet.add_table(
            "F1:F4", {"name": "tblAnnees", "columns": [{"header": "Année"}], "data": [[2024], [2025], [2026]]}
        )
        made.define_name("duree", "='Été'!$A$3")
        made.define_name("annees", "='Été'!$F$2:$F$4")
        for cell, (formula, _) in {**FORMULAS, **LEFT}.items():
            sheet.write_formula(cell, formula, None, STALE)
        sheet.write_formula("C1", "=SUM(tblAnnees[Année])", None, STALE)
        hidden = made.add_worksheet("_xlsync")  # an annex, which is written in French
        hidden.hide()
    return path


@pytest.mark.parametrize("engine", ENGINES)
def test_each_engine_finds_the_same(book: Path, engine: str) -> None:
    if engine == "calc":
        need("soffice")
    before = fingerprint(book.parent)
    outcome = xlsync("recalc", book, "--engine", engine, "--json", folder=book.parent)
    assert outcome.code == 1
    (found,) = outcome.document["files"]
    assert (found["engine"], found["formulas"]) == (engine, len(FORMULAS) + len(LEFT) + 1)
    assert all(one["cached"] == STALE for one in found["different"])
    computed = {one["cell"].rpartition("!")[2]: one["computed"] for one in found["different"]}
    expected = {cell: value for cell, (_, value) in FORMULAS.items()} | {"C1": 6075.0}
    assert {cell: value for cell, value in computed.items() if not same(value, expected[cell])} == {}
    assert computed.keys() == expected.keys()
    named = {one["cell"].rpartition("!")[2]: one["function"] for one in found["not_recalculated"]}
    assert named == {cell: function for cell, (_, function) in LEFT.items()}
    assert fingerprint(book.parent) == before


@pytest.mark.parametrize("engine", ["formulas", "calc"])
@pytest.mark.parametrize("option", [["--write"], ["--set", "Été!A1=1"]])
def test_another_engine_writes_and_tries_nothing(book: Path, engine: str, option: list[str]) -> None:
    before = fingerprint(book.parent)
    outcome = xlsync("recalc", book, "--engine", engine, *option, folder=book.parent)
    refused(outcome)
    assert outcome.sentences == ["--write et --set ne vont qu’avec le moteur batch"]
    assert fingerprint(book.parent) == before


def test_the_library_takes_the_date(book: Path) -> None:
    outcome = xlsync(
        "recalc", book, "--engine", "formulas", "--date", "2026-07-01", "--json", folder=book.parent
    )
    computed = {one["cell"]: one["computed"] for one in outcome.document["files"][0]["different"]}
    assert computed["Été!B12"] == 46204  # 1 July 2026, a serial of Excel


def test_libreoffice_computes_as_of_today(book: Path) -> None:
    outcome = xlsync("recalc", book, "--engine", "calc", "--date", "2020-07-01", folder=book.parent)
    refused(outcome)
    assert outcome.sentences == ["LibreOffice calcule à la date du jour\u00a0: ôter --date"]


def test_a_file_that_cannot_be_read_is_one_refusal(book: Path) -> None:
    (book.parent / "faux.xlsx").write_bytes(b"rien")
    outcome = xlsync("recalc", book.parent, "--engine", "formulas", "--json", folder=book.parent)
    assert outcome.code == 2
    assert [one["file"] for one in outcome.document["errors"]] == [str(book.parent / "faux.xlsx")]
    assert len(outcome.document["files"]) == 1


def test_without_libreoffice_one_sentence_says_so(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libreoffice, "candidates", lambda *_: iter(()))
    outcome = xlsync("recalc", book, "--engine", "calc", folder=book.parent)
    refused(outcome)
    assert outcome.sentences[0].startswith("LibreOffice est introuvable")


@pytest.mark.libreoffice
def test_the_function_server_of_the_judge_ends_with_it(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need("soffice")
    homes = []
    monkeypatch.setattr(recalculation, "announced", lambda home: homes.append(announced(home)) or homes[0])
    xlsync("recalc", book, "--engine", "calc", folder=book.parent)
    process = Path("/proc") / str(homes[0].pid)
    wait_for(lambda: not process.exists())


@pytest.mark.parametrize("engine", ENGINES)
def test_each_engine_computes_under_the_tariffs_that_an_annex_carries(tmp_path: Path, engine: str) -> None:
    """Two cents an inhabitant in place of one, for this agreement alone; the copy stands beside no model."""
    if engine == "calc":
        need("soffice")
    tariff = (
        "mixeur.taux_par_habitant",
        "--from",
        "01/01/2025",
        "--value",
        "0,02",
        "--for",
        "mixeur/aunis-sud",
    )
    name, copy = "mixeur-aunis-sud.xlsx", tmp_path / "ailleurs" / "copie.xlsx"
    copy.parent.mkdir()
    assert xlsync("build", "mixeur/aunis-sud", folder=tmp_path).code in (0, 1)
    source = ("--document", "Décision", "--article", "annexe 2")
    assert xlsync("tarif", "set", *tariff, *source, folder=tmp_path).code == 0
    assert xlsync("push", f"annexes/{name}", folder=tmp_path).code in (0, 1)
    shutil.copy(tmp_path / "annexes" / name, copy)
    outcome = xlsync("recalc", copy, "--engine", engine, "--json", folder=copy.parent)
    assert outcome.document["files"][0]["different"] == []
