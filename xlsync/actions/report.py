"""What an action hands back: a document for other programs, lines for a person, a code."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from udfs.figures import figure
from xlsync.actions.session import Session

DONE, REMAINING, REFUSED = 0, 1, 2
"""Exit codes: nothing left to report; differences or problems remain; misuse or unreadable input."""


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of an action.

    Attributes:
        document: What `--json` prints.
        lines: What a person reads, in the language of the run.
        code: Exit code.
    """

    document: Mapping[str, Any]
    lines: Sequence[str] = field(default_factory=tuple)
    code: int = DONE


def plain(value: Any) -> Any:
    """The value in JSON's own types: dates in ISO form, NaN and NaT as null, exact decimals as texts.

    Examples:
        >>> from datetime import date
        >>> plain({"le": date(2024, 12, 2), "montant": float("nan")})
        {'le': '2024-12-02', 'montant': None}
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if hasattr(value, "isoformat"):
        return None if value != value else value.isoformat()
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    return str(value)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], session: Session) -> list[str]:
    """Lines of a table no wider than the session says; its first column is whole, others cut at words."""
    from rich.console import Console
    from rich.table import Column, Table

    lines = [[str(cell) for cell in row] for row in rows]
    first = max((len(cells[0]) for cells in [headings, *lines]), default=0)
    shown = Table(Column(headings[0], min_width=first), *headings[1:], box=None, pad_edge=False)
    for cells in lines:
        shown.add_row(*cells)
    console = Console(width=session.width, color_system=None, highlight=False, markup=False, emoji=False)
    with console.capture() as capture:
        console.print(shown)
    return [line.rstrip() for line in capture.get().splitlines()]


def number(value: object, session: Session) -> str:
    """A figure as the reader writes it: `14 980,12`, or `14,980.12` in English; anything else as it is.

    Examples:
        >>> number(14980.12, Session(lang="en"))
        '14,980.12'
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value)
    return figure(value, session.lang) if math.isfinite(value) else ""
