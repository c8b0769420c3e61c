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
