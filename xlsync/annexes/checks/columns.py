"""The words of a column, or of a single field, go together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from xlsync.annexes.nodes import Lines
from xlsync.annexes.schema import Column, Schema, Table

Fault = tuple[str, bool, str, str]
"""A word, whether it is wrong, and why."""

DECIMALS = ("amount", "number", "rate")


def check(schema: Schema, lines: Lines) -> None:
    """Refuses words that do not go together.

    Raises:
        SchemaError: with its line.
    """
    for group in schema.groups:
        for field in group.fields:
            _refuse(lines, field, (*_faults(field), *_default(field)))
    for table in schema.tables:
        _parts(lines, table)
    for column in _columns(schema):
        of_field = ("default", bool(column.default), "default est pour un champ", "default is for a field")
        _refuse(lines, column, (*_faults(column), of_field))


def _parts(lines: Lines, table: Table) -> None:
    """An amount is part of another one, of the same record."""
    amounts = [column.name for column in table.columns if column.type == "amount" and not column.part_of]
    for column in table.columns:
        if column.part_of:
            lines.know(column, "part_of", column.part_of, amounts, "montant inconnu", "unknown amount")


def _refuse(lines: Lines, column: Column, faults: Iterable[Fault]) -> None:
    for word, wrong, fr, en in faults:
        if wrong:
            lines.refuse(column, word, f"{column.name} : {fr}", f"{column.name}: {en}")


def _columns(schema: Schema) -> Iterator[Column]:
    """Every column of every table, header lines and columns of blocks included."""
    for table in schema.tables:
        yield from table.columns
        if table.blocks:
            yield from (*table.blocks.fiche, *table.blocks.columns)


def _faults(column: Column) -> Iterator[Fault]:
    low, high = column.minimum, column.maximum
    yield (
        "choices", (column.type == "choice") != bool(column.choices),
        "choices est pour type: choice, qui en a besoin", "choices is for type: choice, which needs it",
    )  # fmt: skip
    yield (
        "expected", bool(column.pattern) != (column.expected is not None),
        "pattern et expected vont ensemble", "pattern and expected go together",
    )  # fmt: skip
    yield (
        "pattern", bool(column.pattern) and not (column.type == "text" and column.is_input),
        "pattern est pour un texte saisi", "pattern is for a text that is typed",
    )  # fmt: skip
    yield (
        "working_day", column.working_day and not (column.type == "date" and column.is_input),
        "working_day est pour une date saisie", "working_day is for a date that is typed",
    )  # fmt: skip
    yield (
        "generated", bool(column.formula and column.generated),
        "ou calculée (formula), ou écrite par build (generated)",
        "either computed (formula) or written by build (generated)",
    )  # fmt: skip
    yield (
        "alerts", bool(column.alerts) and not (column.type == "text" and column.formula),
        "alerts est pour un texte calculé", "alerts is for a text that is computed",
    )  # fmt: skip
    yield (
        "part_of", bool(column.part_of) and column.type != "amount",
        "part_of est pour un montant", "part_of is for an amount",
    )  # fmt: skip
    yield (
        "of_its_year", column.of_its_year and (column.key or not column.is_input),
        "of_its_year est pour une saisie", "of_its_year is for an input",
    )  # fmt: skip
    yield (
        "own", column.own and not column.is_input,
        "own est pour une saisie", "own is for an input",
    )  # fmt: skip
    yield (
        "may_be_unknown", column.may_be_unknown and not column.formula,
        "may_be_unknown est pour une colonne calculée", "may_be_unknown is for a computed column",
    )  # fmt: skip
    yield "formula", column.key and bool(column.formula), "une clé ne se calcule pas", "a key is not computed"
    yield (
        "total", bool(column.total) and not column.is_numeric,
        "seul un nombre a un total", "only a number has a total",
    )  # fmt: skip
    yield (
        "decimals", column.decimals is not None and column.type not in DECIMALS,
        "decimals est pour amount, number ou rate", "decimals is for amount, number or rate",
    )  # fmt: skip
    for word, bound in (("minimum", low), ("maximum", high)):
        numeric = column.is_numeric and column.type != "flag"
        yield word, bound is not None and not numeric, f"{word} est pour un nombre", f"{word} is for a number"
    yield (
        "maximum", low is not None and high is not None and low > high,
        "minimum dépasse maximum", "minimum is greater than maximum",
    )  # fmt: skip
    yield from _pattern(column)


def _default(column: Column) -> Iterator[Fault]:
    yield (
        "default", bool(column.default) and not column.is_input,
        "default est pour un champ saisi", "default is for a field that is typed",
    )  # fmt: skip
    yield (
        "default", bool(column.default and column.choices) and column.default not in column.choices,
        f"« {column.default} » n’est pas l’un de ses choix", f"“{column.default}” is not one of its choices",
    )  # fmt: skip


def _pattern(column: Column) -> Iterator[Fault]:
    try:
        re.compile(column.pattern)
    except re.error as error:
        yield "pattern", True, f"motif illisible, {error}", f"unreadable pattern, {error}"
