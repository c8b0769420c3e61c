"""The shipped conventions with their types, and a blank one to start from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xlsync import conventions
from xlsync.annexes import Column, Schema, schema
from xlsync.conventions.loader import HERE, Row
from xlsync.errors import CannotRead
from xlsync.model.cells import Value, from_text
from xlsync.model.data import ConventionData, convention_data, from_texts
from xlsync.model.shapes import SINGLE, kind_of

FIELDS = "champs"


@dataclass(frozen=True, slots=True)
class Published:
    """One figure as a document prints it.

    Attributes:
        table: Its table, "champs" for a single field; "<table>.total" and "<table>.fiche" for a total and a
            header line of a block.
        key: Its key columns, empty for a single field.
        column: Its column.
        published: The figure printed.
        explained: Why the computed one differs, "" where it does not.
    """

    table: str
    key: dict[str, Value]
    column: str
    published: Value
    explained: str = ""


def load(convention: str, folder: Path = HERE) -> ConventionData:
    """The inputs of a shipped convention.

    Raises:
        UnknownConvention: not one of `xlsync.conventions.shipped()`.
        CannotRead, UnknownTable, UnknownColumn, WrongValue: a file that does not fit the schema.
    """
    return from_texts(conventions.read(convention, folder))


def published(convention: str, folder: Path = HERE) -> list[Published]:
    """The figures that the documents of a shipped convention print, in the order of the file.

    Raises:
        UnknownConvention: not one of `xlsync.conventions.shipped()`.
        CannotRead: a line that names no column of the schema.
    """
    found = schema(kind_of(convention))
    return [_published(found, convention, row) for row in conventions.published_rows(convention, folder)]


def template(kind: str, instance: str = "nouvelle") -> ConventionData:
    """A convention of a kind with every field blank and no record.

    Raises:
        UnknownKind: no such kind.
    """
    return convention_data(f"{kind}/{instance}")


def _published(found: Schema, convention: str, row: Row) -> Published:
    table, name = row["table"] or "", row["column"] or ""
    try:
        column = _column(found, table, name)
        texts = conventions.parse_key(row["key"] or "")
        key = {part: from_text(text, _key_column(found, table, part)) for part, text in texts.items()}
    except (KeyError, ValueError) as error:
        raise CannotRead(
            f"{convention}, published.csv : {table}, {row['key']}, {name} n’existe pas dans le schéma",
            f"{convention}, published.csv: {table}, {row['key']}, {name} is not in the schema",
            convention=convention,
        ) from error
    return Published(table, key, name, from_text(row["published"], column), row["explained"] or "")


def _column(found: Schema, table: str, name: str) -> Column:
    """A single field, a column, its total (`ape.total`) or a line over blocks (`amortissement.fiche`)."""
    if table in SINGLE:
        return found.fields[name]
    base, _, part = table.partition(".")
    declared = found.table(base)
    if part == "fiche" and declared.blocks is not None:
        return {line.name: line for line in declared.blocks.fiche}[name]
    if part not in ("", "total"):
        raise KeyError(table)
    return declared.column(name)


def _key_column(found: Schema, table: str, name: str) -> Column:
    declared = found.table(table.partition(".")[0])
    if declared.blocks is not None and name == declared.blocks.key:
        return found.table(declared.blocks.table).column(name)
    return declared.column(name)
