"""What invariants name exists, and each can be read."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from xlsync.annexes.checks.sheets import whole_column
from xlsync.annexes.expressions import ExpressionError, names_in
from xlsync.annexes.nodes import Lines
from xlsync.annexes.schema import Invariant, Schema


def check(schema: Schema, lines: Lines) -> None:
    """Refuses an invariant that could not be computed.

    Raises:
        SchemaError: with its line.
    """
    for invariant in schema.invariants:
        known = [*_columns(schema, lines, invariant), *schema.fields]
        for word in ("left", "right", "when"):
            _side(schema, lines, invariant, word, known)
        try:
            Decimal(invariant.tolerance)
        except InvalidOperation:
            lines.refuse(invariant, "tolerance", "tolerance : nombre attendu", "tolerance: number expected")


def _columns(schema: Schema, lines: Lines, invariant: Invariant) -> list[str]:
    """The columns that an invariant of a table may name."""
    if not invariant.table:
        return []
    tables = {table.name: table for table in schema.tables}
    lines.know(invariant, "table", invariant.table, tables, "table inconnue", "unknown table")
    table = tables[invariant.table]
    return [column.name for column in (*table.columns, *(table.blocks.columns if table.blocks else ()))]


def _side(schema: Schema, lines: Lines, invariant: Invariant, word: str, known: list[str]) -> None:
    text = getattr(invariant, word)
    try:
        named = names_in(text, condition=word == "when") if text else ()
    except ExpressionError as error:
        lines.refuse(invariant, word, f"expression illisible : {error}", f"unreadable expression: {error}")
    for table, name in named:
        if table:
            whole_column(schema, lines, invariant, word, f"{table}[{name}]")
        else:
            lines.know(invariant, word, name, known, "nom inconnu", "unknown name")
