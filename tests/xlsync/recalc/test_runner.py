"""Folders recalculated: groups, processes, one bad file, a manifest, a run killed half-way and resumed.

Each workbook holds a price and quantities; the test makes their products again.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlsxwriter

from tests.shared import ROOT
from tests.xlsync.cli.running import Outcome, fingerprint, refused, xlsync
from xlsync.recalc import Book, CellView, book_of, parse_cell
from xlsync.recalc.runner import recalculate
from xlsync.recalc.template import Members, Template
from xlsync.recalc.view import template_key
from xlsync.running import Runner
from xlsync.running.manifest import Manifest
from xlsync.running.version import code_version
from xlsync.workbook import Workbook

FILES, ROWS = 40, 40
QUANTITIES = tuple(range(1, ROWS + 1))


def write_stale(path: Path, price: float, rows: int = ROWS, note: str = "", missing: bool = False) -> None:
    """A price, quantities, their products cached as 0, their sum; a blank where the price may be missing."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("F")
    if not missing:
        sheet.write("A1", price)
    sheet.write("E1", note)
    for row in range(rows):
        sheet.write(row, 1, QUANTITIES[row])
        sheet.write_formula(row, 2, f"=$A$1*B{row + 1}", None, 0)
    sheet.write_formula("D1", f"=SUM(C1:C{rows})", None, 0)
    book.close()


