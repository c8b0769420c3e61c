"""What stands where: everything on one sheet, room for what may grow, charts of columns that exist."""

from __future__ import annotations

from string import Formatter

from xlsync.annexes.nodes import Lines
from xlsync.annexes.schema import Schema
from xlsync.annexes.sheets import Chart, PrintItem, Sheet, SheetItem


def check(schema: Schema, lines: Lines) -> None:
    """Refuses sheets that could not be drawn.

    Raises:
        SchemaError: with its line.
    """
    placed: set[tuple[str, str]] = set()
    for sheet in schema.sheets:
        for item in sheet.items:
            word, name = place = _item(schema, lines, item)
            if name and place in placed:
                lines.refuse(item, word, f"{name} est déjà sur une feuille", f"{name} is on a sheet already")
            placed.add(place)
        _room(schema, lines, sheet)
        for one in sheet.print_items:
            _printed(schema, lines, one)
    for table in schema.tables:
        if table.blocks:
            known = [line.name for line in table.blocks.fiche]
            for name in table.blocks.print_fiche:
                lines.know(table.blocks, "print_fiche", name, known, "ligne inconnue", "unknown line")
    for word, things in (("fields", schema.groups), ("table", schema.tables)):
        for thing in things:
            if (word, thing.name) not in placed:
                fr, en = f"{thing.name} n’est sur aucune feuille", f"{thing.name} is on no sheet"
                lines.refuse(thing, "title", fr, en)


def _item(schema: Schema, lines: Lines, item: SheetItem) -> tuple[str, str]:
    """The word and the name of what an item is."""
    said = [word for word in ("fields", "table", "chart") if getattr(item, word)]
    if len(said) != 1:
        lines.refuse(
            item, "", "fields, table ou chart : un seul par élément", "one of fields, table, chart an item"
        )
    if item.chart:
        _chart(schema, lines, item.chart)
        return "chart", ""
    if item.fields:
        groups = [group.name for group in schema.groups]
        lines.know(item, "fields", item.fields, groups, "groupe inconnu", "unknown group")
    else:
        tables = [table.name for table in schema.tables]
        lines.know(item, "table", item.table, tables, "table inconnue", "unknown table")
    return said[0], item.fields or item.table


def _printed(schema: Schema, lines: Lines, item: PrintItem) -> None:
    """Refuses what cannot be printed: nothing or two things, names that nothing has."""
    if sum(map(bool, (item.fields, item.lines, item.table, item.text))) != 1:
        fr, en = (
            "fields, lines, table ou text : un seul par élément",
            "one of fields, lines, table, text an item",
        )
        lines.refuse(item, "", fr, en)
    groups = [group.name for group in schema.groups]
    if item.fields:
        lines.know(item, "fields", item.fields, groups, "groupe inconnu", "unknown group")
    for name in item.lines:
        lines.know(item, "lines", name, schema.fields, "champ inconnu", "unknown field")
    for _, place, _, _ in Formatter().parse(item.text.fr if item.text else ""):
        if place is not None:
            lines.know(item, "text", place, schema.fields, "champ inconnu", "unknown field")
    tables = {table.name: table for table in schema.tables}
    if item.table:
        lines.know(item, "table", item.table, tables, "table inconnue", "unknown table")
    if item.rows:
        table = tables.get(item.table)
        keys = [] if table is None else [str(row[table.columns[0].name]) for row in table.rows.fixed]
        for key in item.rows:
            lines.know(item, "rows", key, keys, "ligne inconnue", "unknown record")


def _room(schema: Schema, lines: Lines, sheet: Sheet) -> None:
    """A table that grows to the right is alone, one that grows downward is last."""
    for rank, item in enumerate(sheet.items, start=1):
        table = schema.table(item.table) if item.table else None
        if table and table.layout != "rows" and len(sheet.items) > 1:
            fr, en = (
                "grandit vers la droite : elle est seule sur sa feuille",
                "grows to the right: it is alone on its sheet",
            )
            lines.refuse(item, "table", f"{table.name} {fr}", f"{table.name} {en}")
        if table and table.rows.source != "fixed" and rank < len(sheet.items):
            fr, en = (
                "peut grandir : elle est la dernière de sa feuille",
                "may grow: it is the last of its sheet",
            )
            lines.refuse(item, "table", f"{table.name} {fr}", f"{table.name} {en}")
    if len({item.chart is None for item in sheet.items}) > 1:
        lines.refuse(
            sheet, "items", "les graphiques ont une feuille à eux", "charts have a sheet of their own"
        )


def _chart(schema: Schema, lines: Lines, chart: Chart) -> None:
    whole_column(schema, lines, chart, "categories", chart.categories)
    if not chart.series:
        lines.refuse(chart, "series", "un graphique a une série au moins", "a chart has a series at least")
    for series in chart.series:
        whole_column(schema, lines, series, "values", series.values)


def whole_column(schema: Schema, lines: Lines, thing: object, word: str, text: str) -> None:
    """Refuses a `table[column]` that does not exist; the columns of blocks stand in no whole column.

    Raises:
        SchemaError: with its line.
    """
    table, _, column = text.removesuffix("]").partition("[")
    tables = {one.name: one for one in schema.tables}
    lines.know(thing, word, table, tables, "table inconnue", "unknown table")
    columns = [one.name for one in tables[table].columns]
    lines.know(thing, word, column, columns, f"{table} : colonne inconnue", f"{table}: unknown column")
