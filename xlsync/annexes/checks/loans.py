"""The conditions of the loans are inputs of the kind."""

from __future__ import annotations

from xlsync.annexes.nodes import Lines
from xlsync.annexes.schema import EVENT, Loans, Schema


def check(schema: Schema, lines: Lines) -> None:
    """Refuses loans whose conditions are not where they are said to be.

    Raises:
        SchemaError: with its line.
    """
    loans = schema.loans
    if loans is None:
        return
    tables = [table.name for table in schema.tables]
    lines.know(loans, "table", loans.table, tables, "table inconnue", "unknown table")
    for word, place in (("lender", loans.lender), ("bound", loans.bound)):
        _place(schema, lines, loans, word, place)
    for _, place in loans.fiche:
        _place(schema, lines, loans, "fiche", place)
    _place(schema, lines, loans, "year", loans.year)
    lines.know(loans, "events", loans.events, tables, "table inconnue", "unknown table")
    held = [column.name for column in schema.table(loans.events).inputs]
    for name in (*schema.table(loans.table).keys, *EVENT):
        lines.know(
            loans, "events", name, held, f"{loans.events} : saisie inconnue", f"{loans.events}: unknown input"
        )


def _place(schema: Schema, lines: Lines, loans: Loans, word: str, place: str) -> None:
    """A column of the record, one of another table with the same key, or a single field."""
    name, _, column = place.rpartition(".")
    tables = {table.name: table for table in schema.tables}
    lines.know(loans, word, name or loans.table, tables, "table inconnue", "unknown table")
    own, table = tables[loans.table], tables[name or loans.table]
    inputs = [one.name for one in (*table.inputs, *(() if name else schema.fields.values())) if one.is_input]
    lines.know(loans, word, column, inputs, "saisie inconnue", "unknown input")
    if table.keys != own.keys:
        fr, en = f"{name} n’a pas la clé de {own.name}", f"{name} has other keys than {own.name}"
        lines.refuse(loans, word, fr, en)
