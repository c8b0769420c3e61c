"""Path arguments: folders, and one bad file among good ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlsync.actions.misuse import Misuse
from xlsync.actions.paths import File, each, exit_code, workbooks
from xlsync.actions.session import Session
from xlsync.errors import NotAWorkbook


def test_a_folder_is_every_workbook_under_it(tmp_path: Path) -> None:
    names = ["b.xlsx", "a.XLSM", "sub/c.xlsx", "~$b.xlsx", ".~lock.b.xlsx", "notes.txt"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [str(file.path.relative_to(tmp_path)) for file in workbooks([tmp_path, tmp_path / "b.xlsx"])]
    assert found == ["a.XLSM", "b.xlsx", "sub/c.xlsx"]


def test_a_folder_without_workbook_is_a_misuse(tmp_path: Path) -> None:
    with pytest.raises(Misuse):
        workbooks([tmp_path])


def test_one_bad_file_is_reported_and_the_others_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    def work(file: File) -> str:
        if file.path.name == "bad.xlsx":
            raise NotAWorkbook("ce n’est pas un classeur", "not a workbook")
        return file.path.name

    results, refusals = each(
        [File.of(Path(name)) for name in ("a", "bad.xlsx", "c")], work, Session(lang="en")
    )
    assert results == ["a", "c"]
    assert [one.as_json() for one in refusals] == [{"file": "bad.xlsx", "what": "bad.xlsx: not a workbook"}]
    assert capsys.readouterr().err == "bad.xlsx: not a workbook\n"
    assert exit_code(refusals, remaining=True) == 2


def test_exit_codes_without_refusal() -> None:
    assert (exit_code([], remaining=True), exit_code([], remaining=False)) == (1, 0)


def test_a_list_names_the_files_and_folders_that_are_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dossier").mkdir()
    for name in ("a.xlsx", "dossier/b.xlsx", "@c.xlsx"):
        (tmp_path / name).touch()
    text = '# envoyés\r\na.xlsx\r\n\r\n"dossier"\r\nabsent é.xlsx\r\na.xlsx\r\n'
    expected = ["a.xlsx", "dossier/b.xlsx", "absent é.xlsx"]
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        (tmp_path / "liste.txt").write_bytes(text.encode(encoding))
        assert [file.path.as_posix() for file in workbooks([Path("@liste.txt")])] == expected
    assert [file.path.name for file in workbooks([Path("@c.xlsx")])] == ["@c.xlsx"]
    for content in (b"# rien\n", "é".encode("cp1252")):
        (tmp_path / "liste.txt").write_bytes(content)
        with pytest.raises(Misuse):
            workbooks([Path("@liste.txt")])
    with pytest.raises(FileNotFoundError):
        workbooks([Path("@absente.txt")])
