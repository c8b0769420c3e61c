"""Annex schemas: what each kind of convention declares (see docs.md)."""

from xlsync.annexes.loader import SchemaError, kinds, schema
from xlsync.annexes.schema import (
    Band,
    Blocks,
    Chart,
    Column,
    FieldGroup,
    Invariant,
    Loans,
    Rows,
    Schema,
    Series,
    Sheet,
    SheetItem,
    Table,
)

__all__ = [
    "Band",
    "Blocks",
    "Chart",
    "Column",
    "FieldGroup",
    "Invariant",
    "Loans",
    "Rows",
    "Schema",
    "SchemaError",
    "Series",
    "Sheet",
    "SheetItem",
    "Table",
    "kinds",
    "schema",
]
