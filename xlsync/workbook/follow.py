"""References outside the cells that follow when lines move: the rule of `stretch`, over the `inventory`."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from xlsync.errors import CannotResize
from xlsync.workbook import ripple
from xlsync.workbook.book import Workbook
from xlsync.workbook.markup import (
    decode_part,
    elements,
    first_element,
    mask_of,
    replace_spans,
    with_attribute,
)
from xlsync.workbook.outside import Held, follow_everywhere, unknown_texts
from xlsync.workbook.references import Reference, rewrite
from xlsync.workbook.relations import parts_of_type
from xlsync.workbook.stretch import Stretch
from xlsync.workbook.tables import Table

_ONE = r"\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6}"
_RANGES = re.compile(rf"=?{_ONE}(?::{_ONE})?(?:[ ,;]{_ONE}(?::{_ONE})?)*")
"""A text that is nothing but ranges."""


def stretch_everything(
    book: Workbook, stretch: Stretch, structured: ripple.Structured | None = None, table: Table | None = None
) -> None:
    """All that refers to the table follows, its own part included; its cells are left to the caller.

    Raises:
        CannotResize: Something refers to a line that would go, or to lines of several sheets at once.
    """
    ripple.refuse_several(book, stretch)
    ripple.stretch_cells(book, stretch, structured)
    stretch_outside(book, table.part if table else "", stretch, structured)
    stale_caches(book, stretch, table)


def stretch_outside(
    book: Workbook, table: str, stretch: Stretch, structured: ripple.Structured | None = None
) -> None:
    """References outside the cells follow, in whatever part: formats, validations, links, charts and shapes.

    Args:
        book: The workbook.
        table: Part of the table, whose calculated columns stand in the lines that are cloned; "" for none.
        stretch: The change.
        structured: As in `stretch_formula`.

    Raises:
        CannotResize: Something is about a line that would go, or is of a kind that nobody knows.
    """
    names = [ripple.named(stretch.sheet)]
    _refuse_unknown(book, names, stretch)
    if structured:
        names = [""]

    def follow(held: Held) -> str | None:
        own = held.sheet == stretch.sheet
        match held.place.kind:
            case "ranges" if own:
                return ripple.stretch_list(held.value, stretch) or _gone(held)
            case "place" if own:
                return _stretch_place(held.value, stretch) or _gone(held)
            case "source":
                said = held.about.get("sheet", held.sheet if held.place.root == "worksheet" else "")
                is_own = said.lower() == stretch.sheet.lower() and not _leads_out(held.about)
                return ripple.stretch_list(held.value, stretch) or held.value if is_own else held.value
            case "series":
                return rewrite(held.value, lambda reference: _series(reference, held, stretch))
            case "formula" if held.place.root == "Relationships":
                return _stretch_target(held, stretch)
            case "formula":
                inside = own and _is_cloned(held, table, stretch)
                return ripple.stretch_formula(held.value, held.sheet, held.where, stretch, inside, structured)
        return held.value

    follow_everywhere(book, follow, names, stretch.sheet)


def _leads_out(about: dict[str, str]) -> bool:
    """The element reads another workbook."""
    return any(key.rpartition(":")[2] == "id" for key in about)


def _gone(held: Held) -> str | None:
    """What is about lines that go, goes with them where it can be taken out whole: None.

    Raises:
        CannotResize: It cannot.
    """
    if held.place.listed:
        return None
    raise ripple.refuse(
        f"{held.where} {held.value}",
        "ne porte que sur des lignes qui disparaîtraient : retirez-le",
        "only about lines that would go: remove it",
    )


def _stretch_place(value: str, stretch: Stretch) -> str:
    """The one cell that something is about, after the change; "" when it goes. A range stretches."""
    area = ripple.area_of(value)
    if area is None or not area.is_cell or not stretch.touches(area):
        return ripple.stretch_list(value, stretch)
    line = stretch.lines(area)[0]
    moved = stretch.moved(line, line)
    if moved is None or stretch.new_last < line <= stretch.last:
        return ""
    return value if moved[1] == line or line <= stretch.last else str(stretch.with_lines(area, *moved))


def _series(reference: Reference, held: Held, stretch: Stretch) -> str:
    if not stretch.refers(reference, held.sheet):
        return str(reference)
    moved = stretch.reference(reference, single=True)
    if moved is None:
        raise ripple.would_go(held.where, reference)
    return str(moved)


def _stretch_target(held: Held, stretch: Stretch) -> str:
    """A link of a shape to a cell, written as the address of a page."""
    if not held.value.startswith("#"):
        return held.value
    old = unquote(held.value[1:])
    new = ripple.stretch_formula(old, held.sheet, held.part, stretch, False)
    return held.value if new == old else "#" + (quote(new, "'!$:") if "%" in held.value else new)


def _is_cloned(held: Held, table: str, stretch: Stretch) -> bool:
    """Whether a formula is written for the lines that are cloned."""
    if held.place.element == "totalsRowFormula":
        return False
    if held.place.root == "table":
        return held.part == table and stretch.start <= stretch.last
    areas = [ripple.area_of(one) for one in held.area.split()]
    return stretch.start <= stretch.last and any(
        area is not None
        and stretch.touches(area)
        and stretch.lines(area)[0] <= stretch.last
        and stretch.start <= stretch.lines(area)[1]
        for area in areas
    )


def _refuse_unknown(book: Workbook, names: list[str], stretch: Stretch) -> None:
    """Refuses an extension that nobody knows and that holds the text of a range that moves.

    Raises:
        CannotResize: There is one.
    """
    for part, sheet, element, text in unknown_texts(book, names, stretch.sheet):
        own = sheet if _RANGES.fullmatch(text.strip()) else ""
        try:
            followed = ripple.stretch_formula(text, own, part, stretch, False) == text
        except CannotResize:
            followed = False
        if not followed:
            raise ripple.refuse(
                f"{part} ({element})",
                f"une extension inconnue y écrit « {text.strip()} », que personne ne saurait faire suivre",
                f"an unknown extension writes “{text.strip()}” there, which nobody could make follow",
            )


def stale_caches(book: Workbook, stretch: Stretch, table: Table | None) -> None:
    """Pivot tables that read the lines ask to be refreshed when the workbook opens: their cache is stale."""
    for part in parts_of_type(book.package, "pivotCacheDefinition+xml"):
        text = decode_part(book.package.read(part), part)
        mask = mask_of(text)
        sources = [
            one for one in elements(mask, "(?:worksheetSource|rangeSet)") if not _leads_out(one.attributes)
        ]
        if not any(_reads(book, one.attributes, stretch, table) for one in sources):
            continue
        root = first_element(mask, "pivotCacheDefinition")
        assert root is not None, "a cache has its definition"
        tag = with_attribute(text[root.start : root.open_end], "refreshOnLoad", "1")
        book.package.replace(part, replace_spans(text, [(root.start, root.open_end, tag)]).encode())


def _reads(book: Workbook, about: dict[str, str], stretch: Stretch, table: Table | None) -> bool:
    """Whether a pivot table reads the lines that change: by range, by table, by name."""
    name = about.get("name", "").lower()
    if name and table is not None and name == table.display_name.lower():
        return True
    texts = [one.text for one in book.names if one.name.lower() == name] if name else []
    if "ref" in about:
        texts.append(f"'{ripple.named(about.get('sheet', ''))}'!{about['ref']}")
    found: list[bool] = []

    def met(reference: Reference) -> str:
        first, last = stretch.lines(reference.range)
        found.append(
            stretch.refers(reference, "") and first <= stretch.new_last + 1 and stretch.start <= last
        )
        return str(reference)

    for text in texts:
        rewrite(text, met)
    return any(found)
