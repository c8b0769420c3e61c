import datetime

import pytest

from tests.xlsync.model.samples import advance, payment
from xlsync.model import shapes, template
from xlsync.model.validation import frame_schema, validate, validate_records

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
    assert "hors limites" in problem.what.fr
    assert "au plus 1" in problem.fix.fr
    assert "Annexe 2-C" in problem.source


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"montant": "abc"}, "montant", "abc"),
        ({"profil": "autre"}, "profil", "autre"),
        ({"taux": None}, "taux", "manquante"),
        ({"versement": None}, "versement", "manquante"),
        ({"annee_versement": 2024.5}, "annee_versement", "2024.5"),
    ],
)
def test_each_fault_is_one_problem(change, column, said):
    (problem,) = validate_records("intracting", "versements", [payment(1, 2024, 170000, 13) | change])
    assert problem.column == column
    assert said in problem.what.fr


def test_a_duplicate_key_is_a_problem_on_both_rows():
    rows = [payment(1, 2024, 1, 1), payment(2, 2024, 1, 1), payment(1, 2025, 1, 1)]
    problems = validate_records("intracting", "versements", rows)
    assert [(problem.row, problem.column) for problem in problems] == [(0, ""), (2, "")]
    assert all("versement=1" in problem.what.fr for problem in problems)


def test_one_pandera_schema_a_table(kind):
    for shape in shapes(kind).values():
        generated = frame_schema(shape)
        assert list(generated.columns) == [column.name for column in shape.columns]


METER = {"numero": "01234567890123", "lieu": "École"}


def test_a_text_that_its_pattern_refuses_is_a_problem(essai):
    assert validate_records(essai, "compteurs", [METER]) == []
    (problem,) = validate_records(essai, "compteurs", [METER | {"numero": "1234567890123"}])
    assert (problem.table, problem.column) == ("compteurs", "numero")
    assert "1234567890123" in problem.what.fr
    assert problem.fix.fr == "saisir 14 chiffres"


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
    (problem,) = validate_records(essai, "compteurs", [METER | {"mise_en_service": day}])
    assert problem.source == "Article 4"
    assert "jour non ouvré" in problem.what.fr
    assert before in problem.fix.fr
    assert after in problem.fix.fr


@pytest.mark.parametrize("day", [datetime.date(2024, 12, 2), datetime.date(2250, 1, 6), None])
def test_a_working_day_or_one_that_no_calendar_covers_is_none(essai, day):
    assert validate_records(essai, "compteurs", [METER | {"mise_en_service": day}]) == []


def test_a_year_out_of_bounds_is_said_as_a_year(essai):
    (problem,) = validate_records(essai, "tranches", [{"tranche": 1, "annee_depart": 1999}])
    assert problem.what.fr == "Année de départ\u00a0: 1999 est hors limites"
    assert problem.fix.fr == "saisir au moins 2000 et au plus 2100"
