"""Every schema says what the others can rely on; a slip of the pen in one is refused."""

import shutil

import pytest

from xlsync.annexes import SchemaError, kinds, loader, schema

ASCII_NAME = r"[a-z][a-z0-9_]*"
SOURCES = ("input", "years", "fixed", "parameter", "parameters", "table")


def columns(declared):
    for table in declared.tables:
        blocks = (*table.blocks.fiche, *table.blocks.columns) if table.blocks else ()
        yield from ((table.name, column) for column in (*table.columns, *blocks))
    yield from (("champs", column) for column in declared.fields.values())


def test_the_five_kinds_are_there():
    assert kinds() == ("avelo3", "chauffage_urbain", "intracting", "mixeur", "moby")


@pytest.mark.parametrize("kind", kinds())
def test_names_are_ascii_and_labels_in_two_languages(kind):
    import re

    for table, column in columns(schema(kind)):
        assert re.fullmatch(ASCII_NAME, column.name), (table, column.name)
        assert column.label.fr.strip(), (table, column.name)
        assert column.label.en.strip(), (table, column.name)


@pytest.mark.parametrize("kind", kinds())
def test_a_column_is_typed_computed_or_generated(kind):
    for table, column in columns(schema(kind)):
        assert not (column.formula and column.generated), (table, column.name)
        assert column.formula.startswith("=") or not column.formula, (table, column.name)


@pytest.mark.parametrize("kind", kinds())
def test_every_table_has_a_key_and_a_source(kind):
    declared = schema(kind)
    for table in declared.tables:
        assert table.keys, table.name
        assert table.rows.source in SOURCES, table.name
        if table.rows.source in ("table", "years") and table.rows.table:
            other = declared.table(table.rows.table)
            for name in (table.rows.start, *table.rows.end):
                assert not name or other.column(name).is_input, (table.name, name)


@pytest.mark.parametrize("kind", kinds())
def test_typed_records_have_typed_keys(kind):
    for table in schema(kind).tables:
        if table.rows.source == "input":
            assert all(column.is_input for column in table.columns if column.key), table.name


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for path in loader.HERE.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    monkeypatch.setattr(loader, "HERE", tmp_path)
    loader.schema.cache_clear()
    yield tmp_path
    loader.schema.cache_clear()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("nullable: false", "nulable: false", "nulable"),
        ("type: choice", "type: choix", "choix"),
        ('choices: ["CRM", "métier"], ', "", "choices"),
        ("excel: tblPerimetre", "excel: tblAvenants", "share a name"),
        ("{name: annee_bareme", "{name: date_effet", "share a name"),
        (
            "[{fields: regles}, {table: contributions}]",
            "[{table: contributions}, {fields: regles}]",
            "is not last",
        ),
        ("type: year, key: true", "type: année, key: true", "année"),
        ("kind: scatter", "genre: scatter", "genre"),
        (
            '["Montant (€, ou € par habitant)", "Amount (EUR, or EUR an inhabitant)"]',
            '"Montant"',
            "French, English",
        ),
    ],
)
def test_a_slip_is_refused(folder, before, after, said):
    path = folder / "mixeur.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(SchemaError, match=said):
        schema("mixeur")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Capital: montant", "Capital: montan", "montan"),
        ("calendrier.date_valeur\n", "calendrier.date_valeur_limite\n", "date_valeur_limite"),
        ("Base: base_interets", "Base: part_ari", "part_ari"),
        ("bound: borne_icne", "borne: borne_icne", "borne"),
        ("Durée: duree_ans", "Durée: ape.cout_keur_ht", "other keys"),
    ],
)
def test_a_slip_in_what_makes_a_loan_is_refused(folder, before, after, said):
    path = folder / "intracting.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(SchemaError, match=said):
        schema("intracting")


def test_an_unknown_kind_has_no_schema():
    with pytest.raises(KeyError):
        schema("common")
