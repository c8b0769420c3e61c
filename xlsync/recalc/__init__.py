"""Recalculation without a spreadsheet; see `docs.md`.

Names are loaded when first asked for: what only reads a workbook needs no engine.
"""

from typing import TYPE_CHECKING

from xlsync import loaded_when_asked

if TYPE_CHECKING:
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

__getattr__ = loaded_when_asked(
    __name__,
    {
        "Difference": "cached",
        "compare": "cached",
        "refresh": "cached",
        "evaluate": "engine",
        "Call": "ours",
        "NATIVES": "planning",
        "Plan": "planning",
        "plan": "planning",
        "read_through": "planning",
        "Area": "references",
        "parse_cell": "references",
        "Evaluation": "results",
        "NotRecalculated": "results",
        "Book": "view",
        "CellView": "view",
        "TableView": "view",
        "book_of": "view",
        "Address": "references",
    },
)
