"""Which records a table has. The years are those that Annexe 2-E prints (2024 to 2038)."""

import datetime

from tests.kinds import EXEMPLE
from tests.xlsync.model.samples import advance
from udfs import parameters
from xlsync.annexes import schema
from xlsync.model import Model, block_keys, cell_keys, convention_data, load, record_keys, shapes, template


def test_years_go_from_the_first_payment_to_the_year_after_the_last_instalment():
    data = advance()
    years = [key["annee"] for key in record_keys(data.schema, "amortissement", data)]
    assert years == list(range(2024, 2039))


def test_payments_spread_anew_bring_their_years():
    """14 payments left on 13/12/2028: the last one in 2042, and the year after; other events bring none."""
    data = advance()
    model = Model().add(data)
    for kind, amount in (("rééchelonnement", 14), ("remboursement", 50000)):
        event = {"versement": 1, "date": "13/12/2028", "type": kind, "montant": amount}
        model = model.add_row(data.id, "evenements", event)
    more = model.convention(data.id)
    years = [key["annee"] for key in record_keys(more.schema, "definitif", more)]
    assert years == list(range(2024, 2044))
    assert len(record_keys(more.schema, "service", more)) == 3 * 20


def test_a_table_without_its_years_has_no_row():
    data = template("intracting")
    assert record_keys(data.schema, "amortissement", data) == []


def test_blocks_are_the_records_of_another_table():
    data = advance()
    assert block_keys(data.schema, "amortissement", data) == [1, 2, 3]
    keys = cell_keys(data.schema, "amortissement", data)
    assert keys[0] == {"versement": 1, "annee": 2024}
    assert len(keys) == 3 * 15


def test_brackets_without_a_date_are_the_last_ones(essai):
    data = load(EXEMPLE)
    assert [key["tranche"] for key in record_keys(data.schema, "grille", data)] == ["1 à 3", "4 et plus"]
    later = data.set("conventions", "", "date_parametres", "01/01/2026")
    expected = ["1 à 3", "4 à 9", "10 et plus"]
    assert [key["tranche"] for key in record_keys(data.schema, "grille", later)] == expected
    never = data
    for name in ("date_parametres", "date_signature", "date_effet"):
        never = never.set("conventions", "", name, None)
    assert [key["tranche"] for key in record_keys(data.schema, "grille", never)] == expected


def test_years_go_from_one_date_to_another(essai):
    """2 December 2024 to 30 June 2026."""
    data = load(EXEMPLE)
    assert record_keys(data.schema, "annees", data) == [{"annee": year} for year in (2024, 2025, 2026)]
    without = data.set("conventions", "", "date_fin", None)
    assert record_keys(data.schema, "annees", without) == []
    reversed_ = data.set("conventions", "", "date_fin", "30/06/2023")
    assert record_keys(data.schema, "annees", reversed_) == []


def test_numbers_go_from_one_field_to_another_and_on(essai):
    data = load(EXEMPLE)
    assert record_keys(data.schema, "rangs", data) == [{"rang": rank} for rank in (1, 2, 3)]
    more = data.set("champs", "", "premier_rang", 0).set("champs", "", "dernier_rang", 4)
    assert record_keys(data.schema, "rangs", more) == [{"rang": rank} for rank in range(6)]


def test_a_product_is_each_record_of_the_one_with_each_of_the_other(essai):
    data = load(EXEMPLE)
    keys = record_keys(data.schema, "echeancier", data)
    assert keys == [{"annee": year, "rang": rank} for year in (2024, 2025, 2026) for rank in (1, 2)]
    meters = ["01234567890123", "23456789012345"]
    keys = record_keys(data.schema, "previsions", data)
    assert keys == [{"numero": meter, "annee": year} for meter in meters for year in (2024, 2025, 2026)]
    assert record_keys(data.schema, "previsions", data.with_records("compteurs", [])) == []


def test_one_record_a_record_of_another_table():
    data = advance()
    assert record_keys(data.schema, "calendrier", data) == record_keys(data.schema, "versements", data)


def test_typed_records_keep_their_order():
    rows = [{"numero": 2}, {"numero": 1}]
    data = convention_data("mixeur/a", {}, {"avenants": rows})
    assert record_keys(data.schema, "avenants", data) == rows


def test_fixed_records_are_those_of_the_schema():
    data = template("mixeur")
    habitants = [key["habitants"] for key in record_keys(data.schema, "bareme", data)]
    assert habitants == [row["habitants"] for row in data.schema.table("bareme").rows.fixed]


def test_brackets_are_those_of_the_parameter_at_the_date_of_the_convention():
    data = convention_data("moby/a", {"date_parametres": datetime.date(2022, 9, 14)})
    table = data.schema.table("grille")
    value = parameters.value(table.rows.code, "2022-09-14")
    keys = record_keys(data.schema, table, data)
    assert [next(iter(key.values())) for key in keys] == list(value)


def test_parameters_are_the_entries_of_the_kind(kind):
    """Every parameter that has a value has its row, a table of values one row a value."""
    data = template(kind)
    codes = [key["code"] for key in record_keys(data.schema, "parametres", data)]
    assert codes == list(parameters.entries(kind))
    assert all(
        any(code == one or code.startswith(f"{one}.") for code in codes)
        for one in parameters.codes(kind)
        if parameters.parameter(one).versions
    )


def test_every_table_of_every_kind_has_its_keys(kind):
    data = template(kind)
    for table in schema(kind).tables:
        for key in cell_keys(data.schema, table, data):
            assert tuple(key) == table.keys
    assert set(shapes(kind)) >= {"conventions", "avenants", "echeances", "derogations"}
