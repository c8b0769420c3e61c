"""Amendments against a replay written apart: the list of what was agreed, applied day by day.

The replay knows nothing of how the model keeps amendments: it goes through them by date of effect, then by
number, and does to a plain dictionary what each of them says.
"""

import datetime
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlsync.errors import WrongValue
from xlsync.model.amendments import (
    AMENDMENTS,
    BEFORE,
    CONFIRMED,
    DRAFT,
    EVERYTHING,
    View,
    amendments,
    in_effect,
    modification_key,
    modified_cell,
    recorded,
)
from xlsync.model.changes import ROW, CellChange, Numbering, differences, patched
from xlsync.model.kept import MODIFICATIONS

NAME = "mixeur/exemple"
YEARS = (2026, 2027, 2028)
FIRST = datetime.date(2026, 1, 1)


def year_key(year):
    return f"annee={year}"


def first_agreed():
    """Two fields and two rows, as they are before any amendment."""
    cells = {
        (NAME, "conventions", "", ROW): "1",
        (NAME, "champs", "", ROW): "1",
        (NAME, "champs", "", "montant_exceptionnel"): "1750",
    }
    for rank, year in enumerate((2026, 2027), start=1):
        cells |= {
            (NAME, "contributions", year_key(year), ROW): str(rank),
            (NAME, "contributions", year_key(year), "statut"): "structure",
            (NAME, "contributions", year_key(year), "habitants"): str(1000 + year),
        }
    return cells


def open_draft(cells, number, effect):
    key = f"numero={number}"
    return {
        **cells,
        (NAME, AMENDMENTS, key, ROW): str(number),
        (NAME, AMENDMENTS, key, "date_effet"): effect.isoformat(),
        (NAME, AMENDMENTS, key, "etat"): DRAFT,
    }


def sign(cells, number):
    return {**cells, (NAME, AMENDMENTS, f"numero={number}", "etat"): CONFIRMED}


def change(cells, view, wanted):
    """The cells kept once what is seen at `view` is `wanted`."""
    seen = differences(in_effect(cells, view), wanted)
    return patched(cells, recorded(cells, seen, view, Numbering(cells)))


def inputs(cells):
    """Values of the inputs by place; ranks of rows do not count."""
    return {
        cell[1:]: "there" if cell[3] == ROW else text
        for cell, text in cells.items()
        if cell[1] not in (AMENDMENTS, MODIFICATIONS)
    }


# --- the replay

ACTIONS = st.one_of(
    st.tuples(st.just("field"), st.sampled_from(["montant_exceptionnel"])),
    st.tuples(st.just("cell"), st.sampled_from(YEARS)),
    st.tuples(st.just("begin"), st.sampled_from(YEARS)),
    st.tuples(st.just("end"), st.sampled_from(YEARS)),
)
AMENDED = st.tuples(st.integers(0, 900), st.booleans(), st.lists(ACTIONS, max_size=4))


def replayed(listed, at):
    """The inputs after the amendments of a list that are signed and in effect on a day.

    What one says of a row that another has ended by then changes nothing.
    """
    state = inputs(first_agreed())
    for _, _, changes in sorted(one for one in listed if one[0] <= at):
        for place, value in changes:
            row = (*place[:2], ROW)
            if place[0] == "contributions" and place != row and row not in state:
                continue
            if place == row and value is None:
                state = {where: text for where, text in state.items() if where[:2] != place[:2]}
            elif value is None:
                state.pop(place, None)
            else:
                state[place] = value
    return state


# An amendment begins or ends a row once here: what doing both leaves is told by tests of their own below.
@settings(max_examples=300, deadline=None)
@given(st.lists(AMENDED, min_size=1, max_size=6), st.lists(st.integers(-10, 1000), min_size=4, max_size=4))
def test_a_value_at_a_date_is_that_of_the_replay_whatever_the_order_of_recording(drawn, days):
    cells, listed, fresh = first_agreed(), [], itertools.count(5000)
    for number, (offset, is_signed, actions) in enumerate(drawn, start=1):
        effect = FIRST + datetime.timedelta(days=offset)
        cells = open_draft(cells, number, effect)
        view = View(draft=number, at=effect)
        told, acted = [], set()
        for kind, what in actions:
            if kind in ("begin", "end"):
                if what in acted:
                    continue
                acted.add(what)
            seen = dict(in_effect(cells, view))
            key = ("contributions", year_key(what))
            there = (NAME, *key, ROW) in seen
            if kind == "field":
                value = str(next(fresh))
                seen[NAME, "champs", "", what] = value
                told.append((("champs", "", what), value))
            elif kind == "cell" and there:
                value = str(next(fresh))
                seen[NAME, *key, "habitants"] = value
                told.append(((*key, "habitants"), value))
            elif kind == "begin" and not there:
                value = str(next(fresh))
                seen |= {(NAME, *key, ROW): value, (NAME, *key, "utilisateurs"): value}
                told += [((*key, ROW), "there"), ((*key, "utilisateurs"), value)]
            elif kind == "end" and there:
                seen = {cell: text for cell, text in seen.items() if cell[1:3] != key}
                told.append(((*key, ROW), None))
            else:
                continue
            cells = change(cells, view, seen)
        if is_signed:
            cells = sign(cells, number)
            listed.append((effect, number, told))
    known = {one.number for one in amendments({cell[1:]: text for cell, text in cells.items()})}
    assert known == set(range(1, len(drawn) + 1))
    for day in days:
        at = FIRST + datetime.timedelta(days=day)
        assert inputs(in_effect(cells, View(at))) == replayed(listed, at)
    assert inputs(in_effect(cells)) == replayed(listed, datetime.date(9999, 1, 1))


