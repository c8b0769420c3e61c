"""Workbooks that Excel computed, recalculated here: what is equal, what is wrong, what is not recalculated.

    python tests/bench/foreign.py FOLDER… [--engine own|ironcalc-raw] [--jobs 2] [--limit 20] [--list [N]]

Every formula cell that has a cached value is judged: those of a shared formula, those that an array formula
fills and those of a data table included. Equal is within 1e-9 of the cached number, or 1e-12 of 0; of
the wrong ones those within 1e-6 are counted: Excel rounds some functions (BESSELJ, XIRR) there. "Steady"
leaves out volatile functions (RAND, NOW, INDIRECT, OFFSET…), CUBE functions, links to other workbooks, and
whatever reads them. A wrong cell is a first one when no other wrong cell stands among those that it reads.
Prints tables in Markdown; each file has a time limit, in a process of its own that is replaced when it hangs.
"""

from __future__ import annotations

import argparse
import dataclasses
import multiprocessing
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from time import monotonic
from typing import Any

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from xlsync.workbook import ErrorValue, Range, Workbook  # noqa: E402
from xlsync.workbook.values import Address, split_address  # noqa: E402

RELATIVE, NEARLY, ABSOLUTE = 1e-9, 1e-6, 1e-12
UNSTEADY = re.compile(
    r"\b(RAND|RANDBETWEEN|RANDARRAY|NOW|TODAY|INDIRECT|OFFSET|CELL|INFO|RTD|WEBSERVICE|CUBE[A-Z]+|GETPIVOTDATA)\("
    r"|\[\d+\]",
    re.IGNORECASE,
)
TEXT = re.compile(r'"(?:[^"]|"")*"')
FUNCTION = re.compile(r"([A-Za-z_][\w.]*)\(")
FORMULA_MARK = re.compile(rb"<(?:\w+:)?f[ >/]")
PREFIXES = re.compile(r"^(_xlfn\.|_xlws\.)+", re.IGNORECASE)
NEWER = ("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#UNKNOWN!", "#CONNECT!", "#BUSY!")
"""Errors that Excel saves as #VALUE!, with their kind apart."""
NOT_COMPUTED = ("#N/IMPL!", "#ERROR!", "#CIRC!")


@dataclass
class Computed:
    """What an engine makes of one workbook: values, and why a cell has none."""

    values: dict[Address, Any] = field(default_factory=dict)
    refused: dict[Address, str] = field(default_factory=dict)


@dataclass
class Wrong:
    """One cell whose value is not Excel's."""

    cell: str
    formula: str
    cached: Any
    found: Any
    steady: bool
    first: bool = True


@dataclass
class Verdict:
    """One workbook judged; `failed` says why nothing of it was computed."""

    name: str
    formulas: int = 0
    steady: int = 0
    equal: Counter[bool] = field(default_factory=Counter)
    wrong: list[Wrong] = field(default_factory=list)
    refused: Counter[tuple[str, bool]] = field(default_factory=Counter)
    failed: str = ""


def by_own(path: Path, workbook: Workbook) -> Computed:
    """The project's engine."""
    from xlsync.recalc import evaluate

    found = evaluate(workbook)
    reasons = {one.cell: one.function for one in found.not_recalculated}
    refused = {cell: reasons.get(cell, "array") for cell in found.kept}
    return Computed({cell: value for cell, value in found.values.items() if cell not in refused}, refused)


def by_ironcalc(path: Path, workbook: Workbook) -> Computed:
    """IronCalc, loading the file itself."""
    import ironcalc

    model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
    model.evaluate()
    names = [properties["name"] for properties in model.get_worksheets_properties()]
    places = {name: index for index, name in enumerate(names)}
    computed = Computed()
    for cell, _ in formula_cells(workbook):
        if cell.sheet not in places:
            computed.refused[cell] = "sheet not loaded"
            continue
        value = model.get_cell_value(places[cell.sheet], cell.row, cell.column)
        if str(model.get_cell_type(places[cell.sheet], cell.row, cell.column)) == "CellType.ErrorValue":
            if value in NOT_COMPUTED:
                computed.refused[cell] = value
                continue
            value = ErrorValue(value)
        computed.values[cell] = value
    return computed


