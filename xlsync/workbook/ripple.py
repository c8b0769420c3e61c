"""What a resized table changes in the formulas of cells, and what stands in its way."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from xlsync.errors import CannotResize
from xlsync.workbook.book import Workbook
from xlsync.workbook.markup import (
    Element,
    decode_part,
    elements,
    mask_of,
    replace_spans,
    with_attribute,
)
from xlsync.workbook.references import Reference, rewrite
from xlsync.workbook.relations import read_relations
from xlsync.workbook.sheet import Sheet
from xlsync.workbook.stretch import Stretch
from xlsync.workbook.tables import Table
from xlsync.workbook.values import Range, cell_name, column_letters

Structured = Callable[[str, str, bool], str]

_SEVERAL = re.compile(r":[^:!]*!")
"""What a formula with a reference over several sheets holds, and few others do."""


def refuse(where: str, fr: str, en: str) -> CannotResize:
    """The refusal of a resize, with the place that stands in the way."""
    return CannotResize(f"{where} : {fr}", f"{where}: {en}", where=where)


def stretch_formula(
    formula: str, sheet: str, where: str, stretch: Stretch, inside: bool, structured: Structured | None = None
) -> str:
    """A formula whose references follow a resized table.

    Args:
        formula: Text without the equals sign.
        sheet: Sheet that it is on.
        where: Its place, for the refusal.
        stretch: The change.
        inside: Whether it stands in the lines that are cloned: only references fixed by `$` grow there.
        structured: New brackets of a structured reference, from its table, its brackets and `inside`.

    Raises:
        CannotResize: It refers to a line that would go.
    """

    def area(reference: Reference) -> str:
        if not stretch.refers(reference, sheet):
            return str(reference)
        if inside and stretch.delta > 0 and not stretch.fixed_end(reference):
            return str(reference)
        moved = stretch.reference(reference)
        if moved is None:
            raise would_go(where, reference)
        return str(moved)

    def brackets(table: str, text: str) -> str:
        return structured(table, text, inside) if structured else text

    return rewrite(formula, area, brackets)


def named(sheet: str) -> str:
    """A sheet as a formula names it, but for the quotes around."""
    return sheet.replace("'", "''").lower()


def would_go(where: str, reference: Reference) -> CannotResize:
    """The refusal of a change that would take away what a formula reads."""
    return refuse(
        where,
        f"la formule lit {reference}, qui disparaîtrait",
        f"the formula reads {reference}, which would go",
    )


def stretch_cells(book: Workbook, stretch: Stretch, structured: Structured | None = None) -> None:
    """Formulas of every sheet follow; the lines that go are not looked at."""
    own_name = named(stretch.sheet)
    for sheet in book.worksheets():
        own = sheet.name == stretch.sheet
        for (row, column), cell in list(sheet.cells.items()):
            if not cell.formula or not (own or structured or own_name in cell.formula.lower()):
                continue
            line, side = (row, column) if stretch.by_rows else (column, row)
            here = own and stretch.across[0] <= side <= stretch.across[1]
            if here and stretch.new_last < line <= stretch.last:
                continue
            inside = here and stretch.start <= line <= stretch.last
            where = f"{sheet.name}!{cell_name(row, column)}"
            new = stretch_formula(cell.formula, sheet.name, where, stretch, inside, structured)
            if new != cell.formula:
                sheet.set_formula_text((row, column), new)


def refuse_several(book: Workbook, stretch: Stretch) -> None:
    """Refuses what reads the same cells of several sheets, of which one alone would change.

    Raises:
        CannotResize: Such a reference, of a cell or of a name, would not point to the same cells any more.
    """
    ranks = {entry.name.lower(): rank for rank, entry in enumerate(book.sheets)}
    own = ranks[stretch.sheet.lower()]

    def area(where: str, reference: Reference) -> str:
        first, several, last = (reference.sheet or "").lower().partition(":")
        if not (several and first in ranks and last in ranks and stretch.touches(reference.range)):
            return str(reference)
        low, high = sorted((ranks[first], ranks[last]))
        if low <= own <= high and stretch.reference(reference) != reference:
            raise refuse(
                where,
                f"la formule lit {reference} sur plusieurs feuilles, dont une seule changerait",
                f"the formula reads {reference} over several sheets, of which only one would change",
            )
        return str(reference)

    formulas = [(name.name, name.text) for name in book.names]
    for sheet in book.worksheets():
        formulas += [
            (f"{sheet.name}!{cell_name(*at)}", cell.formula)
            for at, cell in sheet.cells.items()
            if cell.formula
        ]
    for where, formula in formulas:
        if _SEVERAL.search(formula):
            rewrite(formula, partial(area, where))


def area_of(text: str) -> Range | None:
    """A range; None for what is none, such as the #REF! that a lost one leaves."""
    try:
        return Range.parse(text)
    except ValueError:
        return None


