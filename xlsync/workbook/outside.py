"""References outside the cells, wherever `inventory` says that a part can hold one: found, and replaced."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from xlsync.workbook.book import Workbook
from xlsync.workbook.inventory import HOLDERS, Place, is_known, places_of
from xlsync.workbook.markup import (
    Element,
    decode_part,
    elements,
    first_element,
    local_name,
    mask_of,
    parse,
    plain_text,
    replace_spans,
    with_attribute,
)
from xlsync.workbook.relations import markup_parts, read_relations
from xlsync.workbook.values import escape

Span = tuple[int, int, str]
Zone = tuple[int, int]

_ROOT = re.compile(r"<(?:[^\s<>/:!?]++:)?([^\s<>/:!?]++)")
_CACHES = "(?:numCache|strCache|multiLvlStrCache)"
_DECLARED = re.compile(r"""\sxmlns(?::[^\s=]+)?\s*=\s*["']([^"']+)["']""")


class Held(NamedTuple):
    """A reference that a part holds.

    Attributes:
        place: Where such parts hold it.
        value: What is written there.
        part: The part.
        sheet: Sheet that a reference without one is about; "" where there is none.
        area: Ranges, as written, of the cells that it is written for; "" where it is written for none.
        about: Attributes of its element.
    """

    place: Place
    value: str
    part: str
    sheet: str
    area: str
    about: dict[str, str]

    @property
    def where(self) -> str:
        """Its place, for a message."""
        name = self.place.element + (f"/@{self.place.attribute}" if self.place.attribute else "")
        return f"{self.sheet} ({name})" if self.sheet else f"{self.part} ({name})"


Follow = Callable[[Held], str | None]
"""What becomes of a reference; None when nothing is left of what it stands for."""


def owners(book: Workbook) -> dict[str, str]:
    """The sheet that each part belongs to, by part; parts that several share are those of the first."""
    found: dict[str, str] = {}
    for entry in book.sheets:
        waiting = [entry.part]
        while waiting:
            part = waiting.pop()
            if part not in found:
                found[part] = entry.name
                waiting += [one.target for one in read_relations(book.package, part)]
    return found


def follow_everywhere(book: Workbook, follow: Follow, names: Iterable[str], own: str = "") -> None:
    """Gives every reference outside the cells its new text.

    Args:
        book: The workbook, changed in memory.
        follow: What becomes of each.
        names: Words, one of which a part that does not belong to the sheet `own` must hold to be looked at.
        own: Sheet whose parts are all looked at.
    """
    for part, sheet, text, zones in _texts(book, [name.lower() for name in names], own):
        new = _followed(text, zones, part, sheet, follow)
        if new != text:
            _replace(book, part, sheet, new)


def held_everywhere(book: Workbook) -> Iterator[Held]:
    """Every reference outside the cells, part by part."""
    for part, sheet, text, zones in _texts(book, [""], ""):
        for held, *_ in _held(text, mask_of(text), zones, part, sheet):
            yield held


def _texts(book: Workbook, names: list[str], own: str) -> Iterator[tuple[str, str, str, list[Zone]]]:
    """Parts that may hold such a reference: name, sheet, text, and where in it to look."""
    sheet_of = owners(book)
    cells = {entry.part: entry.name for entry in book.sheets if entry.kind == "worksheet"}
    for part in markup_parts(book.package):
        sheet = sheet_of.get(part, "")
        if part in cells:
            found = book.sheet(cells[part])
            text, zones = found.text, [(0, found.data.start), (found.data.end, len(found.text))]
        elif part == book.part:
            text, zones = book.text, [(0, len(book.text))]
        else:
            raw = book.package.read(part).decode("utf-8", "replace")
            if not (own and sheet == own) and not _mentions(raw, names):
                continue
            text = decode_part(book.package.read(part), part)
            zones = [(0, len(text))]
        if part in (*cells, book.part) or places_of(_root(text)):
            yield part, sheet, text, zones


def _mentions(raw: str, names: list[str]) -> bool:
    lowered = plain_text_of(raw).lower()
    return any(name in lowered for name in names)


def plain_text_of(raw: str) -> str:
    """A part in which names can be looked for: entities read, apostrophes and codes as they are."""
    for entity, letter in (("&amp;", "&"), ("&apos;", "'"), ("&#39;", "'"), ("&quot;", '"'), ("%20", " ")):
        raw = raw.replace(entity, letter)
    return plain_text(raw.replace("<", "‹")) if "&#" in raw else raw


def _root(text: str) -> str:
    match = _ROOT.search(mask_of(text))
    return match[1] if match else ""


def _replace(book: Workbook, part: str, sheet: str, text: str) -> None:
    if part == book.part:
        book.replace_text(text)
    elif any(entry.part == part and entry.kind == "worksheet" for entry in book.sheets):
        book.sheet(sheet).text = text
    else:
        book.package.replace(part, text.encode())


# --- one part


def _followed(text: str, zones: list[Zone], part: str, sheet: str, follow: Follow) -> str:
    mask = mask_of(text)
    spans: list[Span] = []
    tags: dict[int, tuple[int, str]] = {}
    gone: dict[int, tuple[Element, str]] = {}
    for held, element, start, end in _held(text, mask, zones, part, sheet):
        new = follow(held)
        if new == held.value:
            continue
        if new is None:
            gone[element.start] = (element, held.place.listed)
        elif held.place.attribute:
            _, tag = tags.get(element.start, (0, text[element.start : element.open_end]))
            name = next(key for key in element.attributes if _local(key) == held.place.attribute)
            tags[element.start] = (element.open_end, with_attribute(tag, name, new))
        else:
            spans.append((start, end, escape(new)))
            spans += _cache(mask, element) if held.place.kind == "series" else []
    spans += [(start, end, tag) for start, (end, tag) in tags.items() if start not in gone]
    if gone:
        inside = [(element.start, element.end) for element, _ in gone.values()]
        spans = [one for one in spans if not any(first <= one[0] < last for first, last in inside)]
        spans += _removed(text, mask, gone)
    return replace_spans(text, spans)


def _held(
    text: str, mask: str, zones: list[Zone], part: str, sheet: str
) -> Iterator[tuple[Held, Element, int, int]]:
    """References of a part, each with its element and the span of what is written."""
    places = places_of(_root(text))
    if not places:
        return
    names = "(?:" + "|".join(sorted({*places, *HOLDERS}, key=len, reverse=True)) + ")"
    for zone in zones:
        around: list[tuple[str, str, int]] = []
        for element in elements(mask, names, *zone):
            name = local_name(mask, element)
            around = [one for one in around if one[2] > element.start]
            if name in HOLDERS and element.end > element.open_end:
                around.append((name, _area(text, mask, element, HOLDERS[name]), element.end))
            inside = {one[0] for one in around}
            area = next((one[1] for one in reversed(around) if one[1]), "")
            for place in _chosen(places.get(name, ()), inside):
                found = _written(text, mask, element, place)
                if found is not None:
                    value, start, end = found
                    yield Held(place, value, part, sheet, area, element.attributes), element, start, end


def _chosen(places: tuple[Place, ...], inside: set[str]) -> list[Place]:
    """Places of an element, those of its holder before those of any."""
    chosen: dict[str, Place] = {}
    for place in sorted(places, key=lambda place: bool(place.holder)):
        if not place.holder or place.holder in inside:
            chosen[place.attribute] = place
    return list(chosen.values())


def _written(text: str, mask: str, element: Element, place: Place) -> tuple[str, int, int] | None:
    """What an element holds at a place, and its span."""
    if place.attribute:
        for key, value in element.attributes.items():
            if _local(key) == place.attribute and not key.startswith("xmlns"):
                return value, element.start, element.open_end
        return None
    start, end = element.open_end, element.close_start
    if start == end or "<" in mask[start:end]:
        return None
    return plain_text(text[start:end]), start, end


def _area(text: str, mask: str, holder: Element, name: str) -> str:
    """The ranges that a holder is for: an attribute, or an element inside it."""
    if name in holder.attributes:
        return holder.attributes[name]
    found = first_element(mask, name, holder.open_end, holder.close_start)
    return plain_text(text[found.open_end : found.close_start]) if found else ""


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _cache(mask: str, formula: Element) -> Iterator[Span]:
    """The values that a series remembers, which are no longer its own."""
    found = first_element(mask, _CACHES, formula.end)
    if found is not None and not mask[formula.end : found.start].strip():
        yield found.start, found.end, ""
    position = formula.end
    while (level := first_element(mask, "(?:nf|lvl)", position)) and not mask[position : level.start].strip():
        if local_name(mask, level) == "lvl":
            yield level.start, level.end, ""
        position = level.end


def _removed(text: str, mask: str, gone: dict[int, tuple[Element, str]]) -> Iterator[Span]:
    """Elements that stand for no cell any more, and the lists of which they were the last."""
    for listed in {name for _, name in gone.values()}:
        doomed = [element for element, name in gone.values() if name == listed]
        if listed == local_name(mask, doomed[0]):
            yield from ((element.start, element.end, "") for element in doomed)
            continue
        for outer in elements(mask, listed):
            own = [one for one in doomed if outer.start < one.start < outer.end]
            name = local_name(mask, own[0]) if own else ""
            kept = sum(1 for _ in elements(mask, name, outer.open_end, outer.close_start)) - len(own)
            if own and kept == 0:
                yield outer.start, outer.end, ""
            elif own:
                tag = text[outer.start : outer.open_end]
                if "count" in outer.attributes:
                    yield outer.start, outer.open_end, with_attribute(tag, "count", str(kept))
                yield from ((element.start, element.end, "") for element in own)


# --- what no schema of the inventory tells


def unknown_texts(book: Workbook, names: Iterable[str], own: str) -> Iterator[tuple[str, str, str, str]]:
    """Texts of elements of namespaces that the inventory does not know: part, sheet, element, text.

    Args:
        book: The workbook.
        names: As in `follow_everywhere`.
        own: Sheet whose parts are all looked at.
    """
    sheet_of = owners(book)
    lowered = [name.lower() for name in names]
    for part in markup_parts(book.package):
        raw = book.package.read(part).decode("utf-8", "replace")
        if all(is_known(one) for one in _DECLARED.findall(raw)):
            continue
        sheet = sheet_of.get(part, "")
        if sheet == own or _mentions(raw, lowered):
            for element, text in _of_unknown(book.package.read(part), part):
                yield part, sheet, element, text


def _of_unknown(data: bytes, part: str) -> Iterator[tuple[str, str]]:
    """Attributes and texts that belong to an unknown namespace, by element."""
    found: list[tuple[str, str]] = []
    around: list[str] = []

    def known(name: str) -> bool:
        namespace, found_one, _ = name.rpartition(" ")
        return not found_one or is_known(namespace)

    def start(name: str, attributes: dict[str, str]) -> None:
        around.append(name)
        for key, value in attributes.items():
            if not (known(name) and known(key)):
                found.append((name.rpartition(" ")[2], value))

    def text(data: str) -> None:
        if around and not known(around[-1]) and data.strip():
            found.append((around[-1].rpartition(" ")[2], data))

    def end(_: str) -> None:
        around.pop()

    parse(data, part, " ", StartElementHandler=start, CharacterDataHandler=text, EndElementHandler=end)
    yield from found
