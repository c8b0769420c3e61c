"""The computed figures of a convention, without a file: its template stamped and recalculated in memory."""

from __future__ import annotations

from collections.abc import Container, Iterable
from pathlib import Path
from typing import Any

from udfs import parameters
from udfs.parameters import EnteredVersion
from xlsync import __version__
from xlsync.annexbook.cells import ReadCell
from xlsync.annexbook.forward import template_of
from xlsync.annexbook.identify import identify
from xlsync.annexbook.records import read_records
from xlsync.annexbook.stamp import Provenance, parameters_hash, stamp
from xlsync.model import ConventionData, Where
from xlsync.recalc import evaluate

NOWHERE = "-"


def computed_figures(
    data: ConventionData, versions: Iterable[EnteredVersion], tables: Container[str] | None = None
) -> dict[Where, tuple[ReadCell, Any]]:
    """Each computed cell of a convention, with its figure: that of a derogation where one was granted.

    Args:
        data: The inputs.
        versions: The versions of parameters that count for it.
        tables: Tables of the schema, all of them when left out.

    Raises:
        XlsyncError, UdfError: the annex cannot be made.
    """
    book, entered = template_of(data.kind), tuple(versions)
    with parameters.handing(entered):
        provenance = Provenance(NOWHERE, NOWHERE, data.id, __version__, parameters_hash(data.schema))
        stamp(book, data, provenance, entered)
    values = evaluate(book).values
    found = read_records(book, identify(book, Path(f"{data.id}.xlsx"))).computed
    return {
        place: (cell, values.get(cell.home, cell.value))
        for place, cell in found.items()
        if tables is None or place[0] in tables
    }
