"""What a write changes in a workbook, as a value: told before it is done, kept with hashes once it is."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xlsync.workbook.book import Workbook
from xlsync.workbook.cells import BLANK, Cell
from xlsync.workbook.markup import decode_part, first_element, mask_of
from xlsync.workbook.outside import held_everywhere
from xlsync.workbook.package import Package
from xlsync.workbook.relations import parts_of_type
from xlsync.workbook.values import Address, Value


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a write did to a file.

    Attributes:
        before, after: SHA-256 of the file, before and after.
        parts: Parts that are not the same, those added and those gone included, in order.
    """

    before: str
    after: str
    parts: tuple[str, ...]

    @property
    def as_json(self) -> dict[str, Any]:
        """The shape that other programs rely on."""
        return {"before": self.before, "after": self.after, "parts": list(self.parts)}


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """One cell that changes: its address, what it holds before and after; formulas have their equals sign."""

    cell: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class FollowedReference:
    """One reference outside the cells that follows: its part, its element, and what is written there."""

    part: str
    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a write would change.

    Attributes:
        receipt: Hashes of the file before and after, and the parts that change.
        cells: Cells, sheet by sheet: what is typed or computed in them, or their formula.
        references: References outside the cells.
        stale: Parts that remember values of cells and ask to be refreshed when the workbook opens.
    """

    receipt: Receipt
    cells: tuple[ChangedCell, ...] = ()
    references: tuple[FollowedReference, ...] = ()
    stale: tuple[str, ...] = ()

    @property
    def as_json(self) -> dict[str, Any]:
        """The shape that other programs rely on."""
        return {
            **self.receipt.as_json,
            "cells": [{"cell": one.cell, "before": one.before, "after": one.after} for one in self.cells],
            "references": [
                {"part": one.part, "place": one.place, "before": one.before, "after": one.after}
                for one in self.references
            ],
            "stale": list(self.stale),
        }


def receipt_of(before: bytes, after: bytes) -> Receipt:
    """What sets two states of a file apart; parts are compared by what the archive declares of them."""
    old, new = Package(before).checksums(), Package(after).checksums()
    parts = tuple(name for name in {**old, **new} if old.get(name) != new.get(name))
    return Receipt(hashlib.sha256(before).hexdigest(), hashlib.sha256(after).hexdigest(), parts)


def plan_of(before: bytes, after: bytes) -> Plan:
    """What would change in a file, down to its cells and references.

    Args:
        before: The file.
        after: The file that would replace it.

    Raises:
        XlsyncError: One of them cannot be read.
    """
    old, new = Workbook.from_bytes(before), Workbook.from_bytes(after)
    return Plan(
        receipt_of(before, after),
        tuple(_cells(old, new)),
        tuple(_references(old, new)),
        tuple(name for name in _refreshed(new) if name not in _refreshed(old)),
    )


def _cells(old: Workbook, new: Workbook) -> Iterator[ChangedCell]:
    sheets = {sheet.name: sheet.cells for sheet in old.worksheets()}
    for sheet in new.worksheets():
        held = sheets.get(sheet.name, {})
        for where in sorted({*held, *sheet.cells}):
            one, other = held.get(where, BLANK), sheet.cells.get(where, BLANK)
            if (one.value, one.formula) != (other.value, other.formula):
                yield ChangedCell(str(Address(sheet.name, *where)), *_said(one, other))


def _said(one: Cell, other: Cell) -> tuple[Value, Value]:
    """Both contents: formulas where these change, else values."""
    if one.formula == other.formula:
        return one.value, other.value
    before, after = (cell.value if cell.formula is None else f"={cell.formula}" for cell in (one, other))
    return before, after


def _references(old: Workbook, new: Workbook) -> Iterator[FollowedReference]:
    """References that are no longer written as they were, place by place."""
    before, after = _written(old), _written(new)
    for key in {**before, **after}:
        gone = Counter(before.get(key, ())) - Counter(after.get(key, ()))
        come = Counter(after.get(key, ())) - Counter(before.get(key, ()))
        lost, found = list(gone.elements()), list(come.elements())
        for rank in range(max(len(lost), len(found))):
            yield FollowedReference(*key, *(side[rank] if rank < len(side) else "" for side in (lost, found)))


def _written(book: Workbook) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for held in held_everywhere(book):
        name = "/@".join(filter(None, (held.place.element, held.place.attribute)))
        found.setdefault((held.part, name), []).append(held.value)
    return found


def _refreshed(book: Workbook) -> list[str]:
    """Caches of pivot tables that ask to be refreshed."""
    names = []
    for part in parts_of_type(book.package, "pivotCacheDefinition+xml"):
        root = first_element(mask_of(decode_part(book.package.read(part), part)), "pivotCacheDefinition")
        if root is not None and root.attributes.get("refreshOnLoad") in ("1", "true"):
            names.append(part)
    return names
