"""Two annex workbooks of one kind side by side: what each cell that the schema knows holds in both."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from udfs.coerce import CellError
from udfs.errors import Text
from udfs.figures import figure, spoken
from xlsync.annexbook.cells import ReadCell, typed
from xlsync.annexbook.handed import Pair, differing, held_versions
from xlsync.annexbook.printed import Printed, readable, value_of
from xlsync.annexbook.published import displayed
from xlsync.annexbook.reading import Reading
from xlsync.annexes import Column
from xlsync.errors import Notice, UnsupportedWorkbook
from xlsync.model import ROW, Where, from_text, to_text
from xlsync.recalc.cached import same

Sort: TypeAlias = Literal["row", "input", "figure", "formula", "other"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that two workbooks do not say alike.

    Attributes:
        sort: "row", a record that one of them has; "input"; "figure", a computed cell; "formula", one that is
            not the schema's; "other", what stands beside the inputs: a note, a text, a row that is not read.
        place: Table, key and column; None for "other".
        annex, record, heading: The same as printed; the place and the sentence for "other".
        before, after: What each holds, as its column types it; of a row, true where it is; of a formula, the
            one that someone wrote, with its equals sign, or the value typed over it, None for that of the
            annex; None where there is nothing.
        cells: Where it stands in each, "" where it does not.
        column: Its declaration, None for a row and for "other".
    """

    sort: Sort
    place: Where | None
    annex: str
    record: str
    heading: str
    before: Any
    after: Any
    cells: tuple[str, str]
    column: Column | None = None

    @property
    def difference(self) -> float | None:
        """After less before, of two numbers that may be subtracted."""
        if not (_is_number(self.before) and _is_number(self.after)):
            return None
        if self.column is None or self.column.type == "year" or self.sort == "formula":
            return None
        return float(self.after) - float(self.before)


@dataclass(frozen=True, slots=True)
class Contrast:
    """What differs between two workbooks.

    Attributes:
        changes: In the order of the sheets.
        versions: The versions of parameters that they do not carry alike, None on the side that lacks one.
    """

    changes: tuple[Change, ...]
    versions: tuple[Pair, ...]

    @property
    def is_equal(self) -> bool:
        """They say the same."""
        return not (self.changes or self.versions)

    @property
    def by_annex(self) -> dict[str, list[Change]]:
        """The changes of each annex, by its printed title; "" for those that stand beside the inputs."""
        found: dict[str, list[Change]] = {}
        for one in self.changes:
            found.setdefault(one.annex, []).append(one)
        return found

    def count(self, sort: Sort) -> int:
        """How many changes there are of one sort."""
        return sum(one.sort == sort for one in self.changes)


def contrast(before: Reading, after: Reading) -> Contrast:
    """What differs between two annex workbooks of one kind.

    Raises:
        UnsupportedWorkbook: one of them cannot be believed, and why.
    """
    for side in (before, after):
        if side.refused:
            what = side.problems[0].what
            raise UnsupportedWorkbook(f"{side.file} : {what.fr}", f"{side.file}: {what.en}")
    held = [held_versions(side.book) or () for side in (before, after)]
    return Contrast(tuple(_Sides(before, after).changes()), tuple(differing(*held)))


