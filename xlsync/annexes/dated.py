"""What depends on a date: that of the parameters of a convention, and fields that amendments change.

A column that is `dated` gets the formula that reads its field on 1 January of the year of its row: what the
table `changements` says that it was before the next amendment, else what the field holds.

`parameters_date` lists where the date is looked for. A field whose formula is `={parameters_date}` gets the
formula that takes the first of these places that is filled.
"""

from __future__ import annotations

from dataclasses import replace

from xlsync.annexes.nodes import Lines
from xlsync.annexes.schema import Column, FieldGroup, Schema, Table

PLACEHOLDER = "={parameters_date}"


def dated(schema: Schema, said: object, lines: Lines) -> Schema:
    """The schema with these formulas.

    Args:
        schema: A kind, its `parameters_date` whole.
        said: The declaration whose word `parameters_date` is at fault when a place does not exist.
        lines: Where each declaration stands.

    Raises:
        SchemaError: a place that does not exist, or that holds neither a date nor a year; a dated column
            without its field, or in a table without years.
    """
    formula = f"={_first_of(schema, schema.parameters_date, said, lines)}"
    return replace(
        schema,
        groups=tuple(_with(group, formula, lines) for group in schema.groups),
        tables=tuple(_with_years(schema, table, lines) for table in schema.tables),
    )


CHANGES = "changements"
"""The table of what amendments change (`common.yaml`)."""


def _with_years(schema: Schema, table: Table, lines: Lines) -> Table:
    if not any(column.dated for column in table.columns):
        return table
    columns = []
    for column in table.columns:
        new = replace(column, formula=_at_new_year(schema, table, column, lines)) if column.dated else column
        lines.follow(column, new)
        columns.append(new)
    made = replace(table, columns=tuple(columns))
    lines.follow(table, made)
    return made


def _at_new_year(schema: Schema, table: Table, column: Column, lines: Lines) -> str:
    """The former value that the next change of the field takes the place of, if there is one."""
    name = column.dated
    lines.know(column, "dated", name, schema.fields, "champ inconnu", "unknown field")
    year = next((one.name for one in table.columns if one.key and one.type == "year"), None)
    if year is None or column.formula or not schema.fields[name].is_numeric:
        lines.refuse(
            column, "dated", "une table par année, un champ fait d’un nombre, et pas de formule",
            "a table by year, a field that holds a number, and no formula",
        )  # fmt: skip
    label = schema.fields[name].label.fr.replace('"', '""')
    of_field = f'{CHANGES}[colonne],"{label}",{CHANGES}[ligne],"="'
    effect = f"{CHANGES}[effet]"
    before = f'COUNTIFS({of_field},{effect},"<="&DATE([{year}],1,1))+COUNTIFS({of_field},{effect},"=")'
    following = f"{of_field},{CHANGES}[fois],{before}+1"
    former = f"{CHANGES}[avant_nombre]"
    return (
        f'=IF([{year}]="","",IF(COUNTIFS({following})=0,IF({name}="","",{name}),'
        f'IF(COUNTIFS({following},{former},"<>")=0,"",SUMIFS({former},{following}))))'
    )


def _with(group: FieldGroup, formula: str, lines: Lines) -> FieldGroup:
    if all(field.formula != PLACEHOLDER for field in group.fields):
        return group
    fields = []
    for field in group.fields:
        new = replace(field, formula=formula) if field.formula == PLACEHOLDER else field
        lines.follow(field, new)
        fields.append(new)
    made = replace(group, fields=tuple(fields))
    lines.follow(group, made)
    return made


def _first_of(schema: Schema, places: tuple[str, ...], said: object, lines: Lines) -> str:
    """The first of these places that is filled, as an expression; "" when none is."""
    if not places:
        return '""'
    table, _, name = places[0].rpartition(".")
    known = {
        f"{one.name}.{column.name}": column for one in schema.tables for column in one.inputs
    } | schema.fields
    lines.know(said, "parameters_date", places[0], known, "saisie inconnue", "unknown input")
    column, cells = known[places[0]], f"{table}[{name}]" if table else name
    if column.type not in ("date", "year"):
        lines.refuse(
            said, "parameters_date", f"{places[0]} n’est ni une date ni une année",
            f"{places[0]} is neither a date nor a year",
        )  # fmt: skip
    empty, first = (f"COUNT({cells})=0", f"MIN({cells})") if table else (f'{cells}=""', cells)
    day = f"DATE({first},1,1)" if column.type == "year" else first
    return f"IF({empty},{_first_of(schema, places[1:], said, lines)},{day})"
