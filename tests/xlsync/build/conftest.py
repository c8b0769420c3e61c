"""Workbooks that many tests look at, built once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.xlsync.build.opened import Annex
from xlsync.build import BuildReport, build


@dataclass(frozen=True)
class Fresh:
    """The five annex workbooks of a new store.

    Attributes:
        report: What the build said.
        folder: Where it was run; the store is in it.
        annexes: Workbooks by convention.
    """

    report: BuildReport
    folder: Path
    annexes: dict[str, Annex]

    @property
    def store(self) -> str:
        """Place of the store."""
        return self.report.store

    def path(self, convention: str) -> Path:
        """The workbook of a convention; it is not to be changed."""
        return next(built.path for built in self.report.workbooks if built.convention == convention)


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    folder = tmp_path_factory.mktemp("construit")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        report = build(None, folder / "annexes" / "2026")
    annexes = {built.convention: Annex.open(built.path) for built in report.workbooks}
    return Fresh(report, folder, annexes)
