"""What goes out comes back, in each form, and what was edited between is read."""

from __future__ import annotations

import datetime
import json

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kinds import EXEMPLE
from tests.xlsync.model.samples import INTRACTING, model
from xlsync import conventions
from xlsync.errors import CannotRead, CannotWrite, FileMissing, MissingLibrary
from xlsync.model import Model, convention_data, load, shapes
from xlsync.tables import FORMS, parquet_files
from xlsync.tables.forms import export_tables, read_tables
from xlsync.tables.workbooks import KIND
from xlsync.workbook import Workbook

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=("Cc", "Cs", "Cn")))


def read(folder, form=None) -> Model:
    """The model that a folder describes alone."""
    tables, found = read_tables(folder, form), Model()
    for name in tables.conventions():
        found = found.put(tables.new(name))
    return found


@pytest.mark.parametrize("form", FORMS)
def test_what_goes_out_comes_back(tmp_path, form):
    export_tables(model(), tmp_path, form)
    assert read(tmp_path).equals(model())


@pytest.mark.parametrize("form", FORMS)
def test_one_convention_of_each_kind_comes_back(essai, tmp_path, form):
    whole = Model()
    for name in conventions.shipped():
        whole = whole.add(load(name))
    export_tables(whole, tmp_path, form)
    assert read(tmp_path).equals(whole)


@pytest.mark.parametrize("form", FORMS)
def test_keys_of_digits_and_of_several_columns_come_back(essai, tmp_path, form):
    """A meter is 14 digits, a zero first; a reading is a meter and a month, a forecast a meter and a year."""
    export_tables(Model().add(load(EXEMPLE)), tmp_path, form)
    back = read(tmp_path).convention(EXEMPLE)
    assert [row["numero"] for row in back.records("compteurs")] == ["01234567890123", "23456789012345"]
    readings = {(row["numero"], row["mois"]): row["kwh"] for row in back.records("releves")}
    assert readings["01234567890123", 1] == 1200
    assert readings["01234567890123", 2] == 1000.5
    assert back.value("releves", "numero=01234567890123;mois=2", "kwh") == 1000.5
    forecasts = [(row["numero"], row["annee"]) for row in back.records("previsions")]
    assert forecasts == [(row["numero"], row["annee"]) for row in load(EXEMPLE).records("previsions")]
    assert ("01234567890123", 2024) in forecasts


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), max_size=4))
@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("start", ["", "=", "'", "-", "@", "\t", "\n", '"', ",", ";", "_x0041_"])
def test_any_text_comes_back(tmp_path, form, start, pairs):
    rows = [{"id": id, "poste": start + poste, "depense": None} for id, (poste, _) in enumerate(pairs, 1)]
    frais = [{"id": row["id"], "poste": row["poste"]} for row in rows]
    sent = Model().add(convention_data("chauffage_urbain/a", {}, {"frais": frais}))
    export_tables(sent, tmp_path, form)
    assert read(tmp_path, form).equals(sent)


def test_no_text_of_an_export_is_a_formula(tmp_path):
    held = model().set(INTRACTING, "conventions", "", "titre", "=cmd|' /C calc'!A0")
    export_tables(held, tmp_path)
    lines = (tmp_path / "intracting.conventions.csv").read_text(encoding="utf-8").splitlines()
    assert not any(cell.startswith("=") for line in lines for cell in line.split(","))
    export_tables(held, tmp_path, "xlsx")
    cells = Workbook.open(tmp_path / "intracting.xlsx").sheet("conventions").cells
    assert [cell.formula for cell in cells.values() if str(cell.value).startswith("=")] == [None]


