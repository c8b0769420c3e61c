"""Agreements through their life: what is typed in a workbook, what its cells then show, what is told."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.shared import ROOT
from tests.xlsync.build.opened import Annex
from udfs.parameters import EnteredVersion
from xlsync.build.making import build_one
from xlsync.model import ConventionData, load
from xlsync.workbook import ErrorValue

CASES = [
    case
    for path in sorted((ROOT / "tests/cases/annexes").glob("vie*.yaml"))
    for case in yaml.safe_load(path.read_text(encoding="utf-8"))
]
START = datetime.date(2022, 9, 14)


def typed(case: dict[str, Any]) -> ConventionData:
    """The convention of a case, with what it types."""
    data = load(case["convention"])
    common = {column.name for column in data.schema.fields_of("conventions")}
    for name, value in case.get("fields", {}).items():
        data = data.set("conventions" if name in common else "champs", "", name, value)
    for table, records in case.get("tables", {}).items():
        data = data.with_records(table, records)
    return data


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_an_agreement_as_it_lives(case: dict[str, Any]) -> None:
    versions = tuple(
        EnteredVersion(code, START, value, "Essai", "annexe 2")
        for code, value in case.get("versions", {}).items()
    )
    content, built = build_one(typed(case), Path("classeur.xlsx"), "-", None, versions)
    assert not built.not_recalculated
    annex = Annex(content, case["convention"].partition("/")[0])
    for table, key, column, expected in case["cells"]:
        found = annex.value(table, key, column)
        if isinstance(expected, int | float):
            assert found == pytest.approx(expected, rel=1e-12, abs=1e-9), (table, key, column)
        else:
            shown = str(found) if isinstance(found, ErrorValue) else found
            assert (shown or "") == expected, (table, key, column)
    told = [problem.what.fr for problem in built.problems]
    for part in case.get("says", []):
        assert any(part in one for one in told), (part, told)
    if "says" not in case:
        assert told == []
