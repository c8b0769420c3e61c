"""XML read by spans, so that what is not touched stays as it was.

A part is decoded once (strict UTF-8 goes to text and back without a byte changed) and never becomes a tree.
Spans are found by regular expressions on a *mask*: the text itself when it is plain, else a copy of the same
length where comments, processing instructions and CDATA sections are blanked, so that every `<` left opens a
tag and every span found in the mask is the same span in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from xlsync.errors import UnsafeWorkbook, UnsupportedWorkbook
from xlsync.workbook.values import escape_attribute, unescape

ATTRIBUTES = r"""(?:\s++[^\s=<>/"']++\s*+=\s*+(?:"[^"]*+"|'[^']*+'))*"""

_ATTRIBUTE = re.compile(r"""([^\s=<>/"']++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)')""")
_ASIDE = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_OPEN_BREAK = re.compile(rb"<br>(?![^<]*</br\s*>)")
"""A line break that nothing closes."""
_LOCAL = re.compile(r"[^\s<>/:]++")
_CDATA = "<![CDATA["
_ENCODING = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


class Element(NamedTuple):
    """An element found in a part: where it is and what its start tag says.

    Attributes:
        prefix: Prefix of its name with the colon, or nothing.
        attributes: Values by name as written, prefixes included.
        start, open_end: Span of the start tag.
        close_start, end: Span of the end tag; both are `open_end` when the element closes itself.
    """

    prefix: str
    attributes: dict[str, str]
    start: int
    open_end: int
    close_start: int
    end: int


def decode_part(data: bytes, part: str) -> str:
    """Text of an XML part that is safe to read.

    Args:
        data: Bytes of the part.
        part: Its name, for the messages.

    Raises:
        UnsafeWorkbook: The part declares a document type.
        UnsupportedWorkbook: The part is not UTF-8, or not well formed.
    """
    try:
        parse(data, part)
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_well_formed(part, error) from error


def attributes_of(data: bytes, part: str, name: str) -> list[dict[str, str]]:
    """Attributes of every element of that local name, in order: what is only read needs no span.

    Args:
        data: Bytes of the part.
        part: Its name, for the messages.
        name: Local name.

    Raises:
        UnsafeWorkbook, UnsupportedWorkbook: As `decode_part`.

    Examples:
        >>> attributes_of(b'<x:a><x:b n="1"/><b n="&lt;"/></x:a>', "", "b")
        [{'n': '1'}, {'n': '<'}]
    """
    found: list[dict[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == name or tag.rpartition(":")[2] == name:
            found.append(attributes)

    parse(data, part, StartElementHandler=start)
    return found


def parse(data: bytes, part: str, separator: str | None = None, **handlers: Callable[..., None]) -> None:
    """Goes through a part.

    Args:
        data: Bytes of the part.
        part: Its name, for the messages. One in the old drawing format may leave `<br>` open, as Excel does.
        separator: What stands between a namespace and a name; None for names as written.
        handlers: Those of the parser of the standard library, by their names there.

    Raises:
        UnsafeWorkbook, UnsupportedWorkbook: As `decode_part`.
    """
    encoding = _ENCODING.match(data)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4]:
        raise _not_utf8(part, "UTF-16")
    if encoding and encoding[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise _not_utf8(part, encoding[1].decode())
    parser = expat.ParserCreate(namespace_separator=separator)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = lambda *_: _refuse_doctype(part)
    for name, handler in handlers.items():
        setattr(parser, name, handler)
    try:
        parser.Parse(_OPEN_BREAK.sub(b"<br/>", data) if part.lower().endswith(".vml") else data, True)
    except expat.ExpatError as error:
        raise _not_well_formed(part, error) from error


def _not_well_formed(part: str, error: Exception) -> UnsupportedWorkbook:
    return UnsupportedWorkbook(
        f"le composant {part} n’est pas du XML correct ({error}) : ouvrez le classeur et enregistrez-le",
        f"part {part} is not well-formed XML ({error}): open the workbook and save it again",
        part=part,
    )


def _refuse_doctype(part: str) -> None:
    raise UnsafeWorkbook(
        f"le composant {part} déclare un type de document, ce qu’aucun tableur n’écrit : classeur refusé",
        f"part {part} declares a document type, which no spreadsheet writes: workbook refused",
        part=part,
    )


def _not_utf8(part: str, encoding: str) -> UnsupportedWorkbook:
    return UnsupportedWorkbook(
        f"le composant {part} est codé en {encoding} et non en UTF-8 : ouvrez le classeur et enregistrez-le",
        f"part {part} is encoded in {encoding}, not UTF-8: open the workbook and save it again",
        part=part,
        encoding=encoding,
    )


_DECLARED = re.compile(r"\ufeff?<\?xml\s")


def mask_of(text: str) -> str:
    """The text with comments, processing instructions and CDATA sections blanked, same length.

    Examples:
        >>> mask_of("<v>1<!--<c--></v>")
        '<v>1         </v>'
    """
    declared = text.find("?>", 0, 256) + 2 if _DECLARED.match(text) else 0
    if has(text, "<!--", "!") or has(text, _CDATA, "!") or has(text, "<?", "?", declared):
        return _ASIDE.sub(lambda match: " " * len(match[0]), text)
    return text


def has(text: str, word: str, rare: str, start: int = 0, end: int | None = None) -> bool:
    """Whether a word is there; one of its letters, seldom met, is looked for first, which is quicker."""
    return text.find(rare, start, end) >= 0 and text.find(word, start, end) >= 0


def plain_text(fragment: str) -> str:
    """Character data of a fragment without elements: entities and CDATA sections read, comments dropped."""
    if "<" not in fragment:
        return unescape(fragment)
    pieces, position = [], 0
    for aside in _ASIDE.finditer(fragment):
        pieces.append(unescape(fragment[position : aside.start()]))
        if aside[0].startswith(_CDATA):
            pieces.append(aside[0][len(_CDATA) : -3])
        position = aside.end()
    return "".join(pieces) + unescape(fragment[position:])


def parse_attributes(text: str) -> dict[str, str]:
    """Attributes of a start tag, names as written."""
    found = _ATTRIBUTE.findall(text)
    if "&" in text or "\r" in text:
        return {name: unescape(double or single) for name, double, single in found}
    return {name: double or single for name, double, single in found}


@lru_cache(maxsize=128)
def _start_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"<((?:[^\s<>/:!?]++:)?){name}({ATTRIBUTES})\s*+(/?)>")


def elements(mask: str, name: str, start: int = 0, end: int | None = None) -> Iterator[Element]:
    """Elements of that local name, in order, whatever their prefix; the name must not nest in itself.

    Args:
        mask: Mask of the part.
        name: Local name, a regular expression such as `numCache|strCache` is accepted in brackets.
        start: Where to begin.
        end: Where to stop.

    Examples:
        >>> [element.attributes["r"] for element in elements('<x:c r="A1"/><x:c r="B1"></x:c>', "c")]
        ['A1', 'B1']
    """
    pattern = _start_tag(name)
    position, limit = start, len(mask) if end is None else end
    while match := pattern.search(mask, position, limit):
        element = _element(mask, match)
        yield element
        position = element.open_end


def opening(mask: str, name: str) -> tuple[str, int] | None:
    """Prefix of the first element of that local name, and where its start tag ends; or None."""
    match = _start_tag(name).search(mask)
    return None if match is None else (match[1], match.end())


def _element(mask: str, match: re.Match[str]) -> Element:
    start, open_end = match.span()
    attributes = parse_attributes(match[2])
    if match[3]:
        return Element(match[1], attributes, start, open_end, open_end, open_end)
    tag = mask[start + 1 : match.start(2)]
    close_start = mask.find(f"</{tag}", open_end)
    while mask[close_start + len(tag) + 2] not in "> \t\r\n":
        close_start = mask.find(f"</{tag}", close_start + 1)
    return Element(match[1], attributes, start, open_end, close_start, mask.index(">", close_start) + 1)


def first_element(mask: str, name: str, start: int = 0, end: int | None = None) -> Element | None:
    """The first element of that local name, or None."""
    return next(elements(mask, name, start, end), None)


def local_name(mask: str, element: Element) -> str:
    """Name of an element without its prefix.

    Examples:
        >>> local_name("<x:c/>", next(elements("<x:c/>", "(?:c|row)")))
        'c'
    """
    start = element.start + 1 + len(element.prefix)
    match = _LOCAL.match(mask, start)
    return match[0] if match else ""


def attribute(attributes: Mapping[str, str], name: str) -> str | None:
    """Value of an attribute by its local name, whatever its prefix."""
    if name in attributes:
        return attributes[name]
    for key, value in attributes.items():
        if key.endswith(":" + name):
            return value
    return None


def with_attribute(tag: str, name: str, value: str | None) -> str:
    r"""A start tag with one attribute set, or removed when the value is None; the rest as it was.

    Examples:
        >>> with_attribute('<c r="A1" t="s"/>', "t", None), with_attribute("<c r='A1'>", "s", "2")
        ('<c r="A1"/>', '<c r=\'A1\' s="2">')
    """
    if value is None and name not in tag:
        return tag
    for match in _ATTRIBUTE.finditer(tag):
        if match[1] == name:
            if value is None:
                return tag[: match.start()].rstrip() + tag[match.end() :]
            return f'{tag[: match.start()]}{name}="{escape_attribute(value)}"{tag[match.end() :]}'
    if value is None:
        return tag
    close = len(tag) - (2 if tag.endswith("/>") else 1)
    return f'{tag[:close].rstrip()} {name}="{escape_attribute(value)}"{tag[close:]}'


def renamed_prefix(markup: str, old: str, new: str) -> str:
    """Markup whose elements have another prefix; elements with a prefix of their own keep it.

    Args:
        markup: Whole elements.
        old: Its prefix with the colon, or nothing.
        new: The other one, likewise.

    Examples:
        >>> renamed_prefix("<xf><alignment/></xf>", "", "x:"), renamed_prefix("<x:xf/>", "x:", "")
        ('<x:xf><x:alignment/></x:xf>', '<xf/>')
    """
    return re.sub(rf"<(/?){re.escape(old)}(?=\w+[\s/>])", rf"<\1{new}", markup) if old != new else markup


def replace_spans(text: str, spans: list[tuple[int, int, str]]) -> str:
    """The text with spans replaced; spans do not overlap, in any order.

    Examples:
        >>> replace_spans("abcdef", [(4, 5, "E"), (0, 1, "A"), (2, 2, "-")])
        'Ab-cdEf'
    """
    pieces, position = [], 0
    for start, end, new in sorted(spans, key=lambda span: span[:2]):
        pieces += [text[position:start], new]
        position = end
    return "".join([*pieces, text[position:]])
