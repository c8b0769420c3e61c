import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.xlsync.model.samples import INTRACTING, advance, model, payment
from xlsync.errors import InvalidKey
from xlsync.model import Model, cells_of, differences, flatten, patched, unflatten
from xlsync.model.changes import CellChange

AMOUNTS = st.none() | st.decimals(0, 10**9, places=2).map(float)
TEXTS = st.none() | st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1)
FRAIS = st.lists(st.tuples(st.integers(1, 30), TEXTS, AMOUNTS), unique_by=lambda row: row[0], max_size=6)


def with_frais(rows) -> Model:
    records = [{"id": id, "poste": poste, "tarif_ttc": tarif} for id, poste, tarif in rows]
    from xlsync.model import convention_data

    return Model().add(convention_data("chauffage_urbain/a", {}, {"frais": records}))


def test_cells_are_the_whole_model():
    assert unflatten(flatten(model())).equals(model())


@settings(max_examples=40)
@given(FRAIS, FRAIS)
def test_changes_lead_from_one_model_to_the_other_and_back(before, after):
    first = flatten(with_frais(before))
    second = flatten(with_frais(after), first)
    changes = differences(first, second)
    assert unflatten(patched(first, changes)).equals(with_frais(after))
    assert patched(patched(first, changes), [change.inverse() for change in changes]) == first


def test_a_changed_cell_is_one_change():
    after = model().set(INTRACTING, "versements", "1", "taux", 0.03)
    assert differences(flatten(model()), flatten(after)) == [
        CellChange(INTRACTING, "versements", "versement=1", "taux", "0.02", "0.03")
    ]


def test_a_change_knows_its_key():
    change = CellChange(INTRACTING, "versements", "versement=1", "taux", None, "0.03")
    assert change.key_columns == {"versement": 1}


def test_a_row_added_last_moves_no_other():
    after = model().add_row(INTRACTING, "versements", payment(4, 2027, 1, 2))
    changes = differences(flatten(model()), flatten(after, flatten(model())))
    assert {change.key for change in changes} == {"versement=4"}


def test_a_row_deleted_moves_no_other():
    after = model().delete_row(INTRACTING, "versements", "1")
    changes = differences(flatten(model()), flatten(after, flatten(model())))
    assert {change.key for change in changes} == {"versement=1"}


def test_what_another_version_knows_stays():
    later = {(INTRACTING, "versements", "versement=1", "nouvelle"): "1", ("autre_type/a", "t", "", "c"): "2"}
    before = flatten(model()) | later
    assert differences(before, flatten(unflatten(before))) == []
    gone = differences(before, flatten(model().delete_row(INTRACTING, "versements", "1"), before))
    assert (INTRACTING, "versements", "versement=1", "nouvelle") in [change.cell for change in gone]


def test_a_blank_or_double_key_has_no_cells():
    frame = model().frame("intracting", "versements")
    tables = dict(model().tables)
    tables["intracting", "versements"] = frame.assign(versement=1)
    with pytest.raises(InvalidKey, match="versement=1"):
        flatten(Model(tables))
    tables["intracting", "versements"] = frame.assign(versement=frame["versement"].mask(frame.index == 0))
    with pytest.raises(InvalidKey, match="versement"):
        flatten(Model(tables))


def test_the_cells_of_one_convention():
    cells = cells_of(advance())
    assert cells[INTRACTING, "versements", "versement=3", "montant"] == "160000"
    assert cells[INTRACTING, "conventions", "", "date_signature"] == "2024-03-30"
