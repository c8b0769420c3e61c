"""Public workbooks edited and grown, judged by LibreOffice, openpyxl and lxml: kept, refused, broken.

    python tests/bench/judge_corpus.py [cells|tables]

`cells`: one cell changed, one added, one cleared in each file. Kept: no part lost, the others identical, the
sheet identical outside the cell; LibreOffice shows in all other cells the values of before, or those that it
shows where openpyxl makes the same edit: what is computed from the cell follows it.
`tables`: each table grown by 1 row, by 50, and shrunk by 1. Kept: every part is well-formed, openpyxl finds
the table where it should be; LibreOffice, made to compute every formula anew, finds the values of before (of
a table that loses a row: those of before with that row cleared), pivot tables apart, which it lays out anew.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from openpyxl import load_workbook

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.xlsync.workbook.corpus import (  # noqa: E402
    EDITS,
    UNREAD_BY_OPENPYXL,
    Edited,
    broken,
    edited,
    files,
    folder,
)
from tests.xlsync.workbook.templates import parts  # noqa: E402
from xlsync.errors import XlsyncError  # noqa: E402
from xlsync.workbook import Table, Workbook  # noqa: E402
from xlsync.workbook.relations import read_relations  # noqa: E402
from xlsync.workbook.resize_rows import resize_rows  # noqa: E402

Where = tuple[str, int, int]
Values = dict[Where, object]
GROWTHS = {"one row more": 1, "fifty rows more": 50, "one row less": -1}
BATCH, LIMIT = 20, 900


def shown(workbooks: dict[str, bytes], work: Path) -> dict[str, Values]:
    """What LibreOffice shows of each workbook, by name; a name is missing where it cannot open one."""
    names = list(workbooks)
    found: dict[str, Values] = {}
    for start in range(0, len(names), BATCH):
        chunk = names[start : start + BATCH]
        source, target = work / "source", work / "target"
        for place in (source, target):
            place.mkdir(exist_ok=True)
            for old in place.iterdir():
                old.unlink()
        for rank, name in enumerate(chunk):
            (source / f"{rank}.xlsx").write_bytes(workbooks[name])
        profile = f"-env:UserInstallation=file://{work / 'profile'}"
        words = ["soffice", "--headless", profile, "--convert-to", "xlsx", "--outdir", str(target)]
        given = [str(source / f"{rank}.xlsx") for rank in range(len(chunk))]
        try:
            subprocess.run([*words, *given], capture_output=True, timeout=LIMIT, check=False)
        except subprocess.TimeoutExpired:
            print(f"LibreOffice hangs on one of {chunk}", file=sys.stderr)
        for rank, name in enumerate(chunk):
            made = target / f"{rank}.xlsx"
            if made.exists():
                found[name] = read(made.read_bytes())
    return found


def read(data: bytes) -> Values:
    """Values of the cells of a file, by openpyxl."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), data_only=True)
    return {
        (sheet.title, cell.row, cell.column): cell.value
        for sheet in book.worksheets
        for cell in sheet._cells.values()  # iter_rows makes those that are not there, a million rows at times
        if cell.value is not None
    }


def same(one: object, other: object) -> bool:
    """Equal, numbers within 1e-9."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1.0, abs(one))
    return one == other


def judge_cells(work: Path) -> tuple[Counter[str], list[str]]:
    """Each file with one cell changed, added, cleared."""
    counts, told = Counter[str](), []
    waiting: dict[str, bytes] = {}
    edits = {}
    for name in files():
        data = (folder() / name).read_bytes()
        for edit in EDITS:
            key = f"{name}: {edit}"
            try:
                after = edited(data, edit)
            except XlsyncError as refusal:
                counts[f"{edit}: refused"] += 1
                told.append(f"{key}: refused, {refusal.text.en}")
                continue
            why = broken(data, after)
            counts[f"{edit}: {'broken' if why else 'kept'}"] += 1
            if why:
                told.append(f"{key}: BROKEN, {why}")
            waiting[name], waiting[key] = data, after.data
            edits[key] = (name, after)
    pages = shown(waiting, work)
    followed = {}
    for key, (name, after) in edits.items():
        if name not in pages:
            counts["LibreOffice does not open the original"] += 1
        elif key not in pages:
            counts["LibreOffice does not open it: broken"] += 1
            told.append(f"{key}: BROKEN, LibreOffice does not open it")
        elif other := differing(pages[name], pages[key], (after.sheet.name, *after.where)):
            followed[key] = by_openpyxl(waiting[name], after), other
        else:
            counts["LibreOffice: equal"] += 1
    peers = shown({key: data for key, (data, _) in followed.items()}, work)
    for key, (_, other) in followed.items():
        wrong = [one for one in other if not same(peers.get(key, {}).get(one), pages[key].get(one))]
        counts["LibreOffice: other values, broken" if wrong else "LibreOffice: equal, computed from it"] += 1
        if wrong:
            told.append(f"{key}: BROKEN, LibreOffice shows other values in {wrong[:4]}, {len(wrong)} in all")
    return counts, told


def differing(old: Values, new: Values, own: Where) -> list[Where]:
    """The cells that hold another value, but for the one that was edited."""
    return [one for one in {*old, *new} if one != own and not same(old.get(one), new.get(one))]


def by_openpyxl(data: bytes, after: Edited) -> bytes:
    """A file after the same edit, made by openpyxl, which keeps no value of a formula."""
    made = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data))
        cell = book[after.sheet.name].cell(*after.where)
        cell.value = after.new
        if isinstance(after.new, str):
            cell.data_type = "s"  # not the formula that openpyxl sees in a text that begins as one
        book.save(made)
    return made.getvalue()


def resized(data: bytes, table: Table, delta: int) -> bytes:
    """A workbook whose table has so many rows more, every formula without its value."""
    book = Workbook.from_bytes(data)
    if delta:
        resize_rows(book, table.display_name, table.data.last_row - table.data.first_row + 1 + delta)
    return without_values(book)


def cleared(data: bytes, table: Table) -> bytes:
    """A workbook whose table's last row holds nothing: what a table that loses it is compared with."""
    book = Workbook.from_bytes(data)
    sheet = book.sheet(table.sheet)
    for column in range(table.ref.first_column, table.ref.last_column + 1):
        if (table.data.last_row, column) in sheet.cells:
            sheet.set_value((table.data.last_row, column), None, over_formula=True)
    return without_values(book)


