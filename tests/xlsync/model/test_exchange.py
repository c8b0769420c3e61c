import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kinds import EXEMPLE
from tests.xlsync.model.samples import INTRACTING, model
from xlsync.errors import CannotRead, CannotWrite, FileMissing, MissingLibrary, UnknownColumn, WrongValue
from xlsync.model import Model, convention_data, exchange, load

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=("Cc", "Cs", "Cn")))


def test_what_goes_out_comes_back(tmp_path):
    exchange.export_csv(model(), tmp_path)
    assert exchange.import_csv(tmp_path).equals(model())


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TEXT, TEXT), max_size=4))
@pytest.mark.parametrize("start", ["", "=", "'", "-", "@", "\t", "\n", '"', ","])
def test_any_text_comes_back(tmp_path, start, pairs):
    rows = [{"id": id, "poste": start + poste, "depense": None} for id, (poste, _) in enumerate(pairs, 1)]
    frais = [{"id": row["id"], "poste": row["poste"]} for row in rows]
    sent = Model().add(convention_data("chauffage_urbain/a", {}, {"frais": frais}))
    exchange.export_csv(sent, tmp_path)
    assert exchange.import_csv(tmp_path).equals(sent)


def test_no_text_of_an_export_is_a_formula(tmp_path):
    exchange.export_csv(model().set(INTRACTING, "conventions", "", "titre", "=cmd|' /C calc'!A0"), tmp_path)
    lines = (tmp_path / "intracting.conventions.csv").read_text(encoding="utf-8").splitlines()
    assert not any(cell.startswith("=") for line in lines for cell in line.split(","))


def test_the_data_package_describes_each_file(tmp_path):
    written = exchange.export_csv(model(), tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert {tmp_path / one["path"] for one in package["resources"]} == set(written[:-1])
    (versements,) = (one for one in package["resources"] if one["name"] == "intracting.versements")
    fields = {one["name"]: one for one in versements["schema"]["fields"]}
    assert versements["schema"]["primaryKey"] == ["convention", "versement"]
    assert fields["taux"] | {"title": ""} == {
        "name": "taux", "title": "", "type": "number",
        "constraints": {"required": True, "minimum": 0, "maximum": 1},
    }  # fmt: skip


def test_a_convention_of_composite_and_digit_keys_comes_back(essai, tmp_path):
    sent = Model().add(load(EXEMPLE))
    exchange.export_csv(sent, tmp_path)
    assert exchange.import_csv(tmp_path).equals(sent)
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    readings = next(one for one in package["resources"] if one["name"] == "essai.releves")["schema"]
    assert readings["primaryKey"] == ["convention", "numero", "mois"]
    assert readings["fields"][1]["constraints"]["pattern"] == r"\d{14}"


def test_an_edited_export_is_read(tmp_path):
    exchange.export_csv(model(), tmp_path)
    path = tmp_path / "intracting.versements.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("0.02", "0.03"), encoding="utf-8")
    assert exchange.import_csv(tmp_path).convention(INTRACTING).value("versements", "1", "taux") == 0.03


@pytest.mark.parametrize(
    ("before", "after", "error"),
    [
        ("170000", "170 000", WrongValue),
        ("montant", "montants", UnknownColumn),
        (INTRACTING, "", CannotRead),
        (",170000", "", CannotRead),
    ],
)
def test_an_export_that_was_damaged_is_refused(tmp_path, before, after, error):
    exchange.export_csv(model(), tmp_path)
    path = tmp_path / "intracting.versements.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    with pytest.raises(error):
        exchange.import_csv(tmp_path)


def test_a_folder_without_its_package_is_refused(tmp_path):
    with pytest.raises(FileMissing, match="datapackage"):
        exchange.import_csv(tmp_path)
    (tmp_path / "datapackage.json").write_text("[]", encoding="utf-8")
    with pytest.raises(CannotRead, match="Data Package"):
        exchange.import_csv(tmp_path)
    (tmp_path / "datapackage.json").write_text(
        '{"resources": [{"name": "moby.devis", "path": "../moby.devis.csv"}]}', encoding="utf-8"
    )
    with pytest.raises(FileMissing, match=r"moby\.devis\.csv"):
        exchange.import_csv(tmp_path)


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "a").write_text("", encoding="utf-8")
    with pytest.raises(CannotWrite, match="est un fichier"):
        exchange.export_csv(model(), tmp_path / "a")


def test_parquet_needs_its_library(tmp_path, monkeypatch):
    monkeypatch.setattr(exchange, "find_spec", lambda name: None)
    for call in (
        lambda: exchange.export_parquet(model(), tmp_path),
        lambda: exchange.import_parquet(tmp_path),
    ):
        with pytest.raises(MissingLibrary, match="pyarrow"):
            call()


def test_parquet_comes_back(tmp_path):
    exchange.export_parquet(model(), tmp_path)
    assert exchange.import_parquet(tmp_path).equals(model())
