"""What amendments change, as the sheet « Avenants » prints it: one line a cell, before and after."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from xlsync.annexbook.printed import ABSENT, PRESENT, Printed
from xlsync.model import ROW, ConventionData, Value, Where, cells_of
from xlsync.model.amendments import BEFORE, Amendment, amendments, modification_key
from xlsync.model.cells import from_text
from xlsync.model.kept import MODIFICATIONS
from xlsync.model.shapes import SINGLE

NOT_KNOWN = "inconnu"
"""What is printed of a cell before an amendment where the documents do not say it."""


@dataclass(frozen=True, slots=True)
class AmendedLine:
    """One cell that an amendment changes.

    Attributes:
        amendment: Number of the amendment.
        effect: Day from which it counts, None when the documents do not say it.
        place: Table, key and column.
        annex, record, heading: Where, as printed; `record` is "" for a single field.
        before, after: Contents as printed.
        former: The former content as a number, None where it is none.
    """

    amendment: int
    effect: datetime.date | None
    place: Where
    annex: str
    record: str
    heading: str
    before: str
    after: str
    former: Value


def amended_lines(data: ConventionData) -> list[AmendedLine]:
    """What amendments change in a convention, in the order in which they take effect.

    Args:
        data: A convention as it is seen.
    """
    if not data.records(MODIFICATIONS):
        return []
    cells = {cell[1:]: text for cell, text in cells_of(data).items()}
    found = amendments(cells)
    printed = Printed(data.schema, cells, *_sides(found, cells))
    ranks = {name: rank for rank, name in enumerate((*SINGLE, *(table.name for table in data.schema.tables)))}
    return [
        _line(one, place, cells, printed)
        for one in found
        for place in sorted(one.changes, key=lambda place: (ranks.get(place[0], 0), place))
    ]


def amended_records(data: ConventionData) -> list[dict[str, Value]]:
    """The same, by the columns of the table `changements`, and its rank among those of the cell."""
    times: Counter[Where] = Counter()
    return [
        {
            "avenant": line.amendment,
            "effet": line.effect,
            "annexe": line.annex,
            "ligne": line.record or None,
            "colonne": line.heading,
            "avant": line.before,
            "apres": line.after,
            "avant_nombre": line.former,
            "fois": times[line.place],
        }
        for line in amended_lines(data)
        if times.update([line.place]) is None
    ]


def _sides(found: list[Amendment], cells: dict[Where, str]) -> Iterator[dict[Where, str]]:
    """What amendments say: lines that came or went are told apart by it."""
    for one in found:
        yield {place: text for place, text in one.changes.items() if text is not None}
        before = {place: _before(one, place, cells) for place in one.changes}
        yield {place: text for place, text in before.items() if text is not None}


def _before(one: Amendment, place: Where, cells: dict[Where, str]) -> str | None:
    return cells.get((MODIFICATIONS, modification_key(one.number, place), BEFORE))


def _line(one: Amendment, place: Where, cells: dict[Where, str], printed: Printed) -> AmendedLine:
    before, after = _before(one, place, cells), one.changes[place]
    former: Value = None
    if place[2] == ROW:
        was, now = (_presence(text) for text in (before, after))
    else:
        column = printed.column(place)
        was, now = printed.value(place, before), printed.value(place, after)
        former = from_text(before, column) if column.is_numeric else None
    return AmendedLine(
        one.number,
        datetime.date.fromisoformat(one.effect) if one.effect else None,
        place,
        printed.annex(place),
        printed.record(place),
        printed.heading(place),
        NOT_KNOWN if place in one.unknown else was,
        now,
        former,
    )


def _presence(text: str | None) -> str:
    """Whether a line is there."""
    return ABSENT if text is None else PRESENT
