"""Many calls together give, to the bit, what each gives alone; what a declaration says of it is true."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import udfs
from tests.udfs.variations import figures, is_figure, plain, variations
from udfs.coerce import CellError
from udfs.errors import PropagatedError, UdfError, WrongValue
from udfs.registry import Function, Kind, batching, binding, calling
from udfs.registry.batching import Together
from udfs.registry.lots import Lot
from udfs.rules.pret import cellules

FUNCTIONS = list(udfs.FUNCTIONS.values())
TOGETHER = [function for function in FUNCTIONS if not function.alone]
every_function = pytest.mark.parametrize("function", FUNCTIONS, ids=lambda one: one.name)
every_gathered = pytest.mark.parametrize("function", TOGETHER, ids=lambda one: one.name)
unhurried = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def written(outcome: Any) -> str:
    """An outcome, every bit of it, and the whole sentence of an error."""
    return f"{outcome.excel} {outcome.text}" if isinstance(outcome, UdfError) else repr(outcome)


def alone(function: Function, cells: list[Any]) -> Any:
    try:
        return udfs.call(function.name, *cells)
    except UdfError as error:
        return error


def check(function: Function, rows: list[list[Any]]) -> None:
    found = udfs.call_many(function.name, rows)
    assert [*map(written, found)] == [written(alone(function, cells)) for cells in rows]


@every_function
@unhurried
@given(data=st.data())
def test_any_calls(function: Function, data: st.DataObject) -> None:
    check(function, data.draw(variations(function, CellError("#REF!"))))


@every_gathered
@unhurried
@given(data=st.data())
def test_calls_that_differ_by_figures(function: Function, data: st.DataObject) -> None:
    check(function, data.draw(figures(function)))


@every_function
@unhurried
@given(data=st.data())
def test_columns_of_numbers(function: Function, data: st.DataObject) -> None:
    """Arrays of numbers, within bounds and beyond, zeros among them, give what each call gives alone."""
    example = plain(function.example.cells)
    numbers = st.floats(allow_nan=False, allow_infinity=False, width=32) | st.integers(-2, 40).map(float)
    count = data.draw(st.integers(1, 12))
    columns: list[Any] = [
        np.array(data.draw(st.lists(numbers, min_size=count, max_size=count)))
        if isinstance(cell, int | float) and data.draw(st.booleans())
        else cell
        for cell in example
    ]
    near = [
        np.array([cell * (1 + rank / 64) for rank in range(count)])
        if isinstance(column, np.ndarray) and data.draw(st.booleans())
        else column
        for cell, column in zip(example, columns, strict=True)
    ]
    found = udfs.call_columns(function.name, near, count)
    rows = [
        [float(one[rank]) if isinstance(one, np.ndarray) else one for one in near] for rank in range(count)
    ]
    assert len(found) == count
    for outcome, cells in zip(found, rows, strict=True):
        expected = alone(function, cells)
        if isinstance(expected, int | float) and not isinstance(expected, bool):
            assert float(outcome) == float(expected)
        else:
            assert written(outcome) == written(expected)


def test_a_fiche_given_to_many_calls_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    fiche = [["Montant", 170000.0], ["Durée", "13 ans"], ["Taux", 0.02]]
    read: list[Any] = []
    real = binding.read_fiche
    monkeypatch.setattr(binding, "read_fiche", lambda held, cell: read.append(cell) or real(held, cell))
    rows = [["crd", rank, fiche] for rank in range(1, 14)] + [["crd", 1, [*fiche, ["Taux", 0.03]]]]
    found = udfs.call_many("PRET.LIGNE", rows)
    assert len(read) == 2
    monkeypatch.undo()
    assert [*map(written, found)] == [written(alone(udfs.FUNCTIONS["PRET.LIGNE"], row)) for row in rows]


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The name of the function, each time that a rule is called."""
    made: list[str] = []
    compute = calling.compute

    def counted(function: Function, arguments: Any) -> Any:
        made.append(function.name)
        return compute(function, arguments)

    monkeypatch.setattr(calling, "compute", counted)
    return made


def near(function: Function, rank: int) -> list[list[Any]]:
    """Calls that have a value, and differ from the example by one number or date."""
    cells = plain(function.example.cells)
    cells += [None] * (rank + 1 - len(cells))
    argument = function.arguments[rank]
    first = 45292 if argument.kind is Kind.DATE else cells[rank] or 1
    step = 1 if first >= 1 else first / 32
    rows = [[*cells[:rank], first + step * more, *cells[rank + 1 :]] for more in range(16)]
    return [row for row in rows if not isinstance(alone(function, row), UdfError)]


@every_gathered
def test_what_is_not_said_to_be_alone_is_one_call_of_the_rule(
    function: Function, computed: list[str]
) -> None:
    ranks = [rank for rank, one in enumerate(function.arguments) if is_figure(one)]
    groups = [rows for rank in ranks if len(rows := near(function, rank)) > 1]
    assert groups
    for rows in groups:
        computed.clear()
        udfs.call_many(function.name, rows)
        assert len(computed) == 1


@pytest.mark.parametrize(
    "function", [one for one in FUNCTIONS if one.one_by_one], ids=lambda function: function.name
)
def test_a_reason_to_be_called_alone_is_still_one(function: Function) -> None:
    """On arrays, such a rule fails or gives something else than an element for each call."""
    example = calling.values(function, calling.bind(function, function.example.cells, {}))
    dates = {
        one.name: np.array(["2024-12-13"] * 3, "datetime64[D]")
        for one in function.arguments
        if is_figure(one)
    }
    assert dates
    try:
        found = calling.compute(function, example | dates)
    except (ValueError, TypeError):
        return
    assert np.shape(found) != (3,)


