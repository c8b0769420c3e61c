"""A renewed year of Mixeur: its calendar expects what the contributions give once the year is typed."""

from __future__ import annotations

from datetime import date

import pytest

from xlsync.annexbook.figures import computed_tables
from xlsync.model import ConventionData, load
from xlsync.model.renewal import renewed
from xlsync.portfolio.computing import STATE_DAY
from xlsync.portfolio.dues import deadline_tables

LAST_TYPED, LAST = 2026, 2029
CASES = {
    "what was signed": {},
    "a collectivité by inhabitants": {"statut": "collectivite", "habitants": 48_000, "utilisateurs": 6},
    "a collectivité with partner accounts": {
        "statut": "collectivite", "habitants": 31_500, "utilisateurs": 3, "structures": 2,
        "utilisateurs_partenaires": 4,
    },
    "an organisation": {"statut": "structure", "habitants": None, "utilisateurs": 3},
    "partners alone": {"statut": "partenaire", "habitants": None, "utilisateurs": 5, "structures": 3},
    "an amount of its year alone": {"statut": "collectivite", "habitants": 48_000, "derogation": 900},
}  # fmt: skip


def _amounts(data: ConventionData) -> tuple[dict[int, float], dict[int, float]]:
    """Contributions by year: those of the table, and those that the calendar expects."""
    table = data.schema.table("contributions")
    calendar = deadline_tables(data.schema)
    (found,) = computed_tables([data], [()], [table, *calendar])
    typed = {int(row["annee"]): row["montant"] for row in found["contributions"]}
    expected = {
        int(row["numero"]): row["montant"] for row in found[calendar[0].name] if row["code"] == "contribution"
    }
    return typed, expected


@pytest.mark.parametrize("exceptional", [None, 1200, 0], ids=["tariff", "exceptional", "free"])
@pytest.mark.parametrize("inputs", CASES.values(), ids=CASES)
def test_the_calendar_expects_what_the_renewed_year_will_owe(inputs: dict, exceptional: int | None) -> None:
    data = load("mixeur/aunis-sud").set("champs", "", STATE_DAY, date(LAST, 12, 31))
    data = data.set("champs", "", "montant_exceptionnel", exceptional)
    table = data.schema.table("contributions")
    data, _ = renewed(data, table, LAST_TYPED)
    for name, value in inputs.items():
        data = data.set("contributions", f"annee={LAST_TYPED}", name, value)
    _, expected = _amounts(data)
    whole, added = renewed(data, table, LAST)
    owed, same = _amounts(whole)
    assert added == set(range(LAST_TYPED + 1, LAST + 1))
    assert {year: expected[year] for year in added} == {year: owed[year] for year in added}
    assert {year: same[year] for year in added} == {year: owed[year] for year in added}
