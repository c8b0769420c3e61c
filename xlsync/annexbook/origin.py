"""Where a workbook comes from, and whether the base that it carries can be believed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from udfs.errors import Text
from xlsync.annexbook import names
from xlsync.annexbook.base import base_hash, held_before, held_by_both, read_list
from xlsync.annexbook.hidden import BASE_SHEET
from xlsync.annexbook.identify import Identity
from xlsync.annexbook.memory import version_of
from xlsync.annexbook.names import CONTENTS, SEAL, SYNCED
from xlsync.annexbook.seal import said_of, seal_of
from xlsync.annexes import schema
from xlsync.errors import UnsupportedWorkbook, sentence
from xlsync.model import ROW, Where, kind_of
from xlsync.model.amendments import View
from xlsync.model.kept import NOT_MERGED
from xlsync.model.renewal import followed, linked_tables
from xlsync.model.shapes import shapes
from xlsync.workbook import Workbook

if TYPE_CHECKING:
    from xlsync.store import Store

BASE_ONLY = " base"
"""Ends that seal where the command wrote the base and nothing else."""

UNCOMPUTED = ">#NAME?<"
"""What the markup of a cell holds that a program without the functions computed."""

AUTO, EMBEDDED = "auto", "embedded"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a workbook says of where it comes from.

    Attributes:
        store: UUID of its store.
        revision: Its revision.
        on: The revision that this one was made from, where its command changed the model; else "".
        base: The base that it carries; empty when it has none.
        before: The same if that change never came into the model.
        intact: The base is the one that was stamped with that revision.
    """

    store: str
    revision: str
    on: str
    base: dict[Where, str]
    before: dict[Where, str]
    intact: bool

    def is_cut_short(self, store: Store) -> bool:
        """The command that wrote the file was stopped before its revision counted in that store.

        Or the store is an older copy of itself: either way it never held what was taken.
        """
        return self.store == store.id and not store.knows(self.revision) and store.knows(self.on)

    def held(self, store: Store) -> dict[Where, str]:
        """What the workbook and that store agreed on last."""
        return self.base if store.knows(self.revision) else self.before


def read_origin(book: Workbook) -> Origin:
    """The stamp and the base of a workbook."""
    properties = book.custom_properties
    revision = str(properties.get(names.REVISION, ""))
    has_sheet = any(entry.name == BASE_SHEET for entry in book.sheets)
    rows = read_list(book) if has_sheet else []
    store, on = (str(properties.get(name) or "") for name in (names.STORE, names.ON))
    intact = has_sheet and properties.get(names.BASE) == base_hash(rows, revision)
    return Origin(store, revision, on, held_by_both(rows), held_before(rows), intact)


def view_of(book: Workbook) -> View:
    """The moment at which a workbook shows its convention: it was built at a date, or under a draft.

    Raises:
        UnsupportedWorkbook: its properties say neither a day nor a number.
    """
    properties = book.custom_properties
    at, draft = (str(properties.get(name) or "") for name in (names.AT, names.AMENDMENT))
    try:
        return View(datetime.date.fromisoformat(at) if at else None, int(draft) if draft else None)
    except ValueError as error:
        raise UnsupportedWorkbook(
            f"la propriété {names.AT} ou {names.AMENDMENT} du classeur est illisible",
            f"the property {names.AT} or {names.AMENDMENT} of the workbook cannot be read",
        ) from error


def refuse_newer(book: Workbook, identity: Identity) -> None:
    """Refuses a workbook that was built by a later version of the program, from a later schema of its kind.

    Raises:
        UnsupportedWorkbook: it was.
    """
    declared = schema(identity.schema.kind)
    version, known, kind = version_of(book, declared), declared.version, declared.kind
    if version is not None and version > known:
        raise UnsupportedWorkbook(
            f"ce classeur suit la version {version} du schéma {kind}, ce programme connaît la {known} : "
            "mettre xlsync à jour",
            f"this workbook follows version {version} of the schema {kind}, this program knows {known}: "
            "update xlsync",
            version=version,
        )


def is_untouched(book: Workbook, store: Store, *, whole: bool) -> bool:
    """Nobody changed the file since a command left nothing to report, and the model is as it was then.

    A file that nobody saved since is known by its parts; one that another program saved, by what it says.

    Args:
        book: The workbook.
        store: The store.
        whole: The command wrote all that the workbook should hold, not its base alone.
    """
    if not (is_as_left(book, whole) or is_as_said(book, whole)):
        return False
    properties = book.custom_properties
    return properties.get(names.STORE) == store.id and _is_current(properties, store, whole)