def test_the_data_package_describes_each_file(tmp_path):
    written = export_tables(model(), tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert {tmp_path / one["path"] for one in package["resources"]} == set(written[:-1])
    (versements,) = (one for one in package["resources"] if one["name"] == "intracting.versements")
    fields = {one["name"]: one for one in versements["schema"]["fields"]}
    assert versements["schema"]["primaryKey"] == ["convention", "versement"]
    assert fields["taux"] | {"title": ""} == {
        "name": "taux", "title": "", "type": "number",
        "constraints": {"required": True, "minimum": 0, "maximum": 1},
    }  # fmt: skip


def test_a_workbook_of_tables_has_a_sheet_a_table_and_real_types(tmp_path):
    """openpyxl is the judge."""
    (_, path) = sorted(export_tables(model(), tmp_path, "xlsx"), reverse=True)
    assert path.name == "intracting.xlsx"
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        table for table in shapes("intracting") if len(model().frame("intracting", table))
    ]
    rows = list(book["versements"].values)
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["convention"], first["montant"], first["taux"]) == (INTRACTING, 170000, 0.02)
    signed = dict(zip(*list(book["conventions"].values)[:2], strict=True))["date_signature"]
    assert signed == datetime.datetime(2024, 3, 30)
    assert book.custom_doc_props[KIND].value == "intracting"


def test_every_table_has_a_name_that_a_sheet_can_bear(kind):
    assert all(len(table) <= 31 for table in shapes(kind))


def test_an_edited_export_is_read(tmp_path):
    export_tables(model(), tmp_path)
    path = tmp_path / "intracting.versements.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("0.02", "0.03"), encoding="utf-8")
    assert read(tmp_path).convention(INTRACTING).value("versements", "1", "taux") == 0.03
    assert read_tables(path).new(INTRACTING).value("versements", "1", "taux") == 0.03


def test_an_edited_workbook_is_read(tmp_path):
    export_tables(model(), tmp_path, "xlsx")
    path = tmp_path / "intracting.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["versements"]
    at = [cell.value for cell in sheet[1]].index("taux") + 1
    sheet.cell(2, at).value = "3 %"
    book.save(path)
    assert read(tmp_path).convention(INTRACTING).value("versements", "1", "taux") == 0.03


def test_a_folder_without_its_package_is_read_by_the_names_of_its_files(tmp_path):
    export_tables(model(), tmp_path)
    (tmp_path / "datapackage.json").unlink()
    assert read(tmp_path).equals(model())


def test_a_package_may_name_its_files_otherwise(tmp_path):
    export_tables(model(), tmp_path)
    path = tmp_path / "datapackage.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"intracting.versements.csv"', '"../v.csv"'),
        encoding="utf-8",
    )
    (tmp_path / "intracting.versements.csv").rename(tmp_path / "v.csv")
    assert read(tmp_path).equals(model())


def test_a_folder_without_tables_is_refused(tmp_path):
    with pytest.raises(FileMissing, match="aucune table"):
        read_tables(tmp_path)
    with pytest.raises(FileMissing, match="n’existe pas"):
        read_tables(tmp_path / "absent")
    with pytest.raises(FileMissing, match="aucune table"):
        read_tables(tmp_path, "parquet")
    (tmp_path / "a.txt").write_text("", encoding="utf-8")
    with pytest.raises(CannotRead, match="ni CSV"):
        read_tables(tmp_path / "a.txt")


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"resources": [1]}', '{"resources": [{"name": 1, "path": "a"}]}']
)
def test_a_damaged_package_is_refused(tmp_path, text):
    export_tables(model(), tmp_path)
    (tmp_path / "datapackage.json").write_text(text, encoding="utf-8")
    with pytest.raises(CannotRead, match="Data Package"):
        read_tables(tmp_path)
    with pytest.raises(CannotRead, match="Data Package"):
        export_tables(model(), tmp_path)


def test_several_forms_in_a_folder_are_told_apart_by_who_asks(tmp_path):
    export_tables(model(), tmp_path)
    export_tables(model(), tmp_path, "xlsx")
    with pytest.raises(CannotRead, match=r"csv, xlsx.*--format"):
        read_tables(tmp_path)
    assert read(tmp_path, "xlsx").equals(read(tmp_path, "csv"))


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "a").write_text("", encoding="utf-8")
    with pytest.raises(CannotWrite, match="est un fichier"):
        export_tables(model(), tmp_path / "a")


def test_parquet_needs_its_library(tmp_path, monkeypatch):
    (tmp_path / "moby.devis.parquet").write_bytes(b"")
    monkeypatch.setattr(parquet_files, "find_spec", lambda name: None)
    for call in (
        lambda: export_tables(model(), tmp_path / "a", "parquet"),
        lambda: read_tables(tmp_path),
    ):
        with pytest.raises(MissingLibrary, match="pyarrow"):
            call()
    assert not (tmp_path / "a").exists()
