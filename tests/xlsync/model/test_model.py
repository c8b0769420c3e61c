import pytest

from tests.xlsync.model.samples import INTRACTING, MIXEUR, advance, model
from xlsync.errors import AlreadyThere, UnknownConvention
from xlsync.model import Model, cells_of, convention_data, shapes, template
from xlsync.model.frames import dtype


def test_the_convention_is_first_in_every_key():
    for frame in model().tables.values():
        assert frame.columns[0] == "convention"


def test_frames_have_the_types_declared(kind):
    blank = Model().add(template(kind))
    for name, shape in shapes(kind).items():
        found = blank.frame(kind, name).dtypes
        assert found["convention"] == "string"
        assert [str(found[column.name]) for column in shape.columns] == [
            dtype(column) for column in shape.columns
        ]


def test_computed_columns_are_not_in_the_model(kind):
    names = {table.name: table for table in template(kind).schema.tables}
    for name, shape in shapes(kind).items():
        if name in names:
            assert all(column.is_input or column.key for column in shape.columns)


def test_what_goes_in_comes_out():
    data = model().convention(INTRACTING)
    assert data.fields == advance().fields
    assert data.tables == advance().tables


def test_conventions_are_in_order_whatever_the_order_of_addition():
    ids = [f"intracting/{letter}" for letter in "cab"]
    made = Model()
    for convention in ids:
        made = made.add(convention_data(convention, {"titre": convention}))
    assert made.conventions() == sorted(ids) == made.frame("intracting", "conventions")["convention"].tolist()


def test_an_edit_leaves_the_other_conventions_alone():
    before = model().add(template("intracting", "autre"))
    after = before.set(INTRACTING, "versements", "1", "taux", "3 %")
    assert after.convention(INTRACTING).value("versements", "1", "taux") == 0.03
    assert after.convention("intracting/autre").fields == before.convention("intracting/autre").fields
    assert after.tables["mixeur", "conventions"] is before.tables["mixeur", "conventions"]


def test_a_convention_is_added_once_and_removed_whole():
    with pytest.raises(AlreadyThere, match="exemple"):
        model().add(advance())
    rest = model().remove(INTRACTING)
    assert rest.conventions() == [MIXEUR]
    assert not any(kind == "intracting" for kind, _ in rest.tables)
    assert rest.frame("intracting", "versements").empty


def test_an_unknown_convention_is_named_with_its_neighbours():
    with pytest.raises(UnknownConvention, match="intracting/exemple") as caught:
        model().convention("intracting/exempl")
    assert "there are" in caught.value.text.en


def test_rows_change_from_the_model():
    added = model().add_row(MIXEUR, "avenants", {"numero": 1, "objet": "Prolongation"})
    assert added.convention(MIXEUR).records("avenants")[0]["objet"] == "Prolongation"
    assert added.delete_row(MIXEUR, "avenants", "1").equals(model())


def test_a_part_has_the_conventions_asked_for_alone():
    whole = model()
    names = whole.conventions()
    for wanted in ([], names[:1], names[1:], names):
        part = whole.part(wanted)
        assert part.conventions() == wanted
        assert all(cells_of(part.convention(one)) == cells_of(whole.convention(one)) for one in wanted)
    assert whole.part(names).equals(whole)
    with pytest.raises(UnknownConvention):
        whole.part([*names, "mixeur/absente"])
