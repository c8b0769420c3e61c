"""A new convention of a known kind."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xlsync.actions.findings import (
    notice_json,
    notice_lines,
    refused_tables,
    with_problems,
)
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import edited, revision_json
from xlsync.actions.report import REFUSED, Report
from xlsync.actions.session import Session
from xlsync.errors import TablesRefused

if TYPE_CHECKING:
    from xlsync.model import ConventionData
    from xlsync.store import Store
    from xlsync.tables.taking import Tables


def add(session: Session, convention: str, source: Path | None = None) -> Report:
    """Commit the new convention; a workbook with an input that cannot be read is refused, each one named."""
    if source is None:
        return _added(session, _blank(convention))
    return (_from_folder if source.is_dir() else _from_workbook)(session, convention, source)


def _added(session: Session, data: ConventionData) -> Report:
    revision = edited(session, lambda store, on: [_new(data, store, on)], "add", data.id)
    return Report(
        {"convention": data.id, "revision": revision_json(revision)},
        [session.text(f"{data.id} : ajoutée au modèle", f"{data.id}: added to the model")],
    )


def _new(data: ConventionData, store: Store, on: str | None) -> ConventionData:
    from xlsync.model.model import already_there

    if store.cells(data.id, on):
        raise already_there(data.id)
    return data


def _blank(convention: str) -> ConventionData:
    from xlsync.model import kind_of, template

    kind, name = kind_of(convention), convention.partition("/")[2]
    if not name.strip():
        raise Misuse(f"donnez le type et le nom : {kind}/nom", f"give the kind and the name: {kind}/name")
    return template(kind, name)


def _from_folder(session: Session, convention: str, source: Path) -> Report:
    """The inputs of tables, and what of them does not fit the declarations."""
    from xlsync.tables.forms import read_tables

    blank = _blank(convention)
    try:
        tables = read_tables(source)
    except TablesRefused as error:
        return refused_tables({"convention": convention, "revision": None}, error, session)
    data = tables.new(_named(tables, blank, source))
    added = _added(session, replace(data, id=blank.id))
    if tables.versions:
        session.say(
            "les versions de paramètres de ce dossier ne sont pas prises : « xlsync import » les prend",
            "the versions of parameters of this folder are not taken: “xlsync import” takes them",
        )
    return with_problems(added, list(tables.misfits(data)), session)


def _named(tables: Tables, blank: ConventionData, source: Path) -> str:
    """The convention of that name in a folder, or the only one there."""
    convention = blank.id
    names = tables.conventions(blank.kind)
    name = convention if convention in names else names[0] if len(names) == 1 else None
    if name is None:
        raise Misuse(
            f"{source} contient {len(names)} conventions de type {blank.kind}, aucune nommée {convention}",
            f"{source} holds {len(names)} conventions of kind {blank.kind}, none named {convention}",
        )
    return name


def _from_workbook(session: Session, convention: str, source: Path) -> Report:
    """The inputs of an annex workbook of the same kind, and what its reading says."""
    from xlsync.annexbook.annex import read_file
    from xlsync.annexbook.checking import findings_of
    from xlsync.annexbook.taking import inputs_of

    blank, reading = _blank(convention), read_file(source)
    kind = reading.identity.schema.kind
    if kind != blank.kind:
        raise Misuse(
            f"{source} est un classeur du type {kind}, et non {blank.kind}",
            f"{source} is a workbook of the kind {kind}, not {blank.kind}",
        )
    problems, refused = findings_of(reading), bool(reading.problems)
    if refused:
        said = session.text(
            f"{convention} : rien n’est ajouté tant que ces saisies ne sont pas lisibles",
            f"{convention}: nothing is added until these inputs can be read",
        )
        added = Report({"convention": convention, "revision": None}, [said], REFUSED)
    else:
        added = _added(session, inputs_of(reading, blank.id))
    noticed = {"notices": [notice_json(notice, session) for notice in reading.said]}
    told = [*notice_lines(reading.said, session), *added.lines]
    return with_problems(Report({**added.document, **noticed}, told, added.code), problems, session)
