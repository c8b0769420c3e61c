"""Sums due and deadlines of many conventions, between two days: listed, as a calendar, as a workbook."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from udfs.errors import Text
from udfs.figures import figure, spoken
from xlsync.actions.findings import problem_json, problem_lines
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import opened
from xlsync.actions.outputs import check_report
from xlsync.actions.recalc import read_date
from xlsync.actions.report import DONE, REMAINING, Report, table
from xlsync.actions.selecting import selected_of
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.portfolio.dues import Due

AGENDA = Text("un agenda", "an agenda")
MARK = "xlsync_agenda"


def agenda(
    session: Session,
    first: str,
    last: str,
    conventions: Sequence[str] | None = None,
    ics: Path | None = None,
    out: Path | None = None,
    where: str | None = None,
) -> Report:
    """List what is due between two days, the first ones first.

    Args:
        session: The run.
        first: First day, as typed.
        last: Last day, as typed.
        conventions: Whose, kinds for all theirs; every convention when left out.
        ics: An iCalendar file, whose events a second import updates.
        out: A workbook, new or an earlier agenda.
        where: Condition that they satisfy.

    Returns:
        1 when a convention cannot be computed.

    Raises:
        Misuse: days the wrong way round, a file of another sort.
    """
    begin, end = read_date(first), read_date(last)
    if end < begin:
        raise Misuse("--from DATE vient avant --to DATE", "--from DATE comes before --to DATE")
    if ics is not None and ics.suffix.lower() != ".ics":
        raise Misuse(
            f"{ics.name} : un calendrier s’écrit en .ics", f"{ics.name}: a calendar is written as .ics"
        )
    if out is not None:
        check_report(out, MARK, AGENDA)
    from xlsync.portfolio.agenda import between, undated
    from xlsync.portfolio.dues import VOID, dues

    store = opened(session)
    every, found = dues(store, selected_of(store, conventions, where), begin, end)
    dated, without_day = between(every, begin, end), undated(every, begin, end)
    due = [one for one in dated if one.state != VOID]
    if ics is not None:
        _write_calendar(session, dated, ics)
    if out is not None:
        _write_workbook(session, due, without_day, (begin, end), out)
    written = [str(path) for path in (ics, out) if path is not None]
    return Report(
        {
            "from": begin.isoformat(),
            "to": end.isoformat(),
            "dues": [due_json(one) for one in due],
            "undated": [due_json(one) for one in without_day],
            "problems": [problem_json(problem, session) for problem in found.problems],
            "files": written,
        },
        [
            *_lines(due, without_day, session),
            *problem_lines(found.problems, session),
            *(session.text(f"écrit : {path}", f"written: {path}") for path in written),
        ],
        REMAINING if found.problems else DONE,
    )


def due_json(one: Due) -> dict[str, Any]:
    """What is due, as every document shows it."""
    from xlsync.portfolio.calendar_file import event_id

    return {
        "convention": one.convention, "code": one.code, "rank": one.rank, "label": one.label,
        "article": one.article, "nature": one.nature, "date": one.day, "year": one.year, "amount": one.amount,
        "counts": one.counts, "payer": one.payer, "payee": one.payee, "state": one.state, "done": one.done,
        "uid": event_id(one),
    }  # fmt: skip


def _write_calendar(session: Session, dated: Sequence[Due], ics: Path) -> None:
    """What is void is there too: a second import takes it away."""
    from xlsync.files import write_atomic
    from xlsync.portfolio.calendar_file import calendar_bytes

    now = datetime.datetime.now(datetime.UTC)
    write_atomic(ics, calendar_bytes(dated, now=now, lang=session.lang))


def _write_workbook(
    session: Session,
    due: Sequence[Due],
    without_day: Sequence[Due],
    days: tuple[datetime.date, datetime.date],
    out: Path,
) -> None:
    from xlsync.files import write_atomic
    from xlsync.portfolio.agenda import agenda as listings
    from xlsync.portfolio.charts import bars
    from xlsync.portfolio.workbook import workbook_bytes

    first, last = (spoken(day, session.lang) for day in days)
    title = Text("Sommes dues par mois", "Sums due by month")
    content = workbook_bytes(
        listings(due, without_day),
        mark=MARK,
        about=Text(f"Du {first} au {last}", f"From {first} to {last}"),
        lang=session.lang,
        drawings={"par_mois": partial(bars, columns=("montant",), title=title)},
    )
    write_atomic(out, content)


def _lines(due: Sequence[Due], without_day: Sequence[Due], session: Session) -> Iterator[str]:
    headings = [
        session.text(*pair)
        for pair in (
            ("Date", "Day"),
            ("Convention", "Agreement"),
            ("Échéance", "Deadline"),
            ("Montant (€)", "Amount (EUR)"),
            ("Article", "Article"),
            ("État", "State"),
        )
    ]
    rows = [
        (
            "" if one.day is None else spoken(one.day, session.lang),
            one.convention,
            one.label,
            "" if one.amount is None else figure(one.amount, session.lang, decimals=2),
            one.article,
            one.state,
        )
        for one in due
    ]
    if rows:
        yield from table(headings, rows, session)
    else:
        yield session.text("rien n’est dû entre ces dates", "nothing is due between these days")
    if without_day:
        count = len(without_day)
        yield session.text(
            f"sans date encore : {count}, que --json et --out détaillent",
            f"without a day yet: {count}, told by --json and --out",
        )
