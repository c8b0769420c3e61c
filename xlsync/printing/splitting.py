"""A table brought to the width of a page: columns given their widths, or parts that repeat the first ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

TOLERANCE = 0.01


@dataclass(frozen=True, slots=True)
class Width:
    """What a column asks for, in points.

    Attributes:
        least: Under it a word or a figure would be cut.
        wished: Width at which it reads well.
        group: Columns of one group stay together.
        repeated: It stands again in each part.
        is_text: Where room lacks, what there is goes to such columns first.
    """

    least: float
    wished: float
    group: int
    repeated: bool = False
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Some columns of a table, side by side on a page.

    Attributes:
        columns: Their ranks, those that are repeated first.
        widths: The width of each, in points.
    """

    columns: tuple[int, ...]
    widths: tuple[float, ...]


def fits(asked: Sequence[Width], room: float) -> bool:
    """All the columns stand side by side in that room."""
    return sum(one.least for one in asked) <= room + TOLERANCE


def parts(asked: Sequence[Width], room: float, step: float = 1.0) -> list[Part]:
    """The columns in as few parts as fit, each about as wide as the others.

    Args:
        asked: What each column asks for.
        room: Width of the page, in points.
        step: Widths that share what is left are whole steps.

    Examples:
        >>> key, year = Width(50, 50, 0, repeated=True), [Width(40, 40, at) for at in range(1, 5)]
        >>> [part.columns for part in parts([key, *year], 140)]
        [(0, 1, 2), (0, 3, 4)]
    """
    if fits(asked, room):
        everything = tuple(range(len(asked)))
        return [Part(everything, _widths([asked[at] for at in everything], room, step))]
    again = [at for at, one in enumerate(asked) if one.repeated]
    left = room - sum(asked[at].wished for at in again)
    groups = _groups(asked, left)
    wished = [sum(asked[at].wished for at in group) for group in groups]
    count = len(_packed(wished, left))
    tight = next(
        room for room in _rooms(wished, count, left) if len(_packed(wished, room)) == count
    )  # the last one is `left` itself
    found = []
    for packed in _packed(wished, tight):
        columns = (*again, *(at for rank in packed for at in groups[rank]))
        found.append(Part(columns, _widths([asked[at] for at in columns], room, step)))
    return found


def _groups(asked: Sequence[Width], room: float) -> list[list[int]]:
    """Columns that stay together; a group wider than the room is not kept whole."""
    others = [at for at, one in enumerate(asked) if not one.repeated]
    found: list[list[int]] = []
    for _, ranks in groupby(others, key=lambda at: asked[at].group):
        together = list(ranks)
        whole = sum(asked[at].wished for at in together) <= room
        found += [together] if whole else [[at] for at in together]
    return found


def _rooms(wished: Sequence[float], count: int, most: float) -> list[float]:
    """Rooms to try, from that of parts of one width to the whole."""
    even = sum(wished) / count
    return [*(even + (most - even) * step / 20 for step in range(20)), most]


def _packed(wished: Sequence[float], room: float) -> list[list[int]]:
    """Groups one after the other, a new part where the next one does not fit."""
    found: list[list[int]] = [[]]
    used = 0.0
    for rank, width in enumerate(wished):
        if found[-1] and used + width > room:
            found.append([])
            used = 0.0
        found[-1].append(rank)
        used += width
    return found


def _widths(asked: Sequence[Width], room: float, step: float) -> tuple[float, ...]:
    """Each column as it wishes, or what is left above the least widths shared by those that may grow."""
    if sum(one.wished for one in asked) <= room + TOLERANCE:
        return tuple(one.wished for one in asked)
    found = [one.least for one in asked]
    growing = [at for at, one in enumerate(asked) if one.is_text] or list(range(len(asked)))
    wants = [asked[at].wished - asked[at].least for at in growing]
    left = max(0.0, room - sum(found))
    share = min(1.0, left / sum(wants)) if any(wants) else 0.0
    for at, want in zip(growing, wants, strict=True):
        found[at] += math.floor(want * share / step) * step
    for _ in range(int((room - sum(found) + TOLERANCE) / step)):
        lacking = max(range(len(asked)), key=lambda at: asked[at].wished - found[at])
        found[lacking] += step
    return tuple(found)
