"""One what-if: values as people type them, and before and after of the small plan, made again by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.xlsync.cli.running import fingerprint, refused, xlsync
from tests.xlsync.scenarios.conftest import write_plan
from xlsync.errors import MissingInWorkbook, WrongScenario
from xlsync.scenarios.setting import read_setting
from xlsync.scenarios.targets import Targets


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_plan(tmp_path / "plan.xlsx")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("prix=91,5", 91.5),
        ("prix=1 045,5", 1045.5),
        ("prix = 2 %", 0.02),
        ("prix=+10%", pytest.approx(88.0)),
        ("prix=-25 %", pytest.approx(60.0)),
        ("prix=-25", -25.0),
        ("prix=", None),
        ("prix=VRAI", True),
        ("prix=30/06/2025", 45838.0),
        ("prix=2025-06-30", 45838.0),
        ('prix="2024"', "2024"),
        ("Plan!A1=Tarif = net", "Tarif = net"),
    ],
)
def test_a_value_is_typed_as_in_a_cell(targets: Targets, text: str, value: Any) -> None:
    """30/06/2025 is the serial 45 838: what Excel shows for it as a number."""
    (found,) = read_setting(targets, text).values()
    assert found == value
    assert type(found) is type(value) or isinstance(found, float)


def test_a_column_is_set_where_it_is_not_blank(targets: Targets) -> None:
    assert list(read_setting(targets, "tblPlan[Quantité]=+50%").values()) == [6, 9, 12]


@pytest.mark.parametrize(
    "text", ["prix", "=3", "prix=beaucoup", "Plan!A1=+10%", "Plan!D1:D3=2", "prix=1.500"]
)
def test_what_cannot_be_set(targets: Targets, text: str) -> None:
    with pytest.raises(WrongScenario):
        read_setting(targets, text)


def test_a_name_that_is_not_there(targets: Targets) -> None:
    with pytest.raises(MissingInWorkbook):
        read_setting(targets, "inconnu=3")


def test_before_and_after_side_by_side(folder: Path) -> None:
    before = fingerprint(folder)
    outcome = xlsync("recalc", "plan.xlsx", "--set", "prix=+25%", "--json", folder=folder)
    assert outcome.code == 0, outcome.err
    (one,) = outcome.document["files"]
    assert one["set"] == [{"cell": "Plan!B1", "before": 80, "after": 100}]
    found = {cell["cell"]: (cell["before"], cell["after"]) for cell in one["changed"]}
    assert found == {
        "Plan!G1": (1440, 1800),
        "Plan!G2": ("#DIV/0!", 0.05),
        "Plan!C7": (320, 400),
        "Plan!C8": (480, 600),
        "Plan!C9": (640, 800),
    }
    (row,) = [cell for cell in one["changed"] if cell["cell"] == "Plan!C8"]
    assert (row["label"], row["line"]) == ("tblPlan[Économies (€)]", "2027")
    assert fingerprint(folder) == before


def test_lines_speak_both_languages(folder: Path) -> None:
    line = ("recalc", "plan.xlsx", "--set", "prix=100", "--set", "taux=3 %")
    french, english = xlsync(*line, folder=folder), xlsync(*line, "--lang", "en", folder=folder)
    assert (french.code, english.code) == (0, 0)
    assert "Avant" in french.out
    assert "1,440" in english.out


@pytest.mark.parametrize(
    "words", [["--set", "prix=100", "--write"], ["--set", "inconnu=1"], ["--set", "prix"]]
)
def test_what_the_command_refuses(folder: Path, words: list[str]) -> None:
    before = fingerprint(folder)
    refused(xlsync("recalc", "plan.xlsx", *words, folder=folder))
    assert fingerprint(folder) == before
