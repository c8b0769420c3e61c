"""What a workbook has lost: a table, a column of it, a field, the blocks of one."""

from __future__ import annotations

from collections.abc import Iterator

from xlsync.annexbook.places import Places, TablePlace
from xlsync.annexbook.printed import Printed
from xlsync.annexes import Schema
from xlsync.errors import Problem, sentence
from xlsync.model import ROW, Shape, shapes
from xlsync.model.shapes import SINGLE
from xlsync.workbook.values import Address


def missing(schema: Schema, places: Places) -> Iterator[tuple[str, set[str]]]:
    """Each table of the model or of the workbook that lacks something, with the columns that are gone.

    `ROW` among them says that its records cannot be told any more.

    Args:
        schema: Schema of the workbook.
        places: Where its tables and fields stand.
    """
    known = shapes(schema.kind)
    declared = {table.name for table in schema.tables}
    for name, shape in known.items():
        gone = _gone(name, shape, places, name in declared)
        if gone:
            yield name, gone
    for name in declared - known.keys() - places.tables.keys():
        yield name, set()


def _gone(name: str, shape: Shape, places: Places, is_declared: bool) -> set[str]:
    columns = {column.name for column in shape.values}
    if name in SINGLE:
        return (columns & places.schema.fields.keys()) - places.fields.keys()
    place = places.tables.get(name)
    if place is None:
        return columns | {ROW} if is_declared else set()
    own = {column.name for column in place.table.columns}
    lost_key = any(key.name in own and not place.has(key.name) for key in shape.keys)
    return {column for column in columns & own if not place.has(column)} | ({ROW} if lost_key else set())


def missing_problem(printed: Printed, table: str, columns: set[str], place: TablePlace | None) -> Problem:
    """What to say of it, by the printed names.

    Args:
        printed: The printed names.
        table: A table of `missing`.
        columns: Its columns that are gone.
        place: Where the table stands, None when it is gone whole.
    """
    labels = [printed.column((table, "", name)).label for name in sorted(columns) if name]
    if table not in SINGLE and (place is None or not labels):
        labels = [printed.schema.table(table).title]
    french = ", ".join(f"« {label.fr} »" for label in labels)
    english = ", ".join(f"“{label.en}”" for label in labels)
    first = next((name for name in sorted(columns) if name), ROW)
    return Problem(
        _where(place) if place else printed.annex((table, "", first)),
        sentence(f"il manque au classeur : {french}", f"the workbook lacks: {english}"),
        sentence(
            "reprendre le classeur construit ; le modèle garde ces valeurs",
            "start again from the workbook as built; the model keeps these values",
        ),
    )


def torn_problem(place: TablePlace) -> Problem:
    """What to say of a table whose columns are no whole number of blocks any more."""
    title = place.table.title
    return Problem(
        _where(place),
        sentence(
            f"une colonne a été insérée ou ôtée dans les blocs du tableau « {title.fr} », "
            "qui n’est ni lu ni écrit",
            f"a column was inserted into the blocks of the table “{title.en}”, or removed: "
            "it is neither read nor written",
        ),
        sentence("ôter la colonne insérée, ou remettre l’autre", "remove that column, or put it back"),
    )


def row_problem(printed: Printed, table: str, key: str, place: TablePlace | None) -> Problem:
    """What to say of a generated row that is gone."""
    title, line = printed.schema.table(table.partition(".")[0]).title, printed.record((table, key, ROW))
    return Problem(
        _where(place) if place else printed.annex((table, key, ROW)),
        sentence(
            f"la ligne « {line} » du tableau « {title.fr} » manque",
            f"the row “{line}” of the table “{title.en}” is missing",
        ),
        sentence("« xlsync push » la remet", "“xlsync push” puts it back"),
    )


def _where(place: TablePlace) -> str:
    return str(Address(place.sheet, place.header, place.left))
