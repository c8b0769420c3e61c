"""Annex schemas: what each kind of convention declares (see docs.md)."""

from xlsync.annexes.loader import also_in, kinds, schema
from xlsync.annexes.schema import (
    Band,
    Blocks,
    Column,
    FieldGroup,
    Invariant,
    Loans,
    Schema,
    Table,
)
from xlsync.annexes.sheets import Chart, Series, Sheet, SheetItem
from xlsync.annexes.sources import Deadline, Rows
from xlsync.errors import SchemaError

__all__ = [
    "Band",
    "Blocks",
    "Chart",
    "Column",
    "Deadline",
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
    "also_in",
    "kinds",
    "schema",
]
