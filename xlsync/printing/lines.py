"""From a table or a group of fields to lines of cells, as wide as a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsync.annexbook.styles import NOTE_INK, PETROL, RULE, TOTAL_FILL, number_format
from xlsync.printing.content import Fields, Grid, Head, Item, Over, Sentence, Shown
from xlsync.printing.measuring import (
    BODY,
    HEADING,
    INDENT,
    PADDING,
    SMALL,
    UNIT,
    height_of,
    in_units,
    lines_in,
    longest_word,
    text_width,
)
from xlsync.printing.splitting import Part, Width, parts

AGAIN = " (suite)"
TEXT_WIDTHS = (62.0, 330.0)
"""Least and greatest width of a column of texts, in points."""
LABEL_WIDTHS = (190.0, 320.0)
"""The same for the labels of fields."""
GAP = 10.0
TOGETHER = 3
"""Lines of a table that are never fewer on its last page."""
GENERAL = "General"

_BORDER = {"border": 1, "border_color": RULE}
HEADED = {
    "bold": True, "font_size": HEADING, "font_color": PETROL, "bg_color": TOTAL_FILL, "align": "center",
    "text_wrap": True, **_BORDER,
}  # fmt: skip
LABEL = {"text_wrap": True, "indent": 1, **_BORDER}
CAPTION = {"bold": True, "font_size": 10.0, "font_color": PETROL, "text_wrap": True}
NOTE = {"italic": True, "font_size": SMALL, "font_color": NOTE_INK, "text_wrap": True}
SUMMED = {"bold": True, "bg_color": TOTAL_FILL}


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell on a line.

    Attributes:
        left, width: In points.
        value: A number, a text, None.
        style: XlsxWriter properties of its format.
    """

    left: float
    width: float
    value: Any
    style: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of cells and its height, in points."""

    cells: tuple[Placed, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines that go together.

    Attributes:
        head: Lines before the first one, on its page.
        body: The lines, which pages may part.
        again: What stands before those that go on on another page.
        kept: So many of the last lines are never alone on a page.
    """

    head: tuple[Line, ...]
    body: tuple[Line, ...]
    again: tuple[Line, ...] = field(default=())
    kept: int = 1


def line_of(text: str, width: float, style: dict[str, Any]) -> Line:
    """A text over the whole width."""
    size, bold = style.get("font_size", BODY), style.get("bold", False)
    return Line((Placed(0, width, text, style),), height_of(lines_in(text, width, size, bold=bold), size))


def space(height: float = GAP) -> Line:
    """A blank line."""
    return Line((), height)


def chunks_of(item: Item, room: float, title: str) -> list[Chunk]:
    """The lines of what stands in the annex of that title, on pages of that width."""
    if isinstance(item, Sentence):
        return [Chunk((), (line_of(item.text, room, {"text_wrap": True}), space(6)))]
    return [_of_fields(item, room)] if isinstance(item, Fields) else _of_grid(item, room, title)


def parts_of(item: Item, room: float) -> int:
    """How many parts an item is in, on pages of that width."""
    return len(parts(asked(item), room, UNIT)) if isinstance(item, Grid) else 1


# --- single fields


def _of_fields(group: Fields, room: float) -> Chunk:
    natural = max(text_width(label, BODY) for label, _ in group.lines) + PADDING + INDENT + 4
    label = min(max(natural, LABEL_WIDTHS[0]), LABEL_WIDTHS[1])
    value = max(90.0, *(text_width(shown.text, BODY) + PADDING + INDENT + 6 for _, shown in group.lines))
    value = min(value, room - label)
    body = []
    for text, shown in group.lines:
        lines = max(lines_in(text, label - INDENT, BODY), lines_in(shown.text, value - INDENT, BODY))
        cells = (
            Placed(0, label, text, LABEL),
            _placed(label, value, shown),
        )
        body.append(Line(cells, height_of(lines, BODY)))
    caption = (line_of(group.caption, room, CAPTION),) if group.caption else ()
    return Chunk(caption, (*body, space()), kept=3)


# --- tables


def asked(grid: Grid) -> list[Width]:
    """The width that each column asks for."""
    return [_asked(grid, rank, head) for rank, head in enumerate(grid.heads)]


def _asked(grid: Grid, rank: int, head: Head) -> Width:
    word = longest_word(head.text, HEADING, bold=True)
    cells = [row[rank] for row in grid.rows] + ([grid.total[rank]] if grid.total else [])
    figures = [text_width(cell.text, BODY, bold=True) for cell in cells if cell.is_number]
    texts = [cell.text for cell in cells if not cell.is_number]
    longest = max((text_width(text, BODY) for text in texts), default=0.0)
    words = max((longest_word(text, BODY) for text in texts), default=0.0)
    room = PADDING + 3 + (INDENT if head.is_text else 0.0)
    least = max([word + PADDING + 3, words + room, *(one + PADDING + 3 for one in figures)])
    if head.is_text:
        low, high = TEXT_WIDTHS
        least = max(least, min(low, longest + room))
        wished = max(least, min(high, longest + room))
    else:
        wished = max(least, text_width(head.text, HEADING, bold=True) / 3 + PADDING)
    least = max(least, _fiche_width(grid, head.group) if head.group and grid.fiche else 0.0)
    least = in_units(least)
    return Width(least, max(least, in_units(wished)), head.group, head.repeated, head.is_text)


