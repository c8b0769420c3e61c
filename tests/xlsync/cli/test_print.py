"""`xlsync print`, without LibreOffice: what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.xlsync.cli.running import xlsync
from xlsync.addins.calc import libreoffice


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert xlsync("build", "mixeur/aunis-sud", "--out", "annexes", folder=tmp_path).code == 0
    return tmp_path


def test_a_machine_without_libreoffice_is_told_in_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libreoffice, "candidates", lambda *_: iter(()))
    done = xlsync("print", "mixeur", folder=folder)
    assert done.code == 2
    assert len(done.sentences) == 1
    assert "LibreOffice est introuvable" in done.sentences[0]
    assert not (folder / "pdf").exists()


def test_a_draft_goes_with_one_convention(folder: Path) -> None:
    assert xlsync("print", "--amendment", 1, folder=folder).code == 2


def test_a_draft_that_is_not_there_is_named(folder: Path) -> None:
    done = xlsync("print", "mixeur/aunis-sud", "--amendment", 4, folder=folder)
    assert done.code == 2
    assert "4" in done.sentences[0]
