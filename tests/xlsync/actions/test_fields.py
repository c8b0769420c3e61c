"""`fields`: what a person may type, by its name and as printed."""

from __future__ import annotations

import pytest

from xlsync.actions.fields import TYPES, fields
from xlsync.actions.session import Session
from xlsync.actions.set_value import read_edits
from xlsync.annexes import schema as schemas
from xlsync.annexes.schema import TYPES as DECLARED
from xlsync.errors import UnknownKind, UnknownTable


def test_every_type_has_a_name():
    assert set(TYPES) == set(DECLARED)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_input_of_the_schema_is_listed_with_its_label(kind, lang):
    report = fields(Session(lang=lang), kind)
    listed = {
        (table["name"], field["name"]): field["label"]
        for table in report.document["tables"]
        for field in table["fields"]
    }
    declared = schemas(kind)
    for group in declared.groups:
        for column in group.fields:
            if column.is_input:
                assert listed[group.table, column.name] == column.label.in_language(lang)
    for table in declared.tables:
        for column in table.inputs if table.rows.source == "input" else ():
            assert listed[table.name, column.name] == column.label.in_language(lang)
    text = "\n".join(report.lines)
    assert all(name in text for _, name in listed)


def test_every_single_field_listed_can_be_set_by_its_name(kind):
    for table in fields(Session(), kind).document["tables"]:
        for field in table["fields"] if table["rows"] == "single" else ():
            (edit,) = read_edits(kind, [f"{field['name']}=x"])
            assert (edit.table, list(edit.values)) == (table["name"], [field["name"]])


def test_what_is_said_of_a_column():
    (table,) = fields(Session(), "mixeur", "Contributions").document["tables"]
    found = {field["name"]: field for field in table["fields"]}
    assert (found["annee"]["key"], found["statut"]["required"]) == (True, True)
    assert "collectivite" in found["statut"]["choices"]
    assert (found["habitants"]["owner"], found["statut"]["owner"]) == ("member", "operator")


def test_an_unknown_kind_or_table_is_refused():
    with pytest.raises(UnknownKind):
        fields(Session(), "inconnu")
    with pytest.raises(UnknownTable):
        fields(Session(), "moby", "inconnue")
