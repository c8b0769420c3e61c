"""A folder of tables of one convention, as `export` writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlsync.model import Model, load
from xlsync.tables.forms import export_tables

MOBY = "moby/ille-et-vilaine"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The CSV files of a shipped convention."""
    export_tables(Model().add(load(MOBY)), tmp_path / "tables")
    return tmp_path / "tables"
