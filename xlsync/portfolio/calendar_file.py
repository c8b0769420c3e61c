"""Deadlines as an iCalendar file: a whole day each, under an identity that a second import updates."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable

from icalendar import Calendar, Event

from udfs.errors import Text
from udfs.figures import figure
from xlsync.portfolio.dues import DONE, VOID, Due

NAMESPACE = uuid.UUID("5f1c1f4e-0d1c-4f0a-9d55-3f2f6f7b9a41")
"""Of the identities of events: with the convention, the code and the rank, the same on every machine."""
PRODUCT = "-//xlsync//conventions//FR"
NAME = Text("Échéances des conventions", "Deadlines of the agreements")


def calendar_bytes(dues: Iterable[Due], *, now: datetime.datetime, lang: str) -> bytes:
    """The deadlines that have a day, as iCalendar (RFC 5545), in UTF-8.

    What is void is there too, as cancelled, so that an import takes it away. The stamp of an event is the
    moment of the export: a later file wins over an earlier one.

    Args:
        dues: What is due.
        now: The moment of the export, with its time zone.
        lang: "fr" or "en".
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", NAME.in_language(lang))
    for due in dues:
        if due.day is not None:
            calendar.add_component(_event(due, due.day, now, lang))
    return bytes(calendar.to_ical())


def event_id(due: Due) -> str:
    """The identity of an occurrence, the same whenever and wherever it is exported."""
    return f"{uuid.uuid5(NAMESPACE, f'{due.convention}/{due.code}/{due.rank}')}@xlsync"


def _event(due: Due, day: datetime.date, now: datetime.datetime, lang: str) -> Event:
    event = Event()
    event.add("uid", event_id(due))
    event.add("dtstamp", now)
    event.add("sequence", int(now.timestamp()))
    event.add("dtstart", day)
    event.add("dtend", day + datetime.timedelta(days=1))
    event.add("summary", f"{due.label} – {due.convention}")
    event.add("description", "\n".join(_said(due, lang)))
    event.add("categories", [due.kind])
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if due.state == VOID else "CONFIRMED")
    return event


def _said(due: Due, lang: str) -> Iterable[str]:
    fr = lang == "fr"
    yield due.article
    if due.amount is not None:
        amount = figure(due.amount, lang, decimals=2)
        yield f"{amount} €, {due.payer} → {due.payee}" if fr else f"EUR {amount}, {due.payer} → {due.payee}"
    if due.state == DONE and due.done is not None:
        yield f"fait le {due.done:%d/%m/%Y}" if fr else f"done on {due.done:%Y-%m-%d}"