def stretch_list(ranges: str, stretch: Stretch) -> str:
    """A list of ranges after the change; "" when nothing is left of it.

    Examples:
        >>> stretch_list("A5:B18 D1", Stretch("Prêt", True, (1, 6), 5, 18, 2, 1, 0))
        'A5:B20 D1'
    """
    kept = []
    for text in ranges.split():
        area = area_of(text)
        if area is None:
            kept.append(text)
            continue
        new = stretch.ranges(area)
        kept += [text] if new == [area] else [str(one) for one in new]
    return " ".join(kept)


def refuse_unplaced(sheet: Sheet, table: Table) -> None:
    """Refuses a sheet whose rows or cells say no place, and a table that does not tell all its columns.

    Raises:
        CannotResize: Nothing could be moved there for certain.
    """
    if len(table.columns) != table.ref.last_column - table.ref.first_column + 1:
        raise refuse(
            f"{table.sheet}!{table.ref}",
            f"le tableau {table.display_name} ne déclare pas toutes ses colonnes",
            f"the table {table.display_name} does not declare all its columns",
        )
    if sheet.is_unnumbered:
        raise refuse(
            sheet.name,
            "des lignes ou des cellules ne disent pas où elles sont : ouvrez le classeur et enregistrez-le",
            "rows or cells do not say where they are: open the workbook and save it again",
        )


def refuse_comments(book: Workbook, sheet: Sheet, zone: Range) -> None:
    """Refuses a comment on a cell that would move or go.

    Raises:
        CannotResize: There is one.
    """
    for relation in read_relations(book.package, sheet.part):
        if relation.kind in ("comments", "threadedComment"):
            mask = mask_of(decode_part(book.package.read(relation.target), relation.target))
            for name in ("comment", "threadedComment"):
                for found in elements(mask, name):
                    if zone.meets(Range.parse(found.attributes["ref"])):
                        where = f"{sheet.name}!{found.attributes['ref']}"
                        raise refuse(
                            where,
                            "un commentaire serait perdu : retirez-le",
                            "a comment would be lost: remove it",
                        )


def refuse_arrays(sheet: Sheet, zone: Range) -> None:
    """Refuses an array formula or a data table in the zone that is cloned, moved or removed.

    Raises:
        CannotResize: There is one.
    """
    for cell in sheet.cells.values():
        if cell.kind in ("array", "dataTable") and cell.area and zone.meets(Range.parse(cell.area)):
            raise refuse(
                f"{sheet.name}!{cell.area}",
                "une formule matricielle gêne le tableau : retirez-la",
                "an array formula is in the way of the table: remove it",
            )


def release_shared(sheet: Sheet) -> None:
    """Gives each formula that shares its text a text of its own."""
    for where, cell in list(sheet.cells.items()):
        if cell.kind == "shared":
            sheet.set_formula_text(where, cell.formula or "")


def refresh_extent(sheet: Sheet) -> None:
    """The dimension that the sheet declares, and the columns that its rows do, follow its cells."""
    if not sheet.cells:
        return
    ends: dict[int, int] = {}
    for row, column in sheet.cells:
        ends[row] = max(ends.get(row, 0), column)
    sheet.refresh_dimension()
    sheet.text = replace_spans(sheet.text, _row_spans(sheet.text, sheet.mask, sheet.data, ends))


def _row_spans(text: str, mask: str, data: Element, ends: dict[int, int]) -> list[tuple[int, int, str]]:
    spans = []
    for found in elements(mask, "row", data.open_end, data.close_start):
        first, _, last = found.attributes.get("spans", "").partition(":")
        end = ends.get(int(found.attributes.get("r", 0)), 0)
        if last.isdigit() and int(last) < end:
            tag = with_attribute(text[found.start : found.open_end], "spans", f"{first}:{end}")
            spans.append((found.start, found.open_end, tag))
    return spans


def refuse_content(sheet: Sheet, zone: Range, fr: str, en: str) -> None:
    """Refuses cells that hold something in a zone that must be free.

    Raises:
        CannotResize: There are some.
    """
    for (row, column), cell in sheet.cells.items():
        if zone.holds(row, column) and (cell.value is not None or cell.kind):
            raise refuse(f"{sheet.name}!{column_letters(column)}{row}", fr, en)


def merges(sheet: Sheet) -> list[tuple[Element, Range]]:
    """Merged cells of a sheet."""
    found = elements(sheet.mask, "mergeCell", sheet.data.end)
    return [(element, Range.parse(element.attributes["ref"])) for element in found]
