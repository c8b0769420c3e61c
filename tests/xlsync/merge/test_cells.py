"""One cell: every combination of contents, every direction, every choice."""

from __future__ import annotations

import itertools

import pytest

from tests.xlsync.merge.worlds import TEXTS, rows
from xlsync.merge import Change, Choice, Conflict, UnusedChoice, applied, merge
from xlsync.model import ROW

CELL = ("champs", "", "a")

# A line a content of the workbook, a column a content of the model, in the order absent, A, B, C:
# "." nothing to do, ">" taken into the model, "<" written into the workbook, "!" a conflict.
TABLE = {
    None: [".<<<", ">.!!", ">!.!", ">!!."],
    "A": [".>!!", "<.<<", "!>.!", "!>!."],
    "B": [".!>!", "!.>!", "<<.<", "!!>."],
    "C": [".!!>", "!.!>", "!!.>", "<<<."],
}
CASES = [
    pytest.param(base, workbook, model, TABLE[base][row][column], id=f"{base}-{workbook}-{model}")
    for base in TEXTS
    for (row, workbook), (column, model) in itertools.product(enumerate(TEXTS), enumerate(TEXTS))
]


def cell(text: str | None) -> dict:
    return {} if text is None else {CELL: text}


def one(before: str | None, after: str | None) -> tuple[Change]:
    return (Change(*CELL, before, after),)


@pytest.mark.parametrize(("base", "workbook", "model", "outcome"), CASES)
def test_every_combination(base, workbook, model, outcome):
    merged = merge(cell(base), cell(workbook), cell(model))
    assert merged.to_model == (one(model, workbook) if outcome == ">" else ())
    assert merged.to_workbook == (one(workbook, model) if outcome == "<" else ())
    assert merged.conflicts == ((Conflict(*CELL, base, workbook, model, "value"),) if outcome == "!" else ())
    assert merged.base == {"!": cell(base), ">": cell(workbook)}.get(outcome, cell(model))
    assert merged.is_complete == (outcome != "!")
    assert not merged.pending_to_model + merged.pending_to_workbook + merged.proposals


@pytest.mark.parametrize(("base", "workbook", "model", "outcome"), CASES)
def test_every_combination_in_a_record(base, workbook, model, outcome):
    def record(text: str | None) -> dict:
        return rows("t", {"id=1": {} if text is None else {"a": text}})

    merged = merge(record(base), record(workbook), record(model))
    done = ">" if merged.to_model else "<" if merged.to_workbook else "!" if merged.conflicts else "."
    assert done == outcome


@pytest.mark.parametrize(("base", "workbook", "model", "outcome"), CASES)
@pytest.mark.parametrize("direction", ["pull", "push"])
def test_a_direction_leaves_the_other_pending(base, workbook, model, outcome, direction):
    merged = merge(cell(base), cell(workbook), cell(model), direction=direction)
    left = {"pull": "<", "push": ">"}[direction]
    assert merged.pending_to_model == (one(model, workbook) if outcome == left == ">" else ())
    assert merged.pending_to_workbook == (one(workbook, model) if outcome == left == "<" else ())
    if outcome == left:
        assert merged.base == cell(base)
        assert not merged.to_model + merged.to_workbook


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice("workbook"), "W"),
        (Choice("model"), "M"),
        (Choice("base"), "B"),
        (Choice("value", "V"), "V"),
    ],
)
def test_each_choice_gives_both_sides_the_same(choice, expected):
    base, workbook, model = cell("B"), cell("W"), cell("M")
    merged = merge(base, workbook, model, choices={CELL: choice})
    assert applied(workbook, merged.to_workbook) == applied(model, merged.to_model) == cell(expected)
    assert merged.base == cell(expected)
    assert [conflict.cell for conflict in merged.settled] == [CELL]
    assert merged.is_complete
    again = merge(merged.base, cell(expected), cell(expected), choices={CELL: choice})
    assert again.unused == (UnusedChoice(*CELL, choice, "settled"),)


@pytest.mark.parametrize(
    ("choice", "direction", "applies"),
    [
        (Choice("workbook"), "pull", True),
        (Choice("workbook"), "push", False),
        (Choice("model"), "pull", False),
        (Choice("model"), "push", True),
        (Choice("base"), "pull", False),
        (Choice("value", "V"), "push", False),
    ],
)
def test_a_choice_waits_for_the_direction_that_it_needs(choice, direction, applies):
    merged = merge(cell("B"), cell("W"), cell("M"), choices={CELL: choice}, direction=direction)
    assert bool(merged.settled) == applies
    assert bool(merged.conflicts) != applies
    assert [unused.reason for unused in merged.unused] == ([] if applies else ["direction"])
    assert merged.base == (cell({"workbook": "W", "model": "M"}[choice.take]) if applies else cell("B"))


def test_a_choice_without_a_conflict_is_never_applied():
    choice = Choice("value", "V")
    merged = merge(cell("B"), cell("W"), cell("B"), choices={CELL: choice})
    assert merged.to_model == one("B", "W")
    assert merged.unused == (UnusedChoice(*CELL, choice, "settled"),)


@pytest.mark.parametrize("base", TEXTS)
def test_without_a_trusted_base_every_difference_is_a_conflict(base):
    merged = merge(cell(base), cell("A"), cell("B"), trusted=False)
    assert merged.conflicts == (Conflict(*CELL, base, "A", "B", "untrusted"),)
    assert merged.base == cell(base)
    assert not merged.to_model + merged.to_workbook
    assert merge(cell(base), cell("A"), cell("A"), trusted=False).base == cell("A")


def test_a_cell_that_cannot_be_read_is_no_change_and_is_not_written_over():
    merged = merge(cell("A"), cell("#NAME?"), cell("A"), unread={CELL})
    assert merged.is_complete
    assert merged.base == cell("A")
    merged = merge(cell("A"), {}, cell("B"), unread={CELL}, choices={CELL: Choice("model")})
    assert merged.pending_to_workbook == one("A", "B")
    assert merged.base == cell("A")
    assert [unused.reason for unused in merged.unused] == ["unread"]


def test_a_record_that_cannot_be_read_is_no_change():
    base = rows("t", {"id=1": {"a": "A"}, "id=2": {"a": "A"}})
    merged = merge(base, {}, base, unread={("t", "id=1", ROW)})
    assert {change.key for change in merged.to_model} == {"id=2"}
    assert merged.base == rows("t", {"id=1": {"a": "A"}})


def test_ranks_are_no_change():
    base = rows("t", {"id=1": {"a": "A"}, "id=2": {"a": "B"}})
    ordered = rows("t", {"id=2": {"a": "B"}, "id=1": {"a": "A"}})
    merged = merge(base, ordered, base)
    assert merged.is_complete
    assert not merged.to_model
    assert merged.base == base
