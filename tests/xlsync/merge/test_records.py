"""Records added, deleted, renamed; what a member proposes."""

from __future__ import annotations

import pytest

from tests.xlsync.merge.worlds import OWNERS, rows
from xlsync.merge import Change, Choice, Conflict, Proposal, Rename, applied, merge, owners
from xlsync.model import ROW

ONE = {"a": "A", "b": "B", "c": "C"}
BASE = rows("t", {"id=1": ONE})


def test_a_record_added_on_one_side_is_added_on_the_other():
    merged = merge({}, BASE, {})
    assert merged.to_model == tuple(
        Change("t", "id=1", column, None, text) for column, text in [(ROW, "1"), *ONE.items()]
    )
    assert merged.base == BASE
    assert merge({}, {}, BASE).to_workbook == merged.to_model


def test_a_record_added_twice_is_merged_cell_by_cell():
    workbook = rows("t", {"id=1": {"a": "A", "b": "B"}})
    model = rows("t", {"id=1": {"a": "A", "b": "X", "c": "C"}})
    merged = merge({}, workbook, model)
    assert merged.conflicts == (Conflict("t", "id=1", "b", None, "B", "X", "added"),)
    assert merged.to_workbook == (Change("t", "id=1", "c", None, "C"),)
    assert not merged.to_model
    assert merged.base == rows("t", {"id=1": {"a": "A", "c": "C"}})


def test_a_record_deleted_and_untouched_on_the_other_side_is_deleted_there():
    merged = merge(BASE, {}, BASE)
    assert applied(BASE, merged.to_model) == {}
    assert merged.base == {}
    assert merge(BASE, BASE, {}).to_workbook == merged.to_model


def test_a_record_deleted_twice_is_nothing():
    merged = merge(BASE, {}, {})
    assert merged.is_complete
    assert (merged.to_model, merged.to_workbook, merged.base) == ((), (), {})


@pytest.mark.parametrize("blank", [True, False])
def test_a_record_deleted_here_and_changed_there_is_a_conflict(blank):
    """Even where the change is a blank: the base keeps the whole record."""
    changed = rows("t", {"id=1": {"b": "B", "c": "C"} if blank else {**ONE, "a": "X"}})
    merged = merge(BASE, {}, changed)
    assert merged.conflicts == (Conflict("t", "id=1", ROW, "1", None, "1", "deleted", ("a",)),)
    assert merged.base == BASE
    assert not merged.to_model + merged.to_workbook
    assert merge(BASE, changed, {}).conflicts == (
        Conflict("t", "id=1", ROW, "1", "1", None, "deleted", ("a",)),
    )


@pytest.mark.parametrize(
    ("take", "kept"),
    [("workbook", None), ("model", {"a": "X", "b": "B", "c": "C"}), ("base", ONE)],
)
def test_each_choice_about_a_record(take, kept):
    model = rows("t", {"id=1": {**ONE, "a": "X"}})
    merged = merge(BASE, {}, model, choices={("t", "id=1", ROW): Choice(take)})
    expected = rows("t", {"id=1": kept} if kept else {})
    assert applied({}, merged.to_workbook) == applied(model, merged.to_model) == expected
    assert merged.base == expected
    assert merged.is_complete


def test_a_record_only_here_is_a_conflict_without_a_trusted_base():
    merged = merge({}, BASE, {}, trusted=False)
    assert merged.conflicts == (Conflict("t", "id=1", ROW, None, "1", None, "untrusted", ("a", "b", "c")),)
    assert not merged.to_model


# --- renames

RENAMED = Rename("t", "id=1", "id=9", "workbook")
CHOSEN = {("t", "id=1", ROW): Choice("value", "id=9")}


def test_a_changed_key_is_offered_as_a_rename():
    workbook = rows("t", {"id=9": ONE})
    merged = merge(BASE, workbook, BASE)
    assert merged.renames == (RENAMED,)
    assert not merged.renamed
    assert applied(BASE, merged.to_model) == workbook


def test_nearly_the_same_is_offered_too_and_says_what_differs():
    near = rows("t", {"id=9": {**ONE, "b": "X"}})
    assert merge(BASE, near, BASE).renames == (Rename("t", "id=1", "id=9", "workbook", ("b",)),)
    assert merge(BASE, BASE, near).renames == (Rename("t", "id=1", "id=9", "model", ("b",)),)
    assert not merge(BASE, rows("t", {"id=9": {**ONE, "b": "X", "c": "Y"}}), BASE).renames


def test_the_closest_record_is_offered_and_each_only_once():
    workbook = rows("t", {"id=8": {**ONE, "b": "X"}, "id=9": ONE})
    assert merge(BASE, workbook, BASE).renames == (RENAMED,)


def test_a_record_renamed_here_and_changed_there_waits_for_a_choice():
    workbook, model = rows("t", {"id=9": ONE}), rows("t", {"id=1": {**ONE, "a": "X"}})
    merged = merge(BASE, workbook, model)
    assert [conflict.cell for conflict in merged.conflicts] == [("t", "id=1", ROW)]
    assert {change.cell for change in merged.pending_to_model} == set(workbook)
    assert merged.renames == (RENAMED,)
    assert merged.base == BASE
    assert not merged.to_model + merged.to_workbook


def test_a_chosen_rename_carries_the_changes_of_both_sides():
    workbook = rows("t", {"id=9": {**ONE, "b": "Y"}})
    model = rows("t", {"id=1": {**ONE, "a": "X"}})
    merged = merge(BASE, workbook, model, choices=CHOSEN)
    both = rows("t", {"id=9": {"a": "X", "b": "Y", "c": "C"}})
    assert applied(workbook, merged.to_workbook) == applied(model, merged.to_model) == merged.base == both
    assert merged.renamed == (Rename("t", "id=1", "id=9", "workbook", ("b",)),)
    assert merged.is_complete
    assert not merged.unused + merged.renames


