"""Sheets, tables and charts carried whole from one workbook into another, with all the parts that they need.

What is carried gets names and numbers that are free in the other workbook; texts are written in place,
formats are those that `Styles` gives. A workbook that got a part is read again from its bytes afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from xlsync.errors import UnsupportedWorkbook
from xlsync.workbook.book import Workbook
from xlsync.workbook.markup import (
    Element,
    attribute,
    decode_part,
    elements,
    first_element,
    mask_of,
    replace_spans,
    with_attribute,
)
from xlsync.workbook.relations import (
    add_part,
    content_type,
    is_markup,
    link,
    read_relations,
    relations_part,
)
from xlsync.workbook.styles import Styles
from xlsync.workbook.surroundings import add_child
from xlsync.workbook.values import encode_text, escape, escape_attribute

Span = tuple[int, int, str]
Changed = Callable[[str, str], str]
"""The text of a part as the other workbook is to hold it, from its name and its text."""

_NUMBER = re.compile(r"\d*(?=\.\w+$)")
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_DRAWING = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"></xdr:wsDr>'
)
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"


def carry_sheet(source: Workbook, target: Workbook, name: str, before: int, styles: Styles) -> None:
    """Carries a sheet with its tables, charts and names.

    Args:
        source: Where the sheet is.
        target: The workbook that gets it, changed in memory; to be read again from its bytes.
        name: The sheet, in both.
        before: Rank, from 0, that it takes among the sheets.
        styles: Formats of the one in the other.

    Raises:
        UnsupportedWorkbook: the other workbook has a table or a sheet of that name.
    """
    entry = next(one for one in source.sheets if one.name == name)
    _refuse_taken(target, [one.name for one in target.sheets], [name])
    taken = [table.display_name for table in target.tables.values()]
    _refuse_taken(target, taken, [one.display_name for one in source.tables.values() if one.sheet == name])

    def changed(part: str, text: str) -> str:
        if part == entry.part:
            return _sheet_text(source, name, styles)
        return _table_text(text, target, styles) if first_element(mask_of(text), "table") else text

    part = carry_part(source, target, entry.part, changed)
    _list_sheet(source, target, name, part, before)


def _refuse_taken(target: Workbook, taken: list[str], names: list[str]) -> None:
    for name in names:
        if name.lower() in [one.lower() for one in taken]:
            raise UnsupportedWorkbook(
                f"le classeur a déjà une feuille ou un tableau « {name} » : renommez-le",
                f"the workbook has a sheet or a table “{name}” already: rename it",
                name=name,
            )


def carry_part(source: Workbook, target: Workbook, part: str, changed: Changed) -> str:
    """Carries a part and those that it points to; returns its name in the other workbook."""
    content = source.package.read(part)
    if is_markup(source.package, part):
        content = changed(part, decode_part(content, part)).encode()
    name = _free(target, part)
    add_part(target.package, name, content, content_type(source.package, part))
    relations = relations_part(part)
    if source.package.find(relations):
        text = decode_part(source.package.read(relations), relations)
        spans: list[Span] = []
        targets = {one.id: one.target for one in read_relations(source.package, part)}
        for found in elements(mask_of(text), "Relationship"):
            if found.attributes.get("Id") in targets:
                other = carry_part(source, target, targets[found.attributes["Id"]], changed)
                tag = with_attribute(text[found.start : found.open_end], "Target", f"/{other}")
                spans.append((found.start, found.open_end, tag))
        target.package.add(relations_part(name), replace_spans(text, spans).encode())
    return name


def _free(target: Workbook, part: str) -> str:
    """The same name under the first number that is free."""
    if target.package.find(part) is None:
        return part
    number = 1
    while target.package.find(found := _NUMBER.sub(str(number), part, count=1)):
        number += 1
    return found


# --- the sheet


def _sheet_text(source: Workbook, name: str, styles: Styles) -> str:
    """A sheet whose texts stand in place and whose formats are those of the other workbook."""
    sheet = source.sheet(name)
    text, mask, spans = sheet.text, sheet.mask, []
    strings = source.strings()
    for found in elements(mask, "c", sheet.data.open_end, sheet.data.close_start):
        tag = _restyled(text, found, "s", styles.cell)
        if found.attributes.get("t") == "s":
            value = first_element(mask, "v", found.open_end, found.close_start)
            assert value is not None, "a cell of a shared string holds its number"
            held = encode_text(strings[int(text[value.open_end : value.close_start])])
            p = sheet.prefix
            body = f'<{p}is><{p}t xml:space="preserve">{held}</{p}t></{p}is>'
            spans.append((found.start, found.close_start, with_attribute(tag, "t", "inlineStr") + body))
        else:
            spans.append((found.start, found.open_end, tag))
    for outer, key in (("row", "s"), ("col", "style")):
        spans += [
            (one.start, one.open_end, _restyled(text, one, key, styles.cell)) for one in elements(mask, outer)
        ]
    for found in elements(mask, "cfRule", sheet.data.end):
        spans.append((found.start, found.open_end, _restyled(text, found, "dxfId", styles.differential)))
    for found in elements(mask, "sheetView", 0, sheet.data.start):
        tag = with_attribute(text[found.start : found.open_end], "tabSelected", None)
        spans.append((found.start, found.open_end, tag))
    return replace_spans(text, spans)


def _restyled(text: str, found: Element, key: str, carried: Callable[[int], int]) -> str:
    tag = text[found.start : found.open_end]
    style = found.attributes.get(key)
    return with_attribute(tag, key, str(carried(int(style)))) if style else tag


def _table_text(text: str, target: Workbook, styles: Styles) -> str:
    """A table under a number that is free, with the formats of the other workbook."""
    mask = mask_of(text)
    numbers = [_table_number(target, table.part) for table in target.tables.values()]
    spans = []
    for found in (*elements(mask, "table"), *elements(mask, "tableColumn")):
        tag = text[found.start : found.open_end]
        for key in ("headerRowDxfId", "dataDxfId", "totalsRowDxfId"):
            if key in found.attributes:
                tag = with_attribute(tag, key, str(styles.differential(int(found.attributes[key]))))
        if "displayName" in found.attributes:
            tag = with_attribute(tag, "id", str(max(numbers, default=0) + 1))
        spans.append((found.start, found.open_end, tag))
    return replace_spans(text, spans)


def _table_number(book: Workbook, part: str) -> int:
    found = first_element(mask_of(decode_part(book.package.read(part), part)), "table")
    return int(found.attributes["id"]) if found else 0


# --- the list of sheets


def _list_sheet(source: Workbook, target: Workbook, name: str, part: str, before: int) -> None:
    relation = link(target.package, target.part, part, _OFFICE + "worksheet")
    text, mask = target.text, mask_of(target.text)
    listed = list(elements(mask, "sheet"))
    number = max(int(one.attributes["sheetId"]) for one in listed) + 1
    key = next(key for key in listed[0].attributes if key.endswith(":id"))
    state = next(one.state for one in source.sheets if one.name == name)
    shown = "" if state == "visible" else f' state="{state}"'
    about = f'name="{escape_attribute(name)}" sheetId="{number}"{shown} {key}="{relation}"'
    at = listed[before].start if before < len(listed) else listed[-1].end
    spans: list[Span] = [(at, at, f"<{listed[0].prefix}sheet {about}/>")]
    spans += _moved_ranks(text, mask, before)
    target.replace_text(replace_spans(text, spans))
    add_names(target, _names_of(source, name, before))


def _moved_ranks(text: str, mask: str, before: int) -> Iterator[Span]:
    """Sheets are told by rank in names and in views: those after the new one move."""
    for name, keys in (("definedName", ("localSheetId",)), ("workbookView", ("activeTab", "firstSheet"))):
        for found in elements(mask, name):
            tag = text[found.start : found.open_end]
            for key in keys:
                rank = found.attributes.get(key)
                if rank is not None and int(rank) >= before:
                    tag = with_attribute(tag, key, str(int(rank) + 1))
            yield found.start, found.open_end, tag


def _names_of(source: Workbook, name: str, rank: int) -> list[tuple[str, str, int | None]]:
    """Names that stand for cells of a sheet, and those that are its own."""
    quoted, plain = "'" + name.replace("'", "''") + "'!", f"{name}!"
    return [
        (one.name, one.text, None if one.sheet is None else rank)
        for one in source.names
        if one.sheet == name or (one.sheet is None and one.text.startswith((quoted, plain)))
    ]


def add_names(book: Workbook, names: list[tuple[str, str, int | None]]) -> None:
    """Defines names, each with its formula and the rank of the sheet that it is local to; known ones stay."""
    known = {(one.name.lower(), one.sheet) for one in book.names}
    sheets = [attribute(one.attributes, "name") for one in elements(mask_of(book.text), "sheet")]
    new = [one for one in names if (one[0].lower(), None if one[2] is None else sheets[one[2]]) not in known]
    if not new:
        return
    text, mask = book.text, mask_of(book.text)
    found, after = first_element(mask, "definedNames"), first_element(mask, "sheets")
    assert after is not None, "a workbook lists its sheets"
    p, pieces = after.prefix, []
    for name, formula, rank in new:
        local = "" if rank is None else f' localSheetId="{rank}"'
        about = f'name="{escape_attribute(name)}"{local}'
        pieces.append(f"<{p}definedName {about}>{escape(formula)}</{p}definedName>")
    markup = "".join(pieces)
    if found is not None:
        book.replace_text(replace_spans(text, [(found.close_start, found.close_start, markup)]))
    else:
        markup = f"<{p}definedNames>{markup}</{p}definedNames>"
        book.replace_text(replace_spans(text, [(after.end, after.end, markup)]))


# --- a table, a chart


def carry_table(source: Workbook, target: Workbook, name: str, sheet: str, ref: str, styles: Styles) -> None:
    """Carries a table onto a sheet whose cells are there already.

    Args:
        source: Where the table is.
        target: The workbook that gets it, changed in memory.
        name: Display name of the table, in both.
        sheet: The sheet, in the other workbook.
        ref: Its cells there.
        styles: Formats of the one in the other.

    Raises:
        UnsupportedWorkbook: the other workbook has a table of that name.
    """
    _refuse_taken(target, [table.display_name for table in target.tables.values()], [name])

    def changed(_: str, text: str) -> str:
        text = _table_text(text, target, styles)
        spans = [
            (found.start, found.open_end, with_attribute(text[found.start : found.open_end], "ref", ref))
            for kind in ("table", "autoFilter")
            for found in elements(mask_of(text), kind)
        ]
        return replace_spans(text, spans)

    part = carry_part(source, target, source.find_table(name).part, changed)
    owner = target.sheet(sheet)
    relation = link(target.package, owner.part, part, _OFFICE + "table")
    add_child(owner, "tableParts", "tablePart", _by_relation(owner.text, relation))


def carry_chart(source: Workbook, target: Workbook, chart: str, sheet: str, changed: Changed) -> None:
    """Carries a chart onto a sheet of the other workbook, under the drawings that are there.

    Args:
        source: Where the chart is.
        target: The workbook that gets it, changed in memory.
        chart: Its part.
        sheet: The sheet, in the other workbook.
        changed: Its text there.
    """
    drawing, anchor = _anchor_of(source, chart)
    owner = target.sheet(sheet)
    held = next(
        (one.target for one in read_relations(target.package, owner.part) if one.kind == "drawing"), None
    )
    if held is None:
        held = _free(target, "xl/drawings/drawing1.xml")
        add_part(target.package, held, _DRAWING.encode(), _DRAWING_TYPE)
        relation = link(target.package, owner.part, held, _OFFICE + "drawing")
        add_child(owner, "drawing", "", _by_relation(owner.text, relation))
    part = carry_part(source, target, chart, changed)
    relation = link(target.package, held, part, _OFFICE + "chart")
    text = decode_part(target.package.read(held), held)
    mask = mask_of(text)
    root = first_element(mask, "wsDr")
    assert root is not None, f"{drawing} is a drawing"
    numbers = [int(one.attributes["id"]) for one in elements(mask, "cNvPr")]
    anchor = _numbered(_lowered(anchor, mask), max(numbers, default=1) + 1, relation)
    target.package.replace(held, replace_spans(text, [(root.close_start, root.close_start, anchor)]).encode())


def _anchor_of(book: Workbook, chart: str) -> tuple[str, str]:
    """The drawing that holds a chart, and the markup of its anchor there."""
    for entry in book.sheets:
        for drawing in (
            one.target for one in read_relations(book.package, entry.part) if one.kind == "drawing"
        ):
            ids = {one.id for one in read_relations(book.package, drawing) if one.target == chart}
            text = decode_part(book.package.read(drawing), drawing)
            for found in elements(mask_of(text), "(?:twoCellAnchor|oneCellAnchor|absoluteAnchor)"):
                held = first_element(text, "chart", found.open_end, found.close_start)
                if held is not None and attribute(held.attributes, "id") in ids:
                    return drawing, text[found.start : found.end]
    raise KeyError(chart)


def _lowered(anchor: str, mask: str) -> str:
    """An anchor that begins under the others, two rows lower than the lowest."""
    rows = [_row(mask, one) for one in elements(mask, "to")]
    top = first_element(anchor, "from")
    step = max(rows) + 2 - _row(anchor, top) if rows and top is not None else 0
    spans = []
    for marker in elements(anchor, "(?:from|to)") if step > 0 else ():
        found = first_element(anchor, "row", marker.open_end, marker.close_start)
        if found is not None:
            spans.append((found.open_end, found.close_start, str(_row(anchor, marker) + step)))
    return replace_spans(anchor, spans)


def _row(text: str, marker: Element) -> int:
    """Row of a corner, from 0."""
    found = first_element(text, "row", marker.open_end, marker.close_start)
    return int(text[found.open_end : found.close_start]) if found else 0


def _numbered(anchor: str, number: int, relation: str) -> str:
    spans = []
    for name, key, value in (("cNvPr", "id", str(number)), ("chart", "id", relation)):
        found = first_element(anchor, name)
        assert found is not None, "the anchor of a chart"
        own = next(one for one in found.attributes if one == key or one.endswith(f":{key}"))
        spans.append(
            (found.start, found.open_end, with_attribute(anchor[found.start : found.open_end], own, value))
        )
    return replace_spans(anchor, spans)


def _by_relation(text: str, relation: str) -> str:
    """The attribute by which a sheet names a relationship; declared there when it is not yet."""
    found = re.search(r'xmlns:(\w+)="' + re.escape(_OFFICE.rstrip("/")) + '"', text)
    prefix = found[1] if found else "r"
    declared = "" if found else f' xmlns:r="{_OFFICE.rstrip("/")}"'
    return f'{prefix}:id="{relation}"{declared}'
