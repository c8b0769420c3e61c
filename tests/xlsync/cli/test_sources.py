"""`check --sources`: what the documents say that does not hold together, as notes and never as problems."""

from __future__ import annotations

import shutil

import pytest

from tests.xlsync.cli.running import refused, xlsync
from xlsync.conventions import shipped, source_notes


def plain(text):
    """A text with plain spaces."""
    return text.replace("\xa0", " ")


@pytest.fixture
def folder(built, tmp_path):
    """The workbooks of the shipped conventions."""
    for path in built.glob("*.xlsx"):
        shutil.copy(path, tmp_path)
    return tmp_path


def test_notes_leave_the_problems_and_the_code_as_they_are(folder):
    bare, told = (xlsync("check", ".", *more, "--json", folder=folder) for more in ((), ("--sources",)))
    assert (bare.code, told.code) == (0, 0)
    assert told.document["problems"] == bare.document["problems"] == []
    assert told.document["notices"] == bare.document["notices"]
    assert "sources" not in bare.document
    assert {one["convention"]: len(one["notes"]) for one in told.document["sources"]} == {
        one: len(source_notes(one)) for one in shipped()
    }


@pytest.mark.parametrize(
    ("language", "place", "what", "kept"),
    [
        ("fr", "Article 2 et annexe 2", "2024", "Les tarifs de l’annexe 2 sont ceux de 2025."),
        ("en", "Article 2 and annex 2", "2024", "The tariffs of annex 2 are those of 2025."),
    ],
)
def test_each_note_has_its_place_and_the_reading_kept(folder, language, place, what, kept):
    done = xlsync("check", "mixeur-aunis-sud.xlsx", "--sources", "--lang", language, folder=folder)
    assert done.code == 0
    lines = done.out.splitlines()
    at = lines.index(f"  {place}")
    assert what in lines[at + 1]
    assert plain(lines[at + 2]) == f"    → {kept}"


def test_without_a_workbook_every_shipped_convention_is_told(tmp_path):
    done = xlsync("check", "--sources", folder=tmp_path)
    assert done.code == 0
    for convention in shipped():
        assert f"{convention} : le document, {len(source_notes(convention))} notes" in plain(done.out)
    assert "780 130 178" in plain(done.out)
    found = xlsync("check", "--sources", "--json", "--lang", "en", folder=tmp_path).document["sources"]
    assert [one["convention"] for one in found] == shipped()
    assert all(note["where"] and note["what"] and note["kept"] for one in found for note in one["notes"])


def test_a_workbook_whose_document_has_no_note_says_so(tmp_path):
    store = ("--store", "model.db")
    for arguments in (
        ("build", "mixeur/aunis-sud", "--out", "livrees"),
        ("add", "mixeur/mon-epci"),
        ("build", "mixeur/mon-epci", "--out", "annexes"),
    ):
        assert xlsync(*arguments, *store, folder=tmp_path).code in (0, 1), arguments
    bare, told = (xlsync("check", "annexes", *more, folder=tmp_path) for more in ((), ("--sources",)))
    assert told.code == bare.code
    assert "mixeur/mon-epci : aucune note sur le document" in plain(told.out)
    assert set(bare.out.splitlines()) < set(told.out.splitlines())


@pytest.mark.parametrize(
    "arguments", [(), ("--rapport", "problemes.xlsx"), ("--sources", "--rapport", "p.xlsx")]
)
def test_without_a_workbook_there_is_nothing_else_to_check(tmp_path, arguments):
    refused(xlsync("check", *arguments, folder=tmp_path))
    assert not list(tmp_path.iterdir())