# --- what the sheet and the exchanges rest on


def test_what_stood_before_is_what_the_earlier_ones_left():
    cells = sign(open_draft(first_agreed(), 1, datetime.date(2027, 1, 1)), 1)
    place = ("champs", "", "montant_exceptionnel")
    for number, effect, value in ((2, 2029, "1900"), (3, 2028, "1800")):
        cells = open_draft(cells, number, datetime.date(effect, 1, 1))
        view = View(draft=number)
        cells = sign(change(cells, view, {**in_effect(cells, view), (NAME, *place): value}), number)
    seen = in_effect(cells)
    assert seen[NAME, *place] == "1900"
    before = [seen[NAME, MODIFICATIONS, modification_key(number, place), BEFORE] for number in (3, 2)]
    assert before == ["1750", "1800"]


def test_a_correction_goes_where_what_is_seen_comes_from():
    place = (NAME, "champs", "", "montant_exceptionnel")
    cells = open_draft(first_agreed(), 1, datetime.date(2027, 1, 1))
    cells = sign(change(cells, View(draft=1), {**in_effect(cells, View(draft=1)), place: "1900"}), 1)
    corrected = change(cells, View(), {**in_effect(cells), place: "1950"})
    assert in_effect(corrected)[place] == "1950"
    assert in_effect(corrected, View(datetime.date(2026, 12, 31)))[place] == "1750"
    first = View(datetime.date(2026, 6, 1))
    agreed = change(cells, first, {**in_effect(cells, first), place: "1700"})
    assert in_effect(agreed)[place] == "1900"
    assert in_effect(agreed, first)[place] == "1700"


def test_a_draft_that_gives_back_what_stood_there_says_nothing():
    place = (NAME, "champs", "", "montant_exceptionnel")
    cells = opened = open_draft(first_agreed(), 1, datetime.date(2027, 1, 1))
    for value in ("1900", "1750"):
        cells = change(cells, View(draft=1), {**in_effect(cells, View(draft=1)), place: value})
    assert cells == opened


def ended_by(cells, number, year):
    """The cells once an amendment has ended the row of a year."""
    view = View(draft=number)
    seen = in_effect(cells, view)
    return change(cells, view, {cell: text for cell, text in seen.items() if cell[2] != year_key(year)})


def test_a_row_ended_and_begun_again_by_one_draft_is_the_same_row_with_other_cells():
    view, row = View(draft=1), ("contributions", year_key(2026))
    cells = ended_by(open_draft(first_agreed(), 1, datetime.date(2026, 6, 1)), 1, 2026)
    begun = {(NAME, *row, ROW): "1", (NAME, *row, "statut"): "structure", (NAME, *row, "utilisateurs"): "50"}
    cells = sign(change(cells, view, {**in_effect(cells, view), **begun}), 1)
    said = {modified_cell(cell[2])[1] for cell in cells if cell[1] == MODIFICATIONS}
    assert said == {(*row, "habitants"), (*row, "utilisateurs")}
    assert {cell: text for cell, text in in_effect(cells).items() if cell[1:3] == row} == begun
    earlier = open_draft(cells, 2, datetime.date(2026, 3, 1))
    ended = sign(ended_by(earlier, 2, 2026), 2)
    assert not [cell for cell in in_effect(ended) if cell[1:3] == row]


def test_a_row_begun_and_ended_again_by_one_draft_is_no_part_of_it():
    view, row = View(draft=1), (NAME, "contributions", year_key(2028))
    cells = opened = open_draft(first_agreed(), 1, datetime.date(2028, 1, 1))
    cells = change(cells, view, {**in_effect(cells, view), (*row, ROW): "3", (*row, "habitants"): "900"})
    assert cells != opened
    assert ended_by(cells, 1, 2028) == opened


