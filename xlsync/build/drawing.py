"""The template of a kind: drawn from its schema, filled with the convention shipped for it, recalculated.

Done once when a kind is born. From then on the workbook itself is the template: people may improve it by
hand, and `build` only stamps it.
"""

from __future__ import annotations

from pathlib import Path

from xlsync import __version__, conventions
from xlsync.annexbook.stamp import Provenance, parameters_hash, stamp
from xlsync.annexes import schema
from xlsync.build.building import recalculated
from xlsync.build.draw import draw
from xlsync.model import ConventionData, block_keys, load, record_keys, template
from xlsync.workbook import Workbook

NOWHERE = "-"


def draw_workbook(kind: str) -> bytes:
    """A first workbook for a kind, with true cached values.

    Args:
        kind: One of `xlsync.annexes.kinds()`. Its shipped convention fills the workbook; a kind without one
            gives a blank record in each table.

    Returns:
        The bytes of an .xlsx file.
    """
    declared = schema(kind)
    data = _example(kind)
    counts = {table.name: len(record_keys(declared, table, data)) for table in declared.tables}
    blocks = {table.name: len(block_keys(declared, table, data)) for table in declared.tables if table.blocks}
    book = Workbook.from_bytes(draw(declared, counts, blocks))
    provenance = Provenance(NOWHERE, NOWHERE, data.id, __version__, parameters_hash(declared))
    stamp(book, data, provenance)
    content, _ = recalculated(book, data, Path(f"{kind}.xlsx"))
    return content


def _example(kind: str) -> ConventionData:
    shipped = [convention for convention in conventions.shipped() if convention.split("/")[0] == kind]
    return load(shipped[0]) if shipped else template(kind)
