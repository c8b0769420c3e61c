"""Keys of records: the text that identifies one, and what a person writes to name one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from udfs.errors import Text
from xlsync.annexes import Schema, Table
from xlsync.conventions import key_text, parse_key
from xlsync.conventions.keys import split_key
from xlsync.errors import UnknownKey
from xlsync.model.cells import Value, decimal_text, from_text, normalize, parse, to_text
from xlsync.model.shapes import Shape

Key: TypeAlias = Mapping[str, object] | str
"""`{"annee": 2025}`, or the same as a text: "annee=2025", or "2025" alone; "" for a single record."""


def identity(shape: Shape, record: Mapping[str, Value]) -> str:
    """The canonical text of a record's key: what rows are matched by, in the store and in merges.

    Args:
        shape: The table.
        record: Values of the model, the keys at least.

    Returns:
        `k=v;k2=v2` in the order of the key columns; "" for a table of single fields.
    """
    return key_text({column.name: to_text(record.get(column.name), column) or "" for column in shape.keys})


def key_values(shape: Shape, text: str) -> dict[str, Value]:
    """The key that an `identity` says.

    Raises:
        WrongValue, ValueError: not the identity of a record of that table.
    """
    found = parse_key(text)
    return {column.name: from_text(found.get(column.name), column) for column in shape.keys}


def read_key(shape: Shape, key: Key) -> dict[str, Value]:
    """The key that a caller or a person gives.

    Args:
        shape: The table.
        key: A mapping of values; or a text, `k=v;k2=v2`, or the values alone in order, `v;v2`.

    Raises:
        UnknownKey: it does not name the key columns.
        WrongValue: a value is not of the type of its column.
    """
    given = _named(shape, key) if isinstance(key, str) else dict(key)
    if set(given) != {column.name for column in shape.keys}:
        raise _wrong_key(shape, key)
    return {
        column.name: parse(value, column) if isinstance(value, str) and value else normalize(value, column)
        for column in shape.keys
        for value in (given[column.name],)
    }


def printed_key(schema: Schema, table: Table, key: Mapping[str, object]) -> Text:
    """A key as people read it: « N° 4 », « Versement 1 », a text that speaks for itself.

    Args:
        schema: The kind.
        table: The table of the record.
        key: Its key columns, as values or as canonical texts.

    Examples:
        >>> from xlsync.annexes import schema
        >>> declared = schema("intracting")
        >>> printed_key(declared, declared.table("amortissement"), {"versement": 1, "annee": 2025}).fr
        'Versement 1 – ANNEE 2025'
        >>> event = {"versement": "1", "date": "2028-06-01", "type": "taux"}
        >>> printed_key(declared, declared.table("evenements"), event).fr
        'Versement 1 – Date 01/06/2028 – Type taux'
    """
    texts = {name: _printed(value) for name, value in key.items()}
    if table.layout == "columns":
        heading = table.header.format(**texts)
        return Text(heading, heading)
    parts = [_with_label(schema, table, name, text) for name, text in texts.items()]
    return Text(" – ".join(part.fr for part in parts), " – ".join(part.en for part in parts))


def _with_label(schema: Schema, table: Table, name: str, text: str) -> Text:
    home = schema.table(table.blocks.table) if table.blocks and name == table.blocks.key else table
    column = home.column(name)
    if column.type == "text":
        return Text(text, text)
    french = "/".join(reversed(text.split("-"))) if column.type == "date" else text
    return Text(f"{column.label.fr} {french}", f"{column.label.en} {text}")


def _printed(value: object) -> str:
    return decimal_text(value) if isinstance(value, float) else str(value)


def _named(shape: Shape, text: str) -> dict[str, object]:
    """A single key may be written as it is, even with an equals sign inside."""
    names = [column.name for column in shape.keys]
    parts = split_key(text)
    if len(names) == 1 and not any(part.startswith(f"{names[0]}=") for part in parts):
        return {names[0]: text}
    try:
        return dict(parse_key(text))
    except ValueError:
        if len(parts) != len(names):
            raise _wrong_key(shape, text) from None
        return dict(zip(names, parts, strict=True))


def _wrong_key(shape: Shape, key: Key) -> UnknownKey:
    expected = ";".join(f"{column.name}=…" for column in shape.keys)
    fr, en = f"s’écrit « {expected} »", f"is written “{expected}”"
    if shape.is_single:
        fr, en = "n’a pas de clé (une seule ligne)", "has no key (a single row)"
    return UnknownKey(
        f"{shape.name} : clé « {key} » illisible ; une clé de cette table {fr}",
        f"{shape.name}: unreadable key “{key}”; a key of this table {en}",
        table=shape.name,
        key=str(key),
    )