class _Sides:
    """Both readings."""

    def __init__(self, before: Reading, after: Reading) -> None:
        self.sides = (before, after)
        self.printed = Printed(after.identity.schema, after.cells, before.cells, after.base, before.base)
        names = [sheet.name for side in (after, before) for sheet in side.book.sheets]
        self.order = {name: rank for rank, name in reversed(list(enumerate(names)))}

    def changes(self) -> list[Change]:
        """Everything, in the order of the sheets of the second workbook."""
        found = [*self._inputs(), *self._figures(), *self._formulas()]
        return [*sorted(found, key=self._rank), *self._others()]

    def _rank(self, change: Change) -> tuple[int, int, int]:
        assert change.place is not None, "it stands in a cell"
        cell = self._cell(1, change.place) or self._cell(0, change.place)
        return (self.order[cell.sheet], cell.row, cell.at) if cell else (len(self.order), 0, 0)

    def _cell(self, side: int, place: Where) -> ReadCell | None:
        reading = self.sides[side]
        return reading.at.get(place) or reading.computed.get(place)

    def _change(self, sort: Sort, place: Where, before: Any, after: Any) -> Change:
        cells = [self._cell(side, place) for side in (0, 1)]
        return Change(
            sort, place, self.printed.annex(place), self.printed.record(place), self.printed.heading(place),
            before, after, (cells[0].address if cells[0] else "", cells[1].address if cells[1] else ""),
            None if place[2] == ROW else self.printed.column(place),
        )  # fmt: skip

    def _inputs(self) -> Iterator[Change]:
        first, second = self.sides
        for place in dict.fromkeys((*first.at, *second.at)):
            if place[2] == ROW:
                there = [place in side.at or None for side in self.sides]
                if there[0] != there[1]:
                    yield self._change("row", place, *there)
            elif place not in first.computed and place not in second.computed:
                before, after = (self._input(side, place) for side in self.sides)
                if before != after:
                    yield self._change("input", place, before, after)

    def _input(self, side: Reading, place: Where) -> Any:
        """An input; the content as it stands of one that cannot be read."""
        text = side.cells.get(place)
        if text is not None:
            return from_text(text, self.printed.column(place))
        cell = side.at.get(place)
        return str(cell.value) if cell is not None and cell.value not in (None, "") else None

    def _figures(self) -> Iterator[Change]:
        first, second = self.sides
        for place in dict.fromkeys((*first.computed, *second.computed)):
            before, after = (_figure(side, place) for side in self.sides)
            if not _is_same(before, after):
                yield self._change("figure", place, before, after)

    def _formulas(self) -> Iterator[Change]:
        """Formulas that one of them has in the place of the schema's, or values typed over it."""
        first, second = self.sides
        for place in dict.fromkeys((*first.overrides, *second.overrides)):
            before, after = (_formula(side, place) for side in self.sides)
            if before != after:
                yield self._change("formula", place, before, after)

    def _others(self) -> Iterator[Change]:
        """What stands beside the inputs of one of them only."""
        first, second = (_said(side) for side in self.sides)
        for one in dict.fromkeys((*first, *second)):
            before, after = (one in side or None for side in (first, second))
            if before != after:
                cells = (one.where if before else "", one.where if after else "")
                yield Change("other", None, "", one.where, one.what.fr, before, after, cells)


def _said(side: Reading) -> dict[Notice, None]:
    return dict.fromkeys((*(Notice(one.where, one.what) for one in side.problems), *side.additions))


def _figure(side: Reading, place: Where) -> Any:
    """What a computed cell shows; an error by its name."""
    cell = side.computed.get(place)
    found = None if cell is None else typed(cell, side.book.date1904)
    return str(found) if isinstance(found, CellError) else found


def _formula(side: Reading, place: Where) -> Any:
    """What a computed cell holds in the place of its formula, None where it has it."""
    one = side.overrides.get(place)
    return None if one is None else one.content


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_same(before: Any, after: Any) -> bool:
    return same(before, after) if _is_number(before) and _is_number(after) else before == after


# --- what people read

NOTHING = "–"
CENTS = 2
_THERE = (Text("présente", "there"), Text("absente", "absent"))
_OF_THE_ANNEX = Text("formule de l’annexe", "formula of the annex")


def shown_column(column: Column) -> Column:
    """A column as differences show it: amounts with their cents, even where the annex rounds them."""
    if column.type == "amount" and column.displayed is not None:
        return replace(column, displayed=max(column.displayed, CENTS))
    return column


def shown(change: Change, side: Literal[0, 1], lang: str) -> str:
    """What one of the workbooks holds, as a reader writes it; rounded where both still differ.

    Args:
        change: The change.
        side: 0 for what it was before, 1 for after.
        lang: "fr" or "en".
    """
    value = (change.before, change.after)[side]
    if change.sort in ("row", "other"):
        return _THERE[value is None].in_language(lang)
    if value is None:
        has_formula = change.sort == "formula" and change.cells[side]
        return _OF_THE_ANNEX.in_language(lang) if has_formula else NOTHING
    if isinstance(value, datetime.date):
        return spoken(value, lang)
    if change.column is None or isinstance(value, str):
        return readable(str(value))
    column = shown_column(change.column)
    return _written(_rounded(change, value, column), column, lang)


def shown_difference(change: Change, lang: str) -> str:
    """After less before, as they are shown; "" where nothing is subtracted."""
    if change.difference is None or change.column is None:
        return ""
    column = shown_column(change.column)
    before, after = (_rounded(change, value, column) for value in (change.before, change.after))
    text = _written(displayed(after - before, column) or change.difference, column, lang)
    return text if after < before else f"+{text}"


def _rounded(change: Change, value: Any, column: Column) -> Any:
    """A number at the decimals that are shown, unless both would then be the same."""
    if not _is_number(value):
        return value
    before, after = (displayed(one, column) for one in (change.before, change.after))
    return value if before == after else displayed(value, column)


def _written(value: Any, column: Column, lang: str) -> str:
    if lang == "fr":
        return value_of(column, to_text(value, column))
    if isinstance(value, bool) or column.type == "year":
        return str(value)
    decimals = CENTS if column.type == "amount" and value != int(value) else None
    return figure(value, lang, decimals=decimals)
