"""`xlsync set`: one cell of the model."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from xlsync.cli.models import edited, revision_json
from xlsync.cli.report import Report
from xlsync.cli.session import Session, both

if TYPE_CHECKING:
    from xlsync.model import ConventionData

HELP = both(
    "Change une saisie du modèle ; une clé absente ajoute la ligne.",
    "Changes one input of the model; a key that is not there adds the row.",
)
SINGLE = "-"


def set_value(
    context: typer.Context,
    convention: Annotated[
        str,
        typer.Argument(
            metavar="CONVENTION",
            help=both(
                "Convention, par exemple intracting/noyarey.", "Convention, for instance intracting/noyarey."
            ),
        ),
    ],
    table: Annotated[
        str,
        typer.Argument(
            metavar="TABLE",
            help=both(
                "Table ; « conventions » ou « champs » pour un champ seul.",
                "Table; “conventions” or “champs” for a single field.",
            ),
        ),
    ],
    key: Annotated[
        str,
        typer.Argument(
            metavar="KEY",
            help=both(
                "Clé : « 2025 », ou « versement=V1,annee=2025 » ; « - » pour un champ seul.",
                "Key: “2025”, or “versement=V1,annee=2025”; “-” for a single field.",
            ),
        ),
    ],
    column: Annotated[
        str, typer.Argument(metavar="COLUMN", help=both("Colonne ou champ.", "Column or field."))
    ],
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALUE",
            help=both(
                "Valeur comme on la tape, -12,50 compris.",
                "Value as typed, -12.50 included.",
            ),
        ),
    ],
) -> Report:
    """Commit the change."""
    session: Session = context.obj
    revision = edited(
        session,
        lambda model: model.put(changed(model.convention(convention), table, key, column, value)),
        "set",
        f"{convention} {table} {key} {column} = {value}",
    )
    document = {"convention": convention, "table": table, "key": key, "column": column, "value": value}
    return Report(
        {**document, "revision": revision_json(revision)},
        [session.text(f"{convention} : {column} = {value}", f"{convention}: {column} = {value}")],
    )


def changed(data: ConventionData, table: str, key: str, column: str, value: str) -> ConventionData:
    """The convention with another value in one cell, its row added when the key is new.

    Raises:
        UnknownTable, UnknownColumn, UnknownKey, WrongValue: The sentence lists what exists.
    """
    from xlsync.errors import UnknownKey
    from xlsync.model import read_key, shape

    found = shape(data.kind, table)
    found.column(column)
    read = read_key(found, key_text(key))
    try:
        return data.set(table, read, column, value)
    except UnknownKey:
        return data.add_row(table, {**read, column: value})


def key_text(key: str) -> str:
    """A key as the model reads it: `k=v;k2=v2`.

    Examples:
        >>> key_text("versement=V1,annee=2025"), key_text("2025"), key_text("-")
        ('versement=V1;annee=2025', '2025', '')
    """
    return "" if key == SINGLE else re.sub(r",(?=\w+=)", ";", key)
