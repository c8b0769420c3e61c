"""Recalculation: one workbook, one after the other, and many members of one template at once.

    python tests/bench/bench_recalc.py [NAME…]

Parts, all of them without a name: `members` (an annex of about 700 formulas with every input of each member
its own, against IronCalc kept open and against NumPy written by hand for that workbook), `scenarios`
(Intracting), `loads` (a file to its results, against IronCalc), `lengths` (columns of running sums and of
SUMIFS), `writes` (`recalc --write` of annexes of one kind, against LibreOffice's conversion of the same
files), `command` (the whole process, on a small file). Results of a peer are compared before its time is
taken. Leaves with 1 where a promise is not kept.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.members import fields  # noqa: E402
from tests.xlsync.recalc.workbooks import LOANS, YEARS, write_annex  # noqa: E402
from xlsync.recalc import Address, Book, CellView, book_of, evaluate, parse_cell  # noqa: E402
from xlsync.recalc.cached import same  # noqa: E402
from xlsync.recalc.runner import recalculate  # noqa: E402
from xlsync.recalc.template import Template  # noqa: E402
from xlsync.workbook import Workbook  # noqa: E402
from xlsync.workbook.values import cell_name  # noqa: E402

FAILED: list[str] = []
Columns = dict[Address, np.ndarray]


def judged(what: str, figure: float, limit: float, *, at_most: bool) -> str:
    """A figure beside its promise."""
    kept = figure <= limit if at_most else figure >= limit
    if not kept:
        FAILED.append(what)
    return f"{'at most' if at_most else 'at least'} {limit:g}{'' if kept else ', NOT KEPT'}"


def median(work: Callable[[], Any], rounds: int) -> float:
    """Seconds of processor, the middle one of the rounds."""
    return statistics.median(timed(work) for _ in range(rounds))


def rounds(*works: Callable[[], Any]) -> list[float]:
    """Seconds of processor of each, the middle one of five rounds in which they take turns."""
    times = [[timed(work) for work in works] for _ in range(5)]
    return [statistics.median(column) for column in zip(*times, strict=True)]


def timed(work: Callable[[], Any]) -> float:
    """Seconds of processor of one run."""
    start = time.process_time()
    work()
    return time.process_time() - start


# --- many members of one annex


def inputs_of(template: Template, count: int) -> Columns:
    """Every input of each member its own: whole years and numbers of payments, the rest within 40 %."""
    chance = np.random.default_rng(7)
    found: Columns = {}
    for cell, value in template.inputs.items():
        if not isinstance(value, float):
            continue
        if cell.sheet == "Paramètres" and cell.column == 3 and cell.row > 4:
            found[cell] = chance.integers(8, 15, count).astype(float)
        elif 2000 < value < 2100:
            found[cell] = value + chance.integers(0, 2, count)
        elif cell.column == 1:
            continue
        else:
            found[cell] = np.round(value * chance.uniform(0.6, 1.4, count), 4)
    return found


def by_hand(given: Columns, base: Callable[[str], float], count: int) -> dict[str, np.ndarray]:
    """The same workbook as a NumPy program that knows it: loans, programme, plan, cents rounded half up."""

    def column(sheet: str, letter: int, rows: range) -> np.ndarray:
        cells = [Address(sheet, row, letter) for row in rows]
        return np.array([given[cell] if cell in given else np.full(count, base(str(cell))) for cell in cells])

    def one(name: str) -> np.ndarray:
        cell = parse_cell(name)
        return given[cell] if cell in given else np.full(count, base(name))

    def cents(value: np.ndarray) -> np.ndarray:
        return np.copysign(np.floor(np.abs(value) * 100 + 0.5 + 1e-7) / 100, value)

    rate, price, inflation, first_year = (one(f"Paramètres!B{row}") for row in range(1, 5))
    amounts, lengths, starts = (column("Paramètres", letter, range(6, 9)) for letter in (2, 3, 4))
    factor = (1 + rate) ** lengths
    payments = cents(amounts * factor * rate / (factor - 1))
    programme = "Programme d'actions"
    years, costs, power, heat = (column(programme, letter, range(5, 25)) for letter in (2, 3, 4, 5))
    gains = power * price / 1000 + cents(heat * 95 / 1000)
    effect = years + 1
    ranks = np.arange(1, YEARS + 1)[:, None, None]
    capital = np.zeros((YEARS, len(LOANS), count))
    interest, part = np.zeros_like(capital), np.zeros_like(capital)
    for rank in range(YEARS):
        capital[rank] = amounts if rank == 0 else np.maximum(0, cents(capital[rank - 1] - part[rank - 1]))
        interest[rank] = cents(capital[rank] * rate)
        due, last = ranks[rank] < lengths, ranks[rank] == lengths
        part[rank] = np.where(due, payments - interest[rank], np.where(last, capital[rank], 0))
    paid = interest + part
    plan_years = first_year + np.arange(YEARS)[:, None]
    spent = np.where(years[:, None] == plan_years, costs[:, None], 0).sum(axis=0)
    lent = np.where(starts[:, None] == plan_years + 1, amounts[:, None], 0).sum(axis=0)
    saved = np.cumsum(np.where(effect[:, None] == plan_years, gains[:, None], 0).sum(axis=0), axis=0)
    indexed = cents(saved * (1 + inflation) ** (plan_years - first_year))
    loan_years = starts + ranks - 1
    owed = np.where(loan_years[None] == plan_years[:, None, None], paid[None], 0).sum(axis=1).sum(axis=1)
    balance = indexed - owed
    shares = costs / costs.sum(axis=0)
    covered = np.where(owed == 0, 0, indexed / np.where(owed == 0, 1, owed))
    kept = np.where((owed > 0) & (balance < 0), np.maximum(0, indexed), np.minimum(indexed, owed))
    flows = sum(balance[rank] / (1 + rate) ** (rank + 1) for rank in range(YEARS))
    return {
        "E": saved,
        "F": indexed,
        "J": owed,
        "K": balance,
        "L": np.cumsum(balance, axis=0),
        "M": covered,
        "O": kept,
        "B": spent,
        "C": lent,
        "parts": shares,
        "npv": cents(flows),
    }


def members(folder: Path) -> None:
    """An annex of some 700 formulas."""
    path = folder / "annexe.xlsx"
    write_annex(path)
    template = Template(Workbook.open(path))
    print(
        f"\nAn annex of {len(template.outputs)} formulas, {len(template.inputs)} inputs; every result is read"
    )
    kept = ironcalc_kept(path, template)

    def base(name: str) -> float:
        return float(template.book.cell(parse_cell(name)).value)

    for count, times in ((10_000, 30.0), (1_000, 15.0)):
        given = inputs_of(template, count)
        found = template.evaluate(given)
        hand = by_hand(given, base, count)
        for letter in "EFJKLMOBC":
            rank = ord(letter) - 64
            plan = np.array([found[Address("Plan", row, rank)] for row in range(5, 5 + YEARS)], float)
            assert np.allclose(plan, hand[letter], rtol=1e-9, atol=0.011), letter
        for member in (0, count - 1):
            theirs = kept(given, member)
            ours = {cell: _plain(found[cell].iloc[member]) for cell in template.outputs}
            wrong = [str(cell) for cell, value in ours.items() if not same(value, theirs[cell])]
            assert wrong == [], wrong[:5]
        times_taken = rounds(
            lambda given=given: template.evaluate(given),
            lambda given=given, count=count: by_hand(given, base, count),
            lambda given=given: [kept(given, member) for member in range(50)],
        )
        own, numpy, iron = (
            seconds / each for seconds, each in zip(times_taken, (count, count, 50), strict=True)
        )
        limit = judged(f"{count} members", iron / own, times, at_most=False)
        print(f"  N = {count}: {own * 1e6:.1f} µs a member; IronCalc kept open {iron * 1e6:.0f} µs")
        print(f"    {iron / own:.1f} times faster ({limit})")
        if count == 10_000:
            limit = judged("by hand", own / numpy, 10, at_most=True)
            print(f"    NumPy by hand {numpy * 1e6:.1f} µs: {own / numpy:.1f} times its time ({limit})")
    memory(path)


def memory(path: Path) -> None:
    """The highest that a process of its own takes for 10 000 members."""
    code = (
        "import sys; sys.path[:0] = sys.argv[2:]; import bench_recalc as b\n"
        "t = b.Template(b.Workbook.open(sys.argv[1])); t.evaluate(b.inputs_of(t, 10_000))\n"
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    folders = [str(ROOT), str(Path(__file__).parent)]
    command = [sys.executable, "-c", code, str(path), *folders]
    found = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1024
    limit = judged("memory", found, 300, at_most=True)
    print(f"  memory of a process that computes 10 000, at its highest: {found:.0f} MB ({limit})")


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else value


def ironcalc_kept(path: Path, template: Template) -> Callable[[Columns, int], dict[Address, Any]]:
    """One member after the other in a model that stays open: inputs set, all computed, results read."""
    import ironcalc

    model = ironcalc.create("annexe", "en", "UTC", "en")
    ranks = {sheet: rank for rank, sheet in enumerate(template.book.sheets)}
    for sheet, rank in ranks.items():
        if rank:
            model.add_sheet(sheet)
        else:
            model.rename_sheet(0, sheet)
    for sheet, cells in template.book.sheets.items():
        for place, view in cells.items():
            if isinstance(view.value, float) and view.formula is None:
                model.update_cell_with_number(ranks[sheet], *place, view.value)
            elif view.formula is None and view.value is not None:
                model.update_cell_with_text(ranks[sheet], *place, str(view.value))
    for cell, ready in template.plan.prepared.items():  # it has no names that stand for formulas
        model.update_cell_with_formula(ranks[cell.sheet], cell.row, cell.column, f"={ready.plain}")

    def run(given: Columns, member: int) -> dict[Address, Any]:
        for cell, values in given.items():
            model.update_cell_with_number(ranks[cell.sheet], cell.row, cell.column, float(values[member]))
        model.evaluate()
        places = ((cell, (ranks[cell.sheet], cell.row, cell.column)) for cell in template.outputs)
        return {cell: model.get_cell_value(*place) for cell, place in places}

    return run


# --- scenarios with our functions


def scenarios(folder: Path) -> None:
    """Prices, costs and savings of the shipped Intracting annex."""
    template = Template(Workbook.open(ROOT / "workbooks" / "intracting.xlsx"))
    chance, count, given = np.random.default_rng(1), 10_000, {}
    for cell, value in template.inputs.items():
        table = next((one for one in template.book.tables.values() if one.area.holds(cell)), None)
        heading = table.columns[cell.column - table.area.left] if table else ""
        if isinstance(value, float) and any(
            word in heading for word in ("Prix", "Coût", "Gain", "Économies")
        ):
            given[cell] = value * chance.uniform(0.7, 1.3, count)
    for member in (0, 17):
        alone = evaluate(
            template.book, overrides={str(cell): column[member] for cell, column in given.items()}
        )
        together = template.evaluate({cell: column[: member + 1] for cell, column in given.items()})
        assert all(_plain(together[cell].iloc[member]) == value for cell, value in alone.values.items())
    seconds = timed(lambda: template.evaluate(given))
    print(f"\nIntracting, {len(template.outputs)} formulas with our functions, {len(given)} inputs that vary")
    limit = judged("scenarios", seconds, 10, at_most=True)
    print(f"  {count} scenarios: {seconds:.2f} s of processor ({limit})")


# --- one workbook


def loads(folder: Path) -> None:
    """From a file to its results."""
    import ironcalc

    path = folder / "annexe.xlsx"
    write_annex(path)
    cells = [*book_of(Workbook.open(path)).formulas()]
    ranks = {sheet: rank for rank, sheet in enumerate(book_of(Workbook.open(path)).sheets)}

    def iron() -> None:
        model = ironcalc.load_from_xlsx(str(path), "en", "UTC", "en")
        model.evaluate()
        for cell in cells:
            model.get_cell_value(ranks[cell.sheet], cell.row, cell.column)

    evaluate(Workbook.open(path))
    ours, theirs = rounds(lambda: evaluate(Workbook.open(path)), iron)
    print(f"\nOne workbook of {len(cells)} formulas, a file to its results")
    limit = judged("loads", ours / theirs, 2, at_most=True)
    print(
        f"  {ours * 1e3:.1f} ms; IronCalc {theirs * 1e3:.1f} ms: {ours / theirs:.1f} times its time ({limit})"
    )
    shipped = ROOT / "workbooks" / "intracting.xlsx"
    count = evaluate(Workbook.open(shipped)).formulas
    seconds = median(lambda: evaluate(Workbook.open(shipped)), 5)
    print(f"  Intracting, {count} formulas: {seconds * 1e3:.0f} ms (IronCalc lacks our functions)")


def lengths(folder: Path) -> None:
    """Columns that sum what is above, or what is alike."""
    print("\nColumns of 1 000 and 20 000 formulas, µs a formula")
    for name, formula in (
        ("running sums", lambda row, count: f"SUM(A$1:A{row})"),
        ("SUMIFS on the column", lambda row, count: f"SUMIFS(A$1:A${count},C$1:C${count},C{row})"),
        ("a balance carried on", lambda row, count: f"B{row - 1}+A{row}" if row > 1 else "A1"),
    ):
        each = []
        for count in (1_000, 20_000):
            cells: dict[tuple[int, int], CellView] = {}
            for row in range(1, count + 1):
                cells[row, 1] = CellView(row % 7 + 0.25)
                cells[row, 3] = CellView(float(row % (count // 4)))
                cells[row, 2] = CellView(None, formula(row, count))
            book = Book({"F": cells})
            each.append(median(lambda book=book: evaluate(book), 3) / count * 1e6)
        limit = judged(name, each[1] / each[0], 2, at_most=True)
        print(f"  {name}: {each[0]:.1f} and {each[1]:.1f}, {each[1] / each[0]:.2f} times ({limit})")


# --- files


def writes(folder: Path) -> None:
    """Annexes of one kind, each with its own dates and amounts, against their conversion by LibreOffice."""
    count, few, draw = 1000, 20, random.Random(3)
    shipped = ROOT / "workbooks" / "mixeur.xlsx"
    template = Template(Workbook.open(shipped))
    typed = [one for one in fields(shipped, template) if isinstance(one.value, float)]
    files = []
    for rank in range(count):
        book, file = Workbook.open(shipped), folder / f"annexe-{rank}.xlsx"
        for one in typed:
            if one.cell.sheet != "Barème" and draw.random() < 0.7:  # thresholds in order are all alike
                book.sheet(one.cell.sheet).set_value((one.cell.row, one.cell.column), one.within(draw))
        for cell in template.outputs[:40]:
            book.sheet(cell.sheet).set_cached(cell_name(cell.row, cell.column), 0.0)
        book.save(file)
        files.append(file)
    [*recalculate(files[:2], write=False)]
    reading = timed(lambda: [book_of(Workbook.open(file)) and None for file in files]) / count
    seconds = timed(lambda: [*recalculate(files, write=True)]) / count
    program = shutil.which("soffice")
    print(f"\n`recalc --write` of {count} Mixeur annexes, ms a file")
    beyond = (seconds - reading) * 1e3
    limit = judged("writes", beyond, 3, at_most=True)
    print(f"  {seconds * 1e3:.1f}; reading each whole, {reading * 1e3:.1f}; beyond, {beyond:.1f} ({limit})")
    if program:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder / "out")]
        subprocess.run([*command, *map(str, files[:few])], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        theirs = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / few
        limit = judged("LibreOffice", theirs / seconds, 50, at_most=False)
        print(f"  LibreOffice {theirs * 1e3:.0f}: {theirs / seconds:.0f} times ours ({limit})")


def command(folder: Path) -> None:
    """The whole process on a small workbook, its modules compiled by a first run, as once installed."""
    import xlsxwriter

    path = folder / "petit.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("F").write_formula("A1", "=1+1")
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    around |= {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    times = []
    for _ in range(8):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "xlsync", "recalc", str(path)],
            cwd=ROOT,
            env=around,
            capture_output=True,
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    seconds = statistics.median(times[1:])
    limit = judged("command", seconds, 0.6, at_most=True)
    print(f"\n`xlsync recalc` on one small file: {seconds:.2f} s of processor ({limit})")


PARTS = {one.__name__: one for one in (members, scenarios, loads, lengths, writes, command)}


def main() -> int:
    """Runs the parts asked for."""
    for name in sys.argv[1:] or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            PARTS[name](Path(folder))
    print("\nnot kept: " + ", ".join(FAILED) if FAILED else "\nall kept")
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main())
