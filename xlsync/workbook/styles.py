"""Cell formats carried from one workbook to another, with their fonts, fills, borders and number formats.

A format that the other workbook has already is used as it is; nothing of its own is changed or renumbered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from xlsync.workbook.book import Workbook
from xlsync.workbook.markup import (
    decode_part,
    elements,
    first_element,
    mask_of,
    renamed_prefix,
    replace_spans,
    with_attribute,
)
from xlsync.workbook.relations import read_relations

_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
_ITEMS = {
    "numFmts": "numFmt",
    "fonts": "font",
    "fills": "fill",
    "borders": "border",
    "cellXfs": "xf",
    "dxfs": "dxf",
}
_OWN_FORMATS = 164
"""Numbers below are formats that every spreadsheet knows."""


@dataclass(slots=True)
class _Sheet:
    """The styles part of a workbook, list by list; items are markup without the prefix of the part."""

    part: str
    text: str
    prefix: str
    lists: dict[str, list[str]]
    held: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, book: Workbook) -> _Sheet:
        relations = read_relations(book.package, book.part)
        part = next(one.target for one in relations if one.kind == "styles")
        text = decode_part(book.package.read(part), part)
        mask = mask_of(text)
        root = first_element(mask, "styleSheet")
        assert root is not None, f"{part} is a part of styles"
        lists: dict[str, list[str]] = {}
        for outer, inner in _ITEMS.items():
            found = first_element(mask, outer, root.open_end)
            items = elements(mask, inner, found.open_end, found.close_start) if found else ()
            lists[outer] = [renamed_prefix(text[one.start : one.end], root.prefix, "") for one in items]
        return cls(part, text, root.prefix, lists, {name: len(items) for name, items in lists.items()})

    def index(self, name: str, item: str) -> int:
        """Number of an item, which is added when it is not there."""
        items = self.lists[name]
        if item not in items:
            items.append(item)
        return items.index(item)

    def format_code(self, number: str) -> str:
        """A number format that the workbook defines; "" for one that every spreadsheet knows."""
        found = (_tag(item) for item in self.lists["numFmts"])
        return next((about["formatCode"] for about in found if about.get("numFmtId") == number), "")

    def format_number(self, code: str) -> str:
        """Number of a number format, which is added when it is not there."""
        known = {about["formatCode"]: about["numFmtId"] for about in map(_tag, self.lists["numFmts"])}
        if code not in known:
            number = max([_OWN_FORMATS - 1, *map(int, known.values())]) + 1
            tag = with_attribute('<numFmt numFmtId="0"/>', "numFmtId", str(number))
            self.lists["numFmts"].append(with_attribute(tag, "formatCode", code))
            return str(number)
        return known[code]

    def written(self) -> str:
        """The part with what was added."""
        mask, spans, missing = mask_of(self.text), [], ""
        root = first_element(mask, "styleSheet")
        assert root is not None
        at = root.open_end
        for outer in _ORDER:
            added = self.lists.get(outer, [])[self.held.get(outer, 0) :]
            found = first_element(mask, outer, root.open_end)
            markup = "".join(renamed_prefix(item, "", self.prefix) for item in added)
            if found is None and added:
                missing = f'<{self.prefix}{outer} count="{len(added)}">{markup}</{self.prefix}{outer}>'
                spans.append((at, at, missing))
            if found is not None and added:
                tag = with_attribute(
                    self.text[found.start : found.open_end], "count", str(len(self.lists[outer]))
                )
                opening = f"{tag[:-2].rstrip()}>" if tag.endswith("/>") else tag
                body = self.text[found.open_end : found.close_start]
                spans.append((found.start, found.end, f"{opening}{body}{markup}</{self.prefix}{outer}>"))
            at = found.end if found is not None else at
        return replace_spans(self.text, spans)


def _tag(markup: str) -> dict[str, str]:
    """Attributes of the first tag of an item."""
    found = first_element(markup, r"\w+")
    return found.attributes if found else {}


class Styles:
    """Formats of one workbook as numbers of formats of another.

    Args:
        source: Where the formats come from.
        target: Where they go; `write` puts those that it lacked into its part.
    """

    def __init__(self, source: Workbook, target: Workbook) -> None:
        self._book, self._source, self._target = target, _Sheet.read(source), _Sheet.read(target)
        self._cells: dict[int, int] = {}
        self._differential: dict[int, int] = {}

    def cell(self, style: int) -> int:
        """A cell format; the first one is that of untouched cells, in every workbook."""
        if style == 0:
            return 0
        return self._once(self._cells, style, lambda: self._carried(self._source.lists["cellXfs"][style]))

    def differential(self, style: int) -> int:
        """A format of a conditional format, or of a table."""
        source, target = self._source, self._target
        return self._once(
            self._differential, style, lambda: target.index("dxfs", source.lists["dxfs"][style])
        )

    def write(self) -> None:
        """Adds what the workbook lacked to its part."""
        self._book.package.replace(self._target.part, self._target.written().encode())

    def with_number_format(self, style: int, of: int) -> int:
        """A cell format of the workbook itself, with the number format of one of the other."""
        target, item = self._target, self._target.lists["cellXfs"][style]
        number = _tag(self._source.lists["cellXfs"][of]).get("numFmtId", "0")
        code = self._source.format_code(number)
        end = item.index(">") + 1
        tag = with_attribute(item[:end], "numFmtId", target.format_number(code) if code else number)
        return target.index("cellXfs", with_attribute(tag, "applyNumberFormat", "1") + item[end:])

    @staticmethod
    def _once(known: dict[int, int], style: int, carried: Callable[[], int]) -> int:
        if style not in known:
            known[style] = carried()
        return known[style]

    def _carried(self, item: str) -> int:
        source, target = self._source, self._target
        about = _tag(item)
        end = item.index(">") + 1
        tag, number = item[:end], about.get("numFmtId", "0")
        code = source.format_code(number)
        if code:
            tag = with_attribute(tag, "numFmtId", target.format_number(code))
        for outer, key in (("fonts", "fontId"), ("fills", "fillId"), ("borders", "borderId")):
            at = target.index(outer, source.lists[outer][int(about.get(key, "0"))])
            tag = with_attribute(tag, key, str(at))
        return target.index("cellXfs", with_attribute(tag, "xfId", "0") + item[end:])
