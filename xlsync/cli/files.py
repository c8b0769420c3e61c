"""The arguments that commands over workbooks share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from xlsync.cli.texts import both

Files: TypeAlias = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE",
        help=both(
            "Classeurs d’annexes, dossiers de classeurs, ou @LISTE : un fichier d’un chemin par ligne.",
            "Annex workbooks, folders of them, or @LIST: a file of a path a line.",
        ),
    ),
]
Convention: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="CONVENTION",
        help=both(
            "Convention, par exemple intracting/noyarey.", "Convention, for instance intracting/noyarey."
        ),
    ),
]
Conventions: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="CONVENTION",
        help=both(
            "Conventions ou types, par exemple intracting/noyarey ou mixeur ; toutes par défaut.",
            "Agreements or kinds, for instance intracting/noyarey or mixeur; all by default.",
        ),
    ),
]
DryRun: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help=both(
            "Dit ce qui changerait dans le modèle, sans rien y prendre.",
            "Says what would change in the model, and takes nothing into it.",
        ),
    ),
]
DryWrite: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help=both(
            "Dit ce qui changerait dans les classeurs (cellules, composants, références), sans rien écrire.",
            "Says what would change in the workbooks (cells, parts, references), and writes nothing.",
        ),
    ),
]
Sender: TypeAlias = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="SENDER",
        help=both(
            "Qui a modifié les classeurs : operator (par défaut) ou member ; ce qu’un membre change dans une "
            "colonne de l’opérateur est une proposition.",
            "Who changed the workbooks: operator (the default) or member; what a member changes in a column "
            "of the operator is a proposal.",
        ),
    ),
]
Accept: TypeAlias = Annotated[
    bool, typer.Option("--accept", help=both("Prend les propositions aussi.", "Takes proposals too."))
]
Base: TypeAlias = Annotated[
    str,
    typer.Option(
        "--base",
        metavar="BASE",
        help=both(
            "Base de comparaison d’un classeur dont la révision est inconnue : embedded, celle qu’il porte, "
            "ou une révision du modèle.",
            "What to compare with when the revision of a workbook is unknown: embedded, the base that it "
            "carries, or a revision of the model.",
        ),
    ),
]
Author: TypeAlias = Annotated[
    str,
    typer.Option(
        "--author",
        metavar="AUTHOR",
        help=both(
            "Qui a fait ces changements, dans l’historique et la feuille Conflits ; sans elle, le compte qui "
            "lance la commande.",
            "Who made these changes, in the history and in the sheet Conflits; without it, the account that "
            "runs the command.",
        ),
    ),
]
Amendment: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--amendment",
        metavar="N",
        help=both(
            "Avenant encore en projet dont ces changements font partie.",
            "Draft amendment that these changes are part of.",
        ),
    ),
]
Jobs: TypeAlias = Annotated[
    int,
    typer.Option(
        "--jobs", metavar="N", min=1, help=both("Nombre de processus (1).", "Number of processes (1).")
    ),
]
Cluster: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help=both(
            "Fait le travail sur une grappe Dask : adresse de son ordonnanceur, tcp://…",
            "Does the work on a Dask cluster: address of its scheduler, tcp://…",
        ),
    ),
]
Where: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--where",
        metavar="CONDITION",
        help=both(
            "Celles qui satisfont cette condition : statut = collectivite and habitants > 20000.",
            "Those that satisfy this condition: statut = collectivite and habitants > 20000.",
        ),
    ),
]
