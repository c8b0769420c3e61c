"""The functions inside `formulas`: the same cases, written as formulas, give the same cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import formulas
import numpy as np
import pytest
import schedula

import udfs
from tests.udfs.calls import cases, same
from udfs.hosts.headless import register
from udfs.hosts.names import HOSTS, spell

register(formulas.get_functions())


def literal(cell: Any) -> str:
    """A cell as the text of a formula."""
    if isinstance(cell, list | tuple):
        return "{" + ";".join(",".join(literal(part) for part in row) for row in cell) + "}"
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    return '"' + cell.replace('"', '""') + '"' if isinstance(cell, str) else str(cell)


def compute(formula: str, **inputs: Any) -> Any:
    compiled: Callable[..., Any] = formulas.Parser().ast(formula)[1].compile()
    found = compiled(*(np.array(inputs[name], object) for name in compiled.inputs))  # type: ignore[attr-defined]
    value = found.tolist() if isinstance(found, np.ndarray) else found
    return str(value) if isinstance(value, formulas.tokens.operand.XlError) else value


def can_be_typed(case: dict[str, Any]) -> bool:
    """Blanks inside an array, arguments by name and a blank required one (handed over as 0) cannot."""
    given = case["input"]
    if "error" in case and None in given:
        return False
    ranges = [cell for cell in given if isinstance(cell, list)]
    return isinstance(given, list) and all(
        part is not None for rows in ranges for row in rows for part in row
    )


@pytest.mark.parametrize("case", [c for c in cases() if can_be_typed(c)], ids=lambda c: c["name"])
@pytest.mark.parametrize("host", HOSTS)
def test_case(case: dict[str, Any], host: Any) -> None:
    formula = f"={spell(case['function'], host)}({','.join(literal(cell) for cell in case['input'])})"
    expected = case["error"] if "error" in case else case["output"]
    assert same(compute(formula), expected, case.get("digits"))


def test_cells_and_ranges() -> None:
    fiche = [["Montant", 170000.0], ["Durée", 13.0], ["Taux", 0.02], ["arrondi", schedula.EMPTY]]
    assert compute("=PRET.ECHEANCE(A1:B4)", **{"A1:B4": fiche}) == 14980.12
    assert compute("=PRET.ECHEANCE(A1,A2,A3)", A1=[[170000]], A2=[[0.02]], A3=[[13]]) == 14980.12


def test_a_blank_cell() -> None:
    assert compute("=PRET.ECHEANCE(A1,0.02,13)", A1=[[schedula.EMPTY]]) == "#VALUE!"
    assert compute('=PRET.LIGNE("crd",A1,170000,0.02,13)', A1=[[schedula.EMPTY]]) == ""


def test_errors_go_through() -> None:
    assert compute("=PRET.ECHEANCE(170000,1/0,13)") == "#DIV/0!"
    assert compute("=IFERROR(PRET.ECHEANCE(170000,2,13),-1)") == -1
    assert compute("=PRET.ECHEANCE(170000,2,13)") == "#NUM!"


def test_results_are_values_for_other_functions() -> None:
    assert compute("=ROUND(PRET.ECHEANCE(170000,0.02,13),0)") == 14980
    total = "=SUM(MOBY.SIMULATION(2,2,1,2))"
    assert compute(total) == sum(sum(row) for row in udfs.call("MOBY.SIMULATION", 2, 2, 1, 2))  # type: ignore[misc, attr-defined]


def test_a_zero_that_could_be_an_argument_left_out() -> None:
    """`formulas` hands 0 for both; where the default is VRAI, no amount comes from a guess."""
    arguments = '"collectivite",2025,300000,10,,,,'
    assert compute(f"=MIXEUR.CONTRIBUTION({arguments},0,TRUE)") == "#VALUE!"
    assert compute(f"=MIXEUR.CONTRIBUTION({arguments},FALSE,TRUE)") == 3400.0
