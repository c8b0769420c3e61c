"""A new convention of a known kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xlsync.actions.misuse import Misuse
from xlsync.actions.models import edited, revision_json
from xlsync.actions.report import Report
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.model import ConventionData


def add(
    session: Session,
    convention: str,
    source: Path | None = None,
) -> Report:
    """Commit the new convention."""
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
    from xlsync.annexbook.identify import identify
    from xlsync.build.inputs import inputs_of
    from xlsync.workbook import Workbook

    book = Workbook.open(source)
    kind = identify(book, source).schema.kind
    if kind != blank.kind:
        raise Misuse(
            f"{source} est un classeur du type {kind}, et non {blank.kind}",
            f"{source} is a workbook of the kind {kind}, not {blank.kind}",
        )
    return inputs_of(book, blank.id, source)
