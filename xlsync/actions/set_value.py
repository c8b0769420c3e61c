"""One cell of the model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlsync.actions.models import edited, revision_json
from xlsync.actions.report import Report
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.model import ConventionData

SINGLE = "-"


def set_value(session: Session, convention: str, table: str, key: str, column: str, value: str) -> Report:
    """Commit the change."""
    revision = edited(
        session,
        lambda store, on: [changed(store.convention(convention, on), table, key, column, value)],
        "set",
        f"{convention} {table} {key} {column} = {value}",
    )
    document = {"convention": convention, "table": table, "key": key, "column": column, "value": value}
    return Report(
        {**document, "revision": revision_json(revision)},
        [session.text(f"{convention} : {column} = {value}", f"{convention}: {column} = {value}")],
    )


def changed(data: ConventionData, table: str, key: str, column: str, value: str) -> ConventionData:
    """The convention with another value in one cell, its row added when the key is new.

    Raises:
        UnknownTable, UnknownColumn, UnknownKey, WrongValue: The sentence lists what exists.
    """
    from xlsync.errors import UnknownKey
    from xlsync.model import read_key, shape

    found = shape(data.kind, table)
    found.column(column)
    read = read_key(found, key_text(key))
    try:
        return data.set(table, read, column, value)
    except UnknownKey:
        return data.add_row(table, {**read, column: value})


def key_text(key: str) -> str:
    """A key as the model reads it: `k=v;k2=v2`.

    Examples:
        >>> key_text("versement=V1,annee=2025"), key_text("2025"), key_text("-")
        ('versement=V1;annee=2025', '2025', '')
    """
    return "" if key == SINGLE else re.sub(r",(?=\w+=)", ";", key)
