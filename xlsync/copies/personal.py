"""Parts and properties that say who made a workbook, or that lead out of it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from xlsync.copies.removed import Removed
from xlsync.copies.tables import unlink_queries
from xlsync.workbook import Workbook
from xlsync.workbook.markup import (
    decode_part,
    elements,
    first_element,
    mask_of,
    plain_text,
    replace_spans,
    with_attribute,
)
from xlsync.workbook.package import Package
from xlsync.workbook.properties import PART as PROPERTIES_PART
from xlsync.workbook.properties import read_properties
from xlsync.workbook.pruning import drop_relations, is_external, is_of_kind, prune
from xlsync.workbook.relations import CONTENT_TYPES, is_markup, read_relations
from xlsync.workbook.values import escape

_ROOT_KINDS: Final = ("customProperties", "webextensiontaskpanes", "thumbnail", "customXml")
_KINDS: Final = (
    "calcChain", "externalLink", "externalLinkPath", "connections", "person", "customXml", "revisionHeaders",
    "usernames", "volatileDependencies", "vbaProject", "queryTable", "printerSettings", "threadedComment",
    "customProperty", "attachedToolbars", "webextension",
)  # fmt: skip
"""Kinds of parts that leave, wherever they are told of."""

_LINK_KINDS: Final = ("externalLink", "externalLinkPath", "connections", "queryTable")
_BOOK: Final = ("externalReferences", "customWorkbookViews", "fileSharing", "functionGroups")
_SHEET: Final = ("customSheetViews", "customProperties", "webPublishItems")
_AUTHORS: Final[dict[str, tuple[str, ...]]] = {
    "coreProperties": ("creator", "lastModifiedBy", "contributor"),
    "extendedProperties": ("Manager", "Company", "HyperlinkBase"),
}
_LINKED: Final = "(?:hyperlink|externalData|hlinkClick|hlinkHover|hlinkMouseOver)"
_OTHERS: Final = (
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.ms-excel.template.macroEnabled.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
)
"""What a workbook with macros, and a template with or without them, say that they are."""
_PLAIN: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_LONGEST_NAME: Final = 20
_USERS: Final = {"pivotCacheDefinition": "refreshedBy", "scenario": "user"}


def clean_package(book: Workbook) -> tuple[Workbook, list[Removed]]:
    """The workbook without what says who made it, and without what leads out of it.

    Returns:
        The other workbook, read again from its bytes, and what left.
    """
    fresh = Workbook.from_bytes(book.to_bytes())
    package, removed = fresh.package, list[Removed]()
    removed += _custom_properties(package)
    drop_relations(package, "", lambda about: is_of_kind(about, *_ROOT_KINDS))
    for part in [name for name in package.names() if not name.endswith(".rels")]:
        removed += _links(package, part)
        ids = drop_relations(package, part, lambda about: is_of_kind(about, *_KINDS))
        _respell(package, part, ids)
    _without_macros(package)
    removed += [Removed("part", name) for name in prune(package)]
    removed += _authors(package)
    return Workbook.from_bytes(package.to_bytes()), removed


def _custom_properties(package: Package) -> list[Removed]:
    part = package.find(PROPERTIES_PART)
    names = read_properties(decode_part(package.read(part), part)) if part else {}
    return [Removed("property", name) for name in names]


def _links(package: Package, part: str) -> list[Removed]:
    """Takes away the links of a part to the outside, and what shows them."""
    targets: list[str] = []

    def doomed(about: dict[str, str]) -> bool:
        leads = is_external(about) or is_of_kind(about, *_LINK_KINDS)
        if leads:
            targets.append(about.get("Target", ""))
        return leads

    ids = drop_relations(package, part, doomed)
    if ids:
        _respell(package, part, ids)
    return [Removed("link", target) for target in targets]


def _respell(package: Package, part: str, ids: Collection[str]) -> None:
    """The part without what names relationships that left, nor the people who used it."""
    if part.lower().endswith(".vml") or not is_markup(package, part):
        return
    text = decode_part(package.read(part), part)
    new = _without_elements(text)
    new = _without_ids(new, set(ids)) if ids else new
    if new != text:
        package.replace(part, new.encode())


def _without_elements(text: str) -> str:
    mask = mask_of(text)
    root = first_element(mask, r"\w+")
    at = root.start + 1 + len(root.prefix) if root else 0
    kind = mask[at : at + _LONGEST_NAME]
    if kind.startswith("workbook"):
        text = _without_path(_without(text, _BOOK))
    elif kind.startswith("worksheet"):
        text = _without(text, _SHEET)
    elif kind.startswith("table"):
        text = (
            unlink_queries(text) if "queryTableFieldId" in text or 'tableType="queryTable"' in text else text
        )
    elif kind.startswith("comments"):
        text = _without_commenters(text)
    for name, key in _USERS.items():
        spans = [
            (one.start, one.open_end, with_attribute(text[one.start : one.open_end], key, None))
            for one in elements(mask_of(text), name)
            if key in one.attributes
        ]
        text = replace_spans(text, spans)
    return text


def _without(text: str, names: Collection[str]) -> str:
    mask = mask_of(text)
    spans = [(one.start, one.end, "") for name in names for one in elements(mask, name)]
    return replace_spans(text, spans)


def _without_path(text: str) -> str:
    """A list of sheets that no longer says in which folder it was saved."""
    mask = mask_of(text)
    spans = [
        (one.start, one.end, "")
        for one in elements(mask, "AlternateContent")
        if first_element(mask, "absPath", one.open_end, one.close_start) is not None
    ]
    return replace_spans(text, spans)


def _without_ids(text: str, ids: set[str]) -> str:
    """Elements that are a link go; others, such as the set-up of a page, lose the attribute alone."""
    mask = mask_of(text)
    spans: list[tuple[int, int, str]] = []
    for found in elements(mask, r"\w+"):
        keys = [
            key
            for key, value in found.attributes.items()
            if value in ids and re.search(r":(id|link|embed|pict)$", key)
        ]
        if not keys or (spans and found.start < spans[-1][1]):
            continue
        if re.match(rf"<(?:\w+:)?{_LINKED}[\s/>]", mask[found.start :]):
            spans.append((found.start, found.end, ""))
            continue
        tag = text[found.start : found.open_end]
        for key in keys:
            tag = with_attribute(tag, key, None)
        spans.append((found.start, found.open_end, tag))
    return _without_empty_list(replace_spans(text, spans))


def _without_empty_list(text: str) -> str:
    mask = mask_of(text)
    found = first_element(mask, "hyperlinks")
    if found is None or text[found.open_end : found.close_start].strip():
        return text
    return replace_spans(text, [(found.start, found.end, "")])


def _without_commenters(text: str) -> str:
    """Comments without the names of their authors, which they often begin with."""
    mask = mask_of(text)
    found = list(elements(mask, "author"))
    names = {plain_text(text[one.open_end : one.close_start]).strip() for one in found} - {""}
    spans = [(one.open_end, one.close_start, "") for one in found]
    for one in elements(mask, "t"):
        held = plain_text(text[one.open_end : one.close_start])
        name, colon, rest = held.partition(":")
        if colon and name.strip() in names:
            spans.append((one.open_end, one.close_start, escape(rest.lstrip())))
    return replace_spans(text, spans)


def _without_macros(package: Package) -> None:
    """A workbook with macros becomes one without."""
    text = decode_part(package.read(CONTENT_TYPES), CONTENT_TYPES)
    for kind in _OTHERS:
        text = text.replace(kind, _PLAIN)
    package.replace(CONTENT_TYPES, text.encode())


def _authors(package: Package) -> list[Removed]:
    removed: list[Removed] = []
    for relation in read_relations(package, ""):
        part, kinds = package.find(relation.target), _AUTHORS.get(relation.kind)
        if part is None or kinds is None:
            continue
        text = decode_part(package.read(part), part)
        spans = []
        for kind in kinds:
            for found in elements(mask_of(text), kind):
                if text[found.open_end : found.close_start].strip():
                    spans.append((found.open_end, found.close_start, ""))
                    removed.append(Removed("author", kind))
        package.replace(part, replace_spans(text, spans).encode())
    return removed
