"""The date whose parameters a convention uses, as the formula of the field that says it.

`parameters_date` lists where the date is looked for. A field whose formula is `={parameters_date}` gets the
formula that takes the first of these places that is filled.
"""

from __future__ import annotations

from dataclasses import replace

from xlsync.annexes.nodes import Lines
from xlsync.annexes.schema import FieldGroup, Schema

PLACEHOLDER = "={parameters_date}"


def dated(schema: Schema, said: object, lines: Lines) -> Schema:
    """The schema with that formula.

    Args:
        schema: A kind, its `parameters_date` whole.
        said: The declaration whose word `parameters_date` is at fault when a place does not exist.
        lines: Where each declaration stands.

    Raises:
        SchemaError: a place that does not exist, or that holds neither a date nor a year.
    """
    formula = f"={_first_of(schema, schema.parameters_date, said, lines)}"
    return replace(schema, groups=tuple(_with(group, formula, lines) for group in schema.groups))


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
