"""A table as a file holds it: headings and lines, before anyone knows what they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

from udfs.errors import Text
from xlsync.annexbook.inputs import Input
from xlsync.annexes import Column
from xlsync.errors import Problem, sentence
from xlsync.workbook.values import cell_name

Line = tuple[int, list[Any]]
"""Its number in the file, from 1, and its cells."""

Score = Callable[[list[str]], int]
"""How much a line looks like the headings that are expected, 0 for none of them."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a file.

    Attributes:
        file: The file.
        headings: Texts of the first line.
        lines: The others, those without anything left out.
        read: What a cell means for its column.
        sheet: Name of the sheet, "" for a file that is one table.
        unread: Cells that mean nothing whatever their column, by line and rank, and why.
        above: Lines over the headings, where these may stand lower than the first line.
        separator: What stands between the cells of a CSV file, "" for a sheet.
    """

    file: Path
    headings: list[str]
    lines: list[Line]
    read: Callable[[Any, Column], Input]
    sheet: str = ""
    unread: Mapping[tuple[int, int], Text] = field(default_factory=dict)
    above: Sequence[Line] = ()
    separator: str = ""

    def place(self, line: int, at: int) -> str:
        """A cell as people look for it: `Sheet!B12`, or `line:column` where there are no sheets."""
        return f"{self.sheet}!{cell_name(line, at + 1)}" if self.sheet else f"{line}:{at + 1}"

    def problem_at(self, what: Text, fix: Text, line: int, at: int) -> Problem:
        """Something wrong in a cell, told by its place alone."""
        return Problem(self.place(line, at), what, fix, file=str(self.file))

    def problem(self, what: Text, fix: Text, line: int | None = None, at: int | None = None) -> Problem:
        """Something wrong in the table.

        Args:
            what: What is wrong.
            fix: What to do.
            line: Number of the line, None for the whole table.
            at: Rank of the cell in it, from 0.
        """
        if self.sheet:
            where = self.sheet if line is None else f"{self.sheet}!{cell_name(line, (at or 0) + 1)}"
            return Problem(where, what, fix, file=str(self.file))
        if line is None:
            return Problem(self.file.stem, what, fix, file=str(self.file))
        said = sentence(f"ligne {line} : {what.fr}", f"line {line}: {what.en}")
        return Problem(f"{self.file.stem}:{line}", said, fix, file=str(self.file))


def with_headings(lines: list[Line], score: Score, depth: int) -> tuple[list[Line], list[str], list[Line]]:
    """Lines taken apart at their headings: those above, the headings, those below.

    Args:
        lines: At least one.
        score: How much a line looks like the headings that are expected; of two alike the first counts.
            Two lines of words that say at least two things more together than each alone are headings over
            two lines; a line of one word, or with figures, is a title.
        depth: Lines among which the headings are.

    Examples:
        >>> with_headings([(1, ["Relevés"]), (3, ["kWh"]), (4, [12.0])], lambda texts: texts == ["kWh"], 2)
        ([(1, ['Relevés'])], ['kWh'], [(4, [12.0])])
    """
    found = [["" if cell is None else str(cell) for cell in cells] for _, cells in lines[:depth]]
    heights = {(rank, 1): texts for rank, texts in enumerate(found)}
    for rank, (upper, lower) in enumerate(pairwise(found)):
        if _are_words(upper) and _are_words(lower) and sum(map(bool, map(str.strip, upper))) > 1:
            joined = [_joined(*both, score) for both in zip_longest(upper, lower, fillvalue="")]
            if score(joined) >= max(score(upper), score(lower)) + 2:
                heights[rank, 2] = joined
    at, height = max(heights, key=lambda place: score(heights[place]))
    return lines[:at], heights[at, height], lines[at + height :]


def _joined(upper: str, lower: str, score: Score) -> str:
    """A heading over two lines: both, or the lower one where only that says something, under a title."""
    both = " ".join(filter(None, map(str.strip, (upper, lower))))
    return lower if upper.strip() and not score([both]) and score([lower]) else both


def _are_words(texts: list[str]) -> bool:
    """Some of them hold something, and none a digit, as values do."""
    return any(text.strip() for text in texts) and not any(map(str.isdecimal, "".join(texts)))


def is_blank(cell: object) -> bool:
    """A cell that holds nothing, or spaces only."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
