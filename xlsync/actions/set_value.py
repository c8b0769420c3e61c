"""Inputs of the model, by their names or as the annex prints them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlsync.actions.misuse import Misuse
from xlsync.actions.models import edited, revision_json
from xlsync.actions.report import Report
from xlsync.actions.session import Session

if TYPE_CHECKING:
    from xlsync.model import ConventionData, Shape, Value

SINGLE = "-"
EQUALS = "="


@dataclass(frozen=True, slots=True)
class Edit:
    """Inputs of one record.

    Attributes:
        table: Name of the table.
        key: Key columns of the record, none for single fields.
        values: What to put in its columns, as typed.
    """

    table: str
    key: Mapping[str, Value]
    values: Mapping[str, str]


def set_value(
    session: Session,
    convention: str,
    words: Sequence[str],
    amendment: int | None = None,
    *,
    delete: bool = False,
) -> Report:
    """Commit the change of one or several inputs, as one revision.

    Args:
        session: The run.
        convention: "<kind>/<instance>".
        words: One of these; names or printed labels, whatever their case and accents.
            FIELD VALUE, or FIELD=VALUE several times, for single fields;
            TABLE KEY COLUMN VALUE, or TABLE KEY and COLUMN=VALUE several times, for a record;
            TABLE KEY, to add one that needs nothing else, or to delete it.
        amendment: Number of the draft amendment that the change is part of.
        delete: The record goes.

    Raises:
        Misuse: Other words.
        UnknownTable, UnknownColumn, AmbiguousName, WrongValue: The sentence lists what exists.
    """
    from xlsync.model import kind_of
    from xlsync.model.amendments import View

    if delete:
        return _delete(session, convention, words, amendment)
    edits = read_edits(kind_of(convention), words)
    changes = [
        {"table": edit.table, "key": edit.key, "column": column, "value": value}
        for edit in edits
        for column, value in edit.values.items()
    ]
    place, view = " ".join(words[:2]) if edits[0].key else "", View(draft=amendment)
    alone = [{"table": edit.table, "key": edit.key} for edit in edits if not edit.values]
    said = ", ".join(f"{change['column']} = {change['value']}" for change in changes)
    told = "ajoutée" if alone else said
    revision = edited(
        session,
        lambda store, on: [changed(store.convention(convention, on, view), edits)],
        "set",
        " ".join(part for part in (convention, place, told, _under(amendment)) if part),
        view=view,
    )
    return Report(
        {
            "convention": convention,
            "changes": changes,
            **({"added": alone[0]} if alone else {}),
            "amendment": amendment,
            "revision": revision_json(revision),
        },
        [
            session.text(f"{convention} {place} : ligne ajoutée", f"{convention} {place}: row added")
            if alone
            else session.text(f"{convention} : {said}", f"{convention}: {said}")
        ],
    )


def _under(amendment: int | None) -> str:
    return "" if amendment is None else f"(avenant n° {amendment})"


def _delete(session: Session, convention: str, words: Sequence[str], amendment: int | None) -> Report:
    """Commit a convention without one of its records."""
    from xlsync.model import kind_of, read_key
    from xlsync.model.amendments import View
    from xlsync.model.naming import table_named

    if len(words) != 2:
        raise Misuse("avec --delete, donnez TABLE CLÉ", "with --delete, give TABLE KEY")
    found, view = table_named(kind_of(convention), words[0]), View(draft=amendment)
    key = read_key(found, key_text(words[1]))
    place = " ".join((convention, *words))
    revision = edited(
        session,
        lambda store, on: [store.convention(convention, on, view).delete_row(found.name, key)],
        "set",
        " ".join(part for part in (place, "supprimée", _under(amendment)) if part),
        view=view,
    )
    return Report(
        {
            "convention": convention,
            "deleted": {"table": found.name, "key": key},
            "amendment": amendment,
            "revision": revision_json(revision),
        },
        [session.text(f"{place} : ligne supprimée", f"{place}: row deleted")],
    )


def read_edits(kind: str, words: Sequence[str]) -> list[Edit]:
    """What the words of a command ask for.

    Raises:
        Misuse: Other words than `set_value` takes.
        UnknownTable, UnknownColumn, AmbiguousName: The sentence lists what exists.
        UnknownKey, WrongValue: Not a key of that table.
    """
    if words and EQUALS in words[0]:
        return _fields(kind, [_assignment(word) for word in words])
    if len(words) == 2:
        return _pair(kind, words[0], words[1])
    if len(words) == 4 and EQUALS not in words[2]:
        return [_record(kind, words[0], words[1], [(words[2], words[3])])]
    if len(words) >= 3:
        return [_record(kind, words[0], words[1], [_assignment(word) for word in words[2:]])]
    raise Misuse(
        "donnez CHAMP VALEUR, des CHAMP=VALEUR, ou TABLE CLÉ et des COLONNE=VALEUR",
        "give FIELD VALUE, some FIELD=VALUE, or TABLE KEY and some COLUMN=VALUE",
    )


def changed(data: ConventionData, edits: Sequence[Edit]) -> ConventionData:
    """The convention with these inputs; a record is added when its key is new.

    Raises:
        WrongValue: A value that its column does not accept.
        AlreadyThere: A record that is its key alone is there.
    """
    from xlsync.errors import UnknownKey

    for edit in edits:
        if not edit.values:
            data = data.add_row(edit.table, edit.key)
        key: Mapping[str, object] = edit.key
        for rank, (column, value) in enumerate(edit.values.items()):
            try:
                data = data.set(edit.table, key, column, value)
            except UnknownKey:
                if rank:
                    raise
                data = data.add_row(edit.table, {**edit.key, **edit.values})
                break
            if column in key:
                key = {**key, column: value}
    return data


def key_text(key: str) -> str:
    """A key as the model reads it: `k=v;k2=v2`.

    Examples:
        >>> key_text("versement=V1,annee=2025"), key_text("2025"), key_text("-")
        ('versement=V1;annee=2025', '2025', '')
    """
    return "" if key == SINGLE else re.sub(r",(?=\w+=)", ";", key)


def _pair(kind: str, name: str, value: str) -> list[Edit]:
    """A field and its value; or a table and the key of a record that needs nothing else."""
    from xlsync.errors import UnknownColumn, UnknownTable
    from xlsync.model import read_key
    from xlsync.model.naming import table_named

    try:
        return _fields(kind, [(name, value)])
    except UnknownColumn as unknown:
        try:
            found = table_named(kind, name)
        except UnknownTable:
            raise unknown from None
    required = [column.name for column in found.values if not column.nullable]
    if not found.is_typed or required:
        wanted = " ".join(f"{one}=…" for one in required)
        raise Misuse(
            f"table « {found.name} » : après TABLE CLÉ, donnez {wanted or 'COLONNE=VALEUR'} au moins",
            f"table “{found.name}”: after TABLE KEY, give {wanted or 'COLUMN=VALUE'} at least",
        )
    return [Edit(found.name, read_key(found, key_text(value)), {})]


def _fields(kind: str, assignments: Sequence[tuple[str, str]]) -> list[Edit]:
    """Single fields, each in the table that holds it."""
    from xlsync.model.naming import field_named

    values: dict[str, dict[str, str]] = {}
    for written, value in assignments:
        found, name = field_named(kind, written)
        _put(values.setdefault(found.name, {}), name, value)
    return [Edit(table, {}, own) for table, own in values.items()]


def _record(kind: str, table: str, key: str, assignments: Sequence[tuple[str, str]]) -> Edit:
    from xlsync.model import read_key
    from xlsync.model.naming import column_named, table_named

    found: Shape = table_named(kind, table)
    values: dict[str, str] = {}
    for written, value in assignments:
        _put(values, column_named(found, written), value)
    return Edit(found.name, read_key(found, key_text(key)), values)


def _put(values: dict[str, str], name: str, value: str) -> None:
    if name in values:
        raise Misuse(f"{name} est donné deux fois", f"{name} is given twice")
    values[name] = value


def _assignment(word: str) -> tuple[str, str]:
    name, equals, value = word.partition(EQUALS)
    if not (equals and name.strip()):
        raise Misuse(
            f"« {word} » : COLONNE=VALEUR attendu (entre guillemets s’il y a des espaces)",
            f"“{word}”: COLUMN=VALUE is expected (quoted where there are spaces)",
        )
    return name.strip(), value
