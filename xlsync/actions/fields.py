"""What people type for a kind of convention: its tables, their columns, its single fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlsync.actions.report import Report
from xlsync.actions.report import table as aligned
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.annexes import Column
    from xlsync.model import Shape

TYPES = {
    "amount": ("montant", "amount"),
    "number": ("nombre", "number"),
    "rate": ("taux", "rate"),
    "integer": ("entier", "whole number"),
    "year": ("année", "year"),
    "date": ("date", "date"),
    "flag": ("vrai ou faux", "true or false"),
    "text": ("texte", "text"),
    "choice": ("choix", "choice"),
}
"""What a value of a type is called, in French and in English."""


def fields(session: Session, kind: str, table: str | None = None) -> Report:
    """List the tables of a kind with their inputs, or one of them: what `set` and `import` take.

    Raises:
        UnknownKind, UnknownTable, AmbiguousName: The sentence lists what exists.
    """
    from xlsync.model import kind_of, shapes
    from xlsync.model.naming import table_named

    known = shapes(kind_of(kind))
    found = list(known.values()) if table is None else [table_named(kind, table)]
    return Report(
        {"kind": kind, "tables": [_document(one, session) for one in found]},
        [line for one in found for line in _lines(one, session)],
    )


def _document(found: Shape, session: Session) -> dict[str, Any]:
    return {
        "name": found.name,
        "title": found.title.in_language(session.lang),
        "article": found.article,
        "rows": found.source if found.keys else "single",
        "fields": [_field(found, column, session) for column in found.columns],
    }


def _field(found: Shape, column: Column, session: Session) -> dict[str, Any]:
    return {
        "name": column.name,
        "label": column.label.in_language(session.lang),
        "type": column.type,
        "unit": column.unit,
        "key": column in found.keys,
        "required": not column.nullable,
        "choices": column.choices,
        "minimum": column.minimum,
        "maximum": column.maximum,
        "owner": column.owner,
    }


def _lines(found: Shape, session: Session) -> Iterator[str]:
    article = f" ({found.article})" if found.article else ""
    yield f"{found.name} – {found.title.in_language(session.lang)}{article}"
    headings = (
        session.text("  Nom", "  Name"),
        session.text("Imprimé", "Printed"),
        session.text("Type", "Type"),
        session.text("À savoir", "To know"),
    )
    yield from aligned(headings, [_row(found, column, session) for column in found.columns], session)
    yield ""


def _row(found: Shape, column: Column, session: Session) -> tuple[str, str, str, str]:
    unit = f", {column.unit}" if column.unit else ""
    told = [
        session.text("clé", "key") if column in found.keys else "",
        session.text("obligatoire", "required") if not column.nullable and column not in found.keys else "",
        session.text("le membre le saisit", "typed by the member") if column.owner == "member" else "",
        ", ".join(column.choices),
    ]
    return (
        f"  {column.name}",
        column.label.in_language(session.lang),
        session.text(*TYPES[column.type]) + unit,
        " ; ".join(part for part in told if part),
    )
