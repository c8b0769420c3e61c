"""What is due when, over many conventions: the occurrences of their deadlines."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from xlsync.annexbook.cells import dated
from xlsync.annexes import Schema, Table
from xlsync.model import ConventionData
from xlsync.portfolio.computing import Computed, compute
from xlsync.store import Store

DEADLINES = "deadlines"
"""The source of rows of the table of occurrences."""
DONE, VOID, UNDATED, DUTY = "fait", "sans objet", "à dater", "obligation"
LATE, PAST, TO_DO, TO_COME = "en retard", "passé", "à faire", "à venir"


@dataclass(frozen=True, slots=True)
class Due:
    """One time when something is due.

    Attributes:
        convention, kind: Whose.
        code, rank: Which of its deadlines, and which occurrence of it: together, what it keeps when its day
            moves.
        label, article, nature: What it is, where the document says so, and what becomes of it by itself.
        day: When, None while it is not known; of what is void, when it would have been.
        year: Its year, where that is known.
        amount: EUR to be paid, None where there is none or it is not known.
        payer, payee: Who pays it to whom.
        is_subsidy: It is a subsidy.
        counts: The amount is its own: it repeats none of another convention.
        state: What the calendar of a workbook says of it on the day on which states are told.
        done: Day on which it was done, None while it is not, on that day.
    """

    convention: str
    kind: str
    code: str
    rank: str
    label: str
    article: str
    nature: str
    day: datetime.date | None
    year: int | None
    amount: float | None
    payer: str
    payee: str
    is_subsidy: bool
    counts: bool
    state: str
    done: datetime.date | None

    @property
    def is_open(self) -> bool:
        """Neither done nor void."""
        return self.state not in (DONE, VOID)


def deadline_tables(schema: Schema) -> list[Table]:
    """The table of occurrences of a kind."""
    return [table for table in schema.tables if table.rows.source == DEADLINES]


def dues(
    store: Store, names: Iterable[str], first: datetime.date, last: datetime.date
) -> tuple[list[Due], Computed]:
    """The occurrences of conventions, the first ones first; those without a day at the end of their year.

    Args:
        store: The store.
        names: Conventions.
        first: The day on which states are told.
        last: A day that those which renew themselves are expanded to.

    Returns:
        Them, and what was computed, with the conventions that could not be.
    """
    found = compute(store, names, deadline_tables, until=last)
    return sorted(dues_of(found, first), key=_order), found


def dues_of(found: Computed, first: datetime.date) -> list[Due]:
    """The occurrences among what was computed, in the order of the conventions.

    Args:
        found: What was computed.
        first: The day on which states are told.
    """
    return [
        _due(found.conventions[name], row, first)
        for name, tables in found.tables.items()
        for table in deadline_tables(found.conventions[name].schema)
        for row in tables.get(table.name, ())
    ]


def _order(due: Due) -> tuple[Any, ...]:
    far = datetime.date.max
    year = datetime.date(due.year, 12, 31) if due.year else far
    return (due.day or year, due.day is None, due.convention, due.code, due.rank)


def _due(data: ConventionData, row: dict[str, Any], first: datetime.date) -> Due:
    done = _done(row, first)
    said = next(one for one in data.schema.deadlines if one.code == row["code"])
    parties = [str(data.value("conventions", "", name) or "") for name in ("membre", "operateur")]
    payer, payee = parties if said.payer == "member" else reversed(parties)
    return Due(
        convention=data.id,
        kind=data.kind,
        code=str(row["code"]),
        rank=str(row["rang"]),
        label=str(row["libelle"]),
        article=str(row["article"]),
        nature=str(row["nature"]),
        day=_day(row["date"]) or (_day(row["prevue"]) if row["motif"] else None),
        year=_number(row["annee"], int),
        amount=_number(row["montant"], float) if said.amount else None,
        payer=payer if said.amount else "",
        payee=payee if said.amount else "",
        is_subsidy=said.subsidy,
        counts=not said.repeats,
        state=_state(row, done, first),
        done=done,
    )


def _done(row: dict[str, Any], first: datetime.date) -> datetime.date | None:
    """When it was done; what is taken as paid on a later day is not done yet."""
    done = _day(row.get("fait_le")) or _day(row["constate_le"])
    return done if done is not None and done <= first else None


def _state(row: dict[str, Any], done: datetime.date | None, first: datetime.date) -> str:
    """As the calendar of a workbook would say it for that day; its own goes to the last day asked for."""
    day = _day(row["date"])
    if row["motif"]:
        return VOID
    if done is not None:
        return DONE
    if day is None:
        return UNDATED
    duty = row["nature"] == DUTY
    return (LATE if duty else PAST) if day < first else (TO_DO if duty else TO_COME)


def _day(value: Any) -> datetime.date | None:
    found = value if isinstance(value, datetime.date) else dated(value)
    return found if isinstance(found, datetime.date) else None


def _number(value: Any, kind: type) -> Any:
    return kind(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