def total(price: float, rows: int = ROWS) -> float:
    return price * rows * (rows + 1) / 2


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Forty workbooks of one template, with one that is no workbook among them."""
    (tmp_path / "lot").mkdir()
    for rank in range(FILES):
        write_stale(tmp_path / "lot" / f"{rank:02}.xlsx", rank + 1, note=f"classeur {rank}")
    (tmp_path / "lot" / "17b.xlsx").write_text("ceci n’est pas un classeur", encoding="utf-8")
    return tmp_path


def lines(manifest: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]


def totals(folder: Path) -> dict[str, Any]:
    return {
        path.name: Workbook.open(path).sheet("F").cells[1, 4].value
        for path in sorted((folder / "lot").glob("??.xlsx"))
    }


EXPECTED = {f"{rank:02}.xlsx": total(rank + 1) for rank in range(FILES)}


def test_inputs_make_no_other_template_and_formulas_do(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.xlsx" for name in "abc"]
    write_stale(paths[0], 1)
    write_stale(paths[1], 2, note="autre", missing=True)
    write_stale(paths[2], 1, rows=ROWS - 1)
    first, second, third = (template_key(book_of(Workbook.open(path))) for path in paths)
    assert first == second
    assert first != third
    cells = {"F": {(1, 1): CellView(1.0, "B1")}}
    assert template_key(Book(cells)) != template_key(Book(cells, date1904=True))
    assert template_key(Book(cells)) != template_key(Book(cells, names={(None, "a"): "F!$A$1"}))


def test_a_folder_is_what_its_files_are(folder: Path) -> None:
    """A blank where the others hold a price, a note that nothing reads, another template among them."""
    write_stale(folder / "lot" / "00.xlsx", 0, missing=True)
    write_stale(folder / "lot" / "05.xlsx", 6, rows=3)
    paths = sorted((folder / "lot").glob("??.xlsx"))
    outcomes = list(recalculate(paths, chunk=7))
    assert [outcome.file for outcome in outcomes] == paths
    found = {
        outcome.file.name: next((one.computed for one in outcome.different if str(one.cell) == "F!D1"), 0.0)
        for outcome in outcomes
    }
    assert found == EXPECTED | {"00.xlsx": 0.0, "05.xlsx": total(6, 3)}
    assert len({outcome.result for outcome in outcomes}) == FILES


class Partial(Template):
    """A template that cannot compute the sum of its second workbook, and says so of no other."""

    def evaluate(self, inputs: Any, outputs: Any = None, date: Any = None) -> Members:
        found = super().evaluate(inputs, outputs, date)
        cell = parse_cell("F!D1")
        found.put(found.cells.index(cell), 1, np.array([self.book.cell(cell).value], object))
        return found


class Failing(Template):
    def evaluate(self, inputs: Any, outputs: Any = None, date: Any = None) -> Members:
        raise ZeroDivisionError


@pytest.mark.parametrize("template", [Partial, Failing])
def test_a_workbook_that_a_batch_cannot_tell_is_computed_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, template: type[Template]
) -> None:
    monkeypatch.setattr("xlsync.recalc.template.Template", template)
    paths = [folder / "lot" / f"{rank:02}.xlsx" for rank in range(3)]
    found = [
        next(one.computed for one in outcome.different if str(one.cell) == "F!D1")
        for outcome in recalculate(paths, chunk=3)
    ]
    assert found == [total(1), total(2), total(3)]


def test_a_text_that_languages_read_otherwise_is_that_of_its_file(tmp_path: Path) -> None:
    files = [tmp_path / f"{rank}.xlsx" for rank in range(3)]
    for file, value in zip(files, (5, "1,5", 7), strict=True):
        with xlsxwriter.Workbook(file) as book:
            sheet = book.add_worksheet("F")
            sheet.write("A1", value)
            sheet.write_formula("B1", "=A1*2")
            sheet.write_formula("C1", "=RAND()")
    found = [*recalculate(files, chunk=3)]
    assert [[one.computed for one in outcome.different] for outcome in found] == [[10.0], [], [14.0]]
    assert [len(outcome.not_recalculated) for outcome in found] == [1, 2, 1]


def test_processes_give_the_same_as_one(folder: Path) -> None:
    paths = sorted((folder / "lot").glob("*.xlsx"))
    alone, spread = (list(recalculate(paths, runner=Runner(jobs), chunk=15)) for jobs in (1, 2))
    assert [one.result for one in alone] == [one.result for one in spread]
    assert [one.file.name for one in spread if one.error] == ["17b.xlsx"]


def test_one_bad_file_is_named_and_the_others_are_written(folder: Path) -> None:
    outcome = xlsync("recalc", "lot", "--write", "--json", folder=folder)
    assert outcome.code == 2
    assert [one["file"] for one in outcome.document["errors"]] == ["lot/17b.xlsx"]
    assert len(outcome.sentences) == 1
    assert totals(folder) == EXPECTED


def test_a_receipt_says_what_a_write_changed(folder: Path) -> None:
    path = folder / "lot" / "01.xlsx"
    before = path.read_bytes()
    outcome = xlsync("recalc", "lot/01.xlsx", "--write", "--json", folder=folder)
    (file,) = outcome.document["files"]
    receipt = file["receipt"]
    assert receipt["before"] == hashlib.sha256(before).hexdigest()
    assert receipt["after"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert receipt["cells"] >= len(file["different"]) > 0
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(path) as new:
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert set(receipt["parts"]) == changed


def test_what_is_right_already_is_not_written_again(folder: Path) -> None:
    xlsync("recalc", "lot", "--write", folder=folder)
    before = fingerprint(folder)
    outcome = xlsync("recalc", "lot", "--write", "--json", folder=folder)
    assert not any(one["written"] or one["different"] for one in outcome.document["files"])
    assert fingerprint(folder) == before


def test_the_manifest_has_a_line_a_file(folder: Path) -> None:
    xlsync("recalc", "lot", "--manifest", "m.jsonl", folder=folder)
    found = lines(folder / "m.jsonl")
    assert [one["file"] for one in found] == [
        f"lot/{path.name}" for path in sorted((folder / "lot").glob("*.xlsx"))
    ]
    assert {one["code"] for one in found} == {code_version("recalc")}
    assert {one["engine"] for one in found} == {"batch"}
    good = [one for one in found if "error" not in one]
    assert len(good) == FILES
    assert not any(one["written"] for one in good)
    assert len({one["result"] for one in good}) == FILES
    assert all(one["input"] == one["output"] for one in good)


def test_a_resumed_run_does_what_changed_and_what_failed(folder: Path) -> None:
    xlsync("recalc", "lot", "--manifest", "m.jsonl", folder=folder)
    write_stale(folder / "lot" / "03.xlsx", 1000)
    write_stale(folder / "lot" / "17b.xlsx", 7)
    outcome = xlsync("recalc", "lot", "--resume", "m.jsonl", "--json", folder=folder)
    files = {Path(one["file"]).name: one for one in outcome.document["files"]}
    assert sorted(name for name, one in files.items() if not one.get("resumed")) == ["03.xlsx", "17b.xlsx"]
    assert files["03.xlsx"]["different"][0]["computed"] == 1000
    assert files["04.xlsx"]["different"][0]["computed"] == 5
    assert len(lines(folder / "m.jsonl")) == FILES + 1 + 2


@pytest.mark.parametrize("asked", [["--write"], ["--date", "2025-06-30"]])
def test_another_question_is_done_again(folder: Path, asked: list[str]) -> None:
    xlsync("recalc", "lot", "--manifest", "m.jsonl", folder=folder)
    outcome = xlsync("recalc", "lot", "--resume", "m.jsonl", *asked, "--json", folder=folder)
    assert not any(one.get("resumed") for one in outcome.document["files"])


MORE = 300
"""Files more than the others, so that the run is still under way when it is killed."""


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_killed_half_way_is_resumed(folder: Path, jobs: int) -> None:
    manifest = folder / "m.jsonl"
    for rank in range(MORE):
        shutil.copy(folder / "lot" / "01.xlsx", folder / "lot" / f"suite-{rank:03}.xlsx")
    line = ["recalc", "lot", "--write", "--jobs", str(jobs)]
    running = subprocess.Popen(
        [sys.executable, "-m", "xlsync", *line, "--manifest", "m.jsonl"],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while running.poll() is None and (not manifest.exists() or manifest.read_bytes().count(b"\n") < 6):
        time.sleep(0.001)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    done = [json.loads(text) for text in manifest.read_text(encoding="utf-8").split("\n")[:-1]]
    assert 6 <= len(done) < FILES + MORE
    with manifest.open("a", encoding="utf-8") as stream:
        stream.write('{"file": "lot/coup')
    resumed: Outcome = xlsync(*line, "--resume", "m.jsonl", "--json", folder=folder)
    assert resumed.code == 2
    files = resumed.document["files"]
    assert len(files) == len(EXPECTED) + MORE
    kept = {one["file"] for one in files if one.get("resumed")}
    assert kept == {one["file"] for one in done if "error" not in one}
    assert totals(folder) == EXPECTED


def test_a_manifest_is_neither_overwritten_nor_made_up(folder: Path) -> None:
    (folder / "m.jsonl").write_text('{"file": "lot/00.xlsx"}\n', encoding="utf-8")
    (folder / "notes.txt").write_text("des notes\n", encoding="utf-8")
    before = fingerprint(folder)
    for words in (
        ["--manifest", "m.jsonl"],
        ["--resume", "absent.jsonl"],
        ["--resume", "notes.txt"],
        ["--resume", "m.jsonl", "--manifest", "autre.jsonl"],
        ["--resume", "m.jsonl", "--set", "F!A1=3"],
    ):
        refused(xlsync("recalc", "lot/00.xlsx", *words, folder=folder))
        assert fingerprint(folder) == before


def test_a_line_cut_short_is_left_and_the_next_one_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_text('{"file": "a.xlsx", "output": "x"}\n{"file": "b', encoding="utf-8")
    manifest = Manifest(path, resume=True)
    manifest.add(tmp_path / "c.xlsx", {"output": "y"})
    manifest.close()
    again = Manifest(path, resume=True)
    again.close()
    assert again.found(tmp_path / "a.xlsx", "x", {}) == {"file": "a.xlsx", "output": "x"}
    assert again.found(tmp_path / "a.xlsx", "z", {}) is None
    assert again.found(tmp_path / "c.xlsx", "y", {}) == {"file": "c.xlsx", "output": "y"}
    assert again.found(tmp_path / "b.xlsx", "", {}) is None