def test_a_dropped_draft_leaves_nothing():
    cells = open_draft(first_agreed(), 1, datetime.date(2027, 1, 1))
    place = (NAME, "champs", "", "montant_exceptionnel")
    cells = change(cells, View(draft=1), {**in_effect(cells, View(draft=1)), place: "1900"})
    kept = {cell: text for cell, text in in_effect(cells, EVERYTHING).items() if cell[1] != AMENDMENTS}
    assert change(cells, EVERYTHING, kept) == first_agreed()


def test_what_is_seen_whole_makes_the_same_convention_elsewhere():
    cells = open_draft(first_agreed(), 1, datetime.date(2027, 1, 1))
    cells = sign(cells, 1)
    for number, effect in ((2, 2027), (3, 2028)):
        cells = open_draft(cells, number, datetime.date(effect, 1, 1))
        view = View(draft=number)
        seen = {**in_effect(cells, view), (NAME, "champs", "", "montant_exceptionnel"): f"{effect}"}
        if number == 3:
            seen = {cell: text for cell, text in seen.items() if cell[2] != year_key(2026)}
        cells = sign(change(cells, view, seen), number)
    whole = in_effect(cells, EVERYTHING)
    told = [CellChange(*cell, None, text) for cell, text in sorted(whole.items())]
    elsewhere = patched({}, recorded({}, told, EVERYTHING, Numbering({})))
    for day in (datetime.date(2026, 6, 1), datetime.date(2027, 6, 1), datetime.date(2028, 6, 1)):
        assert inputs(in_effect(elsewhere, View(day))) == inputs(in_effect(cells, View(day)))


# --- what a reader of the change found


def signed_change(cells, number, effect, wanted):
    """An amendment that makes what is seen of `wanted`, signed."""
    cells = open_draft(cells, number, effect)
    view = View(draft=number)
    return sign(change(cells, view, wanted(in_effect(cells, view))), number)


def without_row(year):
    return lambda seen: {cell: text for cell, text in seen.items() if cell[2] != year_key(year)}


def test_a_row_that_ends_and_begins_again_is_found_again_elsewhere():
    row = (NAME, "contributions", year_key(2026))
    cells = signed_change(first_agreed(), 1, datetime.date(2027, 1, 1), without_row(2026))
    again = {(*row, ROW): "9", (*row, "statut"): "structure"}
    cells = signed_change(cells, 2, datetime.date(2028, 1, 1), lambda seen: {**seen, **again})
    whole = in_effect(cells, EVERYTHING)
    told = [CellChange(*cell, None, text) for cell, text in sorted(whole.items())]
    elsewhere = patched({}, recorded({}, told, EVERYTHING, Numbering({})))
    for year in (2026, 2027, 2028):
        view = View(datetime.date(year, 6, 1))
        assert inputs(in_effect(elsewhere, view)) == inputs(in_effect(cells, view))
    assert in_effect(elsewhere, View(datetime.date(2026, 6, 1)))[*row, "habitants"] == "3026"


def test_a_row_put_back_by_a_correction_says_nothing_of_the_past():
    row = (NAME, "contributions", year_key(2026))
    cells = signed_change(first_agreed(), 1, datetime.date(2027, 1, 1), without_row(2026))
    back = {(*row, ROW): "9", (*row, "statut"): "structure", (*row, "utilisateurs"): "7"}
    cells = change(cells, View(), {**in_effect(cells), **back})
    assert in_effect(cells)[*row, "utilisateurs"] == "7"
    assert (*row, "utilisateurs") not in in_effect(cells, View(datetime.date(2026, 6, 1)))


def test_a_draft_is_seen_at_its_effect_whatever_was_signed_for_later():
    place = (NAME, "champs", "", "montant_exceptionnel")
    cells = signed_change(first_agreed(), 1, datetime.date(2028, 1, 1), lambda seen: {**seen, place: "1900"})
    cells = open_draft(cells, 2, datetime.date(2027, 1, 1))
    cells = change(cells, View(draft=2), {**in_effect(cells, View(draft=2)), place: "2000"})
    assert in_effect(cells, View(draft=2))[place] == "2000"
    assert in_effect(sign(cells, 2))[place] == "1900"
    assert in_effect(sign(cells, 2), View(datetime.date(2027, 6, 1)))[place] == "2000"


def test_an_amendment_is_not_typed_over_a_draft_that_is_not_seen():
    cells = open_draft(first_agreed(), 1, datetime.date(2027, 1, 1))
    typed = {
        **in_effect(cells),
        (NAME, AMENDMENTS, "numero=1", ROW): "1",
        (NAME, AMENDMENTS, "numero=1", "objet"): "autre",
    }
    with pytest.raises(WrongValue, match="existe déjà"):
        change(cells, View(), typed)
