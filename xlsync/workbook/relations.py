"""Which part points to which: relationships and content types."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
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
_HYPHEN = re.compile(r"-(\w)")


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from a part to another.

    Attributes:
        id: As `r:id` attributes name it.
        kind: What `kind_of` reads in its type: "worksheet", "table", "chart"…
        target: Name of the other part.
    """

    id: str
    kind: str
    target: str


def kind_of(about: str) -> str:
    """Kind of a relationship from its type: the last word, spelled as the strict form of the format does.

    Source:
        ECMA-376 part 1, 15.2.12.2 and 15.2.12.3; part 4, 10.1.2.

    Examples:
        >>> kind_of("http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties")
        'extendedProperties'
        >>> kind_of("http://purl.oclc.org/ooxml/officeDocument/relationships/extendedProperties")
        'extendedProperties'
    """
    return _HYPHEN.sub(lambda match: match[1].upper(), about.rpartition("/")[2])


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
            relations.append(Relation(about.get("Id", ""), kind_of(about.get("Type", "")), target))
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
    return [name for name in package.names() if content_type(package, name).endswith(ending)]


def markup_parts(package: Package) -> list[str]:
    """Parts of XML, in the order of the archive."""
    return [name for name in package.names() if is_markup(package, name)]


def is_markup(package: Package, part: str) -> bool:
    """Whether a part is XML: one named so, or said to be so by its type."""
    return part.lower().endswith(_XML) or content_type(package, part).endswith("xml")


def content_type(package: Package, part: str) -> str:
    """Content type of a part: its own, else that of its extension, else nothing."""
    return _declared(package.read(CONTENT_TYPES))(part)


@lru_cache(maxsize=8)
def _declared(content: bytes) -> Callable[[str], str]:
    """What gives the content type of a part, as the list of them declares it; read once."""
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
