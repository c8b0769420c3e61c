"""Records of one table of one convention: values by column, as the model keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xlsync.model.cells import Value, normalize
from xlsync.model.shapes import Shape

Record = dict[str, Value]


def normalized(shape: Shape, records: Iterable[Mapping[str, object]]) -> list[Record]:
    """Records with every input of their table, in the order given; what is missing is blank.

    Args:
        shape: The table.
        records: One mapping a row; values in any form that `cells.normalize` takes.

    Raises:
        UnknownColumn: a record holds something that is not an input of the table.
        WrongValue: a value is not of the type of its column.
    """
    rows = list(records)
    for name in {name for row in rows for name in row}:
        shape.column(name)
    return [
        {column.name: normalize(row.get(column.name), column) for column in shape.columns} for row in rows
    ]
