"""Whatever is called with whatever: a value that a cell holds, or the cell keeps what it held.

The expectation is the property, not values.
"""

from __future__ import annotations

import logging
import multiprocessing
import random
from collections.abc import Iterator
from datetime import date
from multiprocessing.connection import Connection
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.xlsync.recalc.test_engine import book_with
from xlsync.recalc import NATIVES, Area, Book, CellView, TableView, evaluate
from xlsync.recalc.borrowed import BORROWED
from xlsync.recalc.explain import explain, render
from xlsync.recalc.foreign import SPECIAL
from xlsync.recalc.functions import NATIVE
from xlsync.recalc.functions.conditions import wildcards
from xlsync.recalc.values import VALUE
from xlsync.workbook import ErrorValue
from xlsync.workbook.values import MAX_TEXT

CELLS: dict[str, Any] = {
    "A1": 3.0, "A2": 1e308, "A3": -1e308, "A4": float("inf"), "A5": float("nan"), "A6": 45628.0,
    "B1": "abc", "B2": "x" * 40_000, "B3": "1E400", "B4": True, "B5": ErrorValue("#N/A"), "B6": None,
    "C1": "", "C2": -5.0, "C3": 20251231.0, "C4": 60.0, "C5": 1e-320, "C6": "*~",
}  # fmt: skip
NUMBERS = ["0", "1", "-1", "2.5", "1E+308", "-1E+308", "1E-308", "2958466", "20251231", "-5", "60", "1E400"]
TEXTS = [
    "", "abc", "1E400", "2 %", "2024-12-02", "9999-99-99", ">1E400", "*~", "yyyy", "mm/yy", "0.0", "0" * 40,
]  # fmt: skip
AREAS = [
    "A1:A6", "B1:B6", "A1:C6", "Z1:Z3", "Z1:AB3", "A:A", "1:1", "nom", "-A1:A6", "A2:A6*1E+308", "A1=A1:A6",
]  # fmt: skip
ARGUMENTS = [
    *(*NUMBERS, "9" * 400, "TRUE", "FALSE", "#N/A", "#DIV/0!", "#REF!"),
    *(f'"{text}"' for text in TEXTS),
    *(*AREAS, "", "Z1", "{1,2;3,4}", '{"a",TRUE;1,#N/A}'),
    *CELLS,
]
PIECES = [
    *"!#'\"(){}[];,:+-*/^&=<>%@ \n\t\x00", "A1", "$B$2:C3", "A:A", "1:1", "F!A1", "Z!A1", "'F", "#REF!",
    "1", "1E5", "1e", "9" * 5000, '"a"', "nom", "[1]F!A1", "TRUE", "XFE1", "A1048577", "A1:XFC1048575",
    "t[#All]", "t[[#This Row],[a'[b]]]", "t[", "IF(", "SUM(", "CHOOSE(", "_xlfn.IFNA(", "TEXT(",
    "PRET.ECHEANCE(", "A1#",
]  # fmt: skip


def calls(name: str, chance: random.Random) -> Iterator[str]:
    """Calls with as many arguments as the function takes, and with any number of them."""
    lazy = {
        "IF": (2, 3),
        "IFERROR": (2,),
        "IFNA": (2,),
        "CHOOSE": range(2, 9),
        "ROW": (0, 1),
        "COLUMN": (0, 1),
    }
    taken = [count for count in range(9) if name not in NATIVE or NATIVE[name].accepts(count)]
    taken = [*lazy.get(name, taken)]
    for rank in range(24):
        count = chance.choice(taken) if rank % 3 else chance.randrange(9)
        call = f"{name}({','.join(chance.choice(ARGUMENTS) for _ in range(count))})"
        more = f"{chance.choice('+-*/^&=<>')}{chance.choice(ARGUMENTS)}"
        yield call if rank % 4 < 2 else f"IFERROR({call},0){more}"


def is_held(value: Any) -> bool:
    """A cell can hold it."""
    number = isinstance(value, float) and abs(value) <= 1.7976931348623157e308
    return number or isinstance(value, bool) or (isinstance(value, str) and len(value) <= MAX_TEXT)


