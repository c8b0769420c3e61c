"""Pages: lines one under the other, headings again at the top of each page that goes on with a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from xlsync.printing.lines import Chunk, Line
from xlsync.printing.measuring import UNIT


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of A4 between its margins, in points.

    Attributes:
        width, height: What lines may take.
        landscape: It is turned.
    """

    width: float
    height: float
    landscape: bool = False


PORTRAIT = Paper(94 * UNIT, 724.0)
LANDSCAPE = Paper(137 * UNIT, 478.0, landscape=True)


@dataclass(slots=True)
class Page:
    """One page.

    Attributes:
        paper: Its form.
        lines: What stands on it.
    """

    paper: Paper
    lines: list[Line] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Height that is left."""
        return self.paper.height - _height(self.lines)


def _height(lines: Iterable[Line]) -> float:
    return sum(line.height for line in lines)


class Pages:
    """Pages that are being filled."""

    def __init__(self) -> None:
        self.pages: list[Page] = []

    def turn(self, paper: Paper) -> None:
        """A new page."""
        self.pages.append(Page(paper))

    def goes_on(self, paper: Paper, height: float) -> bool:
        """The last page has that form, and room."""
        return bool(self.pages) and self.pages[-1].paper == paper and self.pages[-1].left >= height

    def put(self, chunk: Chunk) -> None:
        """Lines on the last page, and on others where they do not fit."""
        page = self.pages[-1]
        body = list(chunk.body)
        whole = _height(chunk.head) + _height(body)
        start = _height(chunk.head) + _height(body[:2])
        if page.lines and whole > page.left and (start > page.left or whole <= page.paper.height):
            self.turn(page.paper)
            page = self.pages[-1]
        page.lines += chunk.head
        while body:
            count = _fitting(body, page.left)
            if count < len(body):
                count = max(1, min(count, len(body) - chunk.kept))
            page.lines += body[:count]
            body = body[count:]
            if body:
                self.turn(page.paper)
                page = self.pages[-1]
                page.lines += chunk.again


def _fitting(lines: list[Line], room: float) -> int:
    """How many lines stand in that room; a blank last one may be left out."""
    used = 0.0
    for rank, line in enumerate(lines):
        used += line.height if line.cells else 0.0
        if used > room:
            return rank
    return len(lines)
