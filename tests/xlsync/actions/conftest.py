"""A desk with the workbook of one convention, and a copy of that workbook in a folder of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.xlsync.sync.desks import MOBY, Desk, copied
from xlsync.actions.paths import File
from xlsync.actions.session import Session
from xlsync.build import build


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store and an annex workbook, in one folder; never changed."""
    folder = tmp_path_factory.mktemp("actions")
    build([MOBY], folder, str(folder / "model.db"))
    return folder


@pytest.fixture
def desk(built: Path, tmp_path: Path) -> Desk:
    """A desk to work on."""
    return copied(built, tmp_path / "bureau")


@pytest.fixture
def session(desk: Desk) -> Session:
    """Who asks, of the model of that desk."""
    return Session(store=str(desk.folder / "model.db"))


@pytest.fixture
def elsewhere(desk: Desk, tmp_path: Path) -> File:
    """A copy of the workbook, that stands for it."""
    (tmp_path / "ailleurs").mkdir()
    path = desk.path(MOBY)
    return File(Path(shutil.copy(path, tmp_path / "ailleurs")), path)
