"""Invariants of the shipped schemas on figures that the documents print."""

import dataclasses
import datetime

import pandas as pd
import pytest

from tests.xlsync.model.samples import advance, payment
from udfs.errors import Text
from xlsync.annexes import Invariant, schema
from xlsync.model import frames, template
from xlsync.model.invariants import check_invariants
from xlsync.model.shapes import shape


def broken(kind, fields=None, tables=None, only=None):
    problems = check_invariants(schema(kind), fields or {}, tables or {})
    return [problem for problem in problems if only is None or only in problem.what.fr]


def framed(data):
    """Its tables as frames, which invariants read."""
    return {name: frames.typed(shape(data.kind, name).columns, data.records(name)) for name in data.tables}


def test_the_payments_of_annexe_2c_sum_to_the_advance():
    data = advance()
    assert broken("intracting", data.fields, framed(data)) == []


def test_a_sum_that_is_off_is_told_with_both_sides_and_the_article():
    data = advance().set("versements", "3", "montant", "160 000,01")
    (problem,) = broken("intracting", data.fields, framed(data))
    assert "500\u00a0000,01 ≠ 500\u00a0000" in problem.what.fr
    assert "3.2" in problem.source


def test_too_many_tranches():
    rows = [payment(rank, 2023 + rank, 100000, 5) for rank in range(1, 7)]
    data = advance().with_records("versements", rows).set("champs", "", "montant_ari", 600000)
    fields = {**data.fields, "nombre_maximal_versements": 5}
    (problem,) = broken("intracting", fields, framed(data))
    assert "6 > 5" in problem.what.fr


INSTALMENTS = {"rang": [1, 2, 3], "part": [0.3, 0.4, 0.3], "ht": [5244.0, 6992.0, 5244.0],
               "tva": [1048.8, 1398.4, 1048.8], "ttc": [6292.8, 8390.4, 6292.8]}  # fmt: skip


def test_the_instalments_of_the_quote_close():
    """Annexe 4 of the Moby convention: 6 292,80 + 8 390,40 + 6 292,80 = 20 976."""
    fields = {"total_ttc": 20976.0}
    assert broken("moby", fields, {"acomptes": pd.DataFrame(INSTALMENTS)}) == []


def test_a_row_that_does_not_add_up_is_named():
    table = pd.DataFrame(INSTALMENTS | {"tva": [1048.8, 1398.41, 1048.8]})
    (problem,) = broken("moby", {"total_ttc": 20976.0}, {"acomptes": table})
    assert problem.key == {"rang": 2}
    assert problem.column == "ht"
    assert "(Rang 2)" in problem.what.fr
    assert "(Rank 2)" in problem.what.en
    assert problem.table == "acomptes"
    assert "8\u00a0390,41 ≠ 8\u00a0390,4" in problem.what.fr


def test_text_and_error_cells_are_not_compared():
    table = pd.DataFrame(INSTALMENTS).astype(object).assign(ttc=["#N/A", "", None])
    assert broken("moby", {"total_ttc": 20976.0}, {"acomptes": table}) == []


def test_dates_are_ordered_by_days():
    order = Invariant("ordre", "date_fin", "date_signature", "Article 8", Text("Fin.", "End."), ">=")
    dated = dataclasses.replace(schema("mixeur"), invariants=(order,))
    fields = {"date_signature": datetime.date(2025, 6, 18), "date_fin": datetime.date(2025, 6, 17)}
    assert len(check_invariants(dated, fields, {})) == 1
    assert check_invariants(dated, fields | {"date_fin": datetime.date(2025, 6, 18)}, {}) == []


METERS = {"numero": ["01234567890123", "23456789012345"], "puissance": [40.0, 40.0], "plafond": [36.0, 36.0]}


@pytest.mark.parametrize(
    ("usage", "caps", "rows"),
    [
        (["bâtiment", "éclairage"], [36.0, 36.0], ["01234567890123"]),
        (["bâtiment", "bâtiment"], [36.0, 36.0], ["01234567890123", "23456789012345"]),
        (["bâtiment", "bâtiment"], [None, 36.0], ["23456789012345"]),
        (["éclairage", None], [36.0, 36.0], []),
    ],
)
def test_an_invariant_holds_only_where_its_condition_is_true(essai, usage, caps, rows):
    """40 kVA over a cap of 36, for buildings that have a cap."""
    table = pd.DataFrame({**METERS, "usage": usage, "plafond": caps})
    found = broken(essai, {}, {"compteurs": table})
    assert [problem.key["numero"] for problem in found] == rows
    for problem in found:
        assert f"({problem.key['numero']})" in problem.what.fr
        assert "40 > 36" in problem.what.fr


def test_a_condition_over_the_whole_convention(essai):
    table = pd.DataFrame({"rang": [1, 2], "part": [0.5, 0.4]})
    assert len(broken(essai, {"detaille": "oui"}, {"rangs": table})) == 1
    assert broken(essai, {"detaille": "non"}, {"rangs": table}) == []
    assert broken(essai, {"detaille": "oui"}, {"rangs": table.assign(part=None)}) == []


def test_a_composite_key_names_its_row(essai):
    readings = pd.DataFrame({"numero": ["01234567890123"], "mois": [2], "kwh": [900.0]})
    forecasts = pd.DataFrame({"numero": ["01234567890123"], "annee": [2025], "kwh": [800.0]})
    (problem,) = broken(essai, {}, {"releves": readings, "previsions": forecasts})
    assert problem.key == {"numero": "01234567890123", "mois": 2}
    assert "(01234567890123 – Mois 2)\u00a0: 900 > 800" in problem.what.fr
    assert "(01234567890123 – Month 2): 900 > 800" in problem.what.en


def test_a_key_that_the_model_would_not_keep_names_its_row_as_it_stands(essai):
    readings = pd.DataFrame({"numero": [1234567890123.0], "mois": ["deux"], "kwh": [900.0]})
    forecasts = pd.DataFrame({"numero": ["01234567890123"], "annee": [2025], "kwh": [800.0]})
    (problem,) = broken(essai, {}, {"releves": readings, "previsions": forecasts})
    assert problem.key == {"numero": 1234567890123.0, "mois": "deux"}
    assert "(1234567890123 – Mois deux)" in problem.what.fr


def test_years_and_dates_are_written_as_such(essai):
    years = pd.DataFrame({"annee": [2026], "bouclage": [2025]})
    (problem,) = broken(essai, {}, {"annees": years})
    assert "(Année 2026)\u00a0: 2025 < 2026" in problem.what.fr
    order = Invariant("ordre", "date_fin", "date_signature", "Article 8", Text("Fin.", "End."), ">=")
    dated = dataclasses.replace(schema("mixeur"), invariants=(order,))
    fields = {"date_signature": datetime.date(2025, 6, 18), "date_fin": datetime.date(2025, 6, 17)}
    (problem,) = check_invariants(dated, fields, {})
    assert "17/06/2025 < 18/06/2025" in problem.what.fr
    assert "2025-06-17 < 2025-06-18" in problem.what.en


def test_the_invariants_of_a_kind_can_be_read_and_a_blank_convention_breaks_none(kind):
    data = template(kind)
    tables = {
        table.name: pd.DataFrame(columns=[column.name for column in table.columns])
        for table in data.schema.tables
    }
    assert check_invariants(data.schema, data.fields, tables) == []
