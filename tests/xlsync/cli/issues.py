"""A model with an annex that was issued, for the tests of what is done with it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.xlsync.cli.running import xlsync as run
from tests.xlsync.sync.desks import type_in
from xlsync.annexbook.annex import read_file
from xlsync.workbook import Workbook

MIXEUR, MOBY = "mixeur/aunis-sud", "moby/ille-et-vilaine"
BOOK, NEXT = "annexes/mixeur-aunis-sud.xlsx", "annexes/mixeur-aunis-sud-v2.xlsx"
PARTY = "Mairie d’Aulnay"
USERS = ("contributions", "annee=2025", "utilisateurs")
CELL = "Contributions!H11"
"""The amount due of the annex that was issued."""
DUE = ("contributions", "annee=2025", "montant")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the model and two annexes, one of them issued."""
    folder = tmp_path_factory.mktemp("model")
    assert run("build", MIXEUR, MOBY, folder=folder).code in (0, 1)
    assert run("issue", BOOK, "--to", PARTY, "--on", "30/11/2026", folder=folder).code == 0
    return folder


@pytest.fixture
def folder(model: Path, tmp_path: Path) -> Path:
    return shutil.copytree(model, tmp_path / "work")


def issued(folder: Path, *more: object) -> list[dict[str, object]]:
    return run("issued", *more, "--json", folder=folder).document["issued"]


def the_issue(folder: Path) -> str:
    (one,) = issued(folder)
    return str(one["id"])


def figure(path: Path, where: tuple[str, str, str]) -> object:
    return read_file(path).computed[where].value


def change(folder: Path, value: int = 9) -> None:
    """Something else in the model."""
    assert run("set", MIXEUR, "contributions", 2025, f"utilisateurs={value}", folder=folder).code == 0


def copied(folder: Path) -> Path:
    return Path(shutil.copy(folder / BOOK, folder / "mixeur-copie.xlsx"))


def typed_over(folder: Path) -> Path:
    path = copied(folder)
    type_in(path, DUE, 1234.5)
    return path


def stale(folder: Path) -> Path:
    path = copied(folder)
    cell, book = read_file(path).computed[DUE], Workbook.open(path)
    book.sheet(cell.sheet).set_cached((cell.row, cell.at), 876.0)
    book.save(path)
    return path
