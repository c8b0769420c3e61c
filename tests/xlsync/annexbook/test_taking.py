"""What a merge gives to the model, as the store keeps it.

The judge is the model itself: the convention that the changed cells make, by `data_of` and `with_changes`.
"""

import pytest

from xlsync.annexbook.taking import data_of, taken, with_changes
from xlsync.merge import Change
from xlsync.model import ROW, Model, Numbering, cells_of, load, patched, unflatten

MOBY, INTRACTING = "moby/ille-et-vilaine", "intracting/noyarey"
SCHOOLS = "etablissements"


def came(table, key, rank, **texts):
    return [
        Change(table, key, ROW, None, rank),
        *(Change(table, key, name, None, text) for name, text in texts.items()),
    ]


def went(cells, table, key):
    return [Change(*where, text, None) for where, text in cells.items() if where[:2] == (table, key)]


def held(convention):
    return {cell[1:]: text for cell, text in cells_of(load(convention)).items()}


CASES = {
    "a value": (MOBY, lambda cells: [Change("champs", "", "numero_devis", None, "D2")]),
    "a row": (MOBY, lambda cells: came(SCHOOLS, "id=7", "3", etablissement="Collège neuf")),
    "two rows in the order of the workbook": (
        MOBY,
        lambda cells: [*came(SCHOOLS, "id=8", "9", etablissement="B"), *came(SCHOOLS, "id=7", "12")],
    ),
    "a row that goes": (MOBY, lambda cells: went(cells, SCHOOLS, "id=1")),
    "another key": (
        MOBY,
        lambda cells: [*went(cells, SCHOOLS, "id=1"), *came(SCHOOLS, "id=5", "1", etablissement="A")],
    ),
    "the first cell of a generated row": (
        INTRACTING,
        lambda cells: [Change("bilan", "annee=2030", "economies_constatees", None, "12.5")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_taken_makes_the_convention_that_was_merged(name):
    convention, merged = CASES[name]
    cells = held(convention)
    changes = merged(cells)
    expected = data_of(convention, with_changes(cells, changes))
    whole = cells_of(load(convention))
    found = taken(convention, cells, changes, Numbering(whole))
    made = unflatten(patched(whole, found))
    assert made.equals(Model().put(expected))
    assert {one.cell[1:] for one in found} >= {one.cell for one in changes}


def test_a_row_that_comes_is_ranked_after_all_those_that_were():
    """A row went before: its rank is free, and kept for it should it come back."""
    cells = held(MOBY)
    ranks = cells_of(load(MOBY)) | {(MOBY, SCHOOLS, "id=6", ROW): "41"}
    (row, _) = taken(MOBY, cells, came(SCHOOLS, "id=7", "1", etablissement="A"), Numbering(ranks))
    assert (row.column, row.after) == (ROW, "42")
