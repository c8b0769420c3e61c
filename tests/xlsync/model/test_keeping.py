"""Changes as the store keeps them, and what undoes them later."""

import pytest

from tests.xlsync.model.samples import INTRACTING, advance, model, payment
from xlsync.errors import WrongValue
from xlsync.model import (
    ROW,
    CellChange,
    ConventionData,
    Model,
    Numbering,
    cells_of,
    check_readable,
    differences,
    flatten,
    patched,
    settled,
    undoing,
    unflatten,
)

RATE = (INTRACTING, "versements", "versement=1", "taux")
ROWS = (INTRACTING, "bilan", "annee=2027")
"""A record of a table of generated years: it is kept as far as something is typed in it."""


def change(cell, before, after):
    return CellChange(*cell, before, after)


def history(*states: ConventionData):
    """Cells of the last state, ranks ever given, and what each state changed from the one before."""
    cells, ranks, steps = {}, {}, []
    for state in states:
        step = differences(cells, flatten(Model().put(state), ranks))
        cells = patched(cells, step)
        ranks |= {one.cell: one.after for one in step if one.column == ROW and one.after is not None}
        steps.append(step)
    return cells, ranks, steps


def held(cells, *steps) -> ConventionData:
    for step in steps:
        cells = patched(cells, step)
    return unflatten(cells).convention(INTRACTING)


def test_a_changed_cell_stays_one_change():
    cells = cells_of(advance())
    assert settled(cells, [change(RATE, "0.02", "0.03")], Numbering(cells)) == [change(RATE, "0.02", "0.03")]


def test_what_changes_nothing_is_no_change():
    cells = cells_of(advance())
    assert settled(cells, [change(RATE, "0.02", "0.02")], Numbering(cells)) == []


def test_the_cells_of_a_record_go_with_it():
    cells = cells_of(advance()) | {(*RATE[:3], "nouvelle"): "7"}
    gone = settled(cells, [change((*RATE[:3], ROW), "1", None)], Numbering(cells))
    assert {one.cell for one in gone} == {cell for cell in cells if cell[:3] == RATE[:3]}
    assert {one.after for one in gone} == {None}


def test_a_cell_of_a_record_that_is_not_there_does_not_come():
    cells = cells_of(advance())
    cell = (INTRACTING, "versements", "versement=9", "taux")
    assert settled(cells, [change(cell, None, "0.03")], Numbering(cells)) == []


def test_a_generated_record_comes_and_goes_with_its_cells():
    cells = cells_of(advance())
    saved = (*ROWS, "economies_constatees")
    came = settled(cells, [change(saved, None, "12")], Numbering(cells))
    assert came == [change((*ROWS, ROW), None, "2"), change(saved, None, "12")]
    after = patched(cells, came)
    went = settled(after, [change(saved, "12", None)], Numbering(after))
    assert went == [one.inverse() for one in came]


def test_everything_goes_with_its_convention():
    cells = flatten(model())
    gone = settled(cells, [change((INTRACTING, "conventions", "", ROW), "1", None)], Numbering(cells))
    assert {one.cell for one in gone} == {cell for cell in cells if cell[0] == INTRACTING}


def test_undoing_gives_what_was_before():
    before, after = advance(), advance().set("versements", "1", "taux", 0.03).delete_row("versements", "2")
    cells, ranks, steps = history(before, after)
    back = held(cells, undoing(cells, steps[-1], Numbering(ranks)))
    assert back.records("versements") == before.records("versements")


def test_what_is_undone_later_finds_its_place_before_what_came_since():
    """The last of three goes, a fourth comes, the third comes back: it stands third."""
    gone = advance().delete_row("versements", "3")
    cells, ranks, steps = history(advance(), gone, gone.add_row("versements", payment(4, 2027, 1, 2)))
    back = held(cells, undoing(cells, steps[1], Numbering(ranks)))
    assert [row["versement"] for row in back.records("versements")] == [1, 2, 3, 4]


def test_undoing_an_edit_does_not_bring_back_a_row_that_went_since():
    edited = advance().set("versements", "2", "taux", 0.03)
    cells, ranks, steps = history(advance(), edited, edited.delete_row("versements", "2"))
    assert undoing(cells, steps[1], Numbering(ranks)) == []


def test_undoing_a_new_order_does_not_bring_back_a_row_that_went_since():
    rows = advance().records("versements")
    turned = advance().with_records("versements", [rows[2], rows[0], rows[1]])
    cells, ranks, steps = history(advance(), turned, turned.delete_row("versements", "1"))
    back = held(cells, undoing(cells, steps[1], Numbering(ranks)))
    assert [row["versement"] for row in back.records("versements")] == [2, 3]


def test_undoing_the_first_cell_of_a_generated_row_keeps_the_others():
    """The year came with its savings; the objective typed since stays when the savings go."""
    first = advance().set("calendrier", "1", "date_valeur", "13/12/2024")
    second = first.set("calendrier", "1", "premiere_echeance", "30/06/2025")
    cells, ranks, steps = history(advance(), first, second)
    back = held(cells, undoing(cells, steps[1], Numbering(ranks)))
    (row,) = back.records("calendrier")
    assert row["date_valeur"] is None
    assert row["premiere_echeance"] == second.value("calendrier", "1", "premiere_echeance")


def test_undoing_the_coming_of_a_convention_takes_what_came_since_with_it():
    cells, ranks, steps = history(advance(), advance().add_row("avenants", {"numero": 1, "objet": "Durée"}))
    gone = undoing(cells, steps[0], Numbering(ranks))
    assert patched(cells, gone) == {}


def test_a_text_that_could_not_be_read_again_is_refused():
    for cell, text in (
        (RATE, "deux pour cent"),
        ((INTRACTING, "versements", "versement=V4", ROW), "4"),
        ((INTRACTING, "versements", "versement=1", "profil"), "Progressif"),
    ):
        with pytest.raises(WrongValue):
            check_readable([change(cell, None, text)])
    check_readable([change(RATE, "0.02", None), change((*RATE[:3], "nouvelle"), None, "x")])
