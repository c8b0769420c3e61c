"""Each thing has a name of its own, that a workbook can hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from xlsync.annexes.nodes import Lines
from xlsync.annexes.schema import Schema

CELL = re.compile(r"[a-z]{1,3}\d+|r(\d+)?(c(\d+)?)?|c(\d+)?")
"""What a spreadsheet takes for a cell, a row or a column."""

SHEET = re.compile(r"[^\[\]:*?/\\']{1,31}")
EXCEL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def check(schema: Schema, lines: Lines) -> None:
    """Refuses a name taken twice, or that a workbook cannot hold.

    Raises:
        SchemaError: with its line.
    """
    fields = [field for group in schema.groups for field in group.fields]
    _once(lines, schema.groups, "group", _name, "deux groupes", "two groups")
    _once(lines, fields, "name", _name, "deux champs", "two fields")
    _once(lines, schema.tables, "name", _name, "deux tables", "two tables")
    _once(lines, schema.tables, "excel", lambda one: one.excel.casefold(), "deux tables", "two tables")
    _once(lines, schema.sheets, "name", lambda one: one.name.casefold(), "deux feuilles", "two sheets")
    _once(lines, schema.invariants, "name", _name, "deux invariants", "two invariants")
    for table in schema.tables:
        fiche, inside = (table.blocks.fiche, table.blocks.columns) if table.blocks else ((), ())
        _once(lines, (*table.columns, *inside), "name", _name, "deux colonnes", "two columns")
        _once(lines, fiche, "name", _name, "deux lignes", "two lines")
        for columns in (table.columns, inside):
            _once(lines, columns, "label", _heading, "deux colonnes", "two columns")
    _fit(schema, lines)


def defined_names(schema: Schema) -> list[str]:
    """The names that a workbook of the kind defines, and that a formula may use, in order."""
    groups = [f"{group.name}_{part}" for group in schema.groups for part in ("libelles", "valeurs")]
    across = [
        f"{table.name}_{column.name}"
        for table in schema.tables
        if table.layout == "columns"
        for column in table.columns
    ]
    return [*schema.fields, *groups, *across]


def _fit(schema: Schema, lines: Lines) -> None:
    names = defined_names(schema)
    for name, field in schema.fields.items():
        if CELL.fullmatch(name) or names.count(name) > 1:
            lines.refuse(
                field,
                "name",
                f"« {name} » nomme déjà autre chose dans un classeur, une cellule peut-être",
                f"“{name}” already names something else in a workbook, a cell perhaps",
            )
    for table in schema.tables:
        if not EXCEL.fullmatch(table.excel) or table.excel.casefold() in names:
            fr, en = "ne peut pas nommer un tableau Excel", "cannot name an Excel table"
            lines.refuse(table, "excel", f"« {table.excel} » {fr}", f"“{table.excel}” {en}")
    for sheet in schema.sheets:
        if not SHEET.fullmatch(sheet.name):
            fr, en = "ne peut pas nommer une feuille", "cannot name a sheet"
            lines.refuse(sheet, "name", f"« {sheet.name} » {fr}", f"“{sheet.name}” {en}")


def _name(thing: Any) -> str:
    return str(thing.name)


def _heading(column: Any) -> str:
    """A heading as a spreadsheet compares it."""
    return " ".join(column.label.fr.split()).casefold()


def _once(
    lines: Lines, things: Iterable[Any], word: str, name: Callable[[Any], str], fr: str, en: str
) -> None:
    seen: set[str] = set()
    for thing in things:
        one = name(thing)
        if one in seen:
            lines.refuse(thing, word, f"{fr} s’appellent « {one} »", f"{en} are called “{one}”")
        seen.add(one)
