"""LibreOffice as an independent judge of what our engine computes.

`libreoffice_values` recalculates a workbook with LibreOffice. `judge` does it for a workbook that calls our
functions, which LibreOffice lacks here: it is given the values of the calls, and computes all the rest, the
arguments of the calls included.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell as OpenpyxlCell
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from tests.shared import need
from udfs.serials import serial_from_date
from xlsync.recalc import Address, Area, Call, CellView, Evaluation, book_of, evaluate
from xlsync.recalc.cached import same
from xlsync.recalc.linking import Prepared, prepare
from xlsync.recalc.ours import CATALOGUE, Functions, identity, invoke
from xlsync.recalc.structured import ESCAPES, mask_escapes
from xlsync.recalc.values import kind
from xlsync.recalc.view import Book
from xlsync.workbook import Workbook
from xlsync.workbook.values import ErrorValue, cell_name, column_letters

RECALCULATE_ON_LOAD = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def libreoffice_values(path: Path | str) -> dict[tuple[str, str], Any]:
    """Values of every cell that LibreOffice finds after a forced recalculation.

    Args:
        path: The workbook; it is copied, never changed.

    Returns:
        By (sheet, "A1"): number, text, boolean or `ErrorValue`; blanks are left out.
    """
    program = need("soffice")
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        (room / "profile" / "user").mkdir(parents=True)
        (room / "profile" / "user" / "registrymodifications.xcu").write_text(RECALCULATE_ON_LOAD)
        (room / "out").mkdir()
        copy = room / "workbook.xlsx"
        shutil.copyfile(path, copy)
        subprocess.run(
            [
                program,
                f"-env:UserInstallation={(room / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                str(room / "out"),
                str(copy),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        return _read(room / "out" / "workbook.xlsx")


def _read(path: Path) -> dict[tuple[str, str], Any]:
    book = openpyxl.load_workbook(path, data_only=True)
    found = {
        (sheet.title, cell.coordinate): _value(cell)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    book.close()
    return found


def _value(cell: OpenpyxlCell) -> Any:
    if cell.data_type == "e":
        return ErrorValue(cell.value)
    if isinstance(cell.value, date):
        return serial_from_date(cell.value)
    if isinstance(cell.value, timedelta):
        return cell.value / timedelta(days=1)
    if isinstance(cell.value, time):
        return (datetime.combine(date.min, cell.value) - datetime.min) / timedelta(days=1)
    return (
        float(cell.value) if isinstance(cell.value, int) and not isinstance(cell.value, bool) else cell.value
    )


SCRATCH = "_juge"
MASKS = {ord(mark): pair for pair, mark in ESCAPES.items()}


@dataclass(slots=True)
class Judgement:
    """What the judge found.

    Attributes:
        formulas: Formula cells compared.
        calls: Calls of our functions compared.
        different: Cells whose values differ: address, ours, LibreOffice's.
        different_calls: Calls whose value differs once LibreOffice has computed the arguments: text of the
            call, value used, value obtained.
        not_judged: Cells that our engine could not compute, with the function.
        error_kinds: Cells that are #NUM! or #REF! here and #VALUE! there, which is how LibreOffice writes
            its own "Err:502" into a workbook.
    """

    formulas: int = 0
    calls: int = 0
    different: list[tuple[str, Any, Any]] = field(default_factory=list)
    different_calls: list[tuple[str, Any, Any]] = field(default_factory=list)
    not_judged: list[tuple[str, str]] = field(default_factory=list)
    error_kinds: list[str] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        """Nothing differs and everything was judged."""
        return not (self.different or self.different_calls or self.not_judged)


@dataclass(slots=True)
class _Asked:
    """One call as a formula writes it: its text, that of its arguments, where its values stand."""

    text: str
    name: str
    arguments: list[str]
    own_calls: list[int]
    home: Address
    record: Call | None = None
    area: Area | None = None
    argument_areas: list[Area | None] = field(default_factory=list)


def judge(path: Path | str, *, date: date | None = None, functions: Functions = CATALOGUE) -> Judgement:
    """Compares our engine with LibreOffice on a workbook that calls our functions.

    LibreOffice receives a copy in which each call is a reference to the value that our engine found, while
    the arguments of each call stand as formulas of their own in a scratch sheet.

    Args:
        path: The workbook; it is not changed.
        date: What TODAY and NOW give in our engine.
        functions: Our functions by identity.
    """
    view = replace(book_of(Workbook.open(path)), language="en")  # that of LibreOffice here
    evaluation = evaluate(view, date=date, functions=functions)
    skipped = {one.cell for one in evaluation.not_recalculated}
    asked, replaced = _replace_calls(view, skipped, functions)
    _record(view, asked, date, functions)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.xlsx"
        _write_copy(Path(path), copy, view, asked, replaced)
        theirs = libreoffice_values(copy)
    judgement = Judgement()
    _compare_cells(evaluation, theirs, judgement)
    for one in asked:
        _compare_call(one, theirs, functions, judgement)
    return judgement


def _replace_calls(
    view: Book, skipped: set[Address], functions: Functions
) -> tuple[list[_Asked], dict[Address, list[Any]]]:
    """Every call, innermost first, and for each formula that holds some, its text in pieces.

    A piece is a text, or the number of a call.
    """
    asked: list[_Asked] = []
    replaced: dict[Address, list[Any]] = {}
    for cell, formula in view.formulas().items():
        if cell in skipped:
            continue
        prepared = prepare(view, formula, cell)
        calls_ours = any(identity(name, functions) for name in prepared.functions)
        if not calls_ours and not _beyond_libreoffice(formula):
            continue
        before = asked[:]
        pieces = _pieces(tokens_of(prepared.plain), functions, asked, cell)
        as_written = _pieces(tokens_of(formula), functions, before, cell)
        keeps = len(before) == len(asked) and not _beyond_libreoffice(formula)
        replaced[cell] = as_written if keeps else pieces
    return asked, replaced


def tokens_of(formula: str) -> list[Token]:
    """Tokens of a formula by openpyxl, the escapes of its structured references masked."""
    return list(Tokenizer("=" + mask_escapes(formula)).items)


def _beyond_libreoffice(formula: str) -> bool:
    """A structured reference that LibreOffice 7.4 does not read: without its table, or to other rows."""
    references = [token.value for token in tokens_of(formula) if token.value.endswith("]")]
    rows = ("[#totals]", "[#headers]", "[#all]", "[#data]")
    return any(one.startswith("[") or any(row in one.lower() for row in rows) for one in references)


def _pieces(tokens: list[Token], functions: Functions, asked: list[_Asked], home: Address) -> list[Any]:
    pieces: list[Any] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        opening = token.type == Token.FUNC and token.subtype == Token.OPEN
        name = identity(token.value[:-1], functions) if opening else None
        if name is None:
            pieces.append(token.value.translate(MASKS))
            position += 1
            continue
        end = _closing(tokens, position)
        arguments = [_pieces(part, functions, asked, home) for part in _split(tokens[position + 1 : end])]
        text = "".join(token.value for token in tokens[position : end + 1]).translate(MASKS)
        texts = ["".join(f"\x00{p}\x00" if isinstance(p, int) else p for p in part) for part in arguments]
        asked.append(
            _Asked(text, name, texts, [p for part in arguments for p in part if isinstance(p, int)], home)
        )
        pieces.append(len(asked) - 1)
        position = end + 1
    return pieces


def _closing(tokens: list[Token], start: int) -> int:
    depth = 0
    for position in range(start, len(tokens)):
        depth += (tokens[position].subtype == Token.OPEN) - (tokens[position].subtype == Token.CLOSE)
        if depth == 0:
            return position
    raise AssertionError("unbalanced formula")


def _split(tokens: list[Token]) -> Iterator[list[Token]]:
    """The arguments between commas at the first level; none for an empty call."""
    if not tokens:
        return
    depth, part = 0, []
    for token in tokens:
        depth += (token.subtype == Token.OPEN) - (token.subtype == Token.CLOSE)
        if depth == 0 and token.type == Token.SEP:
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _record(view: Book, asked: list[_Asked], date: date | None, functions: Functions) -> None:
    """Computes each call on its own, whatever branch it stands in, and gives it a place to stand."""
    scratch = {
        (number, 1): CellView(None, _at_home(one.text, one.home)) for number, one in enumerate(asked, 1)
    }
    book = Book({**view.sheets, SCRATCH: scratch}, view.tables, view.names, view.date1904)
    evaluation = evaluate(book, date=date, functions=functions)
    for call in evaluation.calls:
        if call.cell.sheet == SCRATCH:
            asked[call.cell.row - 1].record = call
    row = 1
    for one in asked:
        assert one.record is not None, f"not computed: {one.text}"
        column, values = 1, [one.record.result, *one.record.arguments]
        areas = []
        for value in values:
            height, width = (len(value), len(value[0])) if isinstance(value, list) else (1, 1)
            areas.append(Area(SCRATCH, row, column, row + height - 1, column + width - 1))
            column += width + 1
        one.area, one.argument_areas = areas[0], list(areas[1:])
        row = max(area.bottom for area in areas) + 2


def _at_home(text: str, home: Address) -> str:
    """ROW() and COLUMN() as numbers, for an expression moved to another cell."""
    return text.replace("ROW()", str(home.row)).replace("COLUMN()", str(home.column))


def _write_copy(
    path: Path, copy: Path, view: Book, asked: list[_Asked], replaced: dict[Address, list[Any]]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, keep_vba=False)
    for cell, pieces in replaced.items():
        text = "=" + "".join(str(asked[p].area) if isinstance(p, int) else p for p in pieces)
        array = view.cell(cell).array
        place = cell_name(cell.row, cell.column)
        book[cell.sheet][place] = ArrayFormula(array.local.replace("$", ""), text) if array else text
    scratch = book.create_sheet(SCRATCH)
    for one in asked:
        assert one.record is not None
        assert one.area is not None
        _put(scratch, one.area, one.record.result)
        for position, text in enumerate(one.arguments):
            _put_argument(scratch, view, asked, one, position, text)
    book.save(copy)
    book.close()


def _put_argument(
    scratch: Worksheet, view: Book, asked: list[_Asked], one: _Asked, position: int, text: str
) -> None:
    """Writes an argument as a formula, unless it is a plain reference or nothing at all."""
    area = one.argument_areas[position]
    assert area is not None
    expression = re.sub("\x00(\\d+)\x00", lambda match: str(asked[int(match[1])].area), text).strip()
    reference = _plain_reference(view, expression, one.home) if expression else None
    if not expression:
        one.argument_areas[position] = None
    elif reference is not None:
        one.argument_areas[position] = reference
    else:
        formula = "=" + _at_home(expression, one.home)
        place = cell_name(area.top, area.left)
        scratch[place] = formula if area.is_cell else ArrayFormula(area.local.replace("$", ""), formula)


def _plain_reference(view: Book, expression: str, home: Address) -> Area | None:
    if SCRATCH in expression:
        return None
    prepared: Prepared = prepare(view, expression, home)
    value = prepared.reads[0] if prepared.plain == str(next(iter(prepared.reads), None)) else None
    return value if isinstance(value, Area) else None


def _put(sheet: Worksheet, area: Area, value: Any) -> None:
    rows = value if isinstance(value, list) else [[value]]
    for row, line in enumerate(rows):
        for column, one in enumerate(line):
            cell = sheet.cell(area.top + row, area.left + column, None if one == "" else one)
            if one == "":
                cell.value = '=""'
            elif kind(one) == "text":
                cell.data_type = "s"


def _same(ours: Any, theirs: Any) -> bool:
    return same(ours, theirs) or (ours == "" and theirs is None)


def _compare_cells(evaluation: Evaluation, theirs: dict[tuple[str, str], Any], judgement: Judgement) -> None:
    judgement.not_judged = [(str(one.cell), one.function) for one in evaluation.not_recalculated]
    for cell, ours in evaluation.values.items():
        if cell in evaluation.kept:
            continue
        judgement.formulas += 1
        found = theirs.get((cell.sheet, cell_name(cell.row, cell.column)))
        if _same(ours, found):
            continue
        if kind(ours) == kind(found) == "error" and found == "#VALUE!" and ours in ("#NUM!", "#REF!"):
            judgement.error_kinds.append(str(cell))
        else:
            judgement.different.append((str(cell), ours, found))


def _compare_call(
    one: _Asked, theirs: dict[tuple[str, str], Any], functions: Functions, judgement: Judgement
) -> None:
    assert one.record is not None
    judgement.calls += 1
    arguments = tuple(
        None if area is None else _values(area, ours, theirs)
        for area, ours in zip(one.argument_areas, one.record.arguments, strict=True)
    )
    found = invoke(functions[one.name], arguments)
    if not all(_same(a, b) for a, b in zip(_flat(one.record.result), _flat(found), strict=False)) or len(
        list(_flat(found))
    ) != len(list(_flat(one.record.result))):
        judgement.different_calls.append((one.text, one.record.result, found))


def _values(area: Area, ours: Any, theirs: dict[tuple[str, str], Any]) -> Any:
    """What LibreOffice computed in an area, in the shape of our argument."""
    if not isinstance(ours, list):
        return theirs.get((area.sheet, cell_name(area.top, area.left)))
    return [
        [
            theirs.get((area.sheet, f"{column_letters(area.left + column)}{area.top + row}"))
            for column in range(len(line))
        ]
        for row, line in enumerate(ours)
    ]


def _flat(value: Any) -> Iterable[Any]:
    return [one for row in value for one in row] if isinstance(value, list) else [value]
