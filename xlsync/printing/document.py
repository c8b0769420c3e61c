"""The annexes of a convention, page by page: title, parties, annexes in order, signatures."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from udfs.parameters import EnteredVersion
from xlsync.annexbook.figures import computed_annex
from xlsync.annexbook.styles import PETROL, RULE
from xlsync.model import ConventionData
from xlsync.model.amendments import View
from xlsync.model.kept import CLOSINGS
from xlsync.printing.content import Annex
from xlsync.printing.gathering import Gatherer
from xlsync.printing.lines import NOTE, Chunk, Line, Placed, chunks_of, line_of, parts_of, space
from xlsync.printing.measuring import BODY, INDENT, TITLE, height_of, lines_in
from xlsync.printing.pages import LANDSCAPE, PORTRAIT, Page, Pages, Paper
from xlsync.printing.writing import Marks, write

DOTS = "…" * 14
DONE = f"Fait à {DOTS}, le {DOTS}"
TO_FILL = ("Nom :", "Qualité :", "Signature :")
SIGNING = 54.0
"""Height left for a signature, in points."""
SIDE_BY_SIDE, BETWEEN = 3, 12.0
PROJECT = "projet"

_NAMED = {"font_size": TITLE, "bold": True, "font_color": PETROL, "text_wrap": True}
_BETWEEN = {"font_size": 10.0, "text_wrap": True}
_ANNEX = {**_NAMED, "font_size": 12.0, "bottom": 1, "bottom_color": PETROL}


@dataclass(frozen=True, slots=True)
class Printable:
    """What is printed of a convention.

    Attributes:
        title: Of the convention.
        parties: Who signs it.
        annexes: Its annexes, in order.
        marks: Top and foot of each page.
    """

    title: str
    parties: tuple[str, ...]
    annexes: tuple[Annex, ...]
    marks: Marks


def printable(
    data: ConventionData, versions: Iterable[EnteredVersion], view: View, today: datetime.date
) -> Printable:
    """What is printed of a convention.

    Args:
        data: The convention, with what it takes from others.
        versions: The versions of parameters that count for it.
        view: The moment at which it is seen.
        today: The day of the print.

    Raises:
        CannotIssue: a figure shows an error.
        XlsyncError, UdfError: the annex cannot be made.
    """
    gatherer = Gatherer(*computed_annex(data, versions))
    parties = [gatherer.value(name) for name in ("operateur", "membre", "autres_parties")]
    title = gatherer.value("titre")
    state = gatherer.value("statut") if view.draft is None else ""
    return Printable(
        title,
        tuple(filter(None, parties)),
        tuple(gatherer.annexes()),
        Marks(title, " / ".join(filter(None, parties)), _state(view, state, _closed(data)), today),
    )


def _closed(data: ConventionData) -> list[int]:
    """The closed years, the first one first."""
    return sorted(int(str(record["annee"])) for record in data.records(CLOSINGS))


def _state(view: View, status: str, closed: Sequence[int]) -> str:
    """What the top of each page says of the moment: a draft, a date, years that are closed."""
    said = []
    if view.draft is not None:
        said.append(f"Projet d’avenant n° {view.draft}")
    elif status == PROJECT:
        said.append("Projet")
    if view.at is not None:
        said.append(f"au {view.at:%d/%m/%Y}")
    if closed:
        many = "s" if len(closed) > 1 else ""
        said.append(f"exercice{many} clos : {', '.join(map(str, closed))}")
    return ", ".join(said)


def as_workbook(printed: Printable) -> bytes:
    """The pages as a workbook that prints as it is: A4, nothing scaled, breaks where pages end."""
    return write(pages_of(printed), printed.marks)


def pages_of(printed: Printable) -> list[Page]:
    """The pages, in order."""
    pages = Pages()
    number = None
    for annex in printed.annexes:
        paper = _paper(annex)
        chunks = [chunk for item in annex.items for chunk in chunks_of(item, paper.width, annex.title)]
        opening = _opening(annex, paper.width)
        if number is None:
            opening = (*_title(printed, paper.width), *opening)
        chunks = _opened(opening, chunks)
        height = sum(line.height for chunk in chunks for line in (*chunk.head, *chunk.body))
        if annex.number != number or not pages.goes_on(paper, height):
            pages.turn(paper)
        number = annex.number
        for chunk in chunks:
            pages.put(chunk)
    signatures = _signatures(printed.parties, pages.pages[-1].paper.width)
    if not pages.goes_on(pages.pages[-1].paper, sum(line.height for line in signatures)):
        pages.turn(PORTRAIT)
        signatures = _signatures(printed.parties, PORTRAIT.width)
    pages.pages[-1].lines += signatures
    return pages.pages


def _paper(annex: Annex) -> Paper:
    """Upright, unless turning it spares parts of a table."""
    upright, turned = (
        sum(parts_of(item, paper.width) for item in annex.items) for paper in (PORTRAIT, LANDSCAPE)
    )
    return LANDSCAPE if turned < upright else PORTRAIT


def _title(printed: Printable, width: float) -> tuple[Line, ...]:
    between = " / ".join(printed.parties)
    return (line_of(printed.title, width, _NAMED), line_of(between, width, _BETWEEN), space(8))


def _opening(annex: Annex, width: float) -> tuple[Line, ...]:
    note = (line_of(annex.note, width, NOTE),) if annex.note else ()
    return line_of(annex.title, width, _ANNEX), *note, space(6)


def _opened(opening: tuple[Line, ...], chunks: Sequence[Chunk]) -> list[Chunk]:
    """The title of an annex goes with what comes first."""
    if not chunks:
        return [Chunk(opening, ())]
    return [replace(chunks[0], head=(*opening, *chunks[0].head)), *chunks[1:]]


def _signatures(parties: Sequence[str], width: float) -> list[Line]:
    """« Fait à … », then a block a party, three side by side at most."""
    lines = [space(8), line_of(DONE, width, {"font_size": 10.0}), space(6)]
    side = min(max(len(parties), 2), SIDE_BY_SIDE)
    each = (width - BETWEEN * (side - 1)) / side
    for first in range(0, len(parties), side):
        names = [f"Pour {name}" for name in parties[first : first + side]]
        tall = max(lines_in(name, each - INDENT, BODY, bold=True) for name in names)
        lines.append(_across(names, each, height_of(tall, BODY), top=1, bold=True))
        for label in TO_FILL[:-1]:
            lines.append(_across([label] * len(names), each, 16.0))
        lines += [_across(TO_FILL[-1:] * len(names), each, SIGNING, bottom=1), space(8)]
    return lines


def _across(texts: Sequence[str], width: float, height: float, **more: Any) -> Line:
    """A line of the blocks, each between its two edges."""
    style = {
        "left": 1, "right": 1, "border_color": RULE, "valign": "top", "text_wrap": True,
        "align": "left", "indent": 1, **more,
    }  # fmt: skip
    placed = (Placed(at * (width + BETWEEN), width, text, style) for at, text in enumerate(texts))
    return Line(tuple(placed), height)