ENGINES: dict[str, Callable[[Path, Workbook], Computed]] = {"own": by_own, "ironcalc-raw": by_ironcalc}


def formula_cells(workbook: Workbook) -> Iterator[tuple[Address, str]]:
    """Every cell that a formula computes, with that formula; `<f ca="1"/>` marks one that an array fills."""
    for sheet in workbook.worksheets():
        for (row, column), cell in sheet.cells.items():
            if cell.kind == "dataTable":
                yield from _filled(sheet.name, row, column, cell.area, "TABLE()")
            elif cell.formula and cell.kind == "array":
                yield from _filled(sheet.name, row, column, cell.area, cell.formula)
            elif cell.formula:
                yield Address(sheet.name, row, column), cell.formula


def _filled(sheet: str, row: int, column: int, area: str, formula: str) -> Iterator[tuple[Address, str]]:
    cells = Range.parse(area) if area else Range(row, column, row, column)
    for below in range(cells.first_row, cells.last_row + 1):
        for right in range(cells.first_column, cells.last_column + 1):
            yield Address(sheet, below, right), formula


def judge(path: Path, name: str, engine: str) -> Verdict:
    """One workbook judged."""
    try:
        workbook = Workbook.open(path)
        formulas = dict(formula_cells(workbook))
        cached = {cell: _cached(workbook, cell) for cell in formulas}
    except Exception as error:
        return Verdict(name, failed=f"reading: {_short(error)}")
    formulas = {cell: formula for cell, formula in formulas.items() if cached[cell] is not None}
    verdict = Verdict(name, formulas=len(formulas))
    if not formulas:
        return verdict
    reading = Reading(workbook, formulas)
    unsteady = reading.reached(
        {cell for cell, text in formulas.items() if UNSTEADY.search(TEXT.sub("", text))}
    )
    verdict.steady = len(formulas) - len(unsteady)
    try:
        found = ENGINES[engine](path, workbook)
    except BaseException as error:  # a panic of Rust is no Exception
        verdict.failed = _short(error)
        return verdict
    wrong: dict[Address, Wrong] = {}
    for cell, formula in formulas.items():
        steady = cell not in unsteady
        if cell in found.refused or cell not in found.values:
            verdict.refused[found.refused.get(cell, "no value"), steady] += 1
        elif same(cached[cell], found.values[cell]):
            verdict.equal[steady] += 1
        else:
            wrong[cell] = Wrong(f"{name}!{cell}", formula, cached[cell], found.values[cell], steady)
    for cell, one in wrong.items():
        one.first = not reading.reads_any(cell, wrong)
    verdict.wrong = list(wrong.values())
    return verdict


def _cached(workbook: Workbook, cell: Address) -> Any:
    held = workbook.sheet(cell.sheet).cells.get((cell.row, cell.column))
    return None if held is None else held.value


def same(cached: Any, found: Any, relative: float = RELATIVE) -> bool:
    """The same kind of value, and the same value up to a relative gap between numbers."""
    if isinstance(cached, ErrorValue) or isinstance(found, ErrorValue):
        if str(cached) == "#VALUE!" and str(found) in NEWER:
            return True
        return type(cached) is type(found) and str(cached) == str(found)
    if isinstance(cached, bool) or isinstance(found, bool) or isinstance(cached, str):
        return type(cached) is type(found) and bool(cached == found)
    if not isinstance(found, int | float):
        return False
    gap = abs(cached - found)
    return bool(gap <= ABSOLUTE or gap <= relative * max(abs(cached), abs(found)))


