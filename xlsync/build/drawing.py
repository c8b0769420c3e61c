"""The template of a kind: drawn from its schema, filled with the convention shipped for it, recalculated.

Drawn once when a kind is born. From then on the workbook itself is the template: people may improve it by
hand, and `build` only stamps it. When the schema changes, the template is brought to it, not drawn again.
"""

from __future__ import annotations

from pathlib import Path

from udfs.errors import Text
from xlsync import __version__, conventions
from xlsync.annexbook.forward import bring, check_template, differences
from xlsync.annexbook.identify import identify
from xlsync.annexbook.linked import Given, linked
from xlsync.annexbook.memory import memory_of
from xlsync.annexbook.stamp import Provenance, parameters_hash, stamp
from xlsync.annexes import schema
from xlsync.build.draw import draw
from xlsync.build.making import recalculated
from xlsync.errors import UnknownKind
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
    return _filled(Workbook.from_bytes(draw(declared, counts, blocks)), data)


def update_workbook(kind: str, path: Path) -> tuple[bytes, tuple[Text, ...]]:
    """A template brought to its schema, with all that hands improved there.

    Args:
        kind: Its kind.
        path: The template.

    Returns:
        The bytes of the file, those that it has when it follows its schema already; and what was done.

    Raises:
        UnknownKind: the file is no workbook of that kind.
        CannotResize, UnsupportedWorkbook: something stands in the way; the sentence names it.
        StaleTemplate: something differs that nothing brings; the sentence names it.
    """
    book, declared = Workbook.open(path), schema(kind)
    identity = identify(book, path)
    if identity.schema.kind != kind:
        raise UnknownKind(
            f"{path.name} est un classeur du genre « {identity.schema.kind} »",
            f"{path.name} is a workbook of the kind “{identity.schema.kind}”",
        )
    if not any(differences(book, declared, identity.host)):
        return book.to_bytes(), ()
    source = Workbook.from_bytes(draw(declared, host=identity.host))
    brought = bring(book, source, declared, memory_of(book, declared), identity.host, strict=True)
    content = _filled(brought.book, _example(kind))
    check_template(Workbook.from_bytes(content), kind, path)
    return content, brought.done


def _filled(book: Workbook, data: ConventionData) -> bytes:
    """A template filled with a convention, its figures computed."""
    stamp(book, data, Provenance(NOWHERE, NOWHERE, data.id, __version__, parameters_hash(data.schema)))
    content, _ = recalculated(book, data, Path(f"{data.kind}.xlsx"))
    return content


def _example(kind: str) -> ConventionData:
    shipped = [convention for convention in conventions.shipped() if convention.split("/")[0] == kind]
    return linked(load(shipped[0]), Given(map(load, conventions.shipped()))) if shipped else template(kind)
