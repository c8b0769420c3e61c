"""The four ways in which a merge with a single revision as its base loses data: none is possible here."""

from __future__ import annotations

from tests.xlsync.merge.worlds import rows
from xlsync.merge import applied, merge


def state(a: str, b: str) -> dict:
    return rows("t", {"id=1": {"a": a, "b": b}})


BASE = state("A", "B")


def test_pull_then_advance_does_not_forget_what_the_workbook_lacks():
    workbook, model = state("X", "B"), state("A", "Y")
    pulled = merge(BASE, workbook, model, direction="pull")
    model = applied(model, pulled.to_model)
    assert model == state("X", "Y")
    assert pulled.base == state("X", "B")
    pushed = merge(pulled.base, workbook, model, direction="push")
    assert applied(workbook, pushed.to_workbook) == state("X", "Y")
    assert not pushed.pending_to_model + pushed.conflicts


def test_what_was_pulled_makes_no_false_conflict_later():
    pulled = merge(BASE, state("X", "B"), BASE, direction="pull")
    later = merge(pulled.base, state("X", "B"), state("Z", "B"))
    assert not later.conflicts
    assert applied(state("X", "B"), later.to_workbook) == state("Z", "B")


def test_a_conflict_is_not_forgotten_when_the_rest_advances():
    workbook, model = state("X", "W"), state("Z", "B")
    for direction in ("pull", "push", "both"):
        merged = merge(BASE, workbook, model, direction=direction)
        again = merge(
            merged.base,
            applied(workbook, merged.to_workbook),
            applied(model, merged.to_model),
            direction=direction,
        )
        assert [(one.base, one.workbook, one.model) for one in merged.conflicts] == [("A", "X", "Z")]
        assert again.conflicts == merged.conflicts


def test_two_copies_of_a_workbook_do_not_revert_each_other():
    first = merge(BASE, state("X", "B"), BASE)
    model = applied(BASE, first.to_model)
    second = merge(BASE, state("A", "Y"), model)
    assert applied(model, second.to_model) == state("X", "Y")
    assert applied(state("A", "Y"), second.to_workbook) == state("X", "Y")


def test_a_branch_of_the_model_does_not_revert_the_other_in_silence():
    """The workbook was synchronised with a branch that wrote X; the other branch still holds A."""
    from_branch, other_branch = state("X", "B"), BASE
    merged = merge(from_branch, from_branch, other_branch, trusted=False)
    assert not merged.to_model + merged.to_workbook
    assert [(one.base, one.workbook, one.model) for one in merged.conflicts] == [("X", "X", "A")]
