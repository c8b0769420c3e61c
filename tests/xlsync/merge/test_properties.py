"""What every merge keeps: ten thousand random worlds for the loss of values, some thousands for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.xlsync.merge.worlds import OWNERS, State, World, worlds
from xlsync.merge import Choice, Merged, Where, applied, merge
from xlsync.model import ROW

EACH = 10
"""Worlds in one example of hypothesis."""


def some(total: int, cases: int = 1) -> settings:
    """So many worlds, shared between the cases of a test."""
    return settings(max_examples=-(-total // (EACH * cases)), deadline=None)


DIRECTIONS = ("both", "pull", "push")
SETTINGS = [
    pytest.param({}, id="operator"),
    pytest.param({"owners": OWNERS, "sender": "member"}, id="member"),
    pytest.param({"owners": OWNERS, "sender": "member", "accept": True}, id="accepted"),
    pytest.param({"trusted": False}, id="untrusted"),
    pytest.param({"unread": {("t", "id=1", "a"), ("t", "id=2", ROW), ("u", "id=3", "b")}}, id="unread"),
]


def texts(cells: Mapping[Where, str]) -> dict[Where, str]:
    """Contents without the ranks, which differ from side to side."""
    return {cell: text if cell[2] != ROW else "" for cell, text in cells.items()}


def after(world: World, merged: Merged) -> World:
    """The world once the changes are applied."""
    return World(
        merged.base, applied(world.workbook, merged.to_workbook), applied(world.model, merged.to_model)
    )


def waiting(merged: Merged) -> set[Where]:
    """Every cell that the merge says is left; a record in conflict stands for its cells."""
    left = {one.cell for one in merged.conflicts + merged.proposals}
    left |= {one.cell for one in merged.pending_to_model + merged.pending_to_workbook}
    return left


def covers(left: set[Where], cell: Where) -> bool:
    return cell in left or (cell[0], cell[1], ROW) in left


def readable(cell: Where, options: dict) -> bool:
    return not covers(set(options.get("unread", ())), cell)


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("options", SETTINGS)
@some(10_000, cases=len(DIRECTIONS) * len(SETTINGS))
@given(worlds(EACH))
def test_no_value_is_lost_or_invented(options, direction, drawn):
    for world in drawn:
        merged = merge(world.base, world.workbook, world.model, direction=direction, **options)
        final, left = after(world, merged), waiting(merged)
        for cell in world.cells:
            was, here, there = (state.get(cell) for state in (world.base, world.workbook, world.model))
            if cell[2] == ROW:
                was, here, there = (text and "" for text in (was, here, there))
            finals = [texts(side).get(cell) for side in (final.workbook, final.model)]
            if here != was and readable(cell, options):
                assert finals == [here, here] or covers(left, cell), cell
            if there != was:
                assert finals == [there, there] or covers(left, cell), cell
            assert set(finals) <= {was, here, there}, cell
        assert final.cells <= world.cells
        assert direction != "pull" or not merged.to_workbook
        assert direction != "push" or not merged.to_model
        assert all(readable(change.cell, options) for change in merged.to_workbook)


@pytest.mark.parametrize("options", SETTINGS)
@some(2_000, cases=len(SETTINGS))
@given(worlds(EACH))
def test_both_sides_are_equal_but_for_what_is_said_to_be_left(options, drawn):
    for world in drawn:
        merged = merge(world.base, world.workbook, world.model, **options)
        final, left = after(world, merged), waiting(merged)
        here, there = texts(final.workbook), texts(final.model)
        apart = {cell for cell in here.keys() | there.keys() if here.get(cell) != there.get(cell)}
        assert all(covers(left, cell) for cell in apart if readable(cell, options))
        agreed = {cell for cell in here if here.get(cell) == there.get(cell)}
        base = texts(merged.base)
        assert all(
            base.get(cell) == here[cell]
            for cell in agreed
            if not covers(left, cell) and readable(cell, options)
        )
        if merged.is_complete and "unread" not in options:
            assert here == there == base


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("options", SETTINGS)
@some(2_000, cases=len(DIRECTIONS) * len(SETTINGS))
@given(worlds(EACH))
def test_twice_is_once(options, direction, drawn):
    for world in drawn:
        once = merge(world.base, world.workbook, world.model, direction=direction, **options)
        final = after(world, once)
        twice = merge(final.base, final.workbook, final.model, direction=direction, **options)
        assert not twice.to_model
        assert not twice.to_workbook
        assert twice.base == once.base
        assert waiting(twice) == waiting(once)


@pytest.mark.parametrize("options", SETTINGS)
@some(2_000, cases=len(SETTINGS))
@given(worlds(EACH))
def test_pull_then_push_does_what_sync_does(options, drawn):
    for world in drawn:
        sync = after(world, merge(world.base, world.workbook, world.model, **options))
        pulled = after(world, merge(world.base, world.workbook, world.model, direction="pull", **options))
        assert pulled.workbook == world.workbook
        pushed = after(pulled, merge(pulled.base, pulled.workbook, pulled.model, direction="push", **options))
        assert pushed.model == pulled.model
        assert [texts(pushed.base), pushed.workbook, pushed.model] == [
            texts(sync.base), sync.workbook, sync.model,
        ]  # fmt: skip


@some(1_000)
@given(worlds(EACH))
def test_push_then_status_finds_only_what_the_workbook_changed(drawn):
    for world in drawn:
        untouched = World(world.base, world.base, world.model)
        pushed = merge(untouched.base, untouched.workbook, untouched.model, direction="push")
        assert pushed.is_complete
        final = after(untouched, pushed)
        status = merge(final.base, final.workbook, final.model)
        assert status.is_complete
        assert not status.to_model + status.to_workbook
        assert texts(final.workbook) == texts(world.model)


@pytest.mark.parametrize("trusted", [True, False])
@some(1_000)
@given(worlds(EACH))
def test_the_two_sides_are_treated_alike(trusted, drawn):
    for world in drawn:
        one = merge(world.base, world.workbook, world.model, trusted=trusted)
        other = merge(world.base, world.model, world.workbook, trusted=trusted)
        assert one.to_model == other.to_workbook
        assert one.to_workbook == other.to_model
        assert one.pending_to_model == other.pending_to_workbook
        assert one.pending_to_workbook == other.pending_to_model
        assert texts(one.base) == texts(other.base)
        assert one.conflicts == tuple(
            replace(conflict, workbook=conflict.model, model=conflict.workbook)
            for conflict in other.conflicts
        )


@some(1_000)
@given(worlds(EACH), st.randoms(use_true_random=False))
def test_choices_settle_every_conflict_and_nothing_else(drawn, random):
    for world in drawn:
        plain = merge(world.base, world.workbook, world.model)
        choices = {one.cell: _some_choice(one.column, random) for one in plain.conflicts}
        merged = merge(world.base, world.workbook, world.model, choices=choices)
        final = after(world, merged)
        assert merged.is_complete
        assert texts(final.workbook) == texts(final.model) == texts(merged.base)
        assert merged.settled == plain.conflicts
        assert not merged.unused
        assert set(merged.to_model) >= set(plain.to_model)
        assert set(merged.to_workbook) >= set(plain.to_workbook)
        again = merge(final.base, final.workbook, final.model, choices=choices)
        assert {one.reason for one in again.unused} <= {"settled"}
        assert len(again.unused) == len(choices)
        assert not again.to_model + again.to_workbook


@some(1_000)
@given(worlds(EACH))
def test_chosen_renames_lose_and_invent_nothing(drawn):
    for world in drawn:
        plain = merge(world.base, world.workbook, world.model)
        choices = {(one.table, one.old, ROW): Choice("value", one.new) for one in plain.renames}
        merged = merge(world.base, world.workbook, world.model, choices=choices)
        final = after(world, merged)
        again = merge(final.base, final.workbook, final.model)
        assert not merged.unused
        assert merged.renamed == plain.renames
        assert not again.to_model + again.to_workbook
        assert waiting(again) == waiting(merged)
        for one in merged.renamed:
            assert (one.table, one.new, ROW) in final.workbook.keys() & final.model.keys()
            for column in "abc":
                here, there = world.workbook, world.model
                if one.side == "model":
                    here, there = there, here
                cells = [world.base.get((one.table, one.old, column)), here.get((one.table, one.new, column))]
                cells.append(there.get((one.table, one.old, column)))
                finals = {side.get((one.table, one.new, column)) for side in (final.workbook, final.model)}
                assert finals <= set(cells)


def _some_choice(column: str, random) -> Choice:
    takes = ("workbook", "model", "base") if column == ROW else ("workbook", "model", "base", "value")
    take = random.choice(takes)
    return Choice(take, "Z" if take == "value" else "")


@some(1_000)
@given(worlds(EACH))
def test_a_member_never_changes_what_the_operator_owns(drawn):
    for world in drawn:
        merged = merge(world.base, world.workbook, world.model, owners=OWNERS, sender="member")
        for change in merged.to_model:
            assert OWNERS.get((change.table, change.column), "operator") == "member"


@some(1_000)
@given(worlds(EACH))
def test_results_are_sorted(drawn):
    for world in drawn:
        merged = merge(world.base, world.workbook, world.model)
        for found in (merged.to_model, merged.to_workbook, merged.pending_to_model, merged.conflicts):
            cells = [one.cell for one in found]
            assert cells == sorted(cells)
            assert len(cells) == len(set(cells))


def test_the_worlds_hold_every_case():
    seen: set[str] = set()

    @settings(max_examples=100, deadline=None, database=None, derandomize=True)
    @given(worlds(EACH))
    def collect(drawn: list[World]) -> None:
        for world in drawn:
            merged = merge(world.base, world.workbook, world.model)
            seen.update(one.kind for one in merged.conflicts)
            seen.update(f"{one.side} renamed" for one in merged.renames)
            seen.update(["held"] if merged.pending_to_model else [])

    collect()
    assert seen == {"value", "added", "deleted", "workbook renamed", "model renamed", "held"}


def test_states_without_difference_are_the_base():
    state: State = {("t", "id=1", ROW): "1", ("t", "id=1", "a"): "A"}
    merged = merge(state, state, state)
    assert merged.base == state
    assert merged.is_complete
