"""A small plan by years: savings are a price times a quantity, a loan of constant instalments beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from xlsync.scenarios.targets import Targets
from xlsync.workbook import Workbook

YEARS = (2025, 2026, 2027, 2028)
PRICE, INDEX, DUE = 80.0, 0.02, 500.0
QUANTITIES = (None, 4.0, 6.0, 8.0)


def write_plan(path: Path) -> Path:
    """The sheet « Plan »: the names prix and taux, the table tblPlan, a total, a quotient that may fail."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Plan")
    sheet.write("A1", "Prix")
    sheet.write("B1", PRICE)
    sheet.write("A2", "Hausse")
    sheet.write("B2", INDEX)
    book.define_name("prix", "=Plan!$B$1")
    book.define_name("taux", "=Plan!$B$2")
    columns = [
        {"header": "Année"},
        {"header": "Quantité"},
        {"header": "Économies (€)", "formula": "=[@Quantité]*prix"},
        {"header": "Échéance (€)"},
    ]
    sheet.add_table(4, 0, 4 + len(YEARS), 3, {"name": "tblPlan", "columns": columns})
    for row, (year, quantity) in enumerate(zip(YEARS, QUANTITIES, strict=True), start=5):
        value = (quantity or 0) * PRICE
        sheet.write(row, 0, year)
        if quantity is not None:
            sheet.write(row, 1, quantity)
        sheet.write_formula(row, 2, "=tblPlan[[#This Row],[Quantité]]*prix", None, value)
        sheet.write(row, 3, DUE)
    sheet.write("F1", "Total")
    sheet.write_formula("G1", "=SUM(C6:C9)", None, 18 * PRICE)
    sheet.write_formula("G2", "=1/(prix-80)", None, 0)
    book.close()
    return path


@pytest.fixture(scope="session")
def plan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_plan(tmp_path_factory.mktemp("plan") / "plan.xlsx")


@pytest.fixture(scope="session")
def targets(plan_file: Path) -> Targets:
    return Targets(Workbook.open(plan_file))
