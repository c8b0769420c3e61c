"""Cells of a worksheet part, read in one pass of one regular expression."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import NamedTuple

from xlsync.workbook.archive import unsafe
from xlsync.workbook.limits import LIMITS, beyond, limit
from xlsync.workbook.markup import ATTRIBUTES, elements, first_element, mask_of, parse_attributes, plain_text
from xlsync.workbook.references import translate
from xlsync.workbook.rows import unreadable
from xlsync.workbook.values import (
    MAX_COLUMN,
    MAX_ROW,
    ErrorValue,
    Range,
    Value,
    column_number,
    decode_text,
    moment_or_text,
    number_or_text,
    parse_cell,
    unescape,
)

MAX_CELLS = LIMITS["CELLS"]

Strings = Callable[[], list[str]]


class Cell(NamedTuple):
    """One cell as the file has it.

    Attributes:
        value: Number, text, boolean, `ErrorValue` or None; of a formula, the value last computed.
        formula: Text without the equals sign, which some programs write, shared formulas expanded; None
            without one.
        type: Attribute `t`, "n" when left out.
        style: Attribute `s`.
        kind: "" without a formula, else "normal", "shared", "array" or "dataTable".
        area: Range that an array, a data table or a shared formula's first cell covers.
        group: Number of the shared formula.
    """

    value: Value = None
    formula: str | None = None
    type: str = "n"
    style: int = 0
    kind: str = ""
    area: str = ""
    group: str = ""


BLANK = Cell()

Cells = dict[tuple[int, int], Cell]
Values = dict[tuple[int, int], Value]
Masters = dict[str, tuple[int, int]]


@lru_cache(maxsize=16)
def _usual(prefix: str) -> re.Pattern[str]:
    """A numbered cell as the writers in use write it, else any cell."""
    p = re.escape(prefix)
    return re.compile(
        rf'<{p}c(?: r="([A-Z]{{1,3}})([1-9]\d{{0,6}})"(?: s="(\d{{1,6}})")?(?: t="([A-Za-z]+)")?'
        rf'(?:>(?:<{p}f(?: aca="false")?>=?([^<]++)</{p}f>)?(?:<{p}v>([^<]*+)</{p}v>)?'
        rf'(?:<{p}is><{p}t(?: xml:space="preserve")?>([^<]*+)</{p}t></{p}is>)?</{p}c>|/>)'
        rf"|({ATTRIBUTES})\s*+(?:/>|>(.*?)</{p}c\s*>))",
        re.DOTALL,
    )


@lru_cache(maxsize=16)
def _usual_value(prefix: str) -> re.Pattern[str]:
    """As `_usual`, without what is not needed for the value."""
    p = re.escape(prefix)
    return re.compile(
        rf'<{p}c(?: r="([A-Z]{{1,3}})([1-9]\d{{0,6}})"(?: s="\d{{1,6}}")?(?: t="([A-Za-z]+)")?'
        rf"(?:>(?:<{p}f(?: [^<>]*+)?>[^<]*+</{p}f>)?(?:<{p}v>([^<]*+)</{p}v>)?"
        rf'(?:<{p}is><{p}t(?: xml:space="preserve")?>([^<]*+)</{p}t></{p}is>)?</{p}c>|/>)'
        rf"|({ATTRIBUTES})\s*+(?:/>|>(.*?)</{p}c\s*>))",
        re.DOTALL,
    )


@lru_cache(maxsize=16)
def _any(prefix: str) -> re.Pattern[str]:
    """The start of a row, or a cell, in any correct form."""
    p = re.escape(prefix)
    return re.compile(
        rf"<{p}row({ATTRIBUTES})\s*+/?>|<{p}c({ATTRIBUTES})\s*+(?:/>|>(.*?)</{p}c\s*>)", re.DOTALL
    )


def read_cells(
    text: str, mask: str, prefix: str, span: tuple[int, int], strings: Strings, date1904: bool
) -> Cells:
    """Cells of a part, by (row, column).

    Args:
        text: The part.
        mask: Its mask.
        prefix: Prefix of its elements, with the colon.
        span: Content of `sheetData`.
        strings: The shared strings, asked for when first needed.
        date1904: Date system, for cells that hold ISO dates.

    Raises:
        UnsafeWorkbook: More cells than a workbook has.
        UnsupportedWorkbook: A cell's place or value makes no sense.
    """
    _check_count(mask, prefix, span)
    with understood():
        if text is mask:
            found = _read_usual(text, prefix, span, strings, date1904)
            if found is not None:
                return found
        return _read_any(text, mask, prefix, span, strings, date1904)


def read_values(
    text: str, mask: str, prefix: str, span: tuple[int, int], strings: Strings, date1904: bool
) -> Values:
    """Values of the cells that hold one, by (row, column); faster than `read_cells`, same arguments.

    Raises:
        UnsafeWorkbook, UnsupportedWorkbook: As `read_cells`.
    """
    _check_count(mask, prefix, span)
    with understood():
        found = _read_values(text, prefix, span, strings, date1904) if text is mask else None
        if found is None:
            cells = read_cells(text, mask, prefix, span, strings, date1904)
            found = {where: cell.value for where, cell in cells.items() if cell.value is not None}
        return found


@contextmanager
def understood() -> Iterator[None]:
    """What makes no sense in a cell, as one sentence."""
    try:
        yield
    except (ValueError, IndexError) as error:
        raise unreadable(str(error)) from error


def _read_usual(
    text: str, prefix: str, span: tuple[int, int], strings: Strings, date1904: bool
) -> Cells | None:
    """Cells of a plain part where each says its place; None when one does not."""
    cells: Cells = {}
    masters: Masters = {}
    shared: list[str] | None = None
    columns, styles, blanks, new = _Columns(), _Styles(), _Blanks(), tuple.__new__
    number = _numbers(text, prefix, span)
    found = _usual(prefix).findall(text, *span)
    for letters, digits, style, kind, formula, raw, inline, attributes, body in found:
        if not letters:
            given = parse_attributes(attributes)
            if "r" not in given:
                return None
            where = parse_cell(given["r"])
            columns[given["r"]] = where[1]
            cells[where] = _any_cell(given, body, body, strings, date1904)
            _expand(cells, masters, where)
            continue
        if not (raw or formula or kind):
            cells[int(digits), columns[letters]] = blanks[style]
            continue
        value: Value = None
        if kind == "" or kind == "n":
            value = number(raw) if raw else None
        elif kind == "s" and raw:
            if shared is None:
                shared = strings()
            value = shared[rank_of(raw)]
        elif kind == "inlineStr":
            value = decode_text(unescape(inline))
        elif kind == "str":
            value = decode_text(unescape(raw))
        elif raw:
            value = typed_value(kind, unescape(raw), strings, date1904)
        if formula:
            formula = unescape(formula) if "&" in formula or "\r" in formula else formula
            fields = (value, formula, kind or "n", styles[style], "normal", "", "")
        else:
            fields = (value, None, kind or "n", styles[style], "", "", "")
        cells[int(digits), columns[letters]] = new(Cell, fields)
    _check_places(cells, max(columns.values(), default=1))
    return cells


def _read_values(
    text: str, prefix: str, span: tuple[int, int], strings: Strings, date1904: bool
) -> Values | None:
    """Values of a plain part where each cell says its place; None when one does not."""
    values: Values = {}
    columns = _Columns()
    shared: list[str] | None = None
    number = _numbers(text, prefix, span)
    found = _usual_value(prefix).findall(text, *span)
    for letters, digits, kind, raw, inline, attributes, body in found:
        if raw:
            if kind == "":
                values[int(digits), columns[letters]] = number(raw)
            elif kind == "s":
                if shared is None:
                    shared = strings()
                values[int(digits), columns[letters]] = shared[rank_of(raw)]
            else:
                value = typed_value(kind, unescape(raw), strings, date1904)
                if value is not None:
                    values[int(digits), columns[letters]] = value
        elif kind == "inlineStr":
            values[int(digits), columns[letters]] = decode_text(unescape(inline))
        elif kind == "str":
            values[int(digits), columns[letters]] = ""
        elif not letters:
            given = parse_attributes(attributes)
            if "r" not in given:
                return None
            value = _any_cell(given, body, body, strings, date1904).value
            if value is not None:
                where = parse_cell(given["r"])
                columns[given["r"]] = where[1]
                values[where] = value
    _check_places(values, max(columns.values(), default=1))
    return values


@lru_cache(maxsize=16)
def _unusual_number(prefix: str) -> re.Pattern[str]:
    """A value that is not written as programs write numbers."""
    return re.compile(rf"<{re.escape(prefix)}v>(?!-?[0-9]++(?:\.[0-9]++)?(?:[eE][-+]?[0-9]{{1,2}})?<)")


def _numbers(text: str, prefix: str, span: tuple[int, int]) -> Callable[[str], float | str]:
    """What reads the numbers of a part: Python's own reader where all are usual, for it takes more."""
    return number_or_text if _unusual_number(prefix).search(text, *span) else float


