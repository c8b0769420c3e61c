import datetime

import pytest

from tests.kinds import EXEMPLE
from tests.xlsync.model.samples import advance, payment
from xlsync.model import load, shapes, template
from xlsync.model.validation import frame_schema, validate

FILLED = {
    "operateur": "Banque", "membre": "Commune", "statut": "projet",
    "mode_arrondi": "theorique", "indexation_energie": 0, "decalage_economies": 1,
}  # fmt: skip


def complete():
    data = advance()
    for name, value in FILLED.items():
        table = "conventions" if name in ("operateur", "membre", "statut") else "champs"
        data = data.set(table, "", name, value)
    return data


def test_what_fits_has_no_problem():
    assert validate(complete()) == []


def test_a_blank_convention_lacks_what_must_be_filled(kind):
    due = {
        (name, column.name)
        for name, shape in shapes(kind).items()
        if shape.is_single
        for column in shape.values
        if not column.nullable and not column.default
    }
    assert {(problem.table, problem.column) for problem in validate(template(kind))} == due


def test_a_problem_says_where_what_fix_and_source():
    data = complete()
    versements = [payment(1, 2024, 170000, 13) | {"taux": 3}]
    (problem,) = validate(data.with_records("versements", versements))
    assert (problem.table, problem.key, problem.column, problem.row) == (
        "versements",
        {"versement": 1},
        "taux",
        0,
    )
    assert "hors limites (au moins 0 et au plus 1)" in problem.what.fr
    assert problem.fix.fr == "corriger la valeur"
    assert "Annexe 2-C" in problem.source


def test_a_blank_where_a_value_is_due_is_a_problem():
    versements = [payment(1, 2024, 170000, 13) | {"taux": None}]
    (problem,) = validate(complete().with_records("versements", versements))
    assert (problem.table, problem.column) == ("versements", "taux")
    assert "obligatoire manquante" in problem.what.fr


def test_one_pandera_schema_a_table(kind):
    for shape in shapes(kind).values():
        generated = frame_schema(shape)
        assert list(generated.columns) == [column.name for column in shape.columns]


METER = {"numero": "01234567890123", "lieu": "École"}


def misfits(table, record):
    """What is wrong in the convention of tests once a table holds this record alone."""
    return validate(load(EXEMPLE).with_records(table, [record]))


def test_a_text_that_its_pattern_refuses_is_a_problem(essai):
    assert misfits("compteurs", METER) == []
    (problem,) = misfits("compteurs", METER | {"numero": "1234567890123"})
    assert (problem.table, problem.column) == ("compteurs", "numero")
    assert "14 chiffres attendu, reçu «\u00a01234567890123\u00a0»" in problem.what.fr


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (datetime.date(2024, 12, 1), "29/11/2024", "02/12/2024"),  # a Sunday
        (datetime.date(2025, 7, 14), "11/07/2025", "15/07/2025"),  # the national day, a Monday
        (datetime.date(2025, 4, 21), "18/04/2025", "22/04/2025"),  # Easter Monday
    ],
)
def test_a_day_off_where_a_working_day_is_due_is_a_problem(essai, day, before, after):
    """Code du travail, article L3133-1."""
    (problem,) = misfits("compteurs", METER | {"mise_en_service": day})
    assert problem.source == "Article 4"
    assert "jour non ouvré" in problem.what.fr
    assert before in problem.fix.fr
    assert after in problem.fix.fr


@pytest.mark.parametrize("day", [datetime.date(2024, 12, 2), datetime.date(2250, 1, 6), None])
def test_a_working_day_or_one_that_no_calendar_covers_is_none(essai, day):
    assert misfits("compteurs", METER | {"mise_en_service": day}) == []


def test_a_year_out_of_bounds_is_said_as_a_year(essai):
    (problem,) = misfits("tranches", {"tranche": 1, "annee_depart": 1999})
    assert problem.what.fr == "Année de départ\u00a0: 1999 est hors limites (au moins 2000 et au plus 2100)"