def without_values(book: Workbook) -> bytes:
    """The file, every formula without its value."""
    for sheet in book.worksheets():
        sheet.clear_cached()
    return book.to_bytes()


def unsound(name: str, data: bytes, table: Table, delta: int) -> str:
    """What lxml and openpyxl find wrong in a workbook whose table was resized."""
    for part, content in parts(data).items():
        if part.endswith((".xml", ".rels", ".vml")):
            try:
                etree.fromstring(content)
            except etree.XMLSyntaxError as error:
                return f"{part} is no XML: {error}"
    if name in UNREAD_BY_OPENPYXL:
        return ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        held = load_workbook(io.BytesIO(data))[table.sheet].tables[table.display_name]
    wanted = str(table.ref._replace(last_row=table.ref.last_row + delta))
    return "" if held.ref == wanted else f"the table is at {held.ref}, not {wanted}"


def of_pivots(data: bytes) -> set[str]:
    """Sheets with pivot tables, which LibreOffice lays out anew from the lines that came or went."""
    book = Workbook.from_bytes(data)
    return {
        entry.name
        for entry in book.sheets
        if any(one.kind == "pivotTable" for one in read_relations(book.package, entry.part))
    }


def moved(table: Table, delta: int, old: Values) -> Iterator[tuple[Where, Where]]:
    """Each cell of before that is still there, and where it is now."""
    last = table.data.last_row
    for sheet, row, column in old:
        inside = sheet == table.sheet and table.ref.first_column <= column <= table.ref.last_column
        if inside and last < row <= table.ref.last_row:
            yield (sheet, row, column), (sheet, row + delta, column)
        elif not (inside and last + min(delta, 0) < row <= last):
            yield (sheet, row, column), (sheet, row, column)


def judge_tables(work: Path) -> tuple[Counter[str], list[str]]:
    """Each table of the corpus, grown and shrunk."""
    counts, told = Counter[str](), []
    waiting: dict[str, bytes] = {}
    grown = {}
    for name in files():
        data = (folder() / name).read_bytes()
        try:
            tables = list(Workbook.from_bytes(data).tables.values())
        except XlsyncError:
            continue
        for table in tables:
            for label, delta in GROWTHS.items():
                key = f"{name}, {table.display_name}: {label}"
                try:
                    after = resized(data, table, delta)
                except XlsyncError as refusal:
                    counts[f"{label}: refused"] += 1
                    told.append(f"{key}: refused, {refusal.text.en}")
                    continue
                why = unsound(name, after, table, delta)
                counts[f"{label}: {'broken' if why else 'sound'}"] += 1
                if why:
                    told.append(f"{key}: BROKEN, {why}")
                before = name if delta > 0 else f"{name}, {table.display_name}"
                if before not in waiting:
                    waiting[before] = resized(data, table, 0) if delta > 0 else cleared(data, table)
                waiting[key] = after
                grown[key] = (before, table, delta, of_pivots(data))
    pages = shown(waiting, work)
    for key, (before, table, delta, pivots) in grown.items():
        if before not in pages or key not in pages:
            counts["LibreOffice does not open it: broken"] += 1
            told.append(f"{key}: LibreOffice does not open {'it' if before in pages else 'the original'}")
            continue
        old, new = pages[before], pages[key]
        other = [
            (f"{was[0]}!{was[1]},{was[2]}", old[was], new.get(now))
            for was, now in moved(table, delta, old)
            if not same(old[was], new.get(now))
        ]
        if other and pivots and all(where.rpartition("!")[0] in pivots for where, *_ in other):
            counts["LibreOffice: equal, pivot tables laid out anew"] += 1
            continue
        counts["LibreOffice: other values, broken" if other else "LibreOffice: equal"] += 1
        if other:
            told.append(f"{key}: LibreOffice finds other values: {other[:4]}, {len(other)} in all")
    return counts, told


def main() -> int:
    """Runs, prints, judges."""
    what = sys.argv[1] if len(sys.argv) > 1 else "cells"
    with tempfile.TemporaryDirectory() as work:
        counts, told = (judge_tables if what == "tables" else judge_cells)(Path(work))
    print("\n".join(told), "\n")
    for label, count in sorted(counts.items()):
        print(f"{count:5d}  {label}")
    return int(any("broken" in label for label in counts))


if __name__ == "__main__":
    sys.exit(main())
