"""What a table takes from other conventions exists there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xlsync.annexes.loader import declared, kinds
from xlsync.annexes.nodes import Lines
from xlsync.annexes.schema import Column, Schema, Table
from xlsync.annexes.sources import Rows

ENDS = ("date", "year", "integer")
"""Types of what the last year that is renewed is looked for in."""


def check_others(schema: Schema, lines: Lines, table: Table, rows: Rows) -> int:
    """Refuses records that other conventions could not give.

    Args:
        schema: The kind that takes them.
        lines: Where its parts stand.
        table: The table that holds them.
        rows: Where they come from.

    Returns:
        How many parts their key has.

    Raises:
        SchemaError: with its line.
    """
    lines.know(rows, "kind", rows.kind, kinds(), "type de convention inconnu", "unknown kind of convention")
    other = schema if rows.kind == schema.kind else declared(rows.kind)
    given = {one.name: one for one in other.tables if not one.blocks}
    lines.know(rows, "table", rows.table, given, "table inconnue", "unknown table")
    keys = [column.name for column in table.columns if column.key]
    wanted = [column.name for column in given[rows.table].columns if column.key]
    if keys[:-1] != wanted:
        fr, en = "la clé est celle de", "the key is that of"
        listed = ", ".join(wanted)
        lines.refuse(
            rows, "table", f"{fr} {rows.table} ({listed}), puis la convention",
            f"{en} {rows.table} ({listed}), then the convention",
        )  # fmt: skip
    _columns(lines, table, given[rows.table], other, own=other is schema or _takes(other, schema.kind))
    if rows.named:
        _place(lines, rows, "named", rows.named, schema.fields, ("text",))
    if rows.until:
        _place(lines, rows, "until", rows.until, dict(_places(schema)), ENDS)
    return len(keys)


def _columns(lines: Lines, table: Table, given: Table, other: Schema, *, own: bool) -> None:
    """Each column that build writes is there; one that is computed there asks nothing of this kind."""
    typed = {name: field for name, field in other.fields.items() if field.is_input}
    known = typed | {column.name: column for column in given.columns}
    for column in table.columns:
        if column.is_input:
            fr, en = "rien ne se tape à côté de ce que disent d’autres conventions", "nothing is typed there"
            lines.refuse(column, "name", f"{column.name} : {fr}", f"{column.name}: {en}")
        if column.generated != "convention":
            continue
        lines.know(column, "name", column.name, known, "colonne inconnue", "unknown column")
        if own and not known[column.name].is_input:
            lines.refuse(
                column, "name", f"{column.name} se calcule, et ce type de convention se prendrait lui-même",
                f"{column.name} is computed, and this kind of convention would take itself",
            )  # fmt: skip


def _takes(other: Schema, kind: str) -> bool:
    return any(table.rows.kind == kind for table in other.tables)


def _places(schema: Schema) -> Iterator[tuple[str, Column]]:
    yield from schema.fields.items()
    for table in schema.tables:
        yield from ((f"{table.name}.{column.name}", column) for column in table.inputs)


def _place(
    lines: Lines, rows: Rows, word: str, name: str, known: Mapping[str, Column], types: tuple[str, ...]
) -> None:
    inputs = [one for one, column in known.items() if column.is_input]
    lines.know(rows, word, name, inputs, "saisie inconnue", "unknown input")
    if known[name].type not in types:
        fr, en = f"type {' ou '.join(types)} attendu", f"type {' or '.join(types)} expected"
        lines.refuse(rows, word, f"{name} : {fr}", f"{name}: {en}")