@pytest.mark.parametrize("date1904", [False, True])
@pytest.mark.parametrize("name", NATIVES)
def test_any_call_is_a_value_or_keeps_its_cell(
    name: str, date1904: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """No Python exception, and the net was not needed: nothing is told to developers."""
    caplog.set_level(logging.DEBUG, "xlsync.recalc")
    formulas = [*calls(name, random.Random(f"{name} {date1904}"))]
    book = book_with(CELLS, names={(None, "nom"): "F!$A$1:$A$3"}, date1904=date1904)
    for row, formula in enumerate(formulas, 10):
        book.sheets["F"][row, 4] = CellView(0.0, formula)
        book.sheets["F"][row, 6] = CellView(0.0, formula, Area("F", row, 6, row, 7))
    evaluation = evaluate(book, date=date(2026, 1, 1))
    wrong = {
        formulas[cell.row - 10]: value
        for cell, value in evaluation.values.items()
        if cell not in evaluation.kept and not is_held(value)
    }
    assert wrong == {}
    assert [record.getMessage() for record in caplog.records] == []
    assert len(evaluation.kept) < len(evaluation.values)


LARGE = ["1E+15", "5E+14", "1E+9", "1E+6", "1E+5", "0.5", "1E-9", "-1E+9", "{1E+9,2}"]
HELPED = sorted({*BORROWED, *SPECIAL})
"""Functions that the general engine computes, or that are written with others."""
CALLS, PROCESSES = 17, 2


def _wild(names: list[str], pipe: Connection) -> None:
    """Sends what is wrong with wild calls: values that no cell holds, faults of the program."""
    told: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: told.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("xlsync.recalc").addHandler(handler)
    wrong: dict[str, Any] = {}
    for name in names:
        chance = random.Random(name)
        most = len(BORROWED[name].kinds) if name in BORROWED else 4
        book = book_with(CELLS, names={(None, "nom"): "F!$A$1:$A$3"})
        formulas = []
        for row in range(10, 10 + CALLS):
            count = chance.choice([most, most, max(1, most - 1), chance.randrange(9)])
            given = (chance.choice(ARGUMENTS if chance.random() < 0.6 else LARGE) for _ in range(count))
            formulas.append(f"{name}({','.join(given)})")
            area = Area("F", row, 6, row, 7) if row % 2 else None
            book.sheets["F"][row, 6] = CellView(0.0, formulas[-1], area)
        try:
            evaluation = evaluate(book, date=date(2026, 1, 1))
        except BaseException as error:
            wrong[name] = repr(error)
            continue
        wrong |= {
            formulas[cell.row - 10]: value
            for cell, value in evaluation.values.items()
            if cell not in evaluation.kept and not is_held(value)
        }
    broken = tuple(f"{name} failed" for name in BORROWED)
    pipe.send((wrong, [one for one in told if not one.startswith(broken)]))


def test_wild_calls_of_the_general_engine() -> None:
    """No exception, no hang, no death of the process; a call that breaks the engine is #VALUE!."""
    assert len(HELPED) * CALLS > 6000
    context = multiprocessing.get_context("spawn")
    running = []
    for rank in range(PROCESSES):
        here, there = context.Pipe()
        process = context.Process(target=_wild, args=(HELPED[rank::PROCESSES], there), daemon=True)
        process.start()
        there.close()
        running.append((process, here))
    for process, pipe in running:
        try:
            assert pipe.poll(240), "a call never ends"
            assert pipe.recv() == ({}, [])
        finally:
            process.kill()


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12))
def test_any_text_is_a_formula_or_keeps_its_cell(pieces: list[str]) -> None:
    table = TableView("t", Area("F", 1, 1, 4, 2), ("a[b", "x"))
    cells = {(2, 1): CellView(3.0), (3, 1): CellView(0.0, "".join(pieces)), (9, 9): CellView(0.0, "1+1")}
    book = Book({"F": cells}, tables={"t": table}, names={(None, "nom"): "F!$A$2"})
    evaluation = evaluate(book)
    assert evaluation["F!I9"] == 2
    assert "F!A3" in render(explain(book, "F!A3", depth=2, evaluation=evaluation), "fr")


# --- wildcards, whose pattern is made so that none takes long


def matched(pattern: str, text: str) -> bool:
    """By trying every place, one sign after the other."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(matched(pattern[1:], text[start:]) for start in range(len(text) + 1))
    literal, rest = (pattern[1:2] or "~", pattern[2:]) if pattern[0] == "~" else (pattern[0], pattern[1:])
    same = bool(text) and (pattern[0] == "?" or text[0].casefold() == literal.casefold())
    return same and matched(rest, text[1:])


@given(st.text("aB*?~", max_size=7), st.text("abB*~", max_size=8))
def test_wildcards_match_what_they_say(pattern: str, text: str) -> None:
    assert (wildcards(pattern).fullmatch(text) is not None) == matched(pattern, text)


@given(st.text("aB*?~", min_size=1, max_size=5), st.text("abB*~", max_size=7))
def test_a_search_gives_the_first_place_that_matches(pattern: str, text: str) -> None:
    found = wildcards(pattern).search(text)
    ends = range(len(text) + 1)
    places = [start for start in ends if any(matched(pattern, text[start:end]) for end in ends[start:])]
    assert (found.start() if found else None) == (places[0] if places else None)


def test_many_stars_do_not_make_a_count_endless() -> None:
    cells = {"C1": "a" * 3000, "A1": f'=COUNTIF(C1,"{"*a" * 60}*b")', "A2": f'=SEARCH("{"a*" * 60}b",C1)'}
    evaluation = evaluate(book_with(cells))
    assert evaluation["F!A1"] == 0
    assert evaluation["F!A2"] == VALUE


def test_digits_that_are_no_number_do_not_make_a_count_endless() -> None:
    evaluation = evaluate(book_with({"C1": "1" * 30_000 + "x", "A1": "=COUNTIF(C1,5)", "A2": "=C1+1"}))
    assert evaluation["F!A1"] == 0
    assert evaluation["F!A2"] == VALUE
