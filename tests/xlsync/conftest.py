"""One desk a test, from workbooks built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.xlsync.sync.desks import Desk, copied
from xlsync.build import build


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store and the five annex workbooks, in one folder; never changed."""
    folder = tmp_path_factory.mktemp("bureau")
    build(None, folder, str(folder / "model.db"))
    return folder


@pytest.fixture
def desk(built: Path, tmp_path: Path) -> Desk:
    """A desk to work on."""
    return copied(built, tmp_path / "bureau")
