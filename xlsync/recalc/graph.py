"""Which formulas read which, and in what order to compute them.

Formulas of one form that stand one under the other are one run. Runs are put in order by the rectangles that
they read, whatever number of cells these hold; only runs that read one another are taken apart into cells,
and a rectangle is then a few nodes of a tree over the rows. Time and memory are those of the formulas.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from xlsync.recalc.linking import Linked
from xlsync.recalc.references import Area
from xlsync.workbook.values import MAX_COLUMN, MAX_ROW, Address


class Run(NamedTuple):
    """Formulas of one form in one column, one under the other."""

    linked: Linked
    sheet: str
    column: int
    top: int
    bottom: int

    def reads(self, top: int, bottom: int) -> Iterator[Area]:
        """The rectangles that some of its rows read."""
        for ref in self.linked.refs:
            first = ref.area(self.sheet, top, self.column)
            if top == bottom or not (ref.top.relative or ref.bottom.relative):
                yield first
                continue
            last = ref.area(self.sheet, bottom, self.column)
            yield Area(
                first.sheet,
                min(first.top, last.top),
                min(first.left, last.left),
                max(first.bottom, last.bottom),
                max(first.right, last.right),
            )


class Step(NamedTuple):
    """Formulas of one form that can be computed together once those of the steps before are."""

    linked: Linked
    cells: list[Address]


@dataclass(slots=True)
class Order:
    """Formulas in the order of their computation.

    Attributes:
        steps: Each reads cells of steps before only.
        circles: Groups of cells that read one another; they are in no step.
    """

    steps: list[Step] = field(default_factory=list)
    circles: list[tuple[Address, ...]] = field(default_factory=list)


class Columns:
    """What stands in the columns of sheets, found by rectangle.

    Args:
        spans: Of each thing, its number and the rectangles that it fills; they do not overlap.
    """

    def __init__(self, spans: Iterable[tuple[int, Area]]) -> None:
        held: dict[str, dict[int, list[tuple[int, int, int]]]] = defaultdict(lambda: defaultdict(list))
        for number, area in spans:
            for column in range(area.left, area.right + 1):
                held[area.sheet][column].append((area.top, area.bottom, number))
        self._sheets = {
            sheet: (
                sorted(columns),
                {column: _sorted(rows) for column, rows in columns.items()},
            )
            for sheet, columns in held.items()
        }

    def inside(self, area: Area) -> list[int]:
        """The numbers of what meets a rectangle; one may come several times."""
        sheet, top, left, bottom, right = area
        columns, rows = self._sheets.get(sheet, ([], {}))
        within = (
            (left,) if left == right else columns[bisect_left(columns, left) : bisect_right(columns, right)]
        )
        found: list[int] = []
        for column in within:
            tops, bottoms, numbers = rows.get(column, _NOTHING)
            found += numbers[bisect_left(bottoms, top) : bisect_right(tops, bottom)]
        return found


_NOTHING: tuple[list[int], list[int], list[int]] = ([], [], [])


def _sorted(rows: list[tuple[int, int, int]]) -> tuple[list[int], list[int], list[int]]:
    rows.sort()
    return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]


def runs_of(formulas: Mapping[Address, Linked]) -> list[Run]:
    """Formulas gathered into runs."""
    columns: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    forms: dict[int, Linked] = {}
    for (sheet, row, column), linked in formulas.items():
        forms[id(linked)] = linked
        columns[id(linked), sheet, column].append(row)
    found = []
    for (form, sheet, column), rows in columns.items():
        rows.sort()
        start = last = rows[0]
        for row in rows[1:]:
            if row != last + 1:
                found.append(Run(forms[form], sheet, column, start, last))
                start = row
            last = row
        found.append(Run(forms[form], sheet, column, start, last))
    return found


def ordered(formulas: Mapping[Address, Linked], filled: Mapping[Address, Area]) -> Order:
    """Puts formulas in order.

    Args:
        formulas: Each formula.
        filled: Of those that fill other cells than their own, the rectangle.

    Examples:
        >>> from xlsync.recalc.linking import Linker
        >>> from xlsync.recalc.view import Book
        >>> texts = {Address("F", 1, 1): "B1+1", Address("F", 1, 2): "2*3", Address("F", 2, 1): "B2+1"}
        >>> linker = Linker(Book({"F": {}}))
        >>> order = ordered({cell: linker.prepared(text, cell).linked for cell, text in texts.items()}, {})
        >>> [[*map(str, step.cells)] for step in order.steps], order.circles
        ([['F!B1'], ['F!A1', 'F!A2']], [])
    """
    runs = runs_of(formulas)
    spans = []
    for number, run in enumerate(runs):
        own = Address(run.sheet, run.top, run.column)
        area = filled.get(own) if run.top == run.bottom else None
        spans.append((number, area or Area(own.sheet, run.top, run.column, run.bottom, run.column)))
    columns = Columns(spans)
    reads = [
        dict.fromkeys(other for area in run.reads(run.top, run.bottom) for other in columns.inside(area))
        for run in runs
    ]
    order = Order()
    depths = [-1] * len(runs)
    layers: dict[tuple[int, int], Step] = {}
    for group in components(len(runs), lambda number: reads[number]):
        start = 1 + max((depths[other] for one in group for other in reads[one]), default=-1)
        if len(group) == 1 and group[0] not in reads[group[0]]:
            run = runs[group[0]]
            cells = [Address(run.sheet, row, run.column) for row in range(run.top, run.bottom + 1)]
            _put(layers, start, run.linked, cells)
            depths[group[0]] = start
            continue
        end = _apart(
            [runs[one] for one in group], [spans[one][1] for one in group], start, layers, order.circles
        )
        for one in group:
            depths[one] = end
    order.steps = [layers[key] for key in sorted(layers, key=lambda key: key[0])]
    for step in order.steps:
        step.cells.sort()
    return order


def _put(layers: dict[tuple[int, int], Step], depth: int, linked: Linked, cells: list[Address]) -> None:
    step = layers.get((depth, id(linked)))
    if step is None:
        layers[depth, id(linked)] = Step(linked, cells)
    else:
        step.cells.extend(cells)


class _Forest:
    """Cells of runs as nodes 0, 1, 2…, and trees over them: a stretch of a run is a few nodes."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.starts: list[int] = []
        self.roots: list[int] = []
        count = 0
        for size in sizes:
            self.starts.append(count)
            count += size
        self.cells = count
        for size in sizes:
            self.roots.append(count)
            count += size
        self.nodes = count
        self.sizes = sizes

    def stretch(self, run: int, first: int, last: int) -> Iterator[int]:
        """The nodes that hold the cells `first` to `last` of a run, and no other."""
        if first == last:
            yield self.starts[run] + first
            return
        size = self.sizes[run]
        low, high = first + size, last + 1 + size
        while low < high:
            if low & 1:
                yield self._node(run, low)
                low += 1
            if high & 1:
                high -= 1
                yield self._node(run, high)
            low, high = low >> 1, high >> 1

    def _node(self, run: int, place: int) -> int:
        size = self.sizes[run]
        return self.starts[run] + place - size if place >= size else self.roots[run] + place

    def below(self, node: int) -> tuple[int, ...]:
        """The two nodes that a node of a tree holds."""
        run = bisect_right(self.roots, node) - 1
        place = node - self.roots[run]
        return (self._node(run, 2 * place), self._node(run, 2 * place + 1)) if place else ()


