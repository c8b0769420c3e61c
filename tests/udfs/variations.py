"""Calls near the example of a function."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.udfs.test_fuzz import NASTY, fitting
from udfs.declaration import NUMERIC
from udfs.registry import Argument, Function, Kind

FICHES = [
    [["capital", 170000], ["taux", 0.02], ["nombre_echeances", 13]],
    [["Montant", "160 000 €"], ["Durée d’amortissement", "11 ans"], ["Taux d’intérêt annuel fixe", "2 %"]],
    [["capital", 170000], ["taux", "#N/A"], ["nombre_echeances", 13]],
    [["capital", 1000], ["inconnu", 1]],
]
EVENTS = [
    [[None, None]],
    [["31/12/2030", "remboursement", 10000]],
    [["date", "type", "montant"], ["31/12/2030", "taux", 0.03]],
    [["31/12/2030", "inconnu", 1]],
]


def plain(value: Any) -> Any:
    """A cell of an example, its ranges as lists."""
    return [plain(part) for part in value] if isinstance(value, list | tuple) else value


def cell_of_argument(argument: Argument, error: Any) -> st.SearchStrategy[Any]:
    odd = st.sampled_from([*NASTY, error, -0.0, 0.0, 1.0, 12.000000000000002, [[1]], [[1, 2]], []])
    if argument.kind.value in ("option", "text"):
        odd = st.one_of(odd, fitting(argument).map(lambda text: f" {str(text).upper()} "))
    one = st.one_of(*[fitting(argument)] * 6, odd)
    ranges = st.lists(one.map(lambda cell: [cell]), max_size=4)
    if argument.takes_fiche:
        return st.one_of(one, one, one, st.sampled_from(FICHES))
    if argument.kind is Kind.TABLE:
        return st.sampled_from(EVENTS)
    return st.one_of(st.none(), ranges, ranges, one) if argument.many else one


@st.composite
def variations(draw: st.DrawFn, function: Function, error: Any) -> list[list[Any]]:
    """Calls near the example, with arguments changed here and there.

    Args:
        draw: Given by hypothesis.
        function: The function called.
        error: A cell that is an error, as the caller writes it.
    """
    example = plain(function.example.cells)
    calls = []
    for _ in range(draw(st.integers(2, 24))):
        cells = list(example)
        for rank, argument in enumerate(function.arguments):
            if argument.variadic or draw(st.integers(0, 3)) != 0:
                continue
            cells += [None] * (rank + 1 - len(cells))
            cells[rank] = draw(cell_of_argument(argument, error))
        calls.append(cells)
    return calls


@st.composite
def figures(draw: st.DrawFn, function: Function) -> list[list[Any]]:
    """Many calls near the example, that differ by numbers and dates only."""
    example = plain(function.example.cells)
    varying = [(rank, fitting(one)) for rank, one in enumerate(function.arguments) if is_figure(one)]
    calls = []
    for _ in range(draw(st.integers(2, 20))):
        cells = list(example)
        for rank, cell in varying:
            if rank < len(example) and draw(st.booleans()):
                cells[rank] = draw(cell)
        calls.append(cells)
    return calls


def is_figure(argument: Argument) -> bool:
    """Whether one array may hold that argument of many calls."""
    return argument.passed and not argument.many and argument.kind in (*NUMERIC, Kind.DATE)
