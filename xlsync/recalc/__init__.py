"""Recalculation without a spreadsheet; see `docs.md`."""

from xlsync.recalc.cached import Difference, compare, refresh
from xlsync.recalc.compile import SUPPORTED
from xlsync.recalc.engine import Evaluation, NotRecalculated, evaluate
from xlsync.recalc.ours import Call
from xlsync.recalc.references import Area, Cell, parse_cell
from xlsync.recalc.view import Book, CellView, TableView, book_of

__all__ = [
    "SUPPORTED",
    "Area",
    "Book",
    "Call",
    "Cell",
    "CellView",
    "Difference",
    "Evaluation",
    "NotRecalculated",
    "TableView",
    "book_of",
    "compare",
    "evaluate",
    "parse_cell",
    "refresh",
]
