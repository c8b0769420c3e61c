"""`xlsync print`, without LibreOffice: what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.xlsync.cli.running import xlsync
from xlsync.addins.calc import libreoffice
from xlsync.model import Model, load
from xlsync.store import Store


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


@pytest.mark.parametrize("asked", ["mixeur_communaute", "mixeur_communaute/hespul"])
def test_what_has_no_annex_is_said(folder: Path, asked: str) -> None:
    """The annexes of the community are those of its members: it has none of its own."""
    done = xlsync("print", asked, folder=folder)
    assert (done.code, len(done.sentences)) == (2, 1)
    assert "mixeur_communaute/hespul" in done.sentences[0]
    assert "annexe à signer" in done.sentences[0]


def test_a_model_without_any_annex_is_said(tmp_path: Path) -> None:
    Store.create(
        tmp_path / ".xlsync" / "model.db",
        Model().add(load("mixeur_communaute/hespul")),
        author="test",
        origin="test",
        message="test",
    )
    done = xlsync("print", folder=tmp_path)
    assert (done.code, len(done.sentences)) == (2, 1)
    assert "aucune convention du modèle" in done.sentences[0]
