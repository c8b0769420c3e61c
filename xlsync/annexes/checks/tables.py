"""How a table is laid out: its heading, its blocks, its bands."""

from __future__ import annotations

from string import Formatter

from xlsync.annexes.nodes import Lines
from xlsync.annexes.schema import Schema, Table


def check(schema: Schema, lines: Lines) -> None:
    """Refuses a table that could not be drawn as it says.

    Raises:
        SchemaError: with its line.
    """
    for table in schema.tables:
        if not any(column.key for column in table.columns):
            lines.refuse(table, "columns", f"{table.name} n’a pas de clé", f"{table.name} has no key")
        _layout(lines, table)
        _blocks(schema, lines, table)
        _bands(lines, table)
        if table.within:
            names = [column.name for column in table.columns]
            lines.know(table, "within", table.within, names, "colonne inconnue", "unknown column")


def _layout(lines: Lines, table: Table) -> None:
    if (table.layout == "blocks") != (table.blocks is not None):
        fr, en = "layout: blocks et blocks vont ensemble", "layout: blocks and blocks go together"
        lines.refuse(table, "layout", f"{table.name} : {fr}", f"{table.name}: {en}")
    if (table.layout == "columns") != bool(table.header):
        fr, en = (
            "header est pour layout: columns, qui en a besoin",
            "header is for layout: columns, which needs it",
        )
        lines.refuse(table, "header", f"{table.name} : {fr}", f"{table.name}: {en}")
    if table.layout != "columns":
        return
    if not table.columns[0].key or any(column.key for column in table.columns[1:]):
        fr = "en layout: columns, la clé est la première colonne et elle seule"
        en = "in layout: columns, the key is the first column and it alone"
        lines.refuse(table, "columns", f"{table.name} : {fr}", f"{table.name}: {en}")
    _braces(lines, table, table.header, table.columns[0].name)


def _braces(lines: Lines, thing: object, header: str, key: str) -> None:
    """The heading of a record names its key between braces, and nothing else."""
    try:
        named = [name for _, name, *_ in Formatter().parse(header) if name is not None]
    except ValueError:
        named = []
    if set(named) != {key}:
        fr, en = "header nomme la clé entre accolades", "header names the key between braces"
        lines.refuse(thing, "header", f"{fr} : {{{key}}}", f"{en}: {{{key}}}")


def _blocks(schema: Schema, lines: Lines, table: Table) -> None:
    blocks = table.blocks
    if blocks is None:
        return
    others = {other.name: other for other in schema.tables if other is not table}
    lines.know(blocks, "table", blocks.table, others, "table inconnue", "unknown table")
    keys = ", ".join(others[blocks.table].keys)
    if blocks.key != keys:
        lines.refuse(
            blocks, "key", f"la clé de {blocks.table} est {keys}", f"the key of {blocks.table} is {keys}"
        )
    _braces(lines, blocks, blocks.header, blocks.key)
    if [line.name for line in blocks.fiche if line.generated == "key"] != [blocks.key]:
        fr, en = (
            "une ligne de fiche porte la clé (generated: key)",
            "one line of fiche holds the key (generated: key)",
        )
        lines.refuse(blocks, "fiche", f"{fr} : {blocks.key}", f"{en}: {blocks.key}")
    if len(blocks.columns) < 2:
        fr = "un bloc a deux colonnes au moins : une ligne de fiche en occupe deux"
        lines.refuse(blocks, "columns", fr, "a block has two columns at least: a line of fiche takes two")
    for column in (*blocks.columns, *blocks.fiche):
        if column.is_input:
            fr, en = "dans un bloc, tout se calcule", "all is computed in a block"
            lines.refuse(column, "name", f"{column.name} : {fr}", f"{column.name}: {en}")


def _bands(lines: Lines, table: Table) -> None:
    names = [column.name for column in table.columns]
    for band in table.bands:
        for word, name in (("first", band.first), ("last", band.last)):
            lines.know(band, word, name, names, "colonne inconnue", "unknown column")
        if table.layout != "rows" or names.index(band.first) >= names.index(band.last):
            lines.refuse(
                band,
                "last",
                "un bandeau réunit plusieurs colonnes, de gauche à droite, en layout: rows",
                "a band joins several columns, from left to right, in layout: rows",
            )
