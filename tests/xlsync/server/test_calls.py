"""Calls in a batch give, to the bit, what `udfs.call` gives for each of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import udfs
from tests.udfs.calls import cases
from tests.udfs.variations import plain, variations
from udfs.errors import UdfError
from udfs.registry import Function, batching
from xlsync.server.calls import Calculator
from xlsync.server.cells import cell_of, json_of
from xlsync.server.clock import Deadline
from xlsync.server.memory import Memory
from xlsync.server.refusals import Malformed, TooLong

FUNCTIONS = list(udfs.FUNCTIONS.values())


def reference(name: str, cells: list[Any]) -> dict[str, Any]:
    """What `udfs.call` gives, as the server writes it."""
    try:
        return {"value": json_of(udfs.call(name, *map(cell_of, cells)))}
    except UdfError as error:
        return {"error": error.excel, "message": {"fr": error.text.fr, "en": error.text.en}}


def results(calculator: Calculator, calls: list[tuple[str, list[Any]]]) -> list[dict[str, Any]]:
    """What the server answers, ids taken off."""
    asked = [{"id": rank, "name": name, "args": cells} for rank, (name, cells) in enumerate(calls)]
    found = calculator.results(asked, Deadline(60.0))
    assert [one.pop("id") for one in found] == list(range(len(calls)))
    return found


def check(calls: list[tuple[str, list[Any]]]) -> None:
    """The same alone and together, the first time and the second."""
    expected = [reference(*call) for call in calls]
    calculator = Calculator()
    for _ in range(2):
        for found, wanted in zip(results(calculator, calls), expected, strict=True):
            assert repr(found) == repr(wanted)
    for call, wanted in zip(calls, expected, strict=True):
        (found,) = results(Calculator(), [call])
        assert repr(found) == repr(wanted)


def test_the_examples_of_the_catalogue() -> None:
    check([(one.name, plain(one.example.cells)) for one in FUNCTIONS])


def test_the_cases_kept_as_data() -> None:
    calls = []
    for case in cases():
        given_ = case.get("input") or []
        if isinstance(given_, dict):
            arguments = udfs.FUNCTIONS[case["function"]].arguments
            names = {name: rank for rank, one in enumerate(arguments) for name in (one.name, one.name_en)}
            cells: list[Any] = [None] * len(arguments)
            for name, cell in given_.items():
                if name in names:
                    cells[names[name]] = cell
            given_ = cells
        if all(isinstance(part, int | float | str | bool | list | None) for part in given_):
            calls.append((case["function"], given_))
    assert len(calls) > 30
    check(calls)


def calls_of(function: Function) -> st.SearchStrategy[list[tuple[str, list[Any]]]]:
    """Calls of one function, near its example."""
    return variations(function, {"error": "#REF!"}).map(
        lambda rows: [(function.name, cells) for cells in rows]
    )


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda one: one.name)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(data=st.data())
def test_random_variations(function: Function, data: st.DataObject) -> None:
    check(data.draw(calls_of(function)))


def test_a_zero_without_sign_and_one_with_it_are_refused_alike() -> None:
    check([("ENERGIE.INDICATEUR", [37_000, 0, 1, limit]) for limit in (0.0, -0.0)])


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_functions_mixed_in_one_batch(data: st.DataObject) -> None:
    parts = [
        data.draw(calls_of(function))
        for function in data.draw(st.lists(st.sampled_from(FUNCTIONS), max_size=4))
    ]
    check(data.draw(st.permutations([call for part in parts for call in part])))


COLUMNS: dict[str, list[Any]] = {
    "integers": list(range(1, 41)),
    "floats": [rank + 0.5 for rank in range(40)],
    "both": [rank if rank % 2 else rank + 0.25 for rank in range(1, 41)],
    "beyond the digits of a cell": [1.0] * 39 + [1e15 + 2],
    "far beyond": [1] * 39 + [10**300],
    "infinite": [1.0] * 39 + [float("inf")],
    "not a number": [1.0] * 39 + [float("nan")],
    "nearly whole": [12.0] * 39 + [12.000000000000002],
    "zeros": [0.0] * 20 + [-0.0] * 20,
    "texts": ["2 %", "0,02", "13"] * 13,
    "texts that are errors": ["#N/A"] * 40,
    "blanks": [None] * 40,
    "booleans": [True, False] * 20,
    "all sorts": [1, 2.0, None, "3", True, "#N/A", [[4]], {"error": "#REF!"}, "", 0] * 4,
    "one text": [5] * 39 + ["5"],
}


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
@pytest.mark.parametrize(
    ("name", "rank"),
    [
        ("PRET.ECHEANCE", 0),  # an amount, or a fiche
        ("PRET.ECHEANCE", 1),  # a rate
        ("PRET.ECHEANCE", 2),  # a whole number
        ("PRET.ECHEANCE", 3),  # a few whole numbers
        ("PRET.ECHEANCE", 4),  # a date that may be left out
        ("PRET.ECHEANCE", 6),  # an option
        ("PRET.INTERETS", 2),  # a date
        ("MOBY.PRIX", 2),  # a bracket
        ("CEE.VOLUME", 0),
        ("CEE.REPARTITION", 1),  # a range
    ],
)
def test_columns_of_many_calls(name: str, rank: int, column: list[Any]) -> None:
    example = plain(udfs.FUNCTIONS[name].example.cells)
    example += [None] * (rank + 1 - len(example))
    check([(name, [*example[:rank], cell, *example[rank + 1 :]]) for cell in column])


def test_arguments_written_out_as_if_left_out_make_equal_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    calculator, made = Calculator(), []
    compute = batching.calling.compute
    monkeypatch.setattr(batching.calling, "compute", lambda *given_: made.append(1) or compute(*given_))
    cells = [170000, 0.02, 13]
    spelt = [
        cells,
        [*cells, 1],
        [*cells, 0, None],
        [*cells, None, "", None, "centime"],
        [*cells, 1, None, None, "Centime", None, 0],
    ]
    quarterly = [*cells, 4]
    assert results(calculator, [("PRET.ECHEANCE", one) for one in spelt]) == [{"value": 14980.12}] * 5
    assert len(made) == 1
    many = [("PRET.ECHEANCE", [*cells, 1 + 3 * (rank % 2)]) for rank in range(40)]
    assert results(calculator, many)[0] == {"value": 14980.12}
    assert len(made) == 2
    assert results(calculator, [("PRET.ECHEANCE", quarterly)]) == results(calculator, many)[1:2]
    assert len(made) == 2


def test_what_was_used_last_is_remembered_within_the_bounds() -> None:
    memory: Memory[str] = Memory(10, lambda key, value: len(value))
    memory.put_all([("a", "aaa"), ("b", "bbb"), ("c", "ccc")])
    assert memory.get("a") == "aaa"
    memory.put("d", "dd")
    assert memory.get_all("abcd") == ["aaa", None, "ccc", "dd"]
    memory.put("c", "c")
    memory.put("e", "eeee")
    memory.put("f", "f" * 11)
    assert memory.get_all("acdef") == ["aaa", "c", "dd", "eeee", None]


def test_one_refused_call_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    late = ("MIXEUR.CONTRIBUTION", ["structure", 2025, None, None, "18/06/2026"])
    calls = [
        ("MIXEUR.CONTRIBUTION", ["structure", 2025, None, 2 + rank, "18/06/2025"]) for rank in range(100)
    ]
    calls[57] = late
    made = []
    compute = batching.calling.compute
    monkeypatch.setattr(batching.calling, "compute", lambda *given_: made.append(1) or compute(*given_))
    found = results(Calculator(), calls)
    assert [rank for rank, one in enumerate(found) if "error" in one] == [57]
    assert len(made) < 40
    monkeypatch.undo()
    check(calls)


def test_equal_calls_are_computed_once_and_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    calculator, made = Calculator(), []
    compute = batching.calling.compute
    monkeypatch.setattr(batching.calling, "compute", lambda *given_: made.append(1) or compute(*given_))
    spelt = [170000, "170 000", "170 000,00 €", 170000.0, [[170000]]]
    calls = [("PRET.ECHEANCE", [cell, "2 %", 13]) for cell in spelt]
    assert results(calculator, calls) == [{"value": 14980.12}] * 5
    assert results(calculator, [("_xldudf_PRET_ECHEANCE", [170000, 0.02, 13.0, None, ""])]) == [
        {"value": 14980.12}
    ]
    assert len(made) == 1


def test_a_fault_of_a_rule_is_the_error_of_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    compute = batching.calling.compute

    def faulty(function: Function, arguments: dict[str, Any]) -> Any:
        if np.any(np.asarray(arguments["contribution"]) == 13):
            raise ZeroDivisionError("13")
        return compute(function, arguments)

    monkeypatch.setattr(batching.calling, "compute", faulty)
    found = results(Calculator(), [("CEE.VOLUME", [rank, 1]) for rank in range(10, 20)])
    assert [one.get("value") for one in found] == [10.0, 11.0, 12.0, None, *map(float, range(14, 20))]
    assert found[3]["error"] == "#VALUE!"
    assert "13" not in found[3]["message"]["en"]


def test_a_number_that_no_cell_holds_is_the_error_of_one_call() -> None:
    found = results(Calculator(), [("CEE.VOLUME", [cell, 1]) for cell in [*range(1, 31), 10**400]])
    assert [one["value"] for one in found[:30]] == list(range(1, 31))
    assert found[30]["error"] == "#VALUE!"


@pytest.mark.parametrize("count", [1, 20])
def test_a_result_beyond_what_a_cell_holds_is_the_error_of_one_call(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(function: Any, arguments: Any) -> Any:
        return np.where(arguments["contribution"] == 10.0, np.inf, arguments["contribution"])[()]

    monkeypatch.setattr(batching.calling, "compute", endless)
    found = results(Calculator(), [("CEE.VOLUME", [rank, 1]) for rank in range(10, 10 + count)])
    assert found[0]["error"] == "#NUM!"
    assert [one["value"] for one in found[1:]] == list(range(11, 10 + count))


def test_reading_calls_is_stopped_by_the_deadline_too() -> None:
    calls = [{"id": rank, "name": "CEE.VOLUME", "args": ["x", rank]} for rank in range(10)]
    with pytest.raises(TooLong):
        Calculator().results(calls, Deadline(-1.0))


def test_the_deadline_stops_a_batch_and_what_was_computed_is_kept() -> None:
    calculator = Calculator()
    calls = [{"id": rank, "name": "PRET.TABLEAU", "args": [1000 + rank, 0.02, 600]} for rank in range(100)]
    with pytest.raises(TooLong):
        calculator.results(calls, Deadline(0.05))
    assert len(calculator.results(calls, Deadline(60.0))) == 100


@pytest.mark.parametrize(
    "calls", [None, {}, "x", [None], [[]], [{}], [{"name": 1}], [{"name": "A", "args": {}}]]
)
def test_other_shapes_are_refused(calls: Any) -> None:
    with pytest.raises(Malformed):
        Calculator().results(calls, Deadline(1.0))
