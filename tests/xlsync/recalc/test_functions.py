"""Every function of `SUPPORTED` against LibreOffice, in one conversion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.oracle import libreoffice_values
from tests.xlsync.recalc.workbooks import write_functions
from xlsync.recalc import NATIVES, book_of, evaluate
from xlsync.recalc.borrowed import BORROWED
from xlsync.recalc.cached import same
from xlsync.workbook import ErrorValue, Workbook

HERE = Path(__file__).parent
ABSENT = {"XMATCH"}
"""Functions that this LibreOffice does not have; `test_foreign.py` has their cases."""
CASES: dict[str, list[str]] = yaml.safe_load((HERE / "functions.yaml").read_text(encoding="utf-8"))
DIFFERENCES: list[dict[str, Any]] = yaml.safe_load((HERE / "differences.yaml").read_text(encoding="utf-8"))


def typed(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("#"):
        return ErrorValue(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values by formula: ours, LibreOffice's."""
    path = tmp_path_factory.mktemp("functions") / "functions.xlsx"
    formulas = [formula for cases in CASES.values() for formula in cases]
    cells = write_functions(path, formulas + [case["formula"] for case in DIFFERENCES])
    book = replace(book_of(Workbook.open(path)), language="en")  # that of the LibreOffice that judges
    evaluation = evaluate(book, date=date(2026, 1, 1))
    assert evaluation.not_recalculated == []
    theirs = libreoffice_values(path)
    ours = {formula: evaluation[f"Feuille!{cell}"] for formula, cell in cells.items()}
    return ours, {formula: theirs.get(("Feuille", cell), "") for formula, cell in cells.items()}


def test_every_supported_function_has_its_cases() -> None:
    wanted = set(NATIVES) - ABSENT
    assert wanted <= set(CASES)
    assert set(CASES) - wanted - {"operators"} <= set(BORROWED)
    assert all(len(formulas) >= 2 for formulas in CASES.values())
    assert all(name == "operators" or f"{name}(" in formula for name, fs in CASES.items() for formula in fs)


@pytest.mark.libreoffice
def test_agrees_with_libreoffice(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    ours, theirs = both
    formulas = [formula for cases in CASES.values() for formula in cases]
    assert {f: (ours[f], theirs[f]) for f in formulas if not same(ours[f], theirs[f])} == {}


@pytest.mark.libreoffice
@pytest.mark.parametrize("case", DIFFERENCES, ids=lambda case: case["formula"])
def test_known_differences(case: dict[str, Any], both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    ours, theirs = both
    assert same(ours[case["formula"]], typed(case["ours"]))
    assert same(theirs[case["formula"]], typed(case["libreoffice"])), "LibreOffice no longer differs so"
