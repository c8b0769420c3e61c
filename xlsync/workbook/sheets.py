"""Sheets that come into a workbook or leave it, with all that is told of them elsewhere.

Both give another workbook, read again from its bytes: the list of sheets of an open one never changes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from xlsync.workbook.book import DefinedName, Workbook
from xlsync.workbook.markup import (
    Element,
    decode_part,
    elements,
    first_element,
    mask_of,
    replace_spans,
    with_attribute,
)
from xlsync.workbook.pruning import drop_relations, prune
from xlsync.workbook.relations import add_part, link
from xlsync.workbook.values import escape, escape_attribute

Span = tuple[int, int, str]
WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_APPLICATION = "docProps/app.xml"
_VIEWS = ("activeTab", "firstSheet")


def mentions(formula: str, sheets: Collection[str]) -> bool:
    """Whether a formula names one of these sheets.

    Examples:
        >>> mentions("SUM('Annexe 2'!A1)", ["Annexe 2"]), mentions('"Conflits!A1"', ["Conflits"])
        (True, False)
    """
    outside = re.sub(r'"(?:[^"]|"")*"', '""', formula)
    found = re.findall(r"'((?:[^']|'')*)'!|([^\W\d][\w.\\?]*)!", outside)
    named = {(quoted.replace("''", "'") or plain).lower() for quoted, plain in found}
    return any(name.lower() in named for name in sheets)


def without_sheets(book: Workbook, names: Collection[str]) -> tuple[Workbook, list[str]]:
    """The workbook without some sheets: their parts, the names that are theirs or that stand for their cells.

    Args:
        book: The workbook; as it is when none of the sheets is there.
        names: The sheets. Formulas that name them must be gone: nothing is changed in the others.

    Returns:
        The other workbook, and the parts that left.
    """
    doomed = [rank for rank, one in enumerate(book.sheets) if one.name in names]
    if not doomed:
        return book, []
    fresh = Workbook.from_bytes(book.to_bytes())
    text, mask = fresh.text, mask_of(fresh.text)
    ranks = _ranks(len(fresh.sheets), doomed)
    parts = {fresh.sheets[rank].part for rank in doomed}
    listed = list(elements(mask, "sheet"))
    spans = [(listed[rank].start, listed[rank].end, "") for rank in doomed]
    spans += list(_renumbered(text, mask, ranks, [fresh.sheets[rank].name for rank in doomed]))
    fresh.replace_text(replace_spans(text, spans))
    ids = {
        one.attributes[key]
        for one in (listed[rank] for rank in doomed)
        for key in one.attributes
        if key.endswith(":id")
    }
    drop_relations(fresh.package, fresh.part, lambda about: about.get("Id") in ids)
    gone = prune(fresh.package)
    assert parts <= set(gone), "the part of a sheet is that of no other"
    return Workbook.from_bytes(fresh.to_bytes()), gone


def _ranks(count: int, doomed: Collection[int]) -> dict[int, int]:
    """New rank of each sheet that stays."""
    kept = [rank for rank in range(count) if rank not in doomed]
    return {old: new for new, old in enumerate(kept)}


def _renumbered(text: str, mask: str, ranks: dict[int, int], gone: Collection[str]) -> Iterator[Span]:
    """Sheets are told by rank in names and in views."""
    for found in elements(mask, "definedName"):
        local = found.attributes.get("localSheetId")
        formula = text[found.open_end : found.close_start].replace("&apos;", "'").replace("&amp;", "&")
        if (local is not None and int(local) not in ranks) or mentions(formula, gone):
            yield found.start, found.end, ""
        elif local is not None:
            yield found.start, found.open_end, _with_rank(text, found, "localSheetId", ranks)
    for found in elements(mask, "workbookView"):
        tag = text[found.start : found.open_end]
        for key in _VIEWS:
            if key in found.attributes:
                tag = with_attribute(tag, key, str(ranks.get(int(found.attributes[key]), 0)))
        yield found.start, found.open_end, tag


def _with_rank(text: str, found: Element, key: str, ranks: dict[int, int]) -> str:
    return with_attribute(text[found.start : found.open_end], key, str(ranks[int(found.attributes[key])]))


def with_sheet(book: Workbook, name: str, text: str) -> Workbook:
    """The workbook with one more sheet, after the others.

    Args:
        book: The workbook.
        name: The sheet, of a name that is free.
        text: Its part.
    """
    fresh = Workbook.from_bytes(book.to_bytes())
    numbers = range(1, len(fresh.package.names()) + 2)
    part = next(
        f"xl/worksheets/sheet{n}.xml"
        for n in numbers
        if not fresh.package.find(f"xl/worksheets/sheet{n}.xml")
    )
    add_part(fresh.package, part, text.encode(), WORKSHEET)
    relation = link(fresh.package, fresh.part, part, _OFFICE + "worksheet")
    listed = list(elements(mask_of(fresh.text), "sheet"))
    number = max(int(one.attributes["sheetId"]) for one in listed) + 1
    key = next(key for key in listed[-1].attributes if key.endswith(":id"))
    declared = f"xmlns:{key.partition(':')[0]}"
    local = listed[-1].attributes.get(declared)
    about = f'name="{escape_attribute(name)}" sheetId="{number}" {key}="{relation}"'
    about = f'{declared}="{escape_attribute(local)}" {about}' if local else about
    at = listed[-1].end
    fresh.replace_text(replace_spans(fresh.text, [(at, at, f"<{listed[0].prefix}sheet {about}/>")]))
    return Workbook.from_bytes(fresh.to_bytes())


# --- the titles of the parts, which docProps/app.xml repeats


def refresh_titles(book: Workbook) -> None:
    """Sheets and names as the properties of the application list them; a list of other things goes."""
    package = book.package
    part = package.find(_APPLICATION)
    if part is None:
        return
    text = decode_part(package.read(part), part)
    mask = mask_of(text)
    pairs, titles = first_element(mask, "HeadingPairs"), first_element(mask, "TitlesOfParts")
    if pairs is None or titles is None:
        return
    words = re.findall(r"<(?:\w+:)?lpstr>([^<]*)<", text[pairs.start : pairs.end])
    plain = all(one.kind == "worksheet" for one in book.sheets) and len(words) in (1, 2)
    names = [_title(one) for one in book.names if not one.hidden] if len(words) == 2 else []
    sheets = [one.name for one in book.sheets]
    new = _titled(pairs.prefix, words, [len(sheets), len(names)], [*sheets, *names]) if plain else ("", "")
    spans = [(pairs.start, pairs.end, new[0]), (titles.start, titles.end, new[1])]
    package.replace(part, replace_spans(text, spans).encode())


def _title(name: DefinedName) -> str:
    if name.sheet is None:
        return name.name
    quoted = name.sheet if re.fullmatch(r"\w+", name.sheet) else "'" + name.sheet.replace("'", "''") + "'"
    return f"{quoted}!{name.name.removeprefix('_xlnm.')}"


def _titled(p: str, words: list[str], counts: list[int], titles: list[str]) -> tuple[str, str]:
    heads = "".join(
        f"<vt:variant><vt:lpstr>{word}</vt:lpstr></vt:variant><vt:variant><vt:i4>{count}</vt:i4></vt:variant>"
        for word, count in zip(words, counts, strict=False)
    )
    parts = "".join(f"<vt:lpstr>{escape(title)}</vt:lpstr>" for title in titles)
    pairs = f'<vt:vector size="{2 * len(words)}" baseType="variant">{heads}</vt:vector>'
    listed = f'<vt:vector size="{len(titles)}" baseType="lpstr">{parts}</vt:vector>'
    return (
        f"<{p}HeadingPairs>{pairs}</{p}HeadingPairs>",
        f"<{p}TitlesOfParts>{listed}</{p}TitlesOfParts>",
    )
