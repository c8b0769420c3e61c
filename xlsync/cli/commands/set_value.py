"""`xlsync set`: one cell of the model."""

from __future__ import annotations

from typing import Annotated

import typer

from xlsync.actions.report import Report
from xlsync.actions.set_value import set_value as action
from xlsync.cli.texts import both

HELP = both(
    "Change une saisie du modèle ; une clé absente ajoute la ligne.",
    "Changes one input of the model; a key that is not there adds the row.",
)


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
    return action(context.obj, convention, table, key, column, value)
