"""A table by year: the rows of the year, whatever happens to the loan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from udfs.errors import OutOfRange, WrongValue
from udfs.rules import pret
from udfs.rules.pret.annees import COLONNES

EVENTS = st.lists(
    st.tuples(
        st.dates(np.datetime64("2025-01-01").item(), np.datetime64("2031-12-31").item()).map(np.datetime64),
        st.sampled_from([("quote_part", 0.25), ("taux", 0.035), ("reechelonnement", 9.0)]),
    ).map(lambda event: (event[0], *event[1])),
    max_size=3,
)


def by_year(loan: pret.Conditions, column: str, year: int) -> Any:
    """The rows of a year added one by one."""
    table = pret.table_of(loan)
    rows = [i for i in range(int(table.nombre)) if table.date[i].item().year == year]
    return sum(round(100 * float(getattr(table, column)[i])) for i in rows) / 100 if rows else None


@settings(max_examples=40, deadline=None)
@given(EVENTS, st.sampled_from(["2024-12-13", "2024-02-29"]), st.sampled_from([1, 4]))
def test_the_sums_of_a_year_are_those_of_its_rows(events: Any, start: str, periods: int) -> None:
    loan = pret.Conditions.of(170000, 0.02, 10 * periods, periods, start, evenements=events)
    try:
        pret.table_of(loan)
    except OutOfRange:
        reject()  # an event after the loan is repaid
    for year in range(2023, 2048):
        for column in ("interets", "amortissement", "echeance"):
            expected = by_year(loan, column, year)
            found = pret.annee(column, year, loan)
            assert np.isnan(found) if expected is None else found == pytest.approx(expected, abs=1e-9)


def test_years_of_one_loan_and_a_year_of_many() -> None:
    loan = pret.Conditions.of(170000, 0.02, 13, 1, "2024-12-13")
    years = pret.annee("crd", np.arange(2024, 2041), loan)
    assert [None if np.isnan(one) else one for one in years[[0, 1, 2, 13, 14, 15]]] == [
        None, 170000.0, 158419.88, 14686.38, 0.0, None,
    ]  # fmt: skip
    many = pret.Conditions.of([170000, 160000], 0.02, [13, 11], 1, ["2024-12-13", "2026-12-14"])
    assert pret.annee("echeance", 2027, many).tolist() == [14980.12, 16348.47]
    alone = [pret.annee(column, 2027, loan) for column in COLONNES]
    batch = [pret.annee(column, 2027, many)[0] for column in COLONNES]
    assert [str(one) for one in alone] == [str(one) for one in batch]


def test_a_balance_in_a_year_without_payment_is_what_is_owed() -> None:
    loan = pret.Conditions.of(170000, 0.02, 13, 1, "2024-12-13", "2026-06-30")
    assert pret.annee("crd", 2025, loan) == 170000.0
    assert np.isnan(pret.annee("echeance", 2025, loan))
    assert np.isnat(pret.annee("date", 2025, loan))


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(WrongValue, match="colonne inconnue"):
        pret.annee("capital", 2025, pret.Conditions.of(170000, 0.02, 13, 1, "2024-12-13"))
