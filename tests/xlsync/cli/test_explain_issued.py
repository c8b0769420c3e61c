"""A figure explained as it was issued, and what changed since."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import xlsync
from tests.xlsync.cli.issues import (
    BOOK,
    CELL,
    change,
    folder,
    model,
    stale,
    the_issue,
)
from tests.xlsync.cli.running import Outcome
from tests.xlsync.cli.running import xlsync as run
from xlsync.store import Store

__all__ = ["folder", "model"]


def test_a_figure_is_explained_as_it_was_issued(folder: Path) -> None:
    number = the_issue(folder)
    change(folder)
    (folder / BOOK).unlink()
    outcome = run("explain", "--issued", number, CELL, "--json", folder=folder)
    assert outcome.code == 0
    told = outcome.document["issued"]
    assert (told["value"], told["same"], told["program_changed"], told["parameters_changed"]) == (
        875, True, False, False,
    )  # fmt: skip
    said = run("explain", "--issued", number, CELL, folder=folder).out
    assert "MIXEUR.CONTRIBUTION" in said
    assert "Attention" not in said


def _since(folder: Path, number: str) -> tuple[dict[str, object], str]:
    outcome = run("explain", "--issued", number, CELL, "--json", folder=folder)
    said: Outcome = run("explain", "--issued", number, CELL, folder=folder)
    return outcome.document["issued"], said.out.replace("\u00a0", " ")


def test_it_says_that_the_program_changed_since(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsync, "__version__", "9.0.0")
    told, said = _since(folder, the_issue(folder))
    assert (told["program_changed"], told["parameters_changed"], told["same"]) == (True, False, True)
    assert "le programme a changé depuis" in said
    assert "le chiffre émis est le même : 875" in said


def test_it_says_that_the_shipped_parameters_changed_and_the_figure_with_them(folder: Path) -> None:
    """Kept by another program, whose parameters gave another figure."""
    store, path = Store.open(folder / ".xlsync" / "model.db"), stale(folder)
    known = store.issues.log()[0]
    kept, _ = store.issues.add(path.read_bytes(), replace(known, parameters="0" * 64))
    told, said = _since(folder, kept.id)
    assert (told["parameters_changed"], told["same"], told["value"], told["computed"]) == (
        True, False, 876, 875,
    )  # fmt: skip
    assert "les paramètres livrés avec le programme ont changé depuis" in said
    assert "Le chiffre émis, 876, n’est pas celui que le programme calcule aujourd’hui, 875" in said
