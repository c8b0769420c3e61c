"""The agenda of many conventions: sums due and deadlines between two days, as lists."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from udfs.errors import Text
from xlsync.portfolio.dues import Due
from xlsync.portfolio.listing import AMOUNT, DAY, INTEGER, Heading, Listing, total

DAY_HEADING = Heading("date", Text("Date", "Day"), DAY)
HEADINGS = (
    DAY_HEADING,
    Heading("convention", Text("Convention", "Agreement")),
    Heading("libelle", Text("Échéance", "Deadline")),
    Heading("article", Text("Article", "Article")),
    Heading("montant", Text("Montant (€)", "Amount (EUR)"), AMOUNT, is_summed=True),
    Heading("payeur", Text("Payé par", "Paid by")),
    Heading("beneficiaire", Text("À", "To")),
    Heading("etat", Text("État", "State")),
    Heading("fait_le", Text("Fait le", "Done on"), DAY),
)


REPEATED = Heading("repete", Text("Compté ailleurs (€)", "Counted elsewhere (EUR)"), AMOUNT)
"""Beside the amounts that are summed, those that repeat sums of other conventions."""


def between(dues: Iterable[Due], first: datetime.date, last: datetime.date) -> list[Due]:
    """What is due from one day to another, both included; what would be, had it not become void, too."""
    return [due for due in dues if due.day is not None and first <= due.day <= last]


def undated(dues: Iterable[Due], first: datetime.date, last: datetime.date) -> list[Due]:
    """What has no day yet: of a year between those of two days, or of a year that is not known."""
    years = range(first.year, last.year + 1)
    return [
        due for due in dues if due.day is None and due.is_open and (due.year is None or due.year in years)
    ]


def agenda(dues: Sequence[Due], without_day: Sequence[Due]) -> list[Listing]:
    """The agenda as lists: each deadline, the sums by month, what has no day yet.

    An amount that repeats those of other conventions stands in a column of its own: no sum counts it twice.

    Args:
        dues: What is due, in order of day.
        without_day: What is due on a day that is not known yet.
    """
    return [
        Listing(
            "agenda",
            Text("Agenda", "Agenda"),
            Text("Agenda des conventions", "Agenda of the agreements"),
            *_shown(dues),
        ),
        _by_month(dues),
        Listing(
            "a_dater",
            Text("À dater", "Without a day"),
            Text("Échéances sans date encore", "Deadlines without a day yet"),
            *_shown(without_day),
        ),
    ]


def _shown(dues: Sequence[Due]) -> tuple[tuple[Heading, ...], list[list[object]]]:
    """Headings and rows; amounts of others in `REPEATED`, where there are some."""
    rows = [due_row(due) for due in dues]
    if all(due.counts or due.amount is None for due in dues):
        return HEADINGS, rows
    at = [heading.code for heading in HEADINGS].index("montant")
    for due, row in zip(dues, rows, strict=True):
        row[at : at + 1] = [row[at], None] if due.counts else [None, row[at]]
    return (*HEADINGS[: at + 1], REPEATED, *HEADINGS[at + 1 :]), rows


def due_row(due: Due) -> list[object]:
    """What is due, under `HEADINGS`."""
    return [
        due.day,
        due.convention,
        due.label,
        due.article,
        due.amount,
        due.payer,
        due.payee,
        due.state,
        due.done,
    ]


def _by_month(dues: Sequence[Due]) -> Listing:
    months: dict[str, list[Due]] = {}
    for due in dues:
        assert due.day is not None
        months.setdefault(f"{due.day:%Y-%m}", []).append(due)
    return Listing(
        "par_mois",
        Text("Par mois", "By month"),
        Text("Sommes et échéances, par mois", "Sums and deadlines, by month"),
        (
            Heading("mois", Text("Mois", "Month")),
            Heading("echeances", Text("Échéances", "Deadlines"), INTEGER, is_summed=True),
            Heading("montant", Text("Montant (€)", "Amount (EUR)"), AMOUNT, is_summed=True),
        ),
        [
            [month, len(of_it), total(due.amount for due in of_it if due.counts)]
            for month, of_it in months.items()
        ],
    )
