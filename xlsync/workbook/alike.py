"""A workbook told by what sets it apart from a model: the same parts and cells, other values.

A part that is the model's byte for byte is not read at all. The part of a sheet is cut where its cells begin:
of the pieces, only those that are not the model's are read, and only those that change are written anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from xlsync.errors import XlsyncError
from xlsync.workbook.book import Workbook
from xlsync.workbook.cells import Cell, Cells, Strings, read_cells
from xlsync.workbook.edits import OldCell, SetCached, render
from xlsync.workbook.markup import decode_part, mask_of
from xlsync.workbook.package import Package
from xlsync.workbook.rows import first_cell, old_cell
from xlsync.workbook.sheet import Sheet
from xlsync.workbook.values import Address, Value, cell_name, plain_value

Pieces = list[bytes]


class Model:
    """A workbook that others are alike.

    Args:
        workbook: The workbook, unchanged, all that is asked of it read already: what was not read does not
            count in telling others alike.
        aside: Parts that may differ.

    Examples:
        >>> model = Model(Workbook.open("annexe-1.xlsx"))                             # doctest: +SKIP
        >>> model.alike(Package.open("annexe-2.xlsx")).values                         # doctest: +SKIP
        {Address(sheet='Annexe 1', row=4, column=3): 170000.0}
    """

    def __init__(self, workbook: Workbook, aside: Collection[str] = ()) -> None:
        self.package, self._strings_part = workbook.package, workbook.strings_part
        self._strings = workbook.strings
        self._forms = {
            sheet.part: _Form(sheet, workbook.strings, workbook.date1904) for sheet in workbook.worksheets()
        }
        own = {*self._forms, self._strings_part, *aside}
        self._others = [part for part in self.package.parts_read() if part not in own]

    def alike(self, package: Package) -> Alike | None:
        """What sets a workbook apart from the model; None for one that is not alike, or cannot be read."""
        if package.names() != self.package.names():
            return None
        if not all(package.has_same(part, self.package) for part in self._others):
            return None
        try:
            return self._alike(package)
        except (XlsyncError, UnicodeDecodeError):
            return None

    def _alike(self, package: Package) -> Alike | None:
        strings, part = self._strings, self._strings_part
        if part is not None and not package.has_same(part, self.package):
            strings = Workbook(package).strings
        others = strings() != self._strings()
        found: dict[Address, Value] = {}
        cut: dict[str, Pieces] = {}
        for part, form in self._forms.items():
            if package.has_same(part, self.package) and not (others and form.shows_strings):
                continue
            pieces = form.cut(package.read(part))
            values = None if pieces is None else form.values(pieces, strings, others)
            if pieces is None or values is None:
                return None
            cut[part] = pieces
            found.update(values)
        return Alike(package, found, self._forms, cut)


class Alike:
    """A workbook alike a model.

    Attributes:
        package: Its parts.
        values: The cells that may hold something else than the model's, with what they hold.
    """

    def __init__(
        self,
        package: Package,
        values: dict[Address, Value],
        forms: Mapping[str, _Form],
        cut: dict[str, Pieces],
    ) -> None:
        self.package, self.values = package, values
        self._forms, self._cut = forms, cut

    def set_cached(self, values: Mapping[Address, object]) -> bool:
        """Replaces the computed values of formula cells, as `Sheet.set_cached` does.

        Returns:
            Whether it could: False, and nothing has changed, where the file has not one of the cells.

        Raises:
            UnwritableValue: No cell can hold a value.
        """
        by_sheet: dict[str, dict[tuple[int, int], object]] = {}
        for cell, value in values.items():
            by_sheet.setdefault(cell.sheet, {})[cell.row, cell.column] = value
        forms = {form.name: (part, form) for part, form in self._forms.items()}
        changed = {}
        for sheet, wanted in by_sheet.items():
            part, form = forms[sheet]
            if not form.holds(wanted):
                return False
            changed[part] = form.with_cached(self._cut.get(part, form.pieces), wanted)
        for part, content in changed.items():
            self.package.replace(part, content)
        return True


class _Form:
    """The part of a sheet cut where its cells begin: the first piece is what comes before them."""

    def __init__(self, sheet: Sheet, strings: Strings, date1904: bool) -> None:
        self.name, self._part, self._prefix = sheet.name, sheet.part, sheet.prefix
        self._strings, self._date1904 = strings, date1904
        text, data, opening = sheet.text, sheet.data, f"<{sheet.prefix}c "
        self._separator = opening.encode()
        self.pieces = text.encode().split(self._separator)
        self._places = [*sheet.cells]
        self._shown = [rank for rank, cell in enumerate(sheet.cells.values(), 1) if cell.type == "s"]
        counts = {text.count(opening), text.count(opening, data.open_end, data.close_start)}
        self._is_plain = sheet.mask is text and counts == {len(self._places)}
        self._start = text.encode().find(text[data.start : data.open_end].encode())
        self._own: dict[int, tuple[Cell, str]] = {}
        self._formulas: dict[int, _Old] = {}

    @cached_property
    def _ranks(self) -> dict[tuple[int, int], int]:
        return {place: rank for rank, place in enumerate(self._places, 1)}

    @property
    def shows_strings(self) -> bool:
        """Whether a cell holds one of the shared strings."""
        return bool(self._shown)

    def cut(self, content: bytes) -> Pieces | None:
        """The pieces of a part; None for one of another form."""
        if not self._is_plain:
            return None
        pieces = content.split(self._separator)
        if len(pieces) != len(self.pieces):
            return None
        if pieces[0] != self.pieces[0] and not self._begins_alike(content, pieces[0]):
            return None
        return pieces

    def _begins_alike(self, content: bytes, head: bytes) -> bool:
        """Whether a part whose first piece is another one has its cells where the model has them."""
        sheet = Sheet(self.name, decode_part(content, self._part))
        rows = self.pieces[0][self._start :]
        begins = len(sheet.text[: sheet.data.start].encode())
        return sheet.mask is sheet.text and sheet.prefix == self._prefix and head[begins:] == rows

    def values(self, pieces: Pieces, strings: Strings, others: bool) -> dict[Address, Value] | None:
        """What the cells hold whose pieces are not the model's; None where one is no cell of the model.

        Args:
            pieces: The pieces of the part.
            strings: Its shared strings.
            others: They are not the model's: cells that hold one may hold another with the same piece.
        """
        pairs = enumerate(zip(self.pieces, pieces, strict=True))
        changed = [rank for rank, (mine, own) in pairs if mine != own and rank]
        if others:
            changed = sorted({*changed, *self._shown})
        if not changed:
            return {}
        found, tails = self._read(pieces, changed, strings)
        if [*found] != [self._places[rank - 1] for rank in changed]:
            return None
        for rank, cell, tail in zip(changed, found.values(), tails, strict=True):
            model, its_tail = self._model(rank)
            if tail != its_tail or (cell.formula, *cell[4:]) != (model.formula, *model[4:]):
                return None
        return {Address(self.name, *place): cell.value for place, cell in found.items()}

    def _model(self, rank: int) -> tuple[Cell, str]:
        """A cell of the model read alone, whatever the text of its value, and what comes after it."""
        if rank not in self._own:
            found, tails = self._read(self.pieces, [rank], self._strings)
            self._own[rank] = next(iter(found.values())), tails[0]
        return self._own[rank]

    def _read(self, pieces: Pieces, ranks: Iterable[int], strings: Strings) -> tuple[Cells, list[str]]:
        """Cells read apart from their part, and what comes after each; none that is not plain."""
        markups, tails = [], []
        for rank in ranks:
            text, end = self._cell(pieces[rank])
            markups.append(text[:end])
            tails.append(text[end:])
        root = f"{self._prefix}row"
        text = decode_part(f"<{root}>{''.join(markups)}</{root}>".encode(), self._part)
        if mask_of(text) is not text:
            return {}, tails
        span = (len(root) + 2, len(text) - len(root) - 3)
        return read_cells(text, text, self._prefix, span, strings, self._date1904), tails

    def _cell(self, piece: bytes) -> tuple[str, int]:
        text = (self._separator + piece).decode()
        place = first_cell(text, self._prefix)
        return text, place.end

    def holds(self, places: Iterable[tuple[int, int]]) -> bool:
        """Whether the part, cut where its cells begin, has all these cells."""
        return self._is_plain and all(place in self._ranks for place in places)

    def with_cached(self, pieces: Pieces, values: Mapping[tuple[int, int], object]) -> bytes:
        """A part with other computed values."""
        changed = list(pieces)
        for where, value in values.items():
            rank = self._ranks[where]
            _, old, tail = self._old(rank, pieces[rank])
            edit = SetCached(plain_value(value, self._date1904))
            new = render(edit, self._prefix, cell_name(*where), old)
            changed[rank] = (new + tail).encode().removeprefix(self._separator)
        return self._separator.join(changed)

    def _old(self, rank: int, piece: bytes) -> _Old:
        """A formula cell as it stands, which is as in the last workbook met where its piece begins alike."""
        known = self._formulas.get(rank)
        if known is not None and known.begins and piece.startswith(known.begins):
            return known
        text = (self._separator + piece).decode()
        place = first_cell(text, self._prefix)
        old = old_cell(text, text, place)
        begins = f"{old.tag}{old.formula}" if old.formula else ""
        plain = begins.encode().removeprefix(self._separator) if text.startswith(begins) else b""
        self._formulas[rank] = _Old(plain, old, text[place.end :])
        return self._formulas[rank]


class _Old(NamedTuple):
    """A formula cell of one piece or another: its tag and formula in bytes, all of it, what comes after."""

    begins: bytes
    cell: OldCell
    tail: str
