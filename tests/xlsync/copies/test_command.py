"""`xlsync copy` as people run it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.xlsync.build.conftest import Fresh
from tests.xlsync.cli.running import fingerprint, xlsync
from xlsync.copies.readme import is_copy
from xlsync.workbook import Workbook


@pytest.fixture
def folder(fresh: Fresh, tmp_path: Path) -> Path:
    """Two annexes and their store."""
    shutil.copytree(fresh.folder / ".xlsync", tmp_path / ".xlsync")
    for convention in ("mixeur/aunis-sud", "chauffage_urbain/idf"):
        shutil.copy(fresh.path(convention), tmp_path)
    return tmp_path


def formulas(path: Path) -> int:
    """The formulas of an annex as another program counts them, those of the sheets that go left out."""
    book = openpyxl.load_workbook(path)
    sheets = [sheet for sheet in book if sheet.title not in ("_xlsync", "Conflits")]
    return sum(cell.data_type == "f" for sheet in sheets for row in sheet.iter_rows() for cell in row)


def test_a_folder_is_copied_beside_and_again_over_its_copies(folder):
    before = fingerprint(folder)
    first = xlsync("copy", folder, "--native", "--json", folder=folder)
    assert first.code == 0, first.err
    files = first.document["files"]
    assert [Path(one["out"]).name for one in files] == [
        "chauffage_urbain-idf-formules.xlsx", "mixeur-aunis-sud-formules.xlsx",
    ]  # fmt: skip
    (left,) = files[0]["values"]
    assert left["cell"] == "Restitution!E13"
    assert left["function"] == "CREDITS.RESTITUTION"
    assert "Sainte-Laguë" in left["reason"]
    assert {"sort": "sheet", "name": "_xlsync"} in files[1]["removed"]
    counted = files[1]["native"] + files[1]["rewritten"] + len(files[1]["values"])
    assert counted == formulas(folder / "mixeur-aunis-sud.xlsx")
    again = xlsync("copy", folder, "--native", "--json", folder=folder)
    assert [one["out"] for one in again.document["files"]] == [one["out"] for one in files]
    after = fingerprint(folder)
    assert {name: after[name] for name in before} == before


def test_lines_say_what_stayed_what_became_values_and_what_left(folder):
    done = xlsync("copy", "chauffage_urbain-idf.xlsx", "--native", "--lang", "fr", folder=folder)
    said = " ".join(done.out.split())
    counts = re.search(r"formules gardées : (\d+) ; récrites : (\d+) ; devenues des valeurs : 1\b", said)
    assert counts
    assert sum(map(int, counts.groups())) + 1 == formulas(folder / "chauffage_urbain-idf.xlsx")
    assert "E13" in said
    words = ("copy", "mixeur-aunis-sud.xlsx", "--values", "--lang", "en", "--out", "c.xlsx")
    english = xlsync(*words, folder=folder)
    assert f"made values: {formulas(folder / 'mixeur-aunis-sud.xlsx')}" in english.out
    assert "sheets: Conflits, _xlsync" in english.out
    assert is_copy(Workbook.open(folder / "c.xlsx"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("mixeur-aunis-sud.xlsx",),
        ("mixeur-aunis-sud.xlsx", "--values", "--native"),
        ("mixeur-aunis-sud.xlsx", "--values", "--out", "mixeur-aunis-sud.xlsx"),
        ("mixeur-aunis-sud.xlsx", "--values", "--out", "chauffage_urbain-idf.xlsx"),
        (".", "--values", "--out", "tout.xlsx"),
    ],
)
def test_what_is_refused_writes_nothing(arguments, folder):
    before = fingerprint(folder)
    done = xlsync("copy", *arguments, folder=folder)
    assert done.code == 2
    assert len(done.sentences) == 1
    assert fingerprint(folder) == before


def test_an_issued_file_is_never_replaced(folder):
    assert xlsync("copy", "mixeur-aunis-sud.xlsx", "--values", folder=folder).code == 0
    annex, copy = folder / "mixeur-aunis-sud.xlsx", folder / "mixeur-aunis-sud-valeurs.xlsx"
    issued = xlsync("issue", annex, "--to", "Mairie", folder=folder)
    assert issued.code == 0, issued.err
    copy.write_bytes(annex.read_bytes())
    before = fingerprint(folder)
    assert xlsync("copy", "chauffage_urbain-idf.xlsx", "--values", "--out", copy, folder=folder).code == 2
    assert fingerprint(folder) == before
