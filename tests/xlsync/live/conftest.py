"""A desk with the workbook of one convention, and that workbook open in a stand-in for Excel."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.xlsync.live.excel import App, Book
from tests.xlsync.sync.desks import MOBY, Desk, copied
from xlsync.build import build


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store and an annex workbook, in one folder; never changed."""
    folder = tmp_path_factory.mktemp("excel")
    build([MOBY], folder, str(folder / "model.db"))
    return folder


@pytest.fixture
def desk(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk to work on."""
    desk = copied(built, tmp_path / "bureau")
    monkeypatch.setenv("XLSYNC_STORE", str(desk.folder / "model.db"))
    return desk


@pytest.fixture
def book(desk: Desk) -> Book:
    """Its workbook, open."""
    return Book(App(), desk.path(MOBY))