def rank_of(raw: str) -> int:
    """Rank of a shared string.

    Raises:
        ValueError: It is none.
    """
    rank = int(raw)
    if rank < 0:
        raise ValueError(f"shared string {rank}")
    return rank


class _Columns(dict[str, int]):
    """Numbers of the columns met, by their letters."""

    def __missing__(self, letters: str) -> int:
        number = self[letters] = column_number(letters)
        return number


class _Blanks(dict[str, Cell]):
    """Cells that hold nothing, by the digits of their style."""

    def __missing__(self, digits: str) -> Cell:
        cell = self[digits] = Cell(style=int(digits or 0))
        return cell


class _Styles(dict[str, int]):
    """Indexes of the styles met, by their digits; none is 0."""

    def __missing__(self, digits: str) -> int:
        index = self[digits] = int(digits or 0)
        return index


def _read_any(
    text: str, mask: str, prefix: str, span: tuple[int, int], strings: Strings, date1904: bool
) -> Cells:
    """Cells of any part; rows and cells that do not say their place are counted."""
    cells: Cells = {}
    masters: Masters = {}
    row = column = 0
    for match in _any(prefix).finditer(mask, *span):
        if match[1] is not None:
            row, column = int(parse_attributes(match[1]).get("r") or row + 1), 0
            continue
        given = parse_attributes(match[2])
        row, column = parse_cell(given["r"]) if "r" in given else (row, column + 1)
        inner = slice(*match.span(3)) if match[3] is not None else slice(0)
        cells[row, column] = _any_cell(given, text[inner], mask[inner], strings, date1904)
        _expand(cells, masters, (row, column))
    _check_places(cells, max((column for _, column in cells), default=1))
    return cells


