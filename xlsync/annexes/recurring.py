"""What is due when, as the formulas of one table: each column asks which deadline its row is of.

A table whose rows are the occurrences of `deadlines` says `{deadlines.date}` in a formula, or another of the
words of a deadline that are formulas. It gets what the deadline of its row says there, "" where that one says
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from xlsync.annexes.nodes import Lines
from xlsync.annexes.schema import Column, Schema, Table
from xlsync.annexes.sources import Deadline

FORMULAS = ("date", "year", "amount", "done", "void")
"""The words of a deadline that are formulas."""


def recurring(schema: Schema, lines: Lines) -> Schema:
    """The schema with these formulas.

    Args:
        schema: A kind, its deadlines whole.
        lines: Where each declaration stands.
    """
    said = {f"{{deadlines.{word}}}": _of_its_deadline(schema.deadlines, word) for word in FORMULAS}
    return replace(schema, tables=tuple(_with(table, said, lines) for table in schema.tables))


def _of_its_deadline(deadlines: Iterable[Deadline], word: str) -> str:
    """What the deadline of the row says, as an expression."""
    whole = '""'
    for deadline in reversed(tuple(deadlines)):
        if formula := getattr(deadline, word):
            whole = f'IF([code]="{deadline.code}",{formula.removeprefix("=")},{whole})'
    return whole


def _with(table: Table, said: dict[str, str], lines: Lines) -> Table:
    if table.rows.source != "deadlines":
        return table
    made = replace(table, columns=tuple(_filled(column, said, lines) for column in table.columns))
    lines.follow(table, made)
    return made


def _filled(column: Column, said: dict[str, str], lines: Lines) -> Column:
    formula = column.formula
    for place, expression in said.items():
        formula = formula.replace(place, expression)
    if formula == column.formula:
        return column
    made = replace(column, formula=formula)
    lines.follow(column, made)
    return made
