"""Which occurrences a deadline has: their keys, and what the schema says of each."""

from __future__ import annotations

import pytest

from tests.kinds import EXEMPLE
from tests.xlsync.model.samples import advance
from xlsync.annexes import schema
from xlsync.conventions import shipped
from xlsync.model import Model, cell_keys, load, record_keys
from xlsync.model.occurrences import occurrence_records


def ranks(data, code):
    return [key["rang"] for key in record_keys(data.schema, "occurrences", data) if key["code"] == code]


def test_years_ranks_periods_and_what_is_due_once(essai):
    """From 02/12/2024 to 30/06/2026: three years, four half-years; tranches of 3 years and of 2."""
    data = load(EXEMPLE)
    assert ranks(data, "releve_annuel") == ["2024", "2025", "2026"]
    assert ranks(data, "tranche") == ["1_1", "1_2", "1_3", "2_1", "2_2"]
    assert ranks(data, "point") == ["1", "2", "3", "4"]
    assert ranks(data, "demarrage") == ["1"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("15/10/2020", "15/04/2021", 2),
        ("15/10/2020", "14/04/2021", 1),
        ("31/08/2020", "28/02/2021", 2),  # Six months after 31 August is the last day of February.
        ("30/06/2021", "15/10/2020", 0),
        ("15/10/2020", None, 0),
    ],
)
def test_a_period_counts_when_it_begins_by_the_end(start, end, expected):
    data = load("chauffage_urbain/idf").with_records("comites", [])
    data = data.set("champs", "", "date_fin_test", start).set("conventions", "", "date_fin", end)
    assert len(ranks(data, "comite")) == expected


def test_what_people_type_brings_more_periods():
    data = load("chauffage_urbain/idf").with_records("comites", [{"rang": rank} for rank in (1, 2, 3)])
    assert ranks(data, "comite") == ["1", "2", "3"]


def test_the_ranks_of_a_record_follow_its_own_events():
    """Tranche 2, of 2025, in 14 payments from 13/12/2028: up to 2042, 17 years; the others as they were."""
    data = advance()
    event = {"versement": 2, "date": "13/12/2028", "type": "rééchelonnement", "montant": 14}
    data = Model().add(data).add_row(data.id, "evenements", event).convention(data.id)
    found = ranks(data, "echeance")
    assert [sum(one.startswith(f"{tranche}_") for one in found) for tranche in (1, 2, 3)] == [13, 17, 11]


def test_each_occurrence_says_what_it_is():
    data = advance()
    keys = record_keys(data.schema, "occurrences", data)
    said = occurrence_records(data.schema, data)
    by_key = {(key["code"], key["rang"]): one for key, one in zip(keys, said, strict=True)}
    assert by_key["echeance", "3_11"] == {
        "article": "Article 6.2",
        "libelle": "Échéance 11 du versement 3",
        "nature": "obligation",
        "ajustement": "suivant",
        "serie": 3,
        "numero": 11,
    }
    assert by_key["confidentialite", "1"]["serie"] is None


def test_keys_are_those_of_one_deadline_once(kind):
    declared = schema(kind)
    data = load(EXEMPLE) if kind == "essai" else load_shipped(kind)
    keys = [(key["code"], key["rang"]) for key in cell_keys(declared, "occurrences", data)]
    assert len(set(keys)) == len(keys)
    assert {code for code, _ in keys} <= {deadline.code for deadline in declared.deadlines}


def load_shipped(kind):
    return load(next(one for one in shipped() if one.startswith(f"{kind}/")))
