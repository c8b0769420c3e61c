"""The shipped conventions with their types, and a blank one to start from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xlsync import conventions
from xlsync.annexes import Column, Schema, schema
from xlsync.conventions.loader import Row
from xlsync.errors import CannotRead, InvalidKey
from xlsync.model.cells import Value, from_text
from xlsync.model.data import ConventionData, convention_data, from_texts
from xlsync.model.shapes import SINGLE, kind_of

OBLIGATIONS = "echeances"
INSTANCE = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Published:
    """One figure as a document prints it.

    Attributes:
        table: Its table, "champs" for a single field; "<table>.total" and "<table>.fiche" for a total and a
            header line of a block.
        key: Its key columns, empty for a single field.
        column: Its column.
        published: The figure printed.
        computed: The figure that a right computation gives, None where it is the one printed.
        explained: Why they differ, "" where they do not.
    """

    table: str
    key: dict[str, Value]
    column: str
    published: Value
    computed: Value = None
    explained: str = ""


def load(convention: str) -> ConventionData:
    """The inputs of a shipped convention.

    Raises:
        UnknownConvention: not one of `xlsync.conventions.shipped()`.
        CannotRead, UnknownTable, UnknownColumn, WrongValue: a file that does not fit the schema.
    """
    return from_texts(conventions.read(convention))


def published(convention: str) -> list[Published]:
    """The figures that the documents of a shipped convention print, in the order of the file.

    Raises:
        UnknownConvention: not one of `xlsync.conventions.shipped()`.
        CannotRead: a line that names no column of the schema.
    """
    found = schema(kind_of(convention))
    return [_published(found, convention, row) for row in conventions.published_rows(convention)]


def template(kind: str, instance: str = "nouvelle") -> ConventionData:
    """A convention of a kind to start from: fields at their defaults, the obligations of the kind, no more.

    The obligations are those of the first convention shipped for it, without the dates that were typed.

    Args:
        kind: Kind of convention.
        instance: Its name: lower-case letters, digits and hyphens, since files are named after it.

    Raises:
        UnknownKind: no such kind.
        InvalidKey: a name that no file can have.
    """
    found = schema(kind_of(f"{kind}/{instance}"))
    if not INSTANCE.fullmatch(instance):
        raise InvalidKey(
            f"nom de convention « {instance} » : minuscules sans accent, chiffres et tirets seulement",
            f"name of agreement “{instance}”: lower-case letters without accents, digits and hyphens only",
        )
    defaults = {column.name: from_text(column.default, column) for column in found.fields.values()}
    fields = {name: value for name, value in defaults.items() if found.fields[name].is_input}
    return convention_data(f"{kind}/{instance}", fields, {OBLIGATIONS: _obligations(kind)})


def _obligations(kind: str) -> list[dict[str, Value]]:
    shipped = [convention for convention in conventions.shipped() if kind_of(convention) == kind]
    if not shipped:
        return []
    return [{**record, "date_saisie": None} for record in load(shipped[0]).records(OBLIGATIONS)]


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
    figure, computed = (from_text(row[which], column) for which in ("published", "computed"))
    return Published(table, key, name, figure, computed, row["explained"] or "")


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
