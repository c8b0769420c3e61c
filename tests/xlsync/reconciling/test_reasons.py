"""Why a lender's table differs: each reason found from figures in exact fractions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from tests.xlsync.model.lived import Repaid, constant, lived
from tests.xlsync.model.tranches import DATES, RATE, TERMS, added, advance, cents, days
from tests.xlsync.model.tranches import changed as with_cells
from tests.xlsync.reconciling.written import (
    FRENCH,
    Paid,
    Printed,
    Table,
    changed,
    exact,
    in_cents,
    later,
    lines_of,
    of_lines,
    of_tranche,
    write,
)
from udfs.calendar import BASES
from udfs.rules.pret.options import ARRONDIS
from xlsync.model import ConventionData
from xlsync.model.loans import loan_named
from xlsync.reconciling.reconciling import Reconciliation, reconciled
from xlsync.reconciling.roundings import ROUNDINGS
from xlsync.reconciling.variants import Variant, rows_of
from xlsync.reconciling.variants import changed as other_conditions
from xlsync.reconciling.words import said_reason

CAPITAL, NUMBER = TERMS[1]
START = DATES[1]
OVER_365 = RATE * 360 / 365
VALUE, FIRST = date(2024, 12, 2), date(2025, 6, 30)
"""A broken first period of 208 days (30/360)."""


def found(tmp_path: Path, table: Table, data: ConventionData | None = None) -> Reconciliation:
    path = write(tmp_path / "banque.csv", lines_of(table))
    return reconciled(loan_named(data or advance(1), "1"), path)


def said(one: Reconciliation) -> list[str]:
    return [said_reason(reason).fr.replace("\N{NO-BREAK SPACE}", " ") for reason in one.reasons]


def broken_loan() -> ConventionData:
    return with_cells(
        advance(1),
        ("calendrier", "1", "date_valeur", VALUE),
        ("calendrier", "1", "premiere_echeance", FIRST),
    )


def broken(share: Fraction, mode: str = "principal") -> Table:
    """The loan with the broken first period, its interest over that part of a year.

    Args:
        share: Years of the first period.
        mode: What the first payment keeps: its "principal", or the "payment".
    """
    payment, balance, rows = constant(Fraction(CAPITAL), RATE, NUMBER), Fraction(CAPITAL), []
    for rank in range(1, NUMBER + 1):
        whole = cents(balance * RATE)
        interest = cents(balance * RATE * share) if rank == 1 else whole
        kept = whole if mode == "principal" else interest
        principal = balance if rank == NUMBER else payment - kept
        rows.append(Paid(rank, FIRST.replace(year=FIRST.year + rank - 1), balance, interest, principal))
        balance -= principal
    return rows


def test_a_broken_first_period_to_the_cent(tmp_path: Path):
    table = broken(Fraction(208, 360))
    assert (table[0].interest, table[0].paid) == (Fraction("1964.44"), Fraction("13544.56"))
    assert found(tmp_path, table, broken_loan()).found.is_equal


BROKEN = {
    "avec l’échéance maintenue, tout concorde": broken(Fraction(208, 360), "payment"),
    "avec la base 30/365 pour la première période seule, tout concorde": broken(Fraction(208, 365)),
    "avec la base EXACT/360 pour la première période seule, tout concorde": broken(Fraction(210, 360)),
    "avec la base EXACT/365 pour la première période seule, tout concorde": broken(Fraction(210, 365)),
    "avec une date de valeur au 04/12/2024, tout concorde": broken(Fraction(206, 360)),
    "avec la base EXACT/365 pour la première période seule et l’échéance maintenue, tout concorde": broken(
        Fraction(210, 365), "payment"
    ),
}


@pytest.mark.parametrize("reason", BROKEN)
def test_a_broken_first_period_otherwise(reason: str, tmp_path: Path):
    assert reason in said(found(tmp_path, BROKEN[reason], broken_loan()))


def printed_euros() -> Table:
    return [
        Printed(
            one.rank,
            one.due,
            *(Fraction(round(part)) for part in (one.balance, one.interest, one.principal, one.paid)),
        )
        for one in exact()
    ]


OTHERWISE = {
    "avec les intérêts tronqués au centime, tout concorde": of_tranche(1, RATE, truncated=True),
    "avec l’arrondi au centime, affiché à l’euro, tout concorde": printed_euros(),
    "avec un taux de 2,05 %, tout concorde": of_tranche(1, Fraction("0.0205")),
    "avec un capital de 171 000 €, tout concorde": in_cents(171_000, NUMBER, START, RATE),
    "avec 12 échéances, tout concorde": in_cents(CAPITAL, 12, START, RATE),
    "avec des dates 2 jours plus tôt, tout concorde": later(exact(), -2),
    "avec des dates au 1 du mois, tout concorde": [
        replace(one, due=one.due.replace(day=1)) for one in exact()
    ],
    "avec la base 30/365 et des dates 1 jour plus tard, tout concorde": later(of_tranche(1, OVER_365), 1),
    "avec la base 30/365 et un taux de 2,05 %, tout concorde": of_tranche(1, Fraction("0.0205") * 360 / 365),
    "avec un capital de 171 000 € et un taux de 2,05 %, tout concorde": in_cents(
        171_000, NUMBER, START, Fraction("0.0205")
    ),
}


@pytest.mark.parametrize("reason", OTHERWISE)
def test_a_loan_otherwise(reason: str, tmp_path: Path):
    assert reason in said(found(tmp_path, OTHERWISE[reason]))


def test_a_last_payment_like_the_others(tmp_path: Path):
    """13 × 14 980,12: the last line settles nothing, its interest takes the cent."""
    last = exact()[-1]
    assert last.paid == Fraction("14980.11")
    table = changed(exact(), NUMBER, interest=last.interest + Fraction(1, 100))
    (first, *_) = said(found(tmp_path, table))
    assert first == "avec une dernière échéance égale aux autres, ses intérêts portant l’écart, tout concorde"


def working_days() -> Table:
    """13 December on a Saturday or a Sunday is paid on the Monday; no holiday is near."""
    return [
        replace(one, due=date.fromordinal(one.due.toordinal() + {5: 2, 6: 1}.get(one.due.weekday(), 0)))
        for one in exact()
    ]


def test_days_of_payment_under_due_dates(tmp_path: Path):
    table = working_days()
    assert sum(a.due != b.due for a, b in zip(table, exact(), strict=True)) > 2
    assert "avec des dates au jour ouvré suivant, tout concorde" in said(found(tmp_path, table))


def test_a_column_of_days_of_payment_is_compared_with_them(tmp_path: Path):
    headings = [one.replace("d’échéance", "de paiement") for one in FRENCH]
    for table in (working_days(), exact()):
        path = write(tmp_path / "banque.csv", lines_of(table, headings))
        assert reconciled(loan_named(advance(1), "1"), path).found.is_equal


def repaid_loan(amount: int = 50_000) -> tuple[ConventionData, Repaid]:
    event = Repaid(date(2027, 6, 13), Fraction(amount))
    record = {"versement": 1, "date": event.day, "type": "remboursement", "montant": float(amount)}
    return added(advance(1), "evenements", **record), event


def test_events_are_in_our_table(tmp_path: Path):
    data, event = repaid_loan()
    table = of_lines(lived(CAPITAL, RATE, NUMBER, START, (event,)))
    assert len(table) == NUMBER + 1
    assert found(tmp_path, table, data).found.is_equal


def test_a_lender_that_took_no_event(tmp_path: Path):
    data, _ = repaid_loan()
    assert said(found(tmp_path, exact(), data)) == ["avec les événements laissés de côté, tout concorde"]


def test_a_base_over_365_with_an_event(tmp_path: Path):
    """Interest of every line times 360/365, payments of a loan at that rate."""
    data, event = repaid_loan()
    table = of_lines(lived(CAPITAL, OVER_365, NUMBER, START, (event,)))
    assert "avec la base 30/365, tout concorde" in said(found(tmp_path, table, data))


def test_several_wrong_lines_are_each_named(tmp_path: Path):
    table = changed(exact(), 3, due=date(2072, 12, 13))
    table = changed(table, 9, interest=table[8].interest + 1, principal=table[8].principal - 1)
    (only,) = said(found(tmp_path, table))
    right = exact()[8].interest
    assert only.startswith("ligne 3 : date d’échéance 13/12/2072 au lieu de 13/12/2027 ; ligne 9 : intérêts")
    assert right == Fraction("1412.16")
    assert "1 413,16 au lieu de 1 412,16, les autres concordent" in only


def test_a_wrong_sign_and_a_mark_out_of_place(tmp_path: Path):
    for interest, hint in ((-1, "le signe est inversé"), (10, "la virgule est déplacée")):
        right = exact()[4]
        wrong = Printed(5, right.due, right.balance, right.interest * interest, right.principal, right.paid)
        table = [wrong if one.rank == 5 else one for one in exact()]
        (only,) = said(found(tmp_path, table))
        assert hint in only


def test_a_cell_that_cannot_be_read_is_a_wrong_cell(tmp_path: Path):
    lines = lines_of(exact())
    lines[4][3] = "n.c."
    one = reconciled(loan_named(advance(1), "1"), write(tmp_path / "banque.csv", lines))
    assert said(one) == ["ligne 4 : intérêts n.c. au lieu de 2 691,20, les autres concordent"]


def test_what_remains_is_counted(tmp_path: Path):
    """Two years at another rate: no single change explains the lines, the nearest says what is left."""
    table = [
        replace(one, interest=one.interest + Fraction(one.rank**2 % 7, 10)) for one in of_tranche(1, OVER_365)
    ]
    reasons = found(tmp_path, table).reasons
    assert all(one.remaining and one.explains < NUMBER for one in reasons)


@pytest.mark.parametrize("rounding", ARRONDIS)
@pytest.mark.parametrize("base", BASES)
def test_other_periods_leave_the_library_as_it_is(base: str, rounding: str):
    """The rows that a trial computes one by one are those of the library, whatever the base."""
    held = other_conditions(loan_named(broken_loan(), "1").conditions(), base=base)
    plain = Variant(held, rounding=rounding)
    aside = replace(plain, first=base)
    assert not aside.is_plain
    assert [row.amounts for row in rows_of(aside)] == [row.amounts for row in rows_of(plain)]


def test_the_modes_of_the_library_are_all_tried():
    assert set(ARRONDIS) <= {one.arrondi for one in ROUNDINGS.values()}
    assert days(VALUE, FIRST) == 208
