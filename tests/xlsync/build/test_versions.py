"""A tariff of two versions: each convention uses that of its own date; no year is printed over another.

The second version is made up: 0,02 € an inhabitant and 3 000 € a structure from 2027 on, where annex 2 of the
Mixeur agreement says 0,01 € and 2 500 € for 2025.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evolving import another_version
from tests.oracle import judge
from tests.xlsync.build.opened import Annex, annex_of
from xlsync.annexbook.checking import check
from xlsync.annexes import schema
from xlsync.build import build
from xlsync.conventions import shipped
from xlsync.model import ConventionData, convention_data, load, record_keys
from xlsync.model.rows import date_of_parameters
from xlsync.recalc import compare, evaluate

RATE = """
  - from: 2027-01-01
    value: "0.02"
    source: {document: "Essai", article: "deuxième version"}
"""
FLAT = """
  - from: 2027-01-01
    value: {structure: "3000", structure_territoire_participant: "1800", partenaire: "1200"}
    source: {document: "Essai", article: "deuxième version"}
"""
AUNIS = "mixeur/aunis-sud"
BEFORE, AFTER = [0.01, 2500.0, 1500.0, 1000.0], [0.02, 3000.0, 1800.0, 1200.0]


@pytest.fixture
def raised(tmp_path: Path) -> Iterator[None]:
    """The tariff goes up in 2027."""
    with (
        another_version(tmp_path / "taux", "mixeur.taux_par_habitant", RATE),
        another_version(tmp_path / "forfait", "mixeur.forfait", FLAT),
    ):
        yield


def dated(**fields: object) -> ConventionData:
    """The shipped convention with other dates; a blank one where it is not given."""
    data = load(AUNIS)
    for name in ("date_parametres", "date_signature", "date_effet", "date_fin"):
        data = data.set("conventions", "", name, fields.get(name))
    return data


def tariff(annex: Annex) -> list[object]:
    return annex.column("tarifs", "montant")


@pytest.mark.usefixtures("raised")
def test_the_tariff_printed_is_that_of_the_year_in_its_title():
    data = load(AUNIS)
    for year, expected in ((2025, BEFORE), (2026, BEFORE), (2027, AFTER), (2030, AFTER)):
        annex = annex_of(data.set("champs", "", "annee_bareme", year))
        title = annex.book.sheet("Annexe 2").cell("A1").value
        waiting = " (provisoires)" if year > 2027 else ""
        assert str(title).endswith(f"l’année {year}{waiting}")
        assert tariff(annex) == expected
        assert annex.value("champs", "", "date_bareme") == datetime.date(year, 1, 1)
        assert annex.value("bareme", "habitants=500000", "contribution") == expected[0] * 500_000
        assert annex.errors() == []


@pytest.mark.usefixtures("raised")
@pytest.mark.parametrize(
    ("fields", "used"),
    [
        ({"date_parametres": "2027-03-01", "date_signature": "2025-06-18"}, "2027-03-01"),
        ({"date_signature": "2025-06-18", "date_effet": "2027-01-01"}, "2025-06-18"),
        ({"date_effet": "2027-01-01"}, "2027-01-01"),
        ({}, "2025-01-01"),
    ],
    ids=["typed", "signed", "in effect", "first year"],
)
def test_a_convention_uses_the_date_that_it_has(fields, used):
    """The first year of its contributions is 2025."""
    annex = annex_of(dated(**{name: datetime.date.fromisoformat(day) for name, day in fields.items()}))
    day = datetime.date.fromisoformat(used)
    assert annex.value("conventions", "", "date_parametres_retenue") == day
    rate = annex.value("parametres", "code=mixeur.taux_par_habitant", "valeur")
    assert rate == (0.02 if day.year >= 2027 else 0.01)
    assert annex.errors() == []


@pytest.mark.usefixtures("raised")
def test_each_year_is_due_at_its_own_tariff():
    data = dated(date_parametres=datetime.date(2025, 6, 18)).set("champs", "", "montant_exceptionnel", None)
    for year in (2026, 2027, 2028):
        data = data.add_row("contributions", {"annee": year, "statut": "structure"})
    annex = annex_of(data)
    assert annex.column("contributions", "montant")[1:] == [2500.0, 3000.0, 3000.0]
    assert annex.errors() == []


@pytest.mark.usefixtures("raised")
def test_a_new_version_stops_no_build_and_leaves_every_figure_of_before(tmp_path):
    report = build(None, tmp_path, str(tmp_path / "model.db"))
    assert (report.clean, report.refused) == (True, [])
    assert check([built.path for built in report.workbooks]) == []


@pytest.mark.usefixtures("raised")
def test_a_version_that_is_not_there_yet_refuses_that_convention_only(tmp_path):
    """The grid of Moby opens on 14/09/2022."""
    from xlsync.build.building import shipped_model
    from xlsync.store import Store

    model = shipped_model().set("moby/ille-et-vilaine", "conventions", "", "date_parametres", "01/01/2020")
    Store.create(str(tmp_path / "model.db"), model, author="test", origin="test", message="test")
    report = build(None, tmp_path, str(tmp_path / "model.db"))
    ((path, refusal),) = report.refused
    assert path.name == "moby-ille-et-vilaine.xlsx"
    assert "01/01/2020" in refusal.text.fr
    assert "14/09/2022" in refusal.text.fr
    assert len(report.workbooks) == len(shipped()) - 1


@pytest.mark.libreoffice
@pytest.mark.usefixtures("raised")
def test_libreoffice_agrees_on_the_second_version(tmp_path):
    annex = annex_of(dated(date_effet=datetime.date(2027, 1, 1)).set("champs", "", "annee_bareme", 2027))
    assert compare(annex.book, evaluate(annex.book)) == []
    path = tmp_path / "mixeur.xlsx"
    path.write_bytes(annex.content)
    judgement = judge(path)
    assert judgement.agrees, (judgement.different, judgement.different_calls, judgement.not_judged)


def test_only_parameters_in_force_are_listed(tmp_path):
    """A parameter that begins in 2027 is not one of a convention of 2025."""
    text = """description: {fr: "Frais", en: "Fees"}