@pytest.mark.parametrize(
    ("workbook", "options", "reason"),
    [
        ({"id=9": ONE}, {"direction": "push"}, "direction"),
        ({"id=9": ONE}, {"sender": "member"}, "proposal"),
        ({"id=8": ONE}, {}, "rename"),
        ({}, {}, "rename"),
    ],
)
def test_a_rename_that_cannot_be_taken_says_why(workbook, options, reason):
    merged = merge(BASE, rows("t", workbook), BASE, choices=CHOSEN, **options)
    assert [unused.reason for unused in merged.unused] == [reason]
    assert not merged.renamed


def test_a_key_given_for_a_conflict_that_no_rename_explains_leaves_the_conflict():
    merged = merge(BASE, {}, rows("t", {"id=1": {**ONE, "a": "X"}}), choices=CHOSEN)
    assert len(merged.conflicts) == 1
    assert [unused.reason for unused in merged.unused] == ["rename"]


# --- proposals

MEMBER = {"owners": OWNERS, "sender": "member"}


def test_a_member_changes_its_own_columns_and_proposes_for_the_others():
    workbook = rows("t", {"id=1": {**ONE, "a": "X", "c": "Y"}})
    merged = merge(BASE, workbook, BASE, **MEMBER)
    assert merged.to_model == (Change("t", "id=1", "a", "A", "X"),)
    assert merged.proposals == (Proposal("t", "id=1", "c", "C", "Y", "C"),)
    assert merged.base == rows("t", {"id=1": {**ONE, "a": "X"}})
    accepted = merge(BASE, workbook, BASE, **MEMBER, accept=True)
    assert applied(BASE, accepted.to_model) == workbook
    assert not accepted.proposals


def test_a_proposal_is_not_written_over_by_the_model():
    workbook, model = rows("t", {"id=1": {**ONE, "c": "Y"}}), rows("t", {"id=1": {**ONE, "c": "Z"}})
    cell = ("t", "id=1", "c")
    merged = merge(BASE, workbook, model, **MEMBER, choices={cell: Choice("workbook")})
    assert merged.proposals == (Proposal(*cell, "C", "Y", "Z"),)
    assert [unused.reason for unused in merged.unused] == ["proposal"]
    assert not merged.to_model + merged.to_workbook + merged.conflicts
    assert merged.base == BASE
    assert len(merge(BASE, workbook, model, **MEMBER, accept=True).conflicts) == 1


def test_a_member_deleting_a_record_of_the_operator_proposes_it():
    merged = merge(BASE, {}, BASE, **MEMBER)
    assert {proposal.cell for proposal in merged.proposals} == set(BASE)
    assert merged.base == BASE
    assert not merged.to_model
    assert applied(BASE, merge(BASE, {}, BASE, **MEMBER, accept=True).to_model) == {}


def test_a_member_adds_a_record_of_its_own():
    workbook = rows("t", {"id=1": {"a": "A"}})
    assert applied({}, merge({}, workbook, {}, **MEMBER).to_model) == workbook
    merged = merge({}, BASE, {}, **MEMBER)
    assert {proposal.cell for proposal in merged.proposals} == set(BASE)


def test_a_proposal_in_a_record_that_the_model_deleted_stays():
    workbook = rows("t", {"id=1": {**ONE, "c": "Y"}})
    merged = merge(BASE, workbook, {}, **MEMBER)
    assert merged.proposals == (Proposal("t", "id=1", "c", "C", "Y", None),)
    assert {change.column for change in merged.pending_to_workbook} == {ROW, "a", "b"}
    assert not merged.to_workbook
    assert merged.base == BASE


def test_a_record_that_a_member_renamed_is_proposed_under_both_keys():
    workbook, model = rows("t", {"id=9": ONE}), rows("t", {"id=1": {**ONE, "a": "X"}})
    merged = merge(BASE, workbook, model, **MEMBER)
    assert {proposal.cell for proposal in merged.proposals} == {*BASE, *workbook}
    assert not merged.pending_to_model + merged.to_model + merged.conflicts


def test_without_a_trusted_base_a_member_does_not_decide_for_the_operator():
    """Nobody knows which side changed: the choice of a member is not enough."""
    cell = ("t", "id=1", "c")
    model = rows("t", {"id=1": {**ONE, "c": "Z"}})
    merged = merge(BASE, BASE, model, **MEMBER, trusted=False, choices={cell: Choice("workbook")})
    assert merged.proposals == (Proposal(*cell, "C", "C", "Z"),)
    assert not merged.to_model + merged.conflicts


def test_a_choice_about_a_record_leaves_ranks_alone():
    model = rows("t", {"id=0": {}, "id=1": {**ONE, "a": "X"}})
    base = BASE | rows("t", {"id=0": {}})
    workbook = rows("t", {"id=0": {}})
    merged = merge(base, workbook, model, choices={("t", "id=1", ROW): Choice("base")})
    assert merged.to_model == (Change("t", "id=1", "a", "X", "A"),)
    assert ("t", "id=1", ROW) in {change.cell for change in merged.to_workbook}


def test_owners_come_from_the_schema():
    found = owners("moby")
    assert found["etablissements", ROW] == found["etablissements", "commune"] == "member"
    assert found["devis", ROW] == found["champs", "numero_devis"] == "operator"
    assert found["champs", "date_reception_facture"] == "member"