def _apart(
    runs: list[Run],
    spans: list[Area],
    start: int,
    layers: dict[tuple[int, int], Step],
    circles: list[tuple[Address, ...]],
) -> int:
    """Puts the cells of runs that read one another into layers; the depth of the last one."""
    forest = _Forest([run.bottom - run.top + 1 for run in runs])
    columns = Columns(enumerate(spans))
    owner: list[tuple[int, int]] = [
        (rank, row) for rank, run in enumerate(runs) for row in range(run.top, run.bottom + 1)
    ]
    spots = {(runs[rank].sheet, row, runs[rank].column): node for node, (rank, row) in enumerate(owner)}
    known: list[dict[int, None]] = [{} for _ in owner]

    def stretches(area: Area) -> Iterator[int]:
        for other in dict.fromkeys(columns.inside(area)):
            run = runs[other]
            if spans[other].left != spans[other].right or spans[other].bottom != run.bottom:
                yield forest.starts[other]
                continue
            first, last = max(area.top, run.top), min(area.bottom, run.bottom)
            yield from forest.stretch(other, first - run.top, last - run.top)

    for run, start_node in zip(runs, forest.starts, strict=True):
        for ref in run.linked.refs:
            is_cell, sheet, column = ref.is_cell, ref.sheet or run.sheet, ref.left.of(run.column, MAX_COLUMN)
            for node, row in enumerate(range(run.top, run.bottom + 1), start_node):
                spot = spots.get((sheet, ref.top.of(row, MAX_ROW), column)) if is_cell else None
                if spot is not None:
                    known[node][spot] = None
                else:
                    known[node].update(dict.fromkeys(stretches(ref.area(run.sheet, row, run.column))))

    def reads(node: int) -> Iterable[int]:
        return known[node] if node < forest.cells else forest.below(node)

    depths = [start - 1] * forest.nodes
    end = start
    for group in components(forest.nodes, reads, range(forest.cells)):
        depth = max((depths[other] for one in group for other in reads(one)), default=start - 1)
        round_ = len(group) > 1 or group[0] in reads(group[0])
        cells = [one for one in group if one < forest.cells]
        if round_:
            places = [(runs[owner[one][0]], owner[one][1]) for one in cells]
            circles.append(tuple(sorted(Address(run.sheet, row, run.column) for run, row in places)))
        for one in group:
            depths[one] = depth + (one < forest.cells and not round_)
        if cells and not round_:
            rank, row = owner[cells[0]]
            own = Address(runs[rank].sheet, row, runs[rank].column)
            _put(layers, depths[cells[0]], runs[rank].linked, [own])
            end = max(end, depths[cells[0]])
    return end


