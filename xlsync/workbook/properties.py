"""Custom document properties, read and written inside `docProps/custom.xml`."""

from __future__ import annotations

import re

from xlsync.errors import MissingInWorkbook
from xlsync.workbook.markup import Element, elements, first_element, mask_of, plain_text, replace_spans
from xlsync.workbook.values import decode_text, encode_text, escape_attribute, number_of, number_text

PART = "docProps/custom.xml"

_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_VALUE = re.compile(r"<((?:[^\s<>/:!?]++:)?)(\w+)[^>]*?(?:/>|>(.*?)</)", re.DOTALL)
_VARIANTS = re.compile(r"xmlns:(\w+)\s*=\s*[\"'][^\"']*/docPropsVTypes[\"']")
_INTEGERS = {"i1", "i2", "i4", "i8", "int", "ui1", "ui2", "ui4", "ui8", "uint"}

Property = str | int | float | bool


def read_properties(text: str) -> dict[str, Property]:
    """Properties by name; what is neither number nor boolean, or no number at all, is text.

    Examples:
        >>> read_properties('<p><property name="rang"><vt:i4>3</vt:i4></property></p>')
        {'rang': 3}
    """
    mask = mask_of(text)
    return {
        decode_text(found.attributes.get("name", "")): _value(text, found)
        for found in elements(mask, "property")
    }


def _value(text: str, element: Element) -> Property:
    match = _VALUE.search(text, element.open_end, element.close_start)
    if match is None:
        return ""
    kind, content = match[2], plain_text(match[3] or "")
    try:
        if kind in _INTEGERS:
            return int(content or 0)
        if kind in ("r4", "r8", "decimal"):
            return number_of(content)
    except ValueError:
        return decode_text(content)
    return content.strip() in ("1", "true") if kind == "bool" else decode_text(content)


def write_properties(text: str, values: dict[str, Property | None]) -> str:
    """The part with properties set, or removed where the value is None; the others stay as they are.

    Args:
        text: The part.
        values: New values by name.

    Raises:
        MissingInWorkbook: The part has no list of properties.
    """
    mask = mask_of(text)
    root = first_element(mask, "Properties")
    if root is None:
        raise MissingInWorkbook(
            "le classeur n’a pas de liste de propriétés personnalisées",
            "the workbook has no list of custom properties",
            part=PART,
        )
    variants = _VARIANTS.search(mask)
    vt = f"{variants[1]}:" if variants else "vt:"
    spans, known, last = [], set(), 1
    for found in elements(mask, "property", root.open_end):
        name = decode_text(found.attributes.get("name", ""))
        pid = found.attributes.get("pid", "1")
        last = max(last, int(pid) if pid.isdecimal() else 1)
        known.add(name)
        if name in values and values[name] is None:
            spans.append((found.start, found.end, ""))
        elif name in values:
            spans.append(_changed(text, found, vt, values[name]))
    added = [(name, value) for name, value in values.items() if name not in known and value is not None]
    declared = "" if variants else f' xmlns:vt="{_namespace(root)}"'
    new = "".join(
        _property(root.prefix, vt, declared, last + rank, *pair) for rank, pair in enumerate(added, 1)
    )
    if new and root.open_end == root.end:
        tag = text[root.start : root.end - 2].rstrip()
        return replace_spans(text, [(root.start, root.end, f"{tag}>{new}</{root.prefix}Properties>")])
    return replace_spans(text, [*spans, (root.close_start, root.close_start, new)])


def _namespace(root: Element) -> str:
    own = root.attributes.get(
        "xmlns", "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
    )
    separator = "/2006/" if "/2006/" in own else "/"
    return own.rpartition(separator)[0] + separator + "docPropsVTypes"


def _changed(text: str, element: Element, vt: str, value: Property | None) -> tuple[int, int, str]:
    if element.open_end == element.end:
        tag = text[element.start : element.end - 2].rstrip()
        return element.start, element.end, f"{tag}>{_variant(vt, value, '')}</{element.prefix}property>"
    return element.open_end, element.close_start, _variant(vt, value, "")


def _property(prefix: str, vt: str, declared: str, pid: int, name: str, value: Property) -> str:
    about = f'fmtid="{_FORMAT}" pid="{pid}" name="{escape_attribute(name)}"'
    return f"<{prefix}property {about}>{_variant(vt, value, declared)}</{prefix}property>"


def _variant(vt: str, value: Property | None, declared: str) -> str:
    if isinstance(value, bool):
        kind, content = "bool", "true" if value else "false"
    elif isinstance(value, int) and -(2**31) <= value < 2**31:
        kind, content = "i4", str(value)
    elif isinstance(value, (int, float)):
        kind, content = "r8", number_text(value)
    else:
        kind, content = "lpwstr", encode_text(value or "")
    return f"<{vt}{kind}{declared}>{content}</{vt}{kind}>"
