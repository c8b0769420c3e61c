"""Conditions as people write them, against inputs made here."""

from __future__ import annotations

import datetime

import pytest

from xlsync.errors import AmbiguousName, UnknownColumn, WrongValue, XlsyncError
from xlsync.model import ConventionData, Model, convention_data
from xlsync.model.conditions import condition


def member(name: str, *years: dict[str, object], **fields: object) -> ConventionData:
    return convention_data(f"mixeur/{name}", fields, {"contributions": years})


A = member(
    "a",
    {"annee": 2026, "statut": "collectivite", "habitants": 25000},
    {"annee": 2025, "statut": "structure", "habitants": 10},
    membre="Commune de L’Île", date_signature=datetime.date(2026, 1, 5), statut="en vigueur",
)  # fmt: skip
B = member(
    "b",
    {"annee": 2025, "statut": "collectivite", "habitants": 20000, "derogation": 1750.5},
    membre="Ville et pays",
)
C = member("c", membre="Sans rien", montant_exceptionnel=0)
MODEL = Model().put(A).put(B).put(C)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("statut = collectivite and habitants > 20000", "a"),
        ("Statut = Collectivité et Habitants >= 20 000", "ab"),
        ("statut = structure", ""),
        ("annee = 2025 and statut = structure", "a"),
        ("annee = 2025 and habitants > 20", "b"),
        ("Année = 2025 et (statut = structure ou habitants = 20000)", "ab"),
        ("annee = 2026 and habitants < 20", ""),
        ("sum(contributions.habitants) = 25 010", "a"),
        ("somme(contributions.habitants) / nombre(contributions.annee) > 12 000,5", "ab"),
        ("count(contributions.annee) = 0", "c"),
        ("État de la convention = en vigueur", "a"),
        ("conventions.statut = projet", ""),
        ("Date de signature >= 05/01/2026", "a"),
        ("date_signature > 2026-01-05", ""),
        ('date_signature = "05/01/2026"', "a"),
        ('"Date de signature" = ""', "bc"),
        ('date_signature <> "" or derogation = 1 750,50', "ab"),
        ("membre = commune de l'ile", "a"),
        ('membre = "Ville et pays"', "b"),
        ("membre = « Ville et pays » ou membre = Sans rien", "bc"),
        ("not (habitants > 5)", "c"),
        ("non habitants > 5", "c"),
        ("habitants", "ab"),
        ('habitants = ""', "c"),
        ("habitants <> 20000", "a"),
        ("montant_exceptionnel = 0", "c"),
        ("habitants * 2 % = 400", "b"),
        ("habitants ≥ 20000 and habitants ≠ 25000", "b"),
        ("1 = 1", "abc"),
        ('membre = « Commune \\de "L’Île" »', "a"),
    ],
)
def test_the_conventions_that_satisfy_a_condition(text: str, names: str):
    assert condition("mixeur", text).satisfied(MODEL) == [f"mixeur/{name}" for name in names]


def test_columns_of_one_table_are_those_of_one_record():
    data = convention_data(
        "intracting/a",
        tables={
            "versements": [
                {"versement": 1, "annee_versement": 2025, "montant": 100},
                {"versement": 2, "annee_versement": 2026, "montant": 900},
            ]
        },
    )
    model = Model().put(data)
    both = "annee_versement = 2025 and versements.montant > 500"
    assert condition("intracting", both).satisfied(model) == []
    assert condition("intracting", both.replace("2025", "2026")).satisfied(model) == ["intracting/a"]


@pytest.mark.parametrize(
    ("kind", "text", "error", "told"),
    [
        ("mixeur", "habitant > 3", UnknownColumn, "habitants"),
        ("mixeur", "montant > 3", UnknownColumn, "“montant”"),
        ("mixeur", "statut = maire", WrongValue, "partenaire"),
        ("mixeur", "habitants > ", WrongValue, "cannot be read"),
        ("mixeur", "1 < habitants < 5", WrongValue, "cannot be read"),
        ("mixeur", "", WrongValue, "cannot be read"),
        ("mixeur", "statut = collectivite; habitants > 3", WrongValue, "partenaire"),
        ("mixeur", "obligation = x and application = y", WrongValue, "several tables (echeances, perimetre)"),
        ("mixeur", "__import__('os')", XlsyncError, ""),
        ("mixeur", '1 = "x"', WrongValue, "follows no name"),
        ("intracting", "montant > 3", AmbiguousName, "versements.montant"),
        ("mixeur", "date_signature > 32/01/2026", WrongValue, ""),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    kind: str, text: str, error: type[XlsyncError], told: str
):
    with pytest.raises(error) as caught:
        condition(kind, text)
    assert told in caught.value.text.en
    assert caught.value.text.fr != caught.value.text.en
