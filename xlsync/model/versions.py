"""Versions of parameters in the model: what the operator decides each year, kept as revisions like any input.

A store keeps them under the name of their kind, which no convention bears: "mixeur", table `VERSIONS`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import product

import udfs
from udfs import parameters
from udfs.errors import ParameterFileError, Text, UdfError, WrongValue
from udfs.parameters import EnteredVersion
from udfs.parameters.entered import value_text
from xlsync.annexes import Column
from xlsync.errors import WrongValue as WrongCell
from xlsync.model.cells import Value, decimal_text, from_text, parse, to_text
from xlsync.model.identity import identity, key_values
from xlsync.model.shapes import Shape

VERSIONS = "versions_parametres"
ROW = ""
CODE, FOR, START = "code", "pour", "debut"
TITLE = Text("Versions de paramètres", "Versions of parameters")


def _column(name: str, fr: str, en: str, kind: str = "text", **more: bool) -> Column:
    return Column(name, Text(fr, en), kind, **more)  # type: ignore[arg-type]


KEYS = (
    _column(CODE, "Paramètre", "Parameter", key=True, nullable=False),
    _column(FOR, "Pour la convention (toutes si vide)", "For the agreement (all if blank)", key=True),
    _column(START, "À partir du", "From", "date", key=True, nullable=False),
)
VALUES = (
    _column("valeur", "Valeur", "Value", nullable=False),
    _column("document", "Document", "Document", nullable=False),
    _column("article", "Article", "Article", nullable=False),
    _column("decision", "Décidée le", "Decided on", "date"),
    _column("note", "Note", "Note"),
)


def versions_shape(kind: str) -> Shape:
    """The table of the versions of a kind, as the model keeps it."""
    return Shape(kind, VERSIONS, KEYS, VALUES, title=TITLE)


def is_kind(convention: str) -> bool:
    """A name under which versions are kept, that of a kind; no convention has such a name.

    Examples:
        >>> is_kind("mixeur"), is_kind("mixeur/aunis-sud")
        (True, False)
    """
    return "/" not in convention


def record_of(version: EnteredVersion) -> dict[str, Value]:
    """A version as a record of the table."""
    return {
        CODE: version.code,
        FOR: version.convention or None,
        START: version.start,
        "valeur": version.value,
        "document": version.document,
        "article": version.article,
        "decision": datetime.date.fromisoformat(version.decided) if version.decided else None,
        "note": version.note or None,
    }


def version_of(record: Mapping[str, Value]) -> EnteredVersion:
    """The version that a record says."""
    start, decided = record[START], record.get("decision")
    assert isinstance(start, datetime.date)
    return EnteredVersion(
        code=str(record[CODE]),
        start=start,
        value=str(record["valeur"]),
        document=str(record["document"]),
        article=str(record["article"]),
        decided=decided.isoformat() if isinstance(decided, datetime.date) else "",
        note=str(record.get("note") or ""),
        convention=str(record.get(FOR) or ""),
    )


def version_key(version: EnteredVersion) -> str:
    """What names a version in its table."""
    return identity(versions_shape(""), record_of(version))


def texts_of(version: EnteredVersion) -> dict[str, str]:
    """The cells of a version, blanks left out."""
    record = record_of(version)
    texts = {column.name: to_text(record[column.name], column) for column in VALUES}
    return {name: text for name, text in texts.items() if text is not None}


def versions_of(cells: Mapping[tuple[str, str, str, str], str]) -> tuple[EnteredVersion, ...]:
    """The versions that cells of a model say, in the order of codes, conventions and dates."""
    rows: dict[tuple[str, str], dict[str, str]] = {}
    for (kind, table, key, column), text in cells.items():
        if is_kind(kind) and table == VERSIONS:
            rows.setdefault((kind, key), {})[column] = text
    found = []
    for (kind, key), texts in rows.items():
        if ROW in texts:
            values = {column.name: from_text(texts.get(column.name), column) for column in VALUES}
            found.append(version_of({**key_values(versions_shape(kind), key), **values}))
    return tuple(sorted(found))


def used_by(convention: str, versions: Iterable[EnteredVersion]) -> tuple[EnteredVersion, ...]:
    """The versions that count for a convention: those of its kind, and its own."""
    kind = convention.partition("/")[0]
    return tuple(
        one for one in versions if one.code.startswith(f"{kind}.") and one.convention in ("", convention)
    )


# what people type


def typed_number(code: str, text: str) -> str:
    """The plain decimal that a person types: `0,012`, `3 000 €`, `2 %`.

    Raises:
        WrongValue: no number.

    Examples:
        >>> typed_number("mixeur.gti", "0,012 €"), typed_number("mixeur.gti", "3 000")
        ('0.012', '3000')
    """
    try:
        number = parse(text.replace("€", "").strip(), _NUMBER)
    except WrongCell:
        number = None
    if not isinstance(number, float):
        raise WrongValue(
            f"« {code} » : nombre attendu, reçu « {text} »",
            f"“{code}”: a number is expected, got “{text}”",
            argument="code",
            value=code,
        )
    return decimal_text(number)


_NUMBER = Column("valeur", Text("Valeur", "Value"), "number")


def typed_value(code: str, text: str) -> str:
    """The text of a value as a person types it for a parameter; a table stays as it is written.

    Raises:
        WrongValue: an unknown parameter, or no number where one is due.
    """
    like = parameters.parameter(code).like
    return typed_number(code, text) if isinstance(like, Decimal) else text.strip()


def is_entry(code: str) -> bool:
    """A code that names one entry of a table: "mixeur.forfait.structure".

    Examples:
        >>> is_entry("mixeur.forfait.structure"), is_entry("mixeur.forfait")
        (True, False)
    """
    return code.count(".") > 1


def whole(rows: Iterable[EnteredVersion], beside: Iterable[EnteredVersion] = ()) -> list[EnteredVersion]:
    """Whole versions that may be kept, from rows of which some say one entry of a table.

    The entries that are not said keep the values of that day. Entries that the table of that day lacks are
    those of another grid: then those that are said are all there are.

    Args:
        rows: Versions, or entries of versions.
        beside: Those of the model already.

    Raises:
        WrongValue: as `checked`, or an unknown entry.
        NotAvailable: entries of a table that has no version that day.
    """
    held, entries = list(beside), dict[Place, list[EnteredVersion]]()
    found = []
    for one in rows:
        kind, _, rest = one.code.partition(".")
        name, _, _ = rest.partition(".")
        entries.setdefault((f"{kind}.{name}", one.convention, one.start), []).append(one)
    for (code, convention, start), own in sorted(entries.items(), key=lambda item: (item[0][2], item[0])):
        others = [one for one in held if one.convention in ("", convention)]
        *_, version = own
        if any(is_entry(one.code) for one in own):
            version = replace(version, code=code, value=_table(code, start, own, others))
        version = checked(version, others)
        held = [one for one in held if one.place != version.place] + [version]
        found.append(version)
    return found


Place = tuple[str, str, datetime.date]
"""Code, convention and first day."""


def _table(
    code: str, start: datetime.date, own: Iterable[EnteredVersion], beside: Iterable[EnteredVersion]
) -> str:
    """The value of a table from those of its entries."""
    said = {one.code.removeprefix(f"{code}."): Decimal(typed_number(one.code, one.value)) for one in own}
    with parameters.handing(beside):
        day = parameters.value(code, start)
    if not isinstance(day, Mapping):
        parameters.value(next(one.code for one in own), start)  # says that there is no such entry
    assert isinstance(day, Mapping), "a parameter that has an entry is a table"
    return value_text({**day, **said} if said.keys() <= day.keys() else said)


def checked(version: EnteredVersion, beside: Iterable[EnteredVersion] = ()) -> EnteredVersion:
    """A version that may be kept, its value as typed made plain.

    Args:
        version: The version.
        beside: Those of the model already.

    Raises:
        WrongValue: an unknown parameter, no source, a value that does not suit it, a grid that
            cannot be read.
    """
    found = replace(version, value=typed_value(version.code, version.value))
    others = [one for one in beside if one.place != found.place and one.convention == found.convention]
    with parameters.handing([*others, found]):
        for call in _grids(found.code):
            try:
                udfs.call(call[0], found.start.isoformat(), *call[1:])
            except ParameterFileError as error:
                raise WrongValue(
                    f"« {found.code} » : table refusée ({error})",
                    f"“{found.code}”: the table is refused ({error})",
                    argument="code",
                    value=found.code,
                ) from error
            except UdfError:
                pass  # nothing else of the grid is decided at that date
    return found


def is_shipped(version: EnteredVersion) -> bool:
    """A version that the program itself has: the same day, value and source."""
    with parameters.handing(()):
        shipped = parameters.parameter(version.code).versions
    return not version.convention and any(
        (one.start, value_text(one.value), one.source.document, one.source.article)
        == (version.start, version.value, version.document, version.article)
        for one in shipped
    )


def _grids(code: str) -> list[tuple[str, ...]]:
    """The calls, but for their date, that print the grids of the kind of a parameter."""
    name = f"{code.partition('.')[0].upper()}.GRILLE"
    if name not in udfs.FUNCTIONS:
        return []
    _, *others = udfs.FUNCTIONS[name].arguments
    return [(name, *options) for options in product(*(argument.options for argument in others))]
