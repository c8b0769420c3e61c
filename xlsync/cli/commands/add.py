"""`xlsync add`: a new convention of a known kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xlsync.cli.misuse import Misuse
from xlsync.cli.models import edited, revision_json
from xlsync.cli.report import Report
from xlsync.cli.session import Session, both

if TYPE_CHECKING:
    from xlsync.model import ConventionData

HELP = both(
    "Ajoute au modèle une convention d’un type connu, vierge ou avec ses saisies.",
    "Adds to the model a convention of a known kind, blank or with its inputs.",
)


def add(
    context: typer.Context,
    convention: Annotated[
        str,
        typer.Argument(
            metavar="CONVENTION",
            help=both(
                "Type et nom, par exemple moby/finistere.", "Kind and name, for instance moby/finistere."
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
) -> Report:
    """Commit the new convention."""
    session: Session = context.obj
    data = _blank(convention) if source is None else _taken(convention, source)
    revision = edited(session, lambda model: model.add(data), "add", convention)
    return Report(
        {"convention": convention, "revision": revision_json(revision)},
        [session.text(f"{convention} : ajoutée au modèle", f"{convention}: added to the model")],
    )


def _blank(convention: str) -> ConventionData:
    from xlsync.model import kind_of, template

    kind, name = kind_of(convention), convention.partition("/")[2]
    if not name.strip():
        raise Misuse(f"donnez le type et le nom : {kind}/nom", f"give the kind and the name: {kind}/name")
    return template(kind, name)


def _taken(convention: str, source: Path) -> ConventionData:
    """The inputs of a workbook; or of the convention of that name in a folder, or of the only one there."""
    from xlsync.model.exchange import import_csv

    blank = _blank(convention)
    if not source.is_dir():
        return _typed_in(source, blank)
    model = import_csv(source)
    names = model.conventions(blank.kind)
    name = convention if convention in names else names[0] if len(names) == 1 else None
    if name is None:
        raise Misuse(
            f"{source} contient {len(names)} conventions de type {blank.kind}, aucune nommée {convention}",
            f"{source} holds {len(names)} conventions of kind {blank.kind}, none named {convention}",
        )
    return replace(model.convention(name), id=convention)


def _typed_in(source: Path, blank: ConventionData) -> ConventionData:
    """The inputs of an annex workbook of the same kind."""
    from xlsync.annexbook.annex import read_file
    from xlsync.annexbook.taking import inputs_of

    reading = read_file(source)
    kind = reading.identity.schema.kind
    if kind != blank.kind:
        raise Misuse(
            f"{source} est un classeur du type {kind}, et non {blank.kind}",
            f"{source} is a workbook of the kind {kind}, not {blank.kind}",
        )
    return inputs_of(reading, blank.id)
