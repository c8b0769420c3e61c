"""Which part points to which: relationships and content types."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, unquote

from xlsync.workbook.markup import (
    attributes_of,
    decode_part,
    elements,
    first_element,
    mask_of,
    replace_spans,
)
from xlsync.workbook.package import Package
from xlsync.workbook.values import escape_attribute

CONTENT_TYPES = "[Content_Types].xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_PLAIN = "/%!$&'()*,+;=:@"
"""Signs that the name of a part writes as they are, beside letters and digits (RFC 3986, pchar)."""
_XML = (".xml", ".vml", ".rels")
_CLIMBS = re.compile(r"(?:^|/)\.{0,2}(?:/|$)")
"""A path with an empty step, one that stays where it is or one that goes up."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from a part to another.

    Attributes:
        id: As `r:id` attributes name it.
        kind: Last word of its type: "worksheet", "table", "chart"…
        target: Name of the other part.
    """

    id: str
    kind: str
    target: str


def relations_part(part: str) -> str:
    """Name of the part that holds the relationships of another; of the package when that is nothing.

    Examples:
        >>> relations_part("xl/workbook.xml"), relations_part("")
        ('xl/_rels/workbook.xml.rels', '_rels/.rels')
    """
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def read_relations(package: Package, part: str) -> list[Relation]:
    """Relationships of a part to other parts; links to the outside are left out, never followed."""
    found = package.find(relations_part(part))
    if found is None:
        return []
    folder = part.rpartition("/")[0]
    relations = []
    for about in attributes_of(package.read(found), found, "Relationship"):
        if about.get("TargetMode", "Internal") == "Internal" and "Target" in about:
            target = _resolve(package, folder, about["Target"])
            relations.append(Relation(about.get("Id", ""), about.get("Type", "").rpartition("/")[2], target))
    return relations


def _resolve(package: Package, folder: str, target: str) -> str:
    if target.startswith("/"):
        path = target[1:]
    else:
        path = f"{folder}/{target}" if folder else target
        if _CLIMBS.search(path):
            path = posixpath.normpath(path)
    return package.find(path) or package.find(unquote(path)) or package.find(quote(path, _PLAIN)) or path


def parts_of_type(package: Package, ending: str) -> list[str]:
    """Parts whose content type ends so, in the order of the archive."""
    kind = _content_types(package)
    return [name for name in package.names() if kind(name).endswith(ending)]


def markup_parts(package: Package) -> list[str]:
    """Parts of XML, in the order of the archive: those named so, and those said to be so by their type."""
    declared = set(parts_of_type(package, "xml"))
    return [name for name in package.names() if name.lower().endswith(_XML) or name in declared]


def content_type(package: Package, part: str) -> str:
    """Content type of a part: its own, else that of its extension, else nothing."""
    return _content_types(package)(part)


def _content_types(package: Package) -> Callable[[str], str]:
    """What gives the content type of a part, as the package declares it."""
    content = package.read(CONTENT_TYPES)
    own = {
        unquote(about.get("PartName", "")).lstrip("/").lower(): about.get("ContentType", "")
        for about in attributes_of(content, CONTENT_TYPES, "Override")
    }
    usual = {
        about.get("Extension", "").lower(): about.get("ContentType", "")
        for about in attributes_of(content, CONTENT_TYPES, "Default")
    }
    return lambda part: own.get(unquote(part).lower()) or usual.get(part.rpartition(".")[2].lower(), "")


def add_part(package: Package, part: str, content: bytes, kind: str) -> None:
    """Adds a part of a content type."""
    package.add(part, content)
    if content_type(package, part) != kind:
        name, about = f"/{escape_attribute(part)}", escape_attribute(kind)
        _append(package, CONTENT_TYPES, "Types", f'Override PartName="{name}" ContentType="{about}"')


def link(package: Package, owner: str, part: str, kind: str) -> str:
    """Adds a relationship from a part to another; `kind` is its type, in full. Returns its id."""
    relations = relations_part(owner)
    if package.find(relations) is None:
        empty = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_RELATIONS}"/>'
        )
        package.add(relations, empty.encode())
    mask = mask_of(decode_part(package.read(relations), relations))
    taken = {element.attributes.get("Id") for element in elements(mask, "Relationship")}
    name = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
    target, about = f"/{escape_attribute(part)}", escape_attribute(kind)
    _append(package, relations, "Relationships", f'Relationship Id="{name}" Type="{about}" Target="{target}"')
    return name


def _append(package: Package, part: str, root: str, element: str) -> None:
    """Adds an empty element at the end of a part."""
    text = decode_part(package.read(part), part)
    found = first_element(mask_of(text), root)
    assert found is not None, f"{part} has a root {root}"
    markup = f"<{found.prefix}{element}/>"
    if found.open_end == found.end:
        opening = text[found.start : found.end - 2].rstrip()
        markup = f"{opening}>{markup}</{found.prefix}{root}>"
        package.replace(part, replace_spans(text, [(found.start, found.end, markup)]).encode())
        return
    package.replace(part, replace_spans(text, [(found.close_start, found.close_start, markup)]).encode())


def unlink(package: Package, owner: str, part: str) -> None:
    """Removes a part, the relationship of its owner and its content type."""
    relations = relations_part(owner)
    drop = {relation.id for relation in read_relations(package, owner) if relation.target == part}
    _drop(package, relations, "Relationship", lambda about: about.get("Id") in drop)
    _drop(
        package,
        CONTENT_TYPES,
        "Override",
        lambda about: about.get("PartName", "").lower() == f"/{part}".lower(),
    )
    package.remove(part)


def _drop(package: Package, part: str, name: str, doomed: Callable[[dict[str, str]], bool]) -> None:
    text = decode_part(package.read(part), part)
    spans = [
        (element.start, element.end, "")
        for element in elements(mask_of(text), name)
        if doomed(element.attributes)
    ]
    package.replace(part, replace_spans(text, spans).encode())
