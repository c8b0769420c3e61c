"""A workbook told by what sets it apart from a model: the same parts and cells, other values.

A part that is the model's byte for byte is not read at all. The part of a sheet is cut where its cells begin:
of the pieces, only those that are not the model's are read, and only those that change are written anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import count
from typing import NamedTuple

from xlsync.errors import XlsyncError
from xlsync.workbook.book import Workbook
from xlsync.workbook.cells import Cell, Cells, Strings, read_cells
from xlsync.workbook.edits import OldCell, SetCached, SetValue, render
from xlsync.workbook.markup import decode_part, mask_of
from xlsync.workbook.package import Package
from xlsync.workbook.rows import first_cell, old_cell
from xlsync.workbook.sheet import Sheet
from xlsync.workbook.values import Address, Value, number_texts, plain_value

Pieces = list[bytes]
Kind = type[SetValue | SetCached]
EMPTY: Mapping[Address, object] = {}


class Model:
    """A workbook that others are alike.

    Args:
        workbook: The workbook, unchanged, all that is asked of it read already: what was not read does not
            count in telling others alike.
        aside: Parts that may differ.

    Attributes:
        package: Its parts.

    Examples:
        >>> model = Model(Workbook.open("annexe-1.xlsx"))                             # doctest: +SKIP
        >>> model.alike(Package.open("annexe-2.xlsx")).values                         # doctest: +SKIP
        {Address(sheet='Annexe 1', row=4, column=3): 170000.0}
        >>> copy = model.copy()                                                       # doctest: +SKIP
        >>> copy.put({Address("Annexe 1", 9, 3): 1964.44})              # doctest: +SKIP
        True
    """

    def __init__(self, workbook: Workbook, aside: Collection[str] = ()) -> None:
        self.package, self._strings_part = workbook.package, workbook.strings_part
        self._strings = workbook.strings
        self.forms = {
            sheet.part: _Form(sheet, workbook.strings, workbook.date1904) for sheet in workbook.worksheets()
        }
        self._last: dict[Kind, tuple[tuple[Address, ...], list[Route]]] = {
            SetValue: ((), []),
            SetCached: ((), []),
        }
        own = {*self.forms, self._strings_part, *aside}
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
        for part, form in self.forms.items():
            if package.has_same(part, self.package) and not (others and form.shows_strings):
                continue
            pieces = form.cut(package.read(part))
            values = None if pieces is None else form.values(pieces, strings, others)
            if pieces is None or values is None:
                return None
            cut[part] = pieces
            found.update(values)
        return Alike(package, found, self, cut)

    def copy(self) -> Alike:
        """The model itself once more, to hold other values; its parts are not read again."""
        return Alike(self.package.copy(), {}, self, {})

    def routes(self, kind: Kind, cells: tuple[Address, ...]) -> list[Route] | None:
        """Where the values of some cells go; None where one has no place, or may not be typed over.

        Args:
            kind: What is put in.
            cells: The cells; those of the last call are known already.
        """
        if self._last[kind][0] != cells:
            found: list[Route] = []
            for at, cell in enumerate(cells):
                form, rank = self._places.get(cell, (None, 0))
                if form is None or (kind is SetValue and not form.may_type(rank)):
                    return None
                if not found or found[-1][0] is not form:
                    found.append((form, [], at))
                found[-1][1].append(rank)
            self._last[kind] = cells, found
        return self._last[kind][1]

    @cached_property
    def _places(self) -> dict[Address, tuple[_Form, int]]:
        """The part and the piece of every cell, of the parts whose pieces are cells."""
        return {
            Address(form.name, *place): (form, rank)
            for form in self.forms.values()
            for place, rank in form.ranks()
        }


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
        model: Model,
        cut: dict[str, Pieces],
    ) -> None:
        self.package, self.values = package, values
        self._model, self._cut = model, cut

    def put(self, computed: Mapping[Address, object], typed: Mapping[Address, object] = EMPTY) -> bool:
        """Puts values in cells that the file has, as `Sheet.set_cached` and `Sheet.set_value` do.

        Args:
            computed: Values of formulas.
            typed: Constants, in cells that hold no formula and are no heading of a table.

        Returns:
            Whether it could: False, and nothing has changed, where the file has not one of the cells, or one
            may not be typed over.

        Raises:
            UnwritableValue: No cell can hold a value; nothing has changed then.
        """
        changed: dict[_Form, Pieces] = {}
        for kind, values in _both(typed, computed):
            routes, given = self._model.routes(kind, tuple(values)), [*values.values()]
            if routes is None:
                return False
            for form, ranks, start in routes:
                if form not in changed:
                    changed[form] = list(self._cut.get(form.part, form.pieces))
                form.fill(kind, changed[form], ranks, given[start : start + len(ranks)])
        for form, pieces in changed.items():
            self.package.replace(form.part, form.joined(pieces))
        return True


def _both(
    typed: Mapping[Address, object], computed: Mapping[Address, object]
) -> Iterator[tuple[Kind, Mapping[Address, object]]]:
    yield SetValue, typed
    yield SetCached, computed


class _Form:
    """The part of a sheet cut where its cells begin: the first piece is what comes before them."""

    def __init__(self, sheet: Sheet, strings: Strings, date1904: bool) -> None:
        self.name, self.part, self._prefix = sheet.name, sheet.part, sheet.prefix
        self._sheet = sheet
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
        unknown = _Around(b"\0", b"", b"", OldCell("", "", ""), "")
        self._known = {kind: [unknown] * len(self.pieces) for kind in (SetValue, SetCached)}
        self._typed: dict[int, bool] = {}

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
        sheet = Sheet(self.name, decode_part(content, self.part))
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
        text = decode_part(f"<{root}>{''.join(markups)}</{root}>".encode(), self.part)
        if mask_of(text) is not text:
            return {}, tails
        span = (len(root) + 2, len(text) - len(root) - 3)
        return read_cells(text, text, self._prefix, span, strings, self._date1904), tails

    def _cell(self, piece: bytes) -> tuple[str, int]:
        text = (self._separator + piece).decode()
        place = first_cell(text, self._prefix)
        return text, place.end

    def ranks(self) -> Iterable[tuple[tuple[int, int], int]]:
        """The piece of each cell, by (row, column); none where pieces are not cells."""
        return zip(self._places, count(1)) if self._is_plain else ()

    def may_type(self, rank: int) -> bool:
        """Whether a constant may go in a cell: it has no formula, is not part of one, and is no heading."""
        if rank not in self._typed:
            self._typed[rank] = self._sheet.may_type(self._places[rank - 1])
        return self._typed[rank]

    def fill(self, kind: Kind, pieces: Pieces, ranks: list[int], values: list[object]) -> None:
        """Puts values into cells.

        Args:
            kind: Constants, or computed values.
            pieces: Changed in place.
            ranks: The pieces of the cells.
            values: A value for each.

        Raises:
            UnwritableValue: No cell can hold one of them.
        """
        known = self._known[kind]
        for rank in ranks:
            if not pieces[rank].startswith(known[rank][0]):
                known[rank] = self._around(rank, pieces[rank], kind)
        digits = iter(number_texts([value for value in values if value.__class__ is float]))
        for rank, value in zip(ranks, values, strict=True):
            around = known[rank]
            if value.__class__ is float:
                pieces[rank] = around[1] + next(digits) + around[2]
            else:
                new = render(kind(plain_value(value, self._date1904)), self._prefix, "", around.cell)
                pieces[rank] = (new + around.tail).encode().removeprefix(self._separator)

    def joined(self, pieces: Pieces) -> bytes:
        """A part from its pieces."""
        return self._separator.join(pieces)

    def _around(self, rank: int, piece: bytes, kind: Kind) -> _Around:
        """What stands around a number in a cell; as in the last workbook met, where it begins alike."""
        text = (self._separator + piece).decode()
        place = first_cell(text, self._prefix)
        cell = old_cell(text, text, place)
        begins, tail = f"{cell.tag}{cell.formula}", text[place.end :]
        head, _, end = render(kind(0.0), self._prefix, "", cell).rpartition("0</")
        return _Around(
            (begins if text.startswith(begins) else text).encode().removeprefix(self._separator),
            head.encode().removeprefix(self._separator),
            f"</{end}{tail}".encode(),
            cell,
            tail,
        )


class _Around(NamedTuple):
    """What stands around the value of a cell, in one piece or another.

    Attributes:
        begins: How the piece begins, tag and formula.
        head, end: What stands around the digits of a number once it is put in.
        cell: The cell.
        tail: What comes after it.
    """

    begins: bytes
    head: bytes
    end: bytes
    cell: OldCell
    tail: str


Route = tuple[_Form, list[int], int]
"""Cells of one part: their pieces, and the rank of the first among those that were asked for."""
