"""Names as people write them: of the schema or as printed, whatever the case and the accents."""

import pytest

from udfs.errors import Text
from xlsync.errors import UnknownColumn, UnknownTable
from xlsync.model import shapes
from xlsync.model.naming import column_named, field_named, named, table_named
from xlsync.model.shapes import SINGLE

INSTALMENTS = shapes("moby")["acomptes"]


@pytest.mark.parametrize("written", ["date", "DATE", "Échéance", "echeance", " ÉCHÉANCE ", "Due date"])
def test_a_column_by_its_name_or_its_label(written):
    assert column_named(INSTALMENTS, written) == "date"


@pytest.mark.parametrize("written", ["convention", "Convention", "CONVENTION "])
def test_a_name_wins_over_the_label_of_another(written):
    known = {"titre": Text("Convention", "Agreement"), "convention": Text("Identifiant", "Identifier")}
    assert named(written, known) == ["convention"]


def test_a_label_of_two_columns_is_refused_with_both():
    known = {"montant_ht": Text("Montant (€ HT)", "Amount"), "montant_ttc": Text("Montant (€ TTC)", "Amount")}
    assert named("Montant (€ HT)", known) == ["montant_ht"]
    assert named("montant", known) == ["montant_ht", "montant_ttc"]
    assert named("amount", known) == ["montant_ht", "montant_ttc"]


def test_what_is_near_is_told_first():
    with pytest.raises(UnknownColumn, match=r"libele.*il existe.*libelle, rang"):
        column_named(INSTALMENTS, "libele")
    with pytest.raises(UnknownColumn, match=r"il existe.*date, "):
        column_named(INSTALMENTS, "écheanse")


def test_a_table_by_its_name_or_its_title():
    for written in ("acomptes", "Acomptes", shapes("moby")["acomptes"].title.fr.upper()):
        assert table_named("moby", written).name == "acomptes"
    with pytest.raises(UnknownTable, match=r"moby.*il existe.*acomptes"):
        table_named("moby", "acompte")


def test_every_field_is_found_by_its_name_and_its_label(kind):
    fields = {
        column.name: (table, column)
        for table in SINGLE
        if table in shapes(kind)
        for column in shapes(kind)[table].values
    }
    labels = {name: column.label for name, (_, column) in fields.items()}
    for name, (table, column) in fields.items():
        assert field_named(kind, name.upper()) == (shapes(kind)[table], name)
        assert name in named(column.label.fr, labels)


def test_a_column_of_a_table_is_no_field_and_the_table_is_said():
    with pytest.raises(UnknownColumn, match="colonne de acomptes"):
        field_named("moby", "part")
