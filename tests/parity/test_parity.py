"""The same calls give the same cells in every host, and the published table says so.

The judge is `udfs.call`, whose own tests hold it to the documents; a difference must be exactly what a known
habit of the host makes of the call (`habits.py`).
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.parity.calls import OMITTED, Call, calls, parts
from tests.parity.habits import BLANK_IS_ZERO, SPREADS, predicted, reasons
from tests.parity.hosts import HOSTS
from tests.parity.outcomes import NA, called, outcome, same
from tests.parity.report import BEGINNING, COLUMNS, END, PAGE, kept_column, replay, themes
from udfs.coerce import CellError
from udfs.registry import FUNCTIONS

REAL = {"calc": [pytest.mark.libreoffice]}


@pytest.mark.parametrize("host", [pytest.param(host, marks=REAL.get(host, ())) for host in HOSTS])
def test_every_call_agrees_and_the_page_says_it(host: str) -> None:
    for column, tally in replay(host).items():
        assert tally.unexplained == []
        assert tally.equal.total() > 300
        assert (tally.cells(), tally.lines(column)) == kept_column(column), "python -m tests.parity --write"


def test_the_page_counts_the_calls() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert (page.count(BEGINNING), page.count(END)) == (1, 1)
    labels = kept_column("theme (calls)")[0]
    expected = [f"{theme} ({count})" for theme, count in themes().items()]
    assert labels == [*expected, f"all ({len(calls())})", "unexplained"]
    assert set(kept_column(COLUMNS[0])[0]) & {"0"}


# --- the calls themselves


def test_a_call_is_refused_where_its_line_says_so() -> None:
    """A rule that began to refuse everything would still agree with itself."""
    wrong = [
        f"{call.theme}, {call.name}: {found}"
        for call in calls()
        if (found := called(call.function, call.cells))
        and (found.code if isinstance(found, CellError) else None) != call.error
    ]
    assert wrong == []


def test_calls_of_every_function_and_of_every_kind() -> None:
    assert len(calls()) >= 300
    valued = Counter(call.function for call in calls() if call.error is None)
    refused = Counter(call.function for call in calls() if call.error is not None)
    assert {name for name in FUNCTIONS if valued[name] < 2 or refused[name] < 1} == set()
    cells = [part for call in calls() for part in parts(call.cells)]
    assert {type(cell).__name__ for cell in cells} == {
        "int", "float", "str", "bool", "date", "NoneType", "CellError", "_Omitted",
    }  # fmt: skip
    assert {call.error for call in calls()} >= {None, "#VALUE!", "#NUM!", "#N/A", "#DIV/0!", "#REF!"}


def test_lines_of_one_file_have_different_names() -> None:
    names = Counter((call.theme, call.name) for call in calls())
    assert [name for name, count in names.items() if count > 1] == []


# --- what counts as a difference


def _call(function: str, *cells: object) -> Call:
    return Call("", "", function, cells, None)


@pytest.mark.parametrize(
    ("found", "expected", "equal"),
    [
        (1.0, 1.0 + 1e-10, True),
        (1.0, 1.0 + 1e-8, False),
        (1.0, "1", False),
        ("", 0.0, False),
        (CellError("#NUM!"), CellError("#VALUE!"), False),
        ([[1.0], [2.0]], [[1.0, 2.0]], False),
        ([[1.0, ""]], [[1.0, ""]], True),
        ([[1.0]], 1.0, False),
    ],
)
def test_equality(found: object, expected: object, equal: bool) -> None:
    assert same(found, expected) is equal


def test_tables_of_one_cell_and_of_one_error() -> None:
    assert outcome([[3]]) == 3.0
    assert outcome([[NA, NA], [NA, NA]]) == NA
    assert outcome([[None, True]]) == [["", 1.0]]


def test_only_the_exact_effect_of_a_habit_explains_a_difference() -> None:
    call = _call("ENERGIE.EVITEE", 90000, None)
    assert called(call.function, call.cells) == CellError("#VALUE!")
    assert reasons(call, (BLANK_IS_ZERO, SPREADS), 90000.0) == [BLANK_IS_ZERO.reason]
    assert reasons(call, (BLANK_IS_ZERO, SPREADS), 90001.0) is None
    assert reasons(call, (), 90000.0) is None


def test_ranges_taken_apart() -> None:
    call = _call("CEE.VOLUME", [[2], [4]], [[1, 2]])
    assert predicted(call, (SPREADS,)) == [[2.0, 1.0], [4.0, 2.0]]
    uneven = _call("CEE.VOLUME", [[2], [4], [6]], [[1], [2]])
    assert predicted(uneven, (SPREADS,)) == [[2.0], [2.0], [NA]]
    assert same(called("JOURS.NOMBRE", (45628, 45838, OMITTED)), called("JOURS.NOMBRE", (45628, 45838)))