class Reading:
    """Which formula cells read which, as far as the texts of the formulas tell."""

    def __init__(self, workbook: Workbook, formulas: dict[Address, str]) -> None:
        self.formulas = formulas
        self.sheets = {name.casefold(): name for name in (sheet.name for sheet in workbook.worksheets())}
        self.names = {name.name.casefold(): name.text for name in workbook.names}
        self.tables = {
            table.display_name.casefold(): (table.sheet, table.ref) for table in workbook.tables.values()
        }
        self.memo: dict[Address, list[tuple[str, Range]]] = {}

    def areas(self, cell: Address) -> list[tuple[str, Range]]:
        """What a formula reads."""
        if cell not in self.memo:
            self.memo[cell] = list(self._areas(self.formulas[cell], cell.sheet, 3))
        return self.memo[cell]

    def _areas(self, formula: str, sheet: str, depth: int) -> Iterator[tuple[str, Range]]:
        try:
            tokens = Tokenizer("=" + formula).items
        except Exception:
            return
        for token in tokens:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                yield from self._operand(token.value, sheet, depth)

    def _operand(self, text: str, sheet: str, depth: int) -> Iterator[tuple[str, Range]]:
        table = text.partition("[")[0].casefold()
        if "[" in text and table in self.tables:
            yield self.tables[table]
            return
        where, local = split_address(text) if "!" in text else (sheet, text)
        try:
            yield self.sheets.get(where.casefold(), where), Range.parse(local.rstrip("#"))
        except ValueError:
            named = self.names.get(local.casefold())
            if named is not None and depth:
                yield from self._areas(named, sheet, depth - 1)

    def reads_any(self, cell: Address, others: Any) -> bool:
        """Whether the formula of a cell reads one of some cells, itself excepted."""
        for sheet, area in self.areas(cell):
            if area.is_cell:
                if (one := Address(sheet, area.first_row, area.first_column)) != cell and one in others:
                    return True
            elif any(o.sheet == sheet and area.holds(o.row, o.column) and o != cell for o in others):
                return True
        return False

    def reached(self, seeds: set[Address]) -> set[Address]:
        """The seeds and every cell that reads them, through others or not."""
        found = set(seeds)
        fresh = set(seeds)
        while fresh:
            fresh = {cell for cell in self.formulas if cell not in found and self.reads_any(cell, fresh)}
            found |= fresh
        return found


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:110]}"


def _serve(connection: Connection, engine: str) -> None:
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(5000)
    while (task := connection.recv()) is not None:
        connection.send(judge(*task, engine))


@dataclass
class Worker:
    """A process that judges one file after another."""

    engine: str
    name: str = ""
    until: float = 0.0
    process: Any = None
    pipe: Any = None

    def give(self, path: Path, name: str, limit: float) -> None:
        """One more file."""
        if self.process is None:
            self.pipe, other = multiprocessing.Pipe()
            self.process = multiprocessing.Process(target=_serve, args=(other, self.engine), daemon=True)
            self.process.start()
            other.close()
        self.name, self.until = name, monotonic() + limit
        self.pipe.send((path, name))

    def take(self) -> Verdict | None:
        """The verdict, once it is there or the time is over."""
        verdict = None
        try:
            if self.pipe.poll():
                verdict = self.pipe.recv()
        except EOFError:
            verdict = Verdict(self.name, failed="the process ended")
            self.stop()
        if verdict is None and monotonic() > self.until:
            verdict = Verdict(self.name, failed="time limit")
            self.stop()
        return verdict

    def stop(self) -> None:
        """Ends the process; the next file starts another."""
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.pipe.close()
        self.process = None


def judged(tasks: list[tuple[Path, str]], engine: str, jobs: int, limit: float) -> Iterator[Verdict]:
    """Every workbook judged, in the order in which they end."""
    waiting = list(reversed(tasks))
    idle, busy = [Worker(engine) for _ in range(jobs)], list[Worker]()
    while waiting or busy:
        while waiting and idle:
            worker = idle.pop()
            worker.give(*waiting.pop(), limit)
            busy.append(worker)
        wait([worker.pipe for worker in busy], timeout=1)
        for worker in list(busy):
            verdict = worker.take()
            if verdict is not None:
                busy.remove(worker)
                idle.append(worker)
                yield verdict
    for worker in idle:
        worker.stop()


def marks(path: Path) -> int:
    """Formulas of a file that was not judged, counted in its bytes."""
    import zipfile

    try:
        with zipfile.ZipFile(path) as archive:
            return sum(
                len(FORMULA_MARK.findall(archive.read(part)))
                for part in archive.namelist()
                if part.startswith("xl/worksheets/")
            )
    except Exception:
        return 0


