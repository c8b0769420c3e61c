"""Names as people write them: that of the schema or the label that is printed, without case or accents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from udfs.coerce.cells import plain
from udfs.errors import Text, names_alike
from xlsync.errors import AmbiguousName, UnknownColumn, UnknownTable, XlsyncError
from xlsync.model.shapes import SINGLE, Shape, kind_of, shapes, unknown

_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")

Labelled = Mapping[str, Text]
"""What may be meant: names with their labels."""

Found = TypeVar("Found")


def named(written: str, known: Labelled) -> list[str]:
    """The names that a person may mean, those of the first of these that gives any.

    The name itself; the name without case or accents; a label, likewise; a label without the unit that stands
    in brackets at its end.

    Examples:
        >>> named("echeance", {"date": Text("Échéance", "Due date"), "part": Text("Part (%)", "Share (%)")})
        ['date']
        >>> named("PART", {"part_ttc": Text("Part (€)", "Share"), "part_ht": Text("Part (%)", "Share")})
        ['part_ttc', 'part_ht']
    """
    if written in known:
        return [written]
    wanted = plain(written)
    ways: tuple[Callable[[str, Text], Iterable[str]], ...] = (
        lambda name, label: [name],
        lambda name, label: [label.fr, label.en],
        lambda name, label: [_IN_BRACKETS.sub("", label.fr), _IN_BRACKETS.sub("", label.en)],
    )
    for way in ways:
        found = [name for name, label in known.items() if wanted in map(plain, way(name, label))]
        if found:
            return found
    return []


Place = tuple[str, str]
"""A table and one of its columns."""


def placed(written: str, known: Mapping[Place, Text]) -> list[Place]:
    """The columns that a person may mean among those of several tables.

    `table.column` is that one. Of several that bear the name, the one that prints it so, else the single
    field; where that does not tell, all of them.

    Args:
        written: A name or a label, as `named` takes it.
        known: Columns by table, with their labels.

    Examples:
        >>> state, status = Text("État", "State"), Text("Statut", "Status")
        >>> known = {("conventions", "statut"): state, ("dus", "statut"): status}
        >>> placed("statut", known), placed("conventions.statut", known)
        ([('dus', 'statut')], [('conventions', 'statut')])
    """
    table, dot, column = (part.strip() for part in written.partition("."))
    if dot and (table, column) in known:
        return [(table, column)]
    tables: dict[str, dict[str, Text]] = {}
    for (place, name), label in known.items():
        tables.setdefault(place, {})[name] = label
    found = [(place, name) for place, labels in tables.items() for name in named(written, labels)]
    wanted = plain(written)
    printed = [
        one
        for one in found
        for label in (known[one].fr, known[one].en)
        if wanted in (plain(label), plain(_IN_BRACKETS.sub("", label)))
    ]
    printed = list(dict.fromkeys(printed))
    single = [one for one in found if one[0] in SINGLE]
    return next((some for some in (found, printed, single) if len(some) == 1), found)


def nearest(written: str, known: Labelled) -> list[str]:
    """Names or labels near what was written, as names, the nearest first."""
    spelled = {plain(form): name for name, label in known.items() for form in (label.en, label.fr, name)}
    return list(dict.fromkeys(spelled[form] for form in names_alike(plain(written), spelled)))


def one_named(written: str, known: Labelled, error: type[XlsyncError], fr: str, en: str) -> str:
    """The one name that a person means.

    Args:
        written: What was written.
        known: What may be meant.
        error: Raised when nothing of that name exists.
        fr: What is unknown then: "champ inconnu".
        en: The same in English.

    Raises:
        AmbiguousName: several are meant.
        XlsyncError: none; the sentence gives the nearest first, then the others.
    """
    found = named(written, known)
    if len(found) == 1:
        return found[0]
    if found:
        raise ambiguous(written, found, known)
    raise unknown(error, written, known, fr, en, nearest(written, known))


def ambiguous(written: str, found: Iterable[str], known: Labelled) -> AmbiguousName:
    """The refusal of a name that several things bear."""
    names = list(found)
    fr = ", ".join(f"{name} (« {known[name].fr} »)" for name in names)
    en = ", ".join(f"{name} (“{known[name].en}”)" for name in names)
    return AmbiguousName(
        f"« {written} » désigne plusieurs choses : {fr} ; écrire le nom",
        f"“{written}” means several things: {en}; write the name",
        name=written,
        found=names,
    )


def table_named(kind: str, written: str) -> Shape:
    """A table of the model, by its name or by the title that the annex prints.

    Raises:
        UnknownKind, UnknownTable: it does not exist.
        AmbiguousName: several tables have that title.
    """
    known = shapes(kind_of(kind))
    titles = {name: found.title for name, found in known.items()}
    fr, en = f"table inconnue pour {kind}", f"unknown table for {kind}"
    return known[one_named(written, titles, UnknownTable, fr, en)]


def column_named(found: Shape, written: str) -> str:
    """An input column of a table, by its name or by its printed label.

    Raises:
        UnknownColumn: none, or a column that is computed.
        AmbiguousName: several columns have that label.
    """
    known = {column.name: column.label for column in found.columns}
    fr, en = f"colonne saisie inconnue dans {found.name}", f"unknown input column in {found.name}"
    return one_named(written, known, UnknownColumn, fr, en)


def field_named(kind: str, written: str) -> tuple[Shape, str]:
    """A single field, by its name or by its printed label, and the table that holds it.

    Raises:
        UnknownKind: no such kind.
        UnknownColumn: no such field; the sentence says so when it is a column of a table.
        AmbiguousName: several fields have that label.
    """
    known = shapes(kind_of(kind))
    fields = {
        column.name: (found, column)
        for name in SINGLE
        if (found := known.get(name)) is not None
        for column in found.values
    }
    labels = {name: column.label for name, (_, column) in fields.items()}
    holders = [
        found.name
        for found in known.values()
        if not found.is_single and named(written, {one.name: one.label for one in found.columns})
    ]
    fr, en = "champ inconnu", "unknown field"
    if holders and not named(written, labels):
        tables = ", ".join(holders)
        fr, en = f"champ inconnu (colonne de {tables})", f"unknown field (a column of {tables})"
    name = one_named(written, labels, UnknownColumn, fr, en)
    return fields[name][0], name
