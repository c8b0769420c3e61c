"""What the model keeps of a kind: for each of its tables, the key and the inputs.

Computed and generated columns are not in the model. "conventions" and "champs" hold the single fields, one
row a convention; the tables of `xlsync.model.kept` stand beside those of every schema.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from udfs.errors import Text
from xlsync.annexes import Column, Schema, Table, kinds, schema
from xlsync.errors import UnknownColumn, UnknownKind, UnknownTable, XlsyncError, listed
from xlsync.model.kept import KEPT

CONVENTION = "convention"
SINGLE = ("conventions", "champs")
NO_TITLE = Text("", "")


@dataclass(frozen=True, slots=True)
class Shape:
    """One table of the model, for one kind.

    Attributes:
        kind: The kind of convention.
        name: Name of the table.
        keys: Its key columns, without the convention; none for a table of single fields.
        values: The other inputs.
        source: Where its records come from (`Rows.source`).
        article: Annex or article of the table.
        title: What the annex prints above it.
    """

    kind: str
    name: str
    keys: tuple[Column, ...]
    values: tuple[Column, ...]
    source: str = "input"
    article: str = ""
    title: Text = NO_TITLE

    @property
    def columns(self) -> tuple[Column, ...]:
        """Key columns, then the other inputs: the columns of the frame after the convention."""
        return (*self.keys, *self.values)

    @property
    def is_single(self) -> bool:
        """One row a convention."""
        return not self.keys

    @property
    def is_typed(self) -> bool:
        """People add and delete its records; others are single, or generated as their cells require."""
        return not self.is_single and self.source == "input"

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            UnknownColumn: none, or a column that is computed.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise unknown(
            UnknownColumn, name, [column.name for column in self.columns],
            f"colonne saisie inconnue dans {self.name}", f"unknown input column in {self.name}",
        )  # fmt: skip


def kind_of(convention: str) -> str:
    """The kind in a convention's id.

    Raises:
        UnknownKind: the id does not begin with a kind.

    Examples:
        >>> kind_of("intracting/noyarey")
        'intracting'
    """
    kind = convention.partition("/")[0]
    if kind not in kinds():
        raise unknown(UnknownKind, kind, kinds(), "type de convention inconnu", "unknown kind of convention")
    return kind


def shapes(kind: str) -> dict[str, Shape]:
    """The tables of the model for a kind, in the order of its schema.

    Raises:
        UnknownKind: no such kind.
    """
    return shapes_of(schema(kind_of(kind)))


@cache
def shapes_of(declared: Schema) -> dict[str, Shape]:
    """The tables of the model for a schema."""
    kind = declared.kind
    single = [
        Shape(
            kind, name, (), tuple(field for field in declared.fields_of(name) if field.is_input), title=title
        )
        for name, title in _SINGLE_TITLES.items()
    ]
    found = [shape for shape in single if shape.name == SINGLE[0] or shape.values]
    found += [shape for table in declared.tables if (shape := _shape(declared, table)) is not None]
    found += [Shape(kind, name, kept.keys, kept.values, title=kept.title) for name, kept in KEPT.items()]
    return {shape.name: shape for shape in found}


def shape(kind: str, table: str) -> Shape:
    """One table of the model.

    Raises:
        UnknownKind: no such kind.
        UnknownTable: the kind has no such table, or one without inputs.
    """
    known = shapes(kind)
    if table not in known:
        raise unknown(UnknownTable, table, known, f"table inconnue pour {kind}", f"unknown table for {kind}")
    return known[table]


def unknown(
    error: type[XlsyncError],
    name: str,
    known: Iterable[str],
    fr: str,
    en: str,
    near: Sequence[str] | None = None,
) -> XlsyncError:
    """An error that names what was asked for, then what exists, the nearest first (found when left out)."""
    names = list(known)
    first = [] if near is None else [other for other in near if other in names]
    told = listed(name, names) if near is None else ", ".join(dict.fromkeys([*first, *names])) or "–"
    found, exist = f"{fr} : « {name} »", f"{en}: “{name}”"
    return error(f"{found} ; il existe : {told}", f"{exist}; there are: {told}", name=name)


def _shape(declared: Schema, table: Table) -> Shape | None:
    """None for a table that holds nothing typed."""
    own = tuple(column for column in table.columns if column.key)
    keys = (_block_key(declared, table), *own) if table.blocks else own
    columns = table.blocks.columns if table.blocks else table.columns
    values = tuple(column for column in columns if column.is_input and not column.key)
    if not values and table.rows.source != "input":
        return None
    return Shape(declared.kind, table.name, keys, values, table.rows.source, table.annex, table.title)


def _block_key(declared: Schema, table: Table) -> Column:
    assert table.blocks is not None
    return declared.table(table.blocks.table).column(table.blocks.key)


_SINGLE_TITLES = {
    SINGLE[0]: Text("Champs de toute convention", "Fields of every agreement"),
    SINGLE[1]: Text("Champs de ce type", "Fields of this kind"),
}