def test_what_gives_rows_or_takes_ranges_says_so_by_itself() -> None:
    for function in FUNCTIONS:
        if function.result.kind in (Kind.TABLE, Kind.COLUMN):
            assert function.alone == "a call gives rows"
            assert not function.one_by_one
    assert udfs.FUNCTIONS["ACOMPTES.LIGNE"].alone == "a call takes ranges"


def test_unrounded_loans_are_computed_alone(computed: list[str]) -> None:
    """Among others, which are not: an option says so, in any spelling."""
    rows = [[100_000 + rank, 0.02, 13] for rank in range(20)]
    spelt = [[200_000 + rank, 0.02, 13, None, None, None, "Théorique"] for rank in range(5)]
    check(udfs.FUNCTIONS["PRET.ECHEANCE"], rows + spelt)
    computed.clear()
    udfs.call_many("PRET.ECHEANCE", rows + spelt)
    assert len(computed) == 6


def test_a_refused_call_leaves_the_others(computed: list[str]) -> None:
    rows = [["structure", 2025, None, 2 + rank, "18/06/2025"] for rank in range(100)]
    rows[57] = ["structure", 2025, None, None, "18/06/2026"]
    found = udfs.call_many("MIXEUR.CONTRIBUTION", rows)
    assert [rank for rank, one in enumerate(found) if isinstance(one, UdfError)] == [57]
    assert len(computed) < 40
    check(udfs.FUNCTIONS["MIXEUR.CONTRIBUTION"], rows)


def test_rows_of_any_length_keep_their_order() -> None:
    numbers_of_numpy = [np.float64(40.0), np.int64(1)]
    rows = [(10, 1), (), ["#N/A", 1], (20, 1, None), (30, 1, 5), numbers_of_numpy]
    found = udfs.call_many("_xldudf_cee_volume", rows)
    assert [found[0], found[3], found[5]] == [10.0, 20.0, 40.0]
    refused = found[1], found[2], found[4]
    assert [type(one) for one in refused] == [WrongValue, PropagatedError, WrongValue]
    assert udfs.call_many("CEE.VOLUME", []) == []
    assert udfs.call_many("CONVENTION.EXPLIQUER", [("CEE.VOLUME", 1, 1)])[0][0][1] == 1.0
    with pytest.raises(WrongValue):
        udfs.call_many("CEE.AUTRE", [(1, 1)])


def faulty(function: Function, arguments: dict[str, Any]) -> Any:
    if np.any(np.asarray(arguments["contribution"]) == 13):
        raise ZeroDivisionError("13")
    return np.asarray(arguments["contribution"])[()]


def test_a_fault_of_a_rule_is_raised_as_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "compute", faulty)
    with pytest.raises(ZeroDivisionError):
        udfs.call_many("CEE.VOLUME", [(rank, 1) for rank in range(10, 20)])


def test_a_fault_told_to_the_caller_is_that_of_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller answers for the calls made alone, and is told of the array."""
    monkeypatch.setattr(calling, "compute", faulty)
    told: list[Exception] = []
    function = udfs.FUNCTIONS["CEE.VOLUME"]
    lot = Lot(range(10), [[float(rank) for rank in range(10, 20)]], (1.0,))
    together = Together(function, lambda values: "fault" if values[0] == 13 else values[0], told.append)
    ((places, outcomes),) = together.outcomes(lot)
    assert list(places) == list(range(10))
    assert outcomes == [10.0, 11.0, 12.0, "fault", *map(float, range(14, 20))]
    assert [type(one) for one in told] == [ZeroDivisionError]


def test_a_result_beyond_what_a_cell_holds_is_the_error_of_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(function: Any, arguments: Any) -> Any:
        return np.where(arguments["contribution"] == 10.0, np.inf, arguments["contribution"])[()]

    monkeypatch.setattr(calling, "compute", endless)
    found = udfs.call_many("CEE.VOLUME", [(rank, 1) for rank in range(10, 40)])
    assert found[0].excel == "#NUM!"
    assert found[1:] == list(range(11, 40))


def test_more_calls_than_one_array_holds(computed: list[str]) -> None:
    rows = [(rank, 1) for rank in range(1, 2 * batching.MOST + 2)]
    assert udfs.call_many("CEE.VOLUME", rows) == [float(rank) for rank, _ in rows]
    assert len(computed) == 3


def test_a_declaration_wrongly_said_to_be_gathered_is_seen(computed: list[str]) -> None:
    """A rule that takes no arrays, declared as if it did, is called once more for each call."""
    function = replace(udfs.FUNCTIONS["CONVENTION.PARAMETRE"], one_by_one="")
    days = [np.datetime64(day) for day in ("2024-12-13", "2025-12-13")]
    together = Together(function, failed=lambda error: None)
    lot = Lot(range(2), [["intracting.majoration_retard"] * 2, days], ())
    ((_, outcomes),) = together.outcomes(lot)
    assert outcomes == [0.03, 0.03]
    assert len(computed) == 3


def test_the_cells_of_one_loan_share_its_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is the same in every call is not an array of loans."""
    made = []
    compute = cellules.rows_of
    monkeypatch.setattr(cellules, "rows_of", lambda loan: made.append(loan.shape) or compute(loan))
    rows = [["crd", rank, 171_616.16, 0.0207, 13, 1, "13/12/2024"] for rank in range(1, 14)]
    udfs.call_many("PRET.LIGNE", rows)
    assert made == [()]
    check(udfs.FUNCTIONS["PRET.LIGNE"], rows + rows + [["crd", 1, 171_616.17, *rows[0][3:]]])


def test_the_same_call_many_times(computed: list[str]) -> None:
    udfs.call_many("PRET.ECHEANCE", [(170_000, 0.02, 13)] * 100)
    assert len(computed) == 1