def is_as_left(book: Workbook, whole: bool) -> bool:
    """Every part is as a command left it."""
    properties, seal = book.custom_properties, seal_of(book)
    return properties.get(SEAL) == seal or properties.get(SYNCED) in _endings(seal, whole)


def is_as_said(book: Workbook, whole: bool) -> bool:
    """The workbook says what it said when a command left it, its base and its stamp included.

    One that a program without the functions computed again does not: nothing typed changed, and yet there is
    something to say.
    """
    properties = book.custom_properties
    held = str(properties.get(CONTENTS, ""))
    if any(UNCOMPUTED in sheet.text for sheet in book.worksheets()):
        return False
    if not held or (whole and held.endswith(BASE_ONLY)):
        return False
    return held in _endings(said_of(book), whole)


def _endings(seal: str, whole: bool) -> set[str]:
    return {seal} if whole else {seal, seal + BASE_ONLY}


def _is_current(properties: Mapping[str, object], store: Store, whole: bool) -> bool:
    revision, convention = (str(properties.get(name, "")) for name in (names.REVISION, names.CONVENTION))
    head = store.head()
    if head is not None and head.id == revision:
        return True
    return not whole and store.knows(revision) and not _is_changed(convention, revision, store)


def _is_changed(convention: str, since: str, store: Store) -> bool:
    """Whether a revision after that one changed a convention, or one that it takes something from."""
    if store.is_changed(convention, since):
        return True
    tables = linked_tables(schema(kind_of(convention)))
    if not tables:
        return False
    data, known = store.convention(convention), store.conventions()
    names = {one for table in tables for one in followed(data, table, known)}
    kinds = {kind_of(one) for one in names}
    return any(store.is_changed(one, since) for one in names | kinds)


def doubt(origin: Origin, store: Store) -> Text | None:
    """Why the base of a workbook cannot be believed, None when it can."""
    if origin.store != store.id:
        return sentence("ce classeur vient d’un autre référentiel", "this workbook comes from another store")
    if not store.knows(origin.revision) and not origin.is_cut_short(store):
        return sentence(
            f"ce référentiel ne connaît pas la révision {origin.revision} de ce classeur",
            f"this store does not know the revision {origin.revision} of this workbook",
        )
    if not origin.intact:
        return sentence(
            "la base que porte ce classeur est endommagée", "the base that this workbook carries is damaged"
        )
    return None


def chosen_base(origin: Origin, store: Store, convention: str, base: str, view: View) -> dict[Where, str]:
    """The base to merge with: that of the workbook, or the model at a revision.

    Args:
        origin: What the workbook says.
        store: The store.
        convention: The convention of the workbook.
        base: "auto", "embedded" or the id of a revision.
        view: The moment at which the workbook shows the convention.

    Raises:
        UnknownRevision: not in the store.
        UnsupportedWorkbook: the workbook carries no base, and it was asked for.
    """
    if base not in (AUTO, EMBEDDED):
        cells = store.cells(convention, store.revision(base).id, view)
        return model_side(kind_of(convention), {cell[1:]: text for cell, text in cells.items()})
    if base == EMBEDDED and not origin.base:
        raise UnsupportedWorkbook(
            f"le classeur n’a plus sa base (feuille {BASE_SHEET}) : choisir une révision",
            f"the workbook has lost its base (sheet {BASE_SHEET}): choose a revision",
        )
    return model_side(kind_of(convention), origin.held(store))


def model_side(kind: str, cells: Mapping[Where, str]) -> dict[Where, str]:
    """The cells of one convention as a merge takes them: `ROW` only for records that people type.

    What the schema of the kind declares no more takes no part in a merge, nor do amendments and closed years:
    the program writes what they are, from what the store keeps.
    """
    known = {
        table: {column.name for column in shape.values} | ({ROW} if is_typed(kind, table) else set())
        for table, shape in shapes(kind).items()
        if table not in NOT_MERGED
    }
    return {where: text for where, text in cells.items() if where[2] in known.get(where[0], ())}


def is_typed(kind: str, table: str) -> bool:
    """People add and delete the records of that table; nobody those of one that the schema does not know."""
    found = shapes(kind).get(table)
    return found is not None and found.is_typed
