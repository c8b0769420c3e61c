"""A workbook brought to the schema of today: what it lacks comes, what changed is renewed, the rest stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from udfs.errors import Text
from udfs.hosts.names import Host
from xlsync.annexbook.forward.columns import add_columns
from xlsync.annexbook.forward.formulas import altered, blank_inputs, renew_formulas, typed_and_unknown
from xlsync.annexbook.forward.printing import extend_print_areas, print_areas
from xlsync.annexbook.forward.rows import add_rows, refuse_other_tables
from xlsync.annexbook.forward.sheets import add_charts, add_sheets
from xlsync.annexbook.forward.state import State
from xlsync.annexbook.forward.texts import renew_forms, renew_texts
from xlsync.annexbook.memory import remember, still_there
from xlsync.annexbook.protection import refuse_protected, texts_of
from xlsync.annexes import Schema
from xlsync.annexes.pieces import Piece
from xlsync.workbook import Workbook, ripple


@dataclass(frozen=True, slots=True)
class Brought:
    """A workbook that follows the schema of today.

    Attributes:
        book: The workbook; the one that was given is as it was.
        done: What was done, for a reader.
    """

    book: Workbook
    done: tuple[Text, ...]


def bring(
    book: Workbook,
    source: Workbook,
    wanted: Schema,
    memory: Sequence[Piece],
    host: Host,
    *,
    strict: bool = False,
) -> Brought:
    """Brings a workbook to the schema of today, whole or not at all.

    Columns, fields, lines, tables and sheets that came are carried from a workbook that has them, and look
    like what stands beside them. Headings, labels, titles, formulas, formats and validations that changed are
    renewed where the workbook still has those that it was built with. All else stays: inputs, notes, charts,
    columns and sheets of people, formats, widths.

    Args:
        book: The workbook.
        source: A workbook that follows the schema, without records of its own.
        wanted: The schema of today.
        memory: The pieces of the schema that the workbook has.
        host: Spelling of its functions.
        strict: The workbook is a template: its labels and formulas become those of the schema in any case.

    Returns:
        Another workbook in memory; values of formulas that changed are to be computed.

    Raises:
        CannotResize, UnsupportedWorkbook: something stands in the way; the sentence names it.
    """
    held = still_there(wanted, book, memory) if strict else list(memory)
    state = State(Workbook.from_bytes(book.to_bytes()), source, wanted, held, host, strict)
    refuse_other_tables(state)
    for sheet in state.book.worksheets():
        ripple.release_shared(sheet)
    before, areas = texts_of(state.book), print_areas(state)
    kept = altered(state) | typed_and_unknown(state)
    add_sheets(state)
    add_rows(state)
    add_columns(state)
    extend_print_areas(state, areas)
    renew_texts(state)
    renew_forms(state)
    add_charts(state)
    state.arrive()
    blank_inputs(state)
    renew_formulas(state, kept)
    refuse_protected(state.book, before)
    state.styles.write()
    remember(state.book, wanted)
    return Brought(Workbook.from_bytes(state.book.to_bytes()), tuple(state.done))
