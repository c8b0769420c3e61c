"""Loans handed to the rules, and their tables back in cents, to stand beside `exact.schedule`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tests.udfs.rules.pret.exact import Loan, Row, schedule
from udfs.rules import pret

COLUMNS = ("crd", "interets", "amortissement", "echeance")


def arguments(loan: Loan) -> dict[str, Any]:
    """The arguments of the rules for one loan."""
    return {
        "capital": loan.cents / 100,
        "taux": float(loan.rate),
        "nombre_echeances": loan.payments,
        "periodes_par_an": loan.yearly,
        "date_valeur": np.datetime64(loan.start or "NaT", "D"),
        "premiere_echeance": np.datetime64(loan.first or "NaT", "D"),
        "profil": loan.profile,
        "differe": loan.deferral,
        "type_differe": "total" if loan.capitalised else "partiel",
        "base": "EXACT/365" if loan.exact_days else "30E/360",
        "premiere_periode": loan.broken,
    }


def batch(loans: Sequence[Loan], **more: Any) -> pret.Tableau:
    """One table for all the loans."""
    columns = [arguments(loan) for loan in loans]
    return pret.tableau(**{name: np.array([c[name] for c in columns]) for name in columns[0]}, **more)


def rows_in_cents(table: pret.Tableau, index: Any = ...) -> list[Row]:
    """The rows of one loan of a table; amounts of two decimals, below 2**53 cents."""
    columns = [np.asarray(getattr(table, name)[index]) for name in COLUMNS]
    known = ~np.isnan(columns[0])
    cents = [np.rint(column[known] * 100) for column in columns]
    for column, whole in zip(columns, cents, strict=True):
        assert np.array_equal(whole / 100, column[known])
    return [tuple(map(int, row)) for row in zip(*cents, strict=True)]  # type: ignore[misc]


def wrong(loans: Sequence[Loan], alone: bool = True) -> list[Loan]:
    """The loans whose schedule, in a batch or alone, is not that of rational arithmetic."""
    table = batch(loans)
    found = []
    for index, loan in enumerate(loans):
        expected = schedule(loan)
        right = rows_in_cents(table, index) == expected
        if right and alone:
            right = rows_in_cents(pret.tableau(**arguments(loan))) == expected
        if not right:
            found.append(loan)
    return found
