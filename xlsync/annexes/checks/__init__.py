"""What a schema says must hold together: names that exist, once, and words that go together.

What a draw, a build or a check would stumble on is refused when the file is read, with its line.
"""

from __future__ import annotations

from xlsync.annexes.checks import columns, deadlines, formulas, invariants, loans, names, rows, sheets, tables
from xlsync.annexes.nodes import Lines
from xlsync.annexes.schema import Schema

CHECKS = (names, columns, tables, rows, deadlines, sheets, formulas, invariants, loans)
"""In this order: each relies on what those before it have seen."""


def check(schema: Schema, lines: Lines) -> None:
    """Refuses a schema that does not hold together.

    Args:
        schema: What was read.
        lines: Where each of its parts stands.

    Raises:
        SchemaError: the first thing that does not, with its file and line.
    """
    for module in CHECKS:
        module.check(schema, lines)