unit: "EUR"
versions:
  - from: 2027-01-01
    value: "12"
    source: {document: "Essai", article: "1"}
"""
    (tmp_path / "mixeur").mkdir()
    (tmp_path / "mixeur" / "frais.yaml").write_text(text, encoding="utf-8")
    from udfs import parameters

    with parameters.also_in(tmp_path):
        for year, listed in ((2025, False), (2027, True)):
            data = dated(date_parametres=datetime.date(year, 1, 1))
            codes = [key["code"] for key in record_keys(data.schema, "parametres", data)]
            assert ("mixeur.frais" in codes) is listed
            assert annex_of(data).errors() == []


def test_the_model_and_the_workbook_take_the_same_date(kind):
    """The places where a kind looks for it, blank one after the other."""
    declared = schema(kind)
    places = declared.parameters_date
    for blank in range(len(places) + 1):
        data = _with_dates(kind, list(places[blank:]))
        found = annex_of(data).value("conventions", "", "date_parametres_retenue")
        assert (found or None) == date_of_parameters(declared, data), places[blank:]
        assert (found == "") == (blank == len(places))


def _with_dates(kind: str, places: list[str]) -> ConventionData:
    """A convention with a day of its own in each of these places, and nothing elsewhere."""
    declared, data = schema(kind), convention_data(f"{kind}/essai")
    for rank, place in enumerate(places):
        table, _, name = place.rpartition(".")
        day = datetime.date(2024, 3, 1) + datetime.timedelta(days=400 * rank)
        if not table:
            home = next(
                group.table for group in declared.groups if name in [one.name for one in group.fields]
            )
            data = data.set(home, "", name, day)
            continue
        for number in (2, 1):
            record = {column.name: _some(column, number) for column in declared.table(table).inputs}
            data = data.add_row(table, {**record, name: day.year + number})
    return data


def _some(column, number: int) -> object:
    if column.type == "choice":
        return column.choices[0]
    if column.type in ("text", "date"):
        return None
    return number if column.key or not column.nullable else None
