"""`xlsync set`: inputs of the model."""

from __future__ import annotations

from typing import Annotated

import typer

from xlsync.actions.report import Report
from xlsync.actions.set_value import set_value as action
from xlsync.cli.files import Amendment, Convention
from xlsync.cli.texts import both

HELP = both(
    "Change des saisies du modèle ; une clé absente ajoute la ligne. Champs et colonnes s’écrivent par leur "
    "nom ou comme l’annexe les imprime, majuscules et accents indifférents ; « fields » les liste.",
    "Changes inputs of the model; a key that is not there adds the row. Fields and columns are written by "
    "their name or as the annex prints them, whatever the case and the accents; “fields” lists them.",
)
INPUT = both(
    "Champ seul : CHAMP VALEUR, ou des CHAMP=VALEUR. Ligne d’une table : TABLE CLÉ COLONNE VALEUR, ou TABLE "
    "CLÉ et des COLONNE=VALEUR ; TABLE CLÉ seule ajoute la ligne qui n’a besoin de rien d’autre. Clé : 2025, "
    "ou versement=V1,annee=2025. Valeur comme on la tape, -12,50 compris.",
    "Single field: FIELD VALUE, or some FIELD=VALUE. Row of a table: TABLE KEY COLUMN VALUE, or TABLE KEY "
    "and some COLUMN=VALUE; TABLE KEY alone adds a row that needs nothing else. Key: 2025, or "
    "versement=V1,annee=2025. Value as typed, -12.50 included.",
)


def set_value(
    context: typer.Context,
    convention: Convention,
    words: Annotated[list[str], typer.Argument(metavar="INPUT", help=INPUT)],
    amendment: Amendment = None,
    delete: Annotated[
        bool,
        typer.Option("--delete", help=both("Supprime la ligne TABLE CLÉ.", "Deletes the row TABLE KEY.")),
    ] = False,
) -> Report:
    """Commit the change."""
    return action(context.obj, convention, words, amendment, delete=delete)
