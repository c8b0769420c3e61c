"""Which formula reads which cell, and in what order to compute them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from xlsync.recalc.references import Area
from xlsync.workbook.values import Address


class Places:
    """Formula cells, found by area."""

    def __init__(self, cells: Iterable[Address]) -> None:
        columns: dict[tuple[str, int], list[int]] = defaultdict(list)
        for cell in cells:
            columns[cell.sheet, cell.column].append(cell.row)
        self._columns = {key: sorted(rows) for key, rows in columns.items()}
        self._sheets: dict[str, list[int]] = defaultdict(list)
        for sheet, column in sorted(self._columns):
            self._sheets[sheet].append(column)

    def inside(self, area: Area) -> Iterator[Address]:
        """The formula cells of an area."""
        columns = self._sheets.get(area.sheet, [])
        for column in columns[bisect_left(columns, area.left) : bisect_right(columns, area.right)]:
            rows = self._columns[area.sheet, column]
            for row in rows[bisect_left(rows, area.top) : bisect_right(rows, area.bottom)]:
                yield Address(area.sheet, row, column)


def precedents(
    reads: Mapping[Address, Iterable[Area]], owners: Mapping[Address, Address] | None = None
) -> dict[Address, tuple[Address, ...]]:
    """The formula cells that each formula cell reads.

    Args:
        reads: Areas read by each formula.
        owners: For a cell filled by an array formula elsewhere, the cell of that formula.
    """
    owners = owners or {}
    places = Places([*reads, *owners])
    return {
        cell: tuple(
            dict.fromkeys(owners.get(found, found) for area in areas for found in places.inside(area))
        )
        for cell, areas in reads.items()
    }


def ordered(graph: Mapping[Address, tuple[Address, ...]]) -> tuple[list[Address], list[tuple[Address, ...]]]:
    """Cells in the order in which they can be computed, and the circles among them.

    Args:
        graph: The cells that each cell reads.

    Returns:
        Every cell of the graph, precedents first; the groups of cells that read one another.

    Examples:
        >>> a, b = Address("F", 1, 1), Address("F", 2, 1)
        >>> ordered({a: (b,), b: ()})
        ([Address(sheet='F', row=2, column=1), Address(sheet='F', row=1, column=1)], [])
    """
    order: list[Address] = []
    circles: list[tuple[Address, ...]] = []
    index: dict[Address, int] = {}
    low: dict[Address, int] = {}
    open_cells: list[Address] = []
    is_open: set[Address] = set()
    for start in graph:
        if start in index:
            continue
        work = [(start, iter(graph[start]))]
        index[start] = low[start] = len(index)
        open_cells.append(start)
        is_open.add(start)
        while work:
            cell, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[cell])
                if low[cell] == index[cell]:
                    group = _close(cell, open_cells, is_open)
                    order.extend(group)
                    if len(group) > 1 or cell in graph[cell]:
                        circles.append(tuple(sorted(group)))
            elif following not in index:
                index[following] = low[following] = len(index)
                open_cells.append(following)
                is_open.add(following)
                work.append((following, iter(graph[following])))
            elif following in is_open:
                low[cell] = min(low[cell], index[following])
    return order, circles


def levels(order: Iterable[Address], graph: Mapping[Address, tuple[Address, ...]]) -> list[list[Address]]:
    """The same cells, those that do not read one another together; each reads only cells of groups before.

    Args:
        order: Every cell, precedents first; a cell of a circle may come before one that it reads.
        graph: The cells that each cell reads.

    Examples:
        >>> a, b, c = (Address("F", row, 1) for row in (1, 2, 3))
        >>> [[cell.row for cell in level] for level in levels([a, b, c], {a: (), b: (a,), c: ()})]
        [[1, 3], [2]]
    """
    depths: dict[Address, int] = {}
    found: list[list[Address]] = []
    for cell in order:
        depth = max((depths[other] + 1 for other in graph[cell] if other in depths), default=0)
        depths[cell] = depth
        if depth == len(found):
            found.append([])
        found[depth].append(cell)
    return found


def _close(cell: Address, open_cells: list[Address], is_open: set[Address]) -> list[Address]:
    """Takes a finished group of cells off the stack (Tarjan's strongly connected components)."""
    group: list[Address] = []
    while not group or group[-1] != cell:
        group.append(open_cells.pop())
    is_open.difference_update(group)
    return group
