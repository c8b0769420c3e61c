"""What a command hands back, on standard output."""

from __future__ import annotations

import datetime
from decimal import Decimal

import numpy as np
import pytest

from xlsync.actions.report import number, plain, table
from xlsync.actions.session import Session


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64(14980.12), 14980.12),
        (np.array([[1.0, np.nan]]), [[1.0, None]]),
        (np.int64(13), 13),
        (np.datetime64("2024-12-02"), "2024-12-02"),
        (datetime.date(2024, 12, 2), "2024-12-02"),
        (Decimal("0.10"), "0.10"),
        (float("inf"), None),
        ({"annee": (2025, True, None)}, {"annee": [2025, True, None]}),
    ],
    ids=str,
)
def test_values_become_json(value: object, expected: object) -> None:
    assert plain(value) == expected


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (14980.12, "14\N{NO-BREAK SPACE}980,12", "14,980.12"),
        (0.1 + 0.2, "0,3", "0.3"),
        (1045373, "1\N{NO-BREAK SPACE}045\N{NO-BREAK SPACE}373", "1,045,373"),
        (float("nan"), "", ""),
        (None, "", ""),
        ("#N/A", "#N/A", "#N/A"),
    ],
)
def test_figures_are_written_as_the_reader_does(value: object, french: str, english: str) -> None:
    assert number(value, Session(lang="fr")) == french
    assert number(value, Session(lang="en")) == english


def test_a_table_aligns_its_columns_and_leaves_brackets_alone() -> None:
    lines = table(("Cellule", "Valeur"), [("[2-C]!A1", "1"), ("B2", "2")], Session())
    assert lines == ["Cellule   Valeur", "[2-C]!A1  1", "B2        2"]