def _check_count(text: str, prefix: str, span: tuple[int, int]) -> None:
    """Refuses a sheet of too many cells before any is read."""
    if text.count(f"<{prefix}c", *span) > limit("CELLS"):
        raise beyond("CELLS", "une feuille a trop de cellules", "a sheet has too many cells")
    if text.count(f"<{prefix}row", *span) > MAX_ROW:
        raise unsafe("une feuille a trop de lignes", "a sheet has too many rows")


def _check_places(cells: Cells | Values, last_column: int) -> None:
    if cells and (max(cells)[0] > MAX_ROW or last_column > MAX_COLUMN):
        raise ValueError("beyond the sheet")


def _any_cell(given: dict[str, str], text: str, mask: str, strings: Strings, date1904: bool) -> Cell:
    kind, style = given.get("t", "n"), int(given.get("s") or 0)
    found = first_element(mask, "v")
    raw = plain_text(text[found.open_end : found.close_start]) if found else None
    if kind == "inlineStr":
        value: Value = inline_text(text, mask)
    else:
        value = typed_value(kind, raw, strings, date1904) if raw is not None else None
    formula = first_element(mask, "f")
    if formula is None:
        return Cell(value, None, kind, style)
    content = plain_text(text[formula.open_end : formula.close_start]).removeprefix("=")
    about = formula.attributes
    if about.get("t") in ("array", "dataTable") and "ref" in about:
        Range.parse(about["ref"])
    if kind == "str" and value is None:
        value = ""
    return Cell(
        value, content, kind, style, about.get("t", "normal"), about.get("ref", ""), about.get("si", "")
    )


def _expand(cells: Cells, masters: Masters, where: tuple[int, int]) -> None:
    cell = cells[where]
    if cell.kind != "shared":
        return
    if cell.formula:
        masters[cell.group] = where
    elif cell.group in masters:
        from_row, from_column = masters[cell.group]
        master = cells[from_row, from_column].formula or ""
        cells[where] = cell._replace(formula=translate(master, where[0] - from_row, where[1] - from_column))


def typed_value(kind: str, raw: str, strings: Strings, date1904: bool) -> Value:
    """Value of a cell from its type and the text of its `v` element; None where nothing but a text could be.

    Raises:
        ValueError, IndexError: The text is no value of that type.
    """
    if kind in ("str", "inlineStr"):
        return decode_text(raw)
    if not raw.strip():
        return None
    if kind == "s":
        return strings()[rank_of(raw)]
    if kind == "b":
        return raw.strip() in ("1", "true")
    if kind == "e":
        return ErrorValue(raw)
    if kind == "d":
        return moment_or_text(raw.strip(), date1904)
    return number_or_text(raw)


def inline_text(text: str, mask: str | None = None) -> str:
    """Text of a string item: its runs joined, phonetic readings left out."""
    mask = mask_of(text) if mask is None else mask
    phonetic = [(found.start, found.end) for found in elements(mask, "rPh")]
    pieces = [
        plain_text(text[found.open_end : found.close_start])
        for found in elements(mask, "t")
        if not any(start <= found.start < end for start, end in phonetic)
    ]
    return decode_text("".join(pieces))


_ITEM = re.compile(r"<(?:\w+:)?si[\s/>]")
_SIMPLE_ITEM = re.compile(
    r'<(?:\w+:)?si(?:\s*/>|>(?:<(?:\w+:)?t(?: xml:space="preserve")?>([^<]*+)</(?:\w+:)?t></(?:\w+:)?si>'
    r"|(.*?)</(?:\w+:)?si\s*>))",
    re.DOTALL,
)


def shared_strings(text: str) -> list[str]:
    """Texts of the shared string part, by index.

    Examples:
        >>> shared_strings("<sst><si><t>a</t></si><si><r><t>b</t></r><r><t>c</t></r></si></sst>")
        ['a', 'bc']
    """
    mask = mask_of(text)
    if len(_ITEM.findall(mask)) > limit("STRINGS"):
        raise beyond("STRINGS", "trop de textes partagés", "too many shared texts")
    texts = []
    for match in _SIMPLE_ITEM.finditer(mask):
        if match[1] is not None and mask is text:
            texts.append(decode_text(unescape(match[1])))
        else:
            texts.append(inline_text(text[slice(*match.span())], mask[slice(*match.span())]))
    return texts