def _fiche_width(grid: Grid, group: int) -> float:
    """What the lines over a block ask of each of its columns: labels over one half, values over the other."""
    size = sum(head.group == group for head in grid.heads)
    left, right = size - size // 2, max(1, size // 2)
    pairs = [line[group] for line in grid.fiche]
    labels = max(longest_word(label.text, BODY) for label, _ in pairs) + PADDING + INDENT + 3
    values = max(text_width(value.text, BODY) for _, value in pairs) + PADDING + 3
    return max(labels / left, values / right)


def _of_grid(grid: Grid, room: float, title: str) -> list[Chunk]:
    found = []
    cut = parts(asked(grid), room, UNIT)
    for rank, part in enumerate(cut):
        head = _head(grid, part)
        again = (line_of((grid.caption or title) + AGAIN, room, CAPTION),)
        caption = (line_of(grid.caption, room, CAPTION),) if grid.caption else ()
        caption = again if rank else caption
        body = [_row(grid, row, part) for row in grid.rows]
        if grid.total:
            body.append(_row(grid, grid.total, part, SUMMED))
        kept = TOGETHER + bool(grid.total) + 1  # the total, and the blank line
        found.append(Chunk((*caption, *head), (*body, space()), (*again, *head), kept))
    return found


def _lefts(part: Part) -> list[float]:
    found, left = [], 0.0
    for width in part.widths:
        found.append(left)
        left += width
    return found


def _head(grid: Grid, part: Part) -> tuple[Line, ...]:
    lefts = _lefts(part)
    spans = list(_spans(grid.over, part, lefts))
    found = [_headed([(left, width, text) for left, width, text in spans])] if spans else []
    found += [_fiche(line, grid, part, lefts) for line in grid.fiche]
    heads = [(lefts[at], part.widths[at], grid.heads[rank].text) for at, rank in enumerate(part.columns)]
    return (*found, _headed(heads))


def _spans(over: Iterable[Over], part: Part, lefts: Sequence[float]) -> Iterable[tuple[float, float, str]]:
    for one in over:
        under = [at for at, rank in enumerate(part.columns) if one.first <= rank <= one.last]
        if under:
            yield lefts[under[0]], sum(part.widths[at] for at in under), one.text


def _headed(cells: Sequence[tuple[float, float, str]]) -> Line:
    lines = max(lines_in(text, width, HEADING, bold=True) for _, width, text in cells)
    placed = tuple(Placed(left, width, text, HEADED) for left, width, text in cells)
    return Line(placed, height_of(lines, HEADING))


def _fiche(line: dict[int, tuple[Shown, Shown]], grid: Grid, part: Part, lefts: Sequence[float]) -> Line:
    cells, lines = [], 1
    for group, (label, value) in line.items():
        under = [at for at, rank in enumerate(part.columns) if grid.heads[rank].group == group]
        if not under:
            continue
        middle = len(under) - len(under) // 2
        halves = [sum(part.widths[at] for at in half) for half in (under[:middle], under[middle:])]
        left = lefts[under[0]]
        lines = max(lines, lines_in(label.text, halves[0] - INDENT, BODY))
        cells.append(Placed(left, halves[0], label.text, LABEL))
        if halves[1]:
            cells.append(_placed(left + halves[0], halves[1], value, {"align": "right"}))
    return Line(tuple(cells), height_of(lines, BODY))


def _row(grid: Grid, row: Sequence[Shown], part: Part, more: dict[str, Any] | None = None) -> Line:
    lefts, bold = _lefts(part), bool(more and more.get("bold"))
    cells = [
        _placed(lefts[at], part.widths[at], row[rank], _aligned(grid.heads[rank], row[rank]) | (more or {}))
        for at, rank in enumerate(part.columns)
    ]
    lines = [
        lines_in(
            row[rank].text, part.widths[at] - (INDENT if grid.heads[rank].is_text else 0), BODY, bold=bold
        )
        for at, rank in enumerate(part.columns)
        if not row[rank].is_number
    ]
    return Line(tuple(cells), height_of(max(lines, default=1), BODY))


def _placed(left: float, width: float, shown: Shown, more: dict[str, Any] | None = None) -> Placed:
    column, style = shown.column, dict(LABEL)
    value = shown.held
    if shown.is_number and column is not None:
        form = number_format(column)
        centred = column.type in ("date", "year") or column.key
        if shown.within:
            form = _in_parentheses(form)
        elif not centred and form != GENERAL:
            form += "_-"
        style = {**_BORDER, "num_format": form, "align": "center" if centred else "right"}
    elif column is not None and not _wraps(column):
        style["align"] = "center"
    return Placed(left, width, value, {**style, **(more or {})})


def _aligned(head: Head, shown: Shown) -> dict[str, Any]:
    """A text in the middle, where the column is one of figures."""
    return {} if head.is_text or shown.is_number else {"align": "center", "indent": 0}


def _in_parentheses(form: str) -> str:
    """The format of a « dont »; its language comes first."""
    if form == GENERAL:
        return r"\(General\)_-"
    return re.sub(r"^(\[[^]]*\])?(.*)$", r"\1\(\2\)_-", form)


def _wraps(column: Any) -> bool:
    return column.type in ("text", "choice")
