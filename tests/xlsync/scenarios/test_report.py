"""Reports, and the command that writes them."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from tests.xlsync.cli.running import fingerprint, refused, xlsync
from tests.xlsync.scenarios.conftest import write_plan
from xlsync.workbook import Workbook

VARY = ("--vary", "prix=normal(+0%;10%)", "--vary", "tblPlan[Quantité]=uniform(-10%;+10%)")
WATCH = ("--watch", "tblPlan[Économies (€)]", "--watch", "Plan!G1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_plan(tmp_path / "plan.xlsx")
    return tmp_path


def test_the_document_of_a_run(folder: Path) -> None:
    before = fingerprint(folder)
    line = ("scenarios", "plan.xlsx", *VARY, *WATCH, "-n", 30, "--seed", 5, "--json")
    first, second = xlsync(*line, folder=folder), xlsync(*line, folder=folder)
    assert first.code == 0, first.err
    assert first.out == second.out
    assert fingerprint(folder) == before
    document = first.document
    assert (document["scenarios"], document["seed"], document["out"]) == (30, 5, None)
    assert document["vary"][1]["cells"] == ["Plan!B7", "Plan!B8", "Plan!B9"]
    column, total = document["watch"]
    assert [one["label"] for one in column["cells"]] == ["2025", "2026", "2027", "2028"]
    (cell,) = total["cells"]
    assert cell["quantiles"]["5"] < cell["mean"] < cell["quantiles"]["95"]
    assert total["effects"][0]["name"] == "prix"


def test_a_workbook_has_native_charts_and_no_formula_but_those_of_its_bands(folder: Path) -> None:
    outcome = xlsync("scenarios", "plan.xlsx", *VARY, *WATCH, "-n", 20, "--out", "r.xlsx", folder=folder)
    assert outcome.code == 0, outcome.err
    with zipfile.ZipFile(folder / "r.xlsx") as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 3
    book = Workbook.open(folder / "r.xlsx")
    assert [sheet.name for sheet in book.worksheets()] == ["Résumé", "Économies (€)", "Effets", "Effets 2"]
    fan = book.sheet("Économies (€)")
    quantiles = [fan.cells[8, column].value for column in range(3, 8)]
    bands = [fan.cells[8, column].value for column in range(34, 38)]
    assert quantiles == sorted(quantiles)
    assert sum(bands) == pytest.approx(quantiles[-1] - quantiles[0])


def test_csv_and_parquet_hold_the_same_table(folder: Path) -> None:
    for name in ("r.csv", "r.parquet"):
        outcome = xlsync("scenarios", "plan.xlsx", *VARY, *WATCH, "-n", 20, "--out", name, folder=folder)
        assert outcome.code == 0, outcome.err
    headings, *lines = csv.reader(io.StringIO((folder / "r.csv").read_text(encoding="utf-8")))
    frame = pd.read_parquet(folder / "r.parquet")
    assert headings == [*frame.columns]
    assert len(lines) == 20
    assert [float(value) for value in lines[3]] == pytest.approx(frame.iloc[3].tolist(), rel=1e-14)


@pytest.mark.parametrize("name", ["r.xlsx", "r.csv", "r.parquet"])
def test_an_earlier_result_is_replaced_and_nothing_else(folder: Path, name: str) -> None:
    line = ("scenarios", "plan.xlsx", *VARY, *WATCH, "-n", 5, "--out", name)
    assert xlsync(*line, folder=folder).code == 0
    assert xlsync(*line, folder=folder).code == 0
    (folder / name).write_bytes((folder / "plan.xlsx").read_bytes())
    before = fingerprint(folder)
    refused(xlsync(*line, folder=folder))
    assert fingerprint(folder) == before


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--vary", "prix=normal(+0%;10%)"],
        ["--watch", "Plan!G1"],
        [*VARY, *WATCH, "--out", "r.txt"],
        [*VARY, *WATCH, "--out", "plan.xlsx"],
        [*VARY, "--watch", "inconnu"],
        ["--vary", "prix=loi(3)", *WATCH],
        [*VARY, *WATCH, "--correlate", "prix;autre=0,5"],
        [*VARY, *WATCH, "--date", "hier"],
        ["--risk"],
    ],
)
def test_what_is_refused(folder: Path, words: list[str]) -> None:
    before = fingerprint(folder)
    for lang in ("fr", "en"):
        refused(xlsync("scenarios", "plan.xlsx", *words, "-n", 5, "--lang", lang, folder=folder))
    assert fingerprint(folder) == before


def test_lines_speak_both_languages(folder: Path) -> None:
    line = ("scenarios", "plan.xlsx", *VARY, *WATCH, "-n", 10)
    french = xlsync(*line, folder=folder).out
    english = xlsync(*line, "--lang", "en", folder=folder).out
    assert "Moyenne" in french
    assert "Mean" in english
    assert "Moyenne" not in english
