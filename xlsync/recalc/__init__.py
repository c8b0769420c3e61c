"""Recalculation without a spreadsheet; see `docs.md`."""

from xlsync.recalc.cached import Difference, compare, refresh
from xlsync.recalc.engine import evaluate
from xlsync.recalc.ours import Call
from xlsync.recalc.planning import NATIVES, Plan, plan, read_through
from xlsync.recalc.references import Area, parse_cell
from xlsync.recalc.results import Evaluation, NotRecalculated
from xlsync.recalc.view import Book, CellView, TableView, book_of
from xlsync.workbook.values import Address

__all__ = [
    "NATIVES",
    "Address",
    "Area",
    "Book",
    "Call",
    "CellView",
    "Difference",
    "Evaluation",
    "NotRecalculated",
    "Plan",
    "TableView",
    "book_of",
    "compare",
    "evaluate",
    "parse_cell",
    "plan",
    "read_through",
    "refresh",
]
