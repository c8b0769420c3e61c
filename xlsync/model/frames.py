"""Frames of the model: records in, typed columns out, and back.

| type | dtype |
| --- | --- |
| amount, number, rate | float64 |
| integer, year | Int64 |
| date | datetime64[s] |
| flag | boolean |
| text, choice | string |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from udfs.errors import Text
from xlsync.annexes import Column
from xlsync.model.cells import DECIMALS, INTEGERS, Value, to_text
from xlsync.model.records import Record, normalized
from xlsync.model.shapes import CONVENTION, Shape

if TYPE_CHECKING:
    import pandas as pd  # taking a quarter of a second, it is loaded by what makes frames only


def dtype(column: Column) -> str:
    """The pandas dtype of a column."""
    if column.type in DECIMALS:
        return "float64"
    if column.type in INTEGERS:
        return "Int64"
    return {"date": "datetime64[s]", "flag": "boolean"}.get(column.type, "string")


def frame(shape: Shape, records: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """A typed frame of the inputs of a table, in the order given; a missing column is blank.

    Args:
        shape: The table.
        records: One mapping a row; values in any form that `cells.normalize` takes.

    Returns:
        A frame of the columns `shape.columns`, without the convention.

    Raises:
        UnknownColumn: a record holds something that is not an input of the table.
        WrongValue: a value is not of the type of its column.
    """
    return typed(shape.columns, normalized(shape, records))


def typed(columns: Sequence[Column], rows: Sequence[Mapping[str, Value]]) -> pd.DataFrame:
    """A typed frame of values that are those of the model already."""
    import pandas as pd

    return pd.DataFrame(
        {column.name: series([row.get(column.name) for row in rows], column) for column in columns},
        index=pd.RangeIndex(len(rows)),
    )


def series(values: Sequence[Value], column: Column) -> pd.Series:
    """A typed column of values of the model."""
    import numpy as np
    import pandas as pd

    kind: Any = dtype(column)
    if kind == "datetime64[s]":
        return pd.Series(np.array(values, dtype="datetime64[s]"))
    if kind == "float64":
        return pd.Series(np.array([np.nan if value is None else value for value in values], dtype=kind))
    return pd.Series(pd.array(list(values), dtype=kind))


def values(found: pd.Series, column: Column) -> list[Value]:
    """The values of a typed column, blanks as None."""
    blank = found.isna().to_numpy()
    if column.type == "date":
        plain: list[Any] = found.to_numpy().astype("datetime64[D]").tolist()
    else:
        plain = found.tolist()
    return [None if missing else value for missing, value in zip(blank, plain, strict=True)]


def texts(found: pd.Series, column: Column) -> list[str | None]:
    """The canonical texts of a typed column."""
    return [to_text(value, column) for value in values(found, column)]


def records(shape: Shape, found: pd.DataFrame) -> list[Record]:
    """The rows of a frame, one dict a row, in order."""
    columns = [values(found[column.name], column) for column in shape.columns]
    names = [column.name for column in shape.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)] if columns else []


def with_convention(found: pd.DataFrame, convention: str) -> pd.DataFrame:
    """The frame of one convention as rows of the model."""
    import pandas as pd

    column = pd.Series(pd.array([convention] * len(found), dtype="string"), index=found.index)
    return pd.concat([column.rename(CONVENTION), found], axis="columns")


def model_columns(shape: Shape) -> tuple[Column, ...]:
    """The columns of a table of the model: the convention, the keys, the other inputs."""
    return (_CONVENTION, *shape.columns)


_CONVENTION = Column(CONVENTION, Text("Convention", "Agreement"), "text", key=True, nullable=False)
