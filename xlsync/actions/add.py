"""A new convention of a known kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from xlsync.actions.add_list import added_from_list, left_json, same_kind
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
    from xlsync.model.likeness import Left
    from xlsync.store import Store
    from xlsync.tables.taking import Tables


def add(
    session: Session,
    convention: str,
    source: Path | None = None,
    like: str | None = None,
    listed: Path | None = None,
    year: int | None = None,
    *,
    dry_run: bool = False,
) -> Report:
    """Commit a new convention, or those of a list.

    Args:
        session: The run.
        convention: "<kind>/<instance>"; a kind with `listed`.
        source: Annex workbook or folder of tables that its inputs come from. A workbook with an input that
            cannot be read is refused, each one named.
        like: Convention whose inputs it begins with, without what belongs to that one alone.
        listed: List of members, a line a convention.
        year: Year of the records of the lines of the list that say none.
        dry_run: With a list, nothing is committed: what would change is told.

    Raises:
        Misuse: Options that do not go together.
    """
    if source is not None and (like is not None or listed is not None):
        raise Misuse(
            "--from ne va ni avec --like ni avec --list", "--from goes with neither --like nor --list"
        )
    if listed is not None:
        return added_from_list(session, convention, listed, like, year, dry_run)
    if dry_run or year is not None:
        raise Misuse("--dry-run et --year vont avec --list", "--dry-run and --year go with --list")
    if like is not None:
        return _added_like(session, convention, like)
    if source is None:
        return _added(session, _blank(convention))
    return (_from_folder if source.is_dir() else _from_workbook)(session, convention, source)


def _added_like(session: Session, convention: str, other: str) -> Report:
    """A convention with the inputs of another; what it does not take is said."""
    from xlsync.model.likeness import Left, like

    blank, left = _blank(convention), list[Left]()

    def made(store: Store, on: str | None) -> list[ConventionData]:
        data, left[:] = like(same_kind(store, blank.kind, other, on), convention.partition("/")[2])
        return [_new(data, store, on)]

    revision = edited(session, made, "add", f"{convention} comme {other}")
    head = session.text(
        f"{convention} : ajoutée au modèle, avec les saisies de {other}",
        f"{convention}: added to the model, with the inputs of {other}",
    )
    document = {"convention": convention, "revision": revision_json(revision), "like": other}
    return Report({**document, "left": left_json(left)}, [head, *_said_of_left(left, session)])


def _said_of_left(left: Sequence[Left], session: Session) -> Iterator[str]:
    if not left:
        return
    yield session.text("  non repris, propres à l’autre convention :", "  not taken, the other one’s own:")
    for one in left:
        place = " ".join(part for part in (one.table, one.column) if part)
        label = one.label.in_language(session.lang)
        count = "" if one.count == 1 and one.column else f" ({one.count})"
        yield f"    {place} – {label}{count}"


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
