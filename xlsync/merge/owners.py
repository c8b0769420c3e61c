"""Who may change what: the owner of each column, and of the records of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from xlsync.merge.data import Sender
from xlsync.model import ROW, Shape, shapes

Owners: TypeAlias = Mapping[tuple[str, str], Sender]


def owners(kind: str) -> dict[tuple[str, str], Sender]:
    """The owner of each (table, column) of a kind.

    Under (table, `ROW`), who may add and delete records: the member only where every column is the member's.

    Raises:
        UnknownKind: no such kind.

    Examples:
        >>> found = owners("mixeur")
        >>> found["contributions", "habitants"], found["contributions", "statut"], found["contributions", ROW]
        ('member', 'operator', 'operator')
    """
    return {
        (shape.name, name): owner for shape in shapes(kind).values() for name, owner in _owners(shape).items()
    }


def _owners(shape: Shape) -> dict[str, Sender]:
    found: dict[str, Sender] = {column.name: _owner(column.owner) for column in shape.values}
    all_members = bool(found) and set(found.values()) == {"member"}
    return {ROW: "member" if all_members else "operator", **found}


def _owner(name: str) -> Sender:
    return "member" if name == "member" else "operator"
