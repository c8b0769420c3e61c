"""Tables of lenders written by tests: figures in exact fractions, files in the three forms."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

from tests.xlsync.model.lived import Line
from tests.xlsync.model.tranches import DATES, RATE, TERMS, cents, definitive
from xlsync.annexbook.ods import MIME

FORMS = (".csv", ".xlsx", ".ods")
FRENCH = (
    "N°",
    "Date d’échéance",
    "Capital restant dû avant échéance",
    "Intérêts",
    "Amortissement",
    "Échéance",
)
ENGLISH = ("No.", "Due date", "Opening balance", "Interest", "Principal", "Payment")

Cell = str | int | float | date | None


@dataclass(frozen=True)
class Paid:
    """A payment as a lender prints it, in euros."""

    rank: int
    due: date
    balance: Fraction
    interest: Fraction
    principal: Fraction

    @property
    def paid(self) -> Fraction:
        return self.interest + self.principal

    @property
    def cells(self) -> list[Cell]:
        amounts = (self.balance, self.interest, self.principal, self.paid)
        return [self.rank, self.due, *(float(one) for one in amounts)]


Table = list[Paid]


def exact(rank: int = 1) -> Table:
    """The definitive table of a tranche, to the cent."""
    return [
        Paid(at, row.due, row.balance, row.interest, row.principal)
        for at, row in enumerate(definitive(rank), start=1)
    ]


def of_lines(lines: Sequence[Line]) -> Table:
    return [
        Paid(at, one.day, one.balance, one.interest, one.principal) for at, one in enumerate(lines, start=1)
    ]


def unrounded(capital: int, number: int, start: date, rate: Fraction = RATE) -> Table:
    """Nothing rounded inside, cents when printed: the payment that is printed need not add up."""
    payment, balance, rows = capital * rate / (1 - 1 / (1 + rate) ** number), Fraction(capital), []
    for at in range(1, number + 1):
        interest = balance * rate
        rows.append((at, start.replace(year=start.year + at), balance, interest, payment - interest, payment))
        balance -= payment - interest
    return [Printed(at, due, *(cents(one) for one in amounts)) for at, due, *amounts in rows]


@dataclass(frozen=True)
class Printed(Paid):
    """A payment whose amount is printed by itself."""

    printed: Fraction = Fraction(0)

    @property
    def paid(self) -> Fraction:
        return self.printed


def in_cents(
    capital: int,
    number: int,
    start: date,
    charge: Fraction,
    rate: Fraction | None = None,
    truncated: bool = False,
) -> Table:
    """Cents, whole yearly periods, the last payment settles.

    Args:
        capital: Capital.
        number: Payments.
        start: Value date.
        charge: Interest of one euro over a period.
        rate: What the payment is computed at; `charge` when left out.
        truncated: Interest is cut to the cent, not rounded.
    """
    solved = charge if rate is None else rate
    payment, balance, rows = cents(capital * solved / (1 - 1 / (1 + solved) ** number)), Fraction(capital), []
    for at in range(1, number + 1):
        full = balance * charge
        interest = Fraction(int(full * 100), 100) if truncated else cents(full)
        principal = balance if at == number else payment - interest
        rows.append(Paid(at, start.replace(year=start.year + at), balance, interest, principal))
        balance -= principal
    return rows


def of_tranche(rank: int, charge: Fraction, rate: Fraction | None = None, truncated: bool = False) -> Table:
    capital, number = TERMS[rank]
    return in_cents(capital, number, DATES[rank], charge, rate, truncated)


def later(table: Table, days: int) -> Table:
    return [replace(one, due=one.due + datetime.timedelta(days=days)) for one in table]


def changed(table: Table, rank: int, **others: object) -> Table:
    """The same table with one line otherwise."""
    return [replace(one, **others) if one.rank == rank else one for one in table]


# --- files


def lines_of(table: Table, headings: Sequence[str] = FRENCH) -> list[list[Cell]]:
    """The headings and a line a payment."""
    return [list(headings), *(one.cells for one in table)]


def write(path: Path, lines: Sequence[Sequence[Cell]], point: str = ",") -> Path:
    """A file of these lines, in the form that its name says."""
    _WRITE[path.suffix](path, lines) if path.suffix != ".csv" else _csv(path, lines, point)
    return path


def _csv(path: Path, lines: Sequence[Sequence[Cell]], point: str) -> None:
    def text(cell: Cell) -> str:
        if isinstance(cell, date):
            return f"{cell:%d/%m/%Y}" if point == "," else cell.isoformat()
        if isinstance(cell, float):
            shown = f"{cell:,.2f}"
            return (
                shown.replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ",") if point == "," else shown
            )
        return "" if cell is None else str(cell)

    path.write_text("".join(";".join(map(text, line)) + "\r\n" for line in lines), encoding="utf-8")


def _xlsx(path: Path, lines: Sequence[Sequence[Cell]]) -> None:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(path)
    book.close()


_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="Tableau">'
)
_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"
_MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def _ods(path: Path, lines: Sequence[Sequence[Cell]]) -> None:
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, line))}</table:table-row>" for line in lines)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIME, zipfile.ZIP_STORED)
        archive.writestr("content.xml", _HEAD + body + _TAIL)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    path.write_bytes(stream.getvalue())


def _ods_cell(cell: Cell) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, date):
        about = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, int | float):
        about = f'office:value-type="float" office:value="{cell}"'
    else:
        about = 'office:value-type="string"'
    return f"<table:table-cell {about}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


_WRITE: dict[str, Callable[[Path, Sequence[Sequence[Cell]]], None]] = {".xlsx": _xlsx, ".ods": _ods}
