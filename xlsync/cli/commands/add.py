"""`xlsync add`: a new convention of a known kind."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.add import add as action
from xlsync.actions.report import Report
from xlsync.cli.texts import both
from xlsync.files import either

HELP = both(
    "Ajoute au modèle une convention d’un type connu, vierge, avec ses saisies ou comme une autre ; avec "
    "--list, celles d’une liste de membres, une par ligne.",
    "Adds to the model a convention of a known kind, blank, with its inputs or like another; with --list, "
    "those of a list of members, one a line.",
)


def add(
    context: typer.Context,
    convention: Annotated[
        str,
        typer.Argument(
            metavar="CONVENTION",
            help=both(
                "Type et nom, par exemple moby/finistere ; le type seul avec --list.",
                "Kind and name, for instance moby/finistere; the kind alone with --list.",
            ),
        ),
    ],
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help=both(
                "Classeur d’annexes, ou dossier CSV écrit par « export », d’où viennent les saisies.",
                "Annex workbook, or folder of CSV written by “export”, where the inputs come from.",
            ),
        ),
    ] = None,
    like: Annotated[
        str | None,
        typer.Option(
            "--like",
            metavar="CONVENTION",
            help=both(
                "Convention dont elle reprend les saisies, sans ce qui n’appartient qu’à celle-là.",
                "Convention whose inputs it takes, without what belongs to that one alone.",
            ),
        ),
    ] = None,
    listed: Annotated[
        Path | None,
        typer.Option(
            "--list",
            metavar="FILE",
            help=both(
                f"Liste de membres (.csv, {either('ou')}), une convention par ligne, aux titres des saisies.",
                f"List of members (.csv, {either('or')}), an agreement a line, under the headings of inputs.",
            ),
        ),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(
            "--year",
            metavar="YEAR",
            help=both(
                "Année des lignes de la liste qui n’en disent pas.",
                "Year of the lines of the list that say none.",
            ),
        ),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help=both(
                "Dit ce que la liste changerait dans le modèle, sans rien y prendre.",
                "Says what the list would change in the model, and takes nothing into it.",
            ),
        ),
    ] = False,
) -> Report:
    """Commit the new convention, or those of a list."""
    return action(context.obj, convention, source, like, listed, year, dry_run=dry_run)
