"""What a workbook says, whoever saved it: hashes that the way a program writes files does not change."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from xlsync.workbook.book import Workbook
from xlsync.workbook.cells import rank_of, typed_value, understood
from xlsync.workbook.markup import decode_part, elements, first_element, mask_of
from xlsync.workbook.sheet import Sheet
from xlsync.workbook.tables import Table
from xlsync.workbook.values import ErrorValue, Range, Value, cell_name, number_or_text, unescape

_HIDDEN = re.compile(r"<(?:\w+:)?row\b[^>]*?\bhidden=[\"'](?:1|true)[\"'][^>]*>")
_NUMBER = re.compile(r"\br=[\"'](\d+)[\"']")
_HIDDEN_MARK = re.compile(r"hidden=[\"'](?:1|true)")
_AFTER_NAME = (" ", ">", "/", "\t", "\r", "\n")
_LONG = 1000
"""Letters beyond which a text is said by its hash."""
_OWN_NAMES = "_xlnm."


def contents_of(book: Workbook) -> str:
    """Hash of all that people can change in the cells of a workbook, and in the form of its tables.

    It covers sheets and their order, values typed, formulas, merged cells, hidden rows, tables with their
    headings and filters, names, the date system. It leaves out what is computed, formats, drawings, and how
    the file is written: a workbook that another program opened and saved keeps its hash.

    Args:
        book: The workbook.

    Examples:
        >>> contents_of(Workbook.open("annexe.xlsx"))                                 # doctest: +SKIP
    """
    digest = hashlib.sha256(str(book.date1904).encode())
    names = sorted((one.name, one.sheet or "", one.text.replace("'", "")) for one in book.names)
    for name in names:
        if not name[0].startswith(_OWN_NAMES):
            digest.update("\x1f".join(("\x1d", *name)).encode())
    for table in sorted(book.tables.values(), key=lambda table: table.display_name):
        headings = "\x1f".join(column.name for column in table.columns)
        about = f"{table.display_name}\x1f{table.sheet}\x1f{table.ref}\x1f{table.totals_rows}"
        digest.update(f"\x1c{about}\x1f{is_filtered(book, table)}\x1f{headings}".encode())
    for sheet in book.worksheets():
        form = (*map(str, merged_areas(sheet)), *map(str, hidden_rows(sheet)))
        digest.update("\x1e".join((f"\x1c{sheet.name}", *form, *_said(book, sheet))).encode())
    return digest.hexdigest()


def formulas_of(book: Workbook) -> str:
    """Hash of every formula of a workbook, sheet by sheet, the case of names left aside."""
    digest = hashlib.sha256()
    for sheet in book.worksheets():
        found = (folded(cell.formula) for cell in sheet.cells.values() if cell.formula is not None)
        digest.update("\x1e".join((f"\x1c{sheet.name}", *found)).encode())
    return digest.hexdigest()


# --- the cells of a sheet


def _said(book: Workbook, sheet: Sheet) -> Iterable[str]:
    """Each cell that is not blank: its place, then its formula or the value typed."""
    span = (sheet.data.open_end, sheet.data.close_start)
    if sheet.mask is sheet.text:
        found = _usual(sheet.prefix).findall(sheet.text, *span)
        if len(found) == sum(sheet.text.count(f"<{sheet.prefix}c{end}", *span) for end in _AFTER_NAME):
            with understood():
                return _said_usual(found, book)
    return _said_any(sheet)


@lru_cache(maxsize=16)
def _usual(prefix: str) -> re.Pattern[str]:
    """A cell as the writers in use write it."""
    p = re.escape(prefix)
    return re.compile(
        rf'<{p}c r="([A-Z]{{1,3}}[1-9]\d{{0,6}})"(?: s="\d{{1,6}}")?(?: t="(b|e|n|s|str)")?'
        rf'(?:/>|>(?:<{p}f(?: aca="false")?>([^<]++)</{p}f>)?(?:<{p}v>([^<]*+)</{p}v>)?</{p}c>)'
    )


def _said_usual(found: list[tuple[str, str, str, str]], book: Workbook) -> list[str]:
    strings, said = book.strings(), []
    for at, kind, formula, raw in found:
        if formula:
            said.append(f"{at}={_folded_markup(formula)}")
        elif not raw:
            continue
        elif kind == "s":
            text = strings[rank_of(raw)]
            if text:
                said.append(f"{at}{_said_text(text)}")
        elif kind in ("", "n"):
            said.append(f"{at}#{number_or_text(raw)!r}")
        else:
            value = typed_value(kind, unescape(raw), book.strings, book.date1904)
            said.append(f"{at}{_typed(value)}")
    return said


def _said_any(sheet: Sheet) -> Iterator[str]:
    for place, cell in sheet.cells.items():
        if cell.formula is not None:
            yield f"{cell_name(*place)}={folded(cell.formula)}"
        elif cell.value is not None and cell.value != "":
            yield f"{cell_name(*place)}{_typed(cell.value)}"


def _typed(value: Value) -> str:
    if isinstance(value, bool):
        return f"?{value}"
    if isinstance(value, ErrorValue):
        return f"!{value}"
    return _said_text(value) if isinstance(value, str) else f"#{value!r}"


def _said_text(text: str) -> str:
    """A text, or of a long one, which many cells may share, its hash."""
    return f":{len(text)}:{text if len(text) <= _LONG else _hash(text)}"


@lru_cache(maxsize=1024)
def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=8192)
def _folded_markup(formula: str) -> str:
    return folded(unescape(formula))


@lru_cache(maxsize=8192)
def folded(formula: str) -> str:
    """A formula in one case, the texts that it quotes left as they are.

    Examples:
        >>> folded('_xldudf_PRET_CRD(A1,"Été")')
        '_xldudf_pret_crd(a1,"Été")'
    """
    if '"' not in formula:
        return formula.casefold()
    parts = formula.split('"')
    return '"'.join(part if index % 2 else part.casefold() for index, part in enumerate(parts))


def is_filtered(book: Workbook, table: Table) -> bool:
    """A filter of the table chooses among its rows."""
    text = decode_part(book.package.read(table.part), table.part)
    return "filterColumn" in text and first_element(mask_of(text), "filterColumn") is not None


def filtered_areas(sheet: Sheet) -> list[Range]:
    """What the filter of a sheet, where it chooses among rows, covers."""
    if "filterColumn" not in sheet.mask:
        return []
    found = elements(sheet.mask, "autoFilter", sheet.data.end)
    return [Range.parse(element.attributes["ref"].replace("$", "")) for element in found]


def hidden_rows(sheet: Sheet) -> list[int]:
    """Rows that do not show."""
    if _HIDDEN_MARK.search(sheet.mask) is None:
        return []
    found = (_NUMBER.search(match[0]) for match in _HIDDEN.finditer(sheet.mask))
    return [int(number[1]) for number in found if number]


def merged_areas(sheet: Sheet) -> list[Range]:
    """Merged cells of a sheet."""
    if "mergeCell" not in sheet.mask:
        return []
    found = elements(sheet.mask, "mergeCell", sheet.data.end)
    return [Range.parse(element.attributes["ref"]) for element in found]
