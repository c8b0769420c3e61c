"""Parquet files, one a table; they need the extra `parquet`."""

from __future__ import annotations

import datetime
import io
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from xlsync.annexbook.inputs import Input, read_input
from xlsync.annexes import Column
from xlsync.errors import MissingLibrary, Problem, sentence
from xlsync.tables.grid import Grid, is_blank
from xlsync.tables.headings import refused


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    """A table of the model as a Parquet file.

    Raises:
        MissingLibrary: pyarrow is not installed.
    """
    need_pyarrow()
    stream = io.BytesIO()
    frame.to_parquet(stream, index=False, engine="pyarrow")
    return stream.getvalue()


def read_parquet(path: Path) -> Grid:
    """A table of a Parquet file; its lines are numbered as in a CSV, headings first.

    Raises:
        MissingLibrary: pyarrow is not installed.
        TablesRefused: no Parquet file.
    """
    need_pyarrow()
    import pyarrow
    from pyarrow import parquet

    try:
        table = parquet.read_table(path)
    except (pyarrow.ArrowException, OSError) as error:
        said = str(error).partition("\n")[0]
        problem = Problem(
            path.stem,
            sentence(f"illisible comme Parquet ({said})", f"cannot be read as Parquet ({said})"),
            sentence("l’exporter à nouveau", "export it again"),
            file=str(path),
        )
        raise refused([problem]) from error
    columns = [column.to_pylist() for column in table.columns]
    lines = [(line, list(cells)) for line, cells in enumerate(zip(*columns, strict=True), start=2)]
    kept = [(line, cells) for line, cells in lines if not all(is_blank(cell) for cell in cells)]
    return Grid(path, table.column_names, kept, _read)


def need_pyarrow() -> None:
    """Refuses where the library is not installed.

    Raises:
        MissingLibrary: pyarrow is not installed.
    """
    if find_spec("pyarrow") is None:
        raise MissingLibrary(
            "Parquet demande pyarrow : pip install pyarrow, ou exporter en CSV",
            "Parquet needs pyarrow: pip install pyarrow, or export as CSV",
            library="pyarrow",
        )


def _read(cell: Any, column: Column) -> Input:
    if cell is None or cell != cell:
        return Input()
    if isinstance(cell, datetime.date):
        return read_input(cell.isoformat(), column)
    if isinstance(cell, str | float | int):
        return read_input(cell, column)
    kind = type(cell).__name__
    return Input(
        wrong=sentence(f"valeur d’un type inattendu ({kind})", f"value of an unexpected type ({kind})")
    )