def report(verdicts: list[Verdict], paths: dict[str, Path], engine: str) -> Iterator[str]:
    """The tables."""
    with_formulas = [one for one in verdicts if one.formulas]
    failed = [one for one in verdicts if one.failed]
    whole = sum(not one.failed and not one.wrong and not one.refused for one in with_formulas)
    lost = sum(marks(paths[one.name]) for one in failed)
    yield f"Engine {engine}: {len(verdicts)} files, {len(with_formulas)} with judged formulas,"
    yield f"{whole} of them wholly equal; {len(failed)} files not read or not computed ({lost} formulas)."
    yield ""
    headings = ("judged", "equal", "wrong", "nearly", "not recalculated", "file failed", "equal %", "wrong %")
    yield f"| cells | {' | '.join(headings)} of computed |"
    yield "| --- |" + " ---: |" * len(headings)
    for label, kinds in (("all", (True, False)), ("steady", (True,))):
        equal = sum(one.equal[kind] for one in verdicts for kind in kinds)
        wrongs = [two for one in verdicts for two in one.wrong if two.steady in kinds]
        wrong, close = len(wrongs), sum(same(two.cached, two.found, NEARLY) for two in wrongs)
        kept = sum(n for one in verdicts for (_, steady), n in one.refused.items() if steady in kinds)
        lost = sum(one.steady if label == "steady" else one.formulas for one in verdicts if one.failed)
        judged_cells = equal + wrong + kept + lost
        yield (
            f"| {label} | {judged_cells} | {equal} | {wrong} | {close} | {kept} | {lost} "
            f"| {100 * equal / max(1, judged_cells):.2f} | {100 * wrong / max(1, equal + wrong):.2f} |"
        )
    wrongs = [two for one in verdicts for two in one.wrong if two.steady]
    cells = Counter(name for one in wrongs for name in functions_of(one.formula))
    first = Counter(name for one in wrongs if one.first for name in functions_of(one.formula))
    yield from _table(
        "Wrong, steady, by function of the formula",
        ("function", "cells", "first ones"),
        sorted(((name, cells[name], first[name]) for name in cells), key=lambda row: (-row[2], -row[1]))[:60],
    )
    reasons = Counter[str]()
    for one in verdicts:
        for (reason, steady), count in one.refused.items():
            if steady:
                reasons[reason] += count
    yield from _table(
        "Not recalculated, steady, by reason",
        ("reason", "cells"),
        [tuple(row) for row in reasons.most_common(40)],
    )
    yield from _table(
        "Files not judged or not computed",
        ("file", "why", "formulas"),
        [(one.name, one.failed, marks(paths[one.name])) for one in failed],
    )


def _table(title: str, headings: tuple[str, ...], rows: list[Any]) -> Iterator[str]:
    if not rows:
        return
    yield from ("", title, "", f"| {' | '.join(headings)} |", "|" + " --- |" * len(headings))
    for row in rows:
        yield "| " + " | ".join(str(item).replace("|", "¦") for item in row) + " |"


def functions_of(formula: str) -> set[str]:
    """Names of the functions of a formula; "operators" when it calls none."""
    names = {PREFIXES.sub("", name).upper() for name in FUNCTION.findall(TEXT.sub("", formula))}
    return names or {"operators"}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--engine", choices=sorted(ENGINES), default="own")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=float, default=20.0, help="seconds a file")
    parser.add_argument("--list", type=int, nargs="?", const=10**9, default=0, help="wrong cells, at most N")
    options = parser.parse_args()
    paths = {
        str(path.relative_to(folder.parent)): path
        for folder in options.folders
        for path in (sorted(folder.rglob("*.xls[xm]")) if folder.is_dir() else [folder])
    }
    tasks = [(path, name) for name, path in paths.items()]
    verdicts = sorted(judged(tasks, options.engine, options.jobs, options.limit), key=lambda one: one.name)
    print("\n".join(report(verdicts, paths, options.engine)))
    shown = [two for one in verdicts for two in one.wrong if two.steady]
    for one in sorted(shown, key=lambda one: not one.first)[: options.list]:
        fields = dataclasses.asdict(one)
        print("{cell}\t={formula}\tExcel {cached!r}\there {found!r}\tfirst {first}".format(**fields))
    return 0


if __name__ == "__main__":
    sys.exit(main())
