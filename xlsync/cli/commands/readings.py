"""`xlsync readings`: the meter readings of suppliers and meters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from xlsync.actions.readings import START
from xlsync.actions.readings import readings as action
from xlsync.actions.report import Report
from xlsync.cli.files import Convention, DryRun
from xlsync.cli.texts import both
from xlsync.files import either

HELP = both(
    "Prend dans le modèle les relevés de compteurs : listes des fournisseurs par mois, courbes de charge "
    "sommées par mois. Un doublon, un trou, une période qui n’est pas un mois sont nommés, jamais devinés.",
    "Takes meter readings into the model: lists of suppliers by month, load curves summed by month. A "
    "reading given twice, a gap, a period that is no month are named, never guessed.",
)


def readings(
    context: typer.Context,
    convention: Convention,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help=both(
                f"Fichiers CSV, {either('ou')}, ou dossiers de ces fichiers.",
                f"CSV, {either('or')} files, or folders of them.",
            ),
        ),
    ],
    meter: Annotated[
        str | None,
        typer.Option(
            "--meter",
            metavar="METER",
            help=both(
                "Compteur (PDL, PCE…) de ce qui n’en nomme pas.",
                "Meter (delivery point…) of what names none.",
            ),
        ),
    ] = None,
    building: Annotated[
        str | None,
        typer.Option(
            "--building",
            metavar="BUILDING",
            help=both(
                "Numéro ou libellé du bâtiment, avec --energy, d’un compteur que la convention ne "
                "déclare pas.",
                "Number or name of the building, with --energy, of a meter that the agreement does "
                "not declare.",
            ),
        ),
    ] = None,
    energy: Annotated[
        str | None,
        typer.Option(
            "--energy", metavar="ENERGY", help=both("Son énergie : Gaz, Bois…", "Its energy: Gaz, Bois…")
        ),
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option(
            "--unit",
            metavar="UNIT",
            help=both(
                "kW, W, kWh, Wh ou MWh, où le fichier ne dit pas l’unité.",
                "kW, W, kWh, Wh or MWh, where the file does not say the unit.",
            ),
        ),
    ] = None,
    stamp: Annotated[
        str,
        typer.Option(
            "--stamp",
            metavar="STAMP",
            help=both(
                "Ce que marque l’horodate d’une courbe : start, le début du pas (par défaut), ou end, sa "
                "fin, comme dans des exports d’Enedis.",
                "What a time stamp of a load curve marks: start, the start of its step (by default), or end, "
                "its end, as some exports of Enedis do.",
            ),
        ),
    ] = START,
    with_gaps: Annotated[
        bool,
        typer.Option(
            "--with-gaps",
            help=both(
                "Prend aussi les mois d’une courbe où des pas manquent, marqués estimés.",
                "Takes the months of a load curve that lack steps too, marked as estimated.",
            ),
        ),
    ] = False,
    dry_run: DryRun = False,
) -> Report:
    """Commit the readings of the files."""
    return action(
        context.obj,
        convention,
        files,
        meter,
        building,
        energy,
        unit,
        stamp,
        with_gaps=with_gaps,
        dry_run=dry_run,
    )
