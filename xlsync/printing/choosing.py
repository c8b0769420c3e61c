"""Which sheets, columns and lines of a schema are printed, and in which order."""

from __future__ import annotations

import re

from xlsync.annexes import Column, Schema, Sheet, Table
from xlsync.annexes.schema import Blocks

ANNEX = re.compile(r'^(?:=")?Annexe (\d+)(?:-([A-Z]))?')
"""A title that begins with « Annexe », a formula included: its number and its letter."""

WITHIN = re.compile(r"dont\b", re.IGNORECASE)
ALWAYS, FILLED, NEVER = "always", "filled", "never"


def when_printed(sheet: Sheet) -> str:
    """Whether a sheet is one of the annexes to sign: "always", "filled" or "never"."""
    return sheet.printed or (ALWAYS if ANNEX.match(sheet.title.fr) else NEVER)


def annexes_of(schema: Schema) -> list[Sheet]:
    """The sheets that may be printed, in the order of the document.

    Examples:
        >>> from xlsync.annexes import schema
        >>> [sheet.name for sheet in annexes_of(schema("moby"))][:3]
        ['Annexe 1 Certificats', 'Annexe 2', 'Annexe 2 Écoles']
    """
    return sorted((sheet for sheet in schema.sheets if when_printed(sheet) != NEVER), key=number_of)


def number_of(sheet: Sheet) -> tuple[int, str]:
    """Number and letter of an annex; those of an article come first.

    Examples:
        >>> from xlsync.annexes import schema
        >>> [number_of(sheet) for sheet in annexes_of(schema("intracting"))][:3]
        [(1, ''), (2, 'A'), (2, 'B')]
    """
    found = ANNEX.match(sheet.title.fr)
    return (int(found[1]), found[2] or "") if found else (0, "")


def printed_columns(table: Table) -> tuple[Column, ...]:
    """The columns of a table that are printed, those of its blocks apart."""
    return tuple(column for column in table.columns if _is_printed(column, table))


def printed_fields(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The single fields, the header lines or the columns of blocks that are printed."""
    return tuple(column for column in columns if _is_shown(column))


def printed_fiche(blocks: Blocks) -> tuple[Column, ...]:
    """The header lines of blocks that are printed, in the order of the document."""
    found = printed_fields(blocks.fiche)
    order = blocks.print_fiche or tuple(line.name for line in found)
    return tuple(sorted(found, key=lambda line: order.index(line.name)))


def is_within(column: Column) -> bool:
    """A « dont »: an amount printed in parentheses, since another one of the record holds it already."""
    said = column.type == "amount" and WITHIN.match(column.label.fr) is not None
    return bool(column.part_of) or said


def _is_printed(column: Column, table: Table) -> bool:
    if column.printed is None:
        rank = column.key and column.generated == "fixed" and len(table.columns) > 1
        left_of_blocks = table.blocks is not None and not column.key
        if rank or left_of_blocks or column.name == table.within:
            return False
    return _is_shown(column)


def _is_shown(column: Column) -> bool:
    if column.printed is not None:
        return column.printed
    return not column.alerts and column.generated != "code"