def components(
    count: int, reads: Callable[[int], Iterable[int]], roots: Iterable[int] | None = None
) -> Iterator[list[int]]:
    """Groups of nodes that reach one another, those that a group reads before it (Tarjan).

    Args:
        count: How many nodes there are.
        reads: What a node reads.
        roots: The nodes to begin with, beyond which only what they reach is met; all of them by default.

    Examples:
        >>> [sorted(group) for group in components(4, lambda node: {0: [1], 1: [2], 2: [1], 3: [0]}[node])]
        [[1, 2], [0], [3]]
    """
    index = [-1] * count
    low = [0] * count
    is_open = bytearray(count)
    open_nodes: list[int] = []
    rank = 0
    for root in range(count) if roots is None else roots:
        if index[root] >= 0:
            continue
        index[root] = low[root] = rank
        rank += 1
        open_nodes.append(root)
        is_open[root] = 1
        work = [(root, iter(reads(root)))]
        while work:
            node, rest = work[-1]
            for other in rest:
                if index[other] < 0:
                    index[other] = low[other] = rank
                    rank += 1
                    open_nodes.append(other)
                    is_open[other] = 1
                    work.append((other, iter(reads(other))))
                    break
                if is_open[other] and index[other] < low[node]:
                    low[node] = index[other]
            else:
                work.pop()
                if work and low[node] < low[work[-1][0]]:
                    low[work[-1][0]] = low[node]
                if low[node] == index[node]:
                    group = []
                    while True:
                        one = open_nodes.pop()
                        is_open[one] = 0
                        group.append(one)
                        if one == node:
                            break
                    yield group
