"""Formulas as trees, and trees as formulas.

A formula is first brought to its form: each reference says how far it is from the cell of the formula, so
that the formulas of a column are one text, which is parsed once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from xlsync.recalc.references import Area
from xlsync.recalc.structured import mask_escapes, unmask
from xlsync.recalc.values import ERRORS, Unsupported, held
from xlsync.workbook.values import MAX_COLUMN, MAX_ROW, ErrorValue, column_number

UNREADABLE = "formule illisible"
EXACT = 2**53
"""Whole numbers below it are kept whole."""
MAX_DEPTH = 200
"""Nested signs and parentheses; Excel takes 64 levels of functions."""
PREFIXES = ("_XLFN.", "_XLWS.")


class Bound(NamedTuple):
    """One side of a reference: a row or a column, or how far it is from that of the formula."""

    relative: bool
    at: int

    def of(self, home: int, last: int) -> int:
        """The row or column seen from a cell; beyond the sheet, it comes round to its other side."""
        return (home + self.at - 1) % last + 1 if self.relative else self.at


class Const(NamedTuple):
    """A number, a text, a boolean or an error written in the formula; None for an argument left empty."""

    value: Any


class Ref(NamedTuple):
    """Cells, seen from the cell of the formula.

    Attributes:
        sheet: As written, or the sheet of the formula once it is linked; "" where none is written.
    """

    sheet: str
    top: Bound
    left: Bound
    bottom: Bound
    right: Bound

    def area(self, sheet: str, row: int, column: int) -> Area:
        """The cells meant by a formula of that cell."""
        own, first_row, first_column, last_row, last_column = self
        top, left = first_row.of(row, MAX_ROW), first_column.of(column, MAX_COLUMN)
        bottom = top if last_row == first_row else last_row.of(row, MAX_ROW)
        right = left if last_column == first_column else last_column.of(column, MAX_COLUMN)
        if top > bottom:
            top, bottom = bottom, top
        if left > right:
            left, right = right, left
        return Area(own or sheet, top, left, bottom, right)

    @property
    def is_cell(self) -> bool:
        """One cell, whatever the cell of the formula."""
        return self.top == self.bottom and self.left == self.right


class First(Ref):
    """A range of which the first cell is seen, but where an array of conditions chooses among its cells."""

    __slots__ = ()

    @property
    def cell(self) -> Ref:
        """The first cell."""
        return Ref(self.sheet, self.top, self.left, self.top, self.left)


class Name(NamedTuple):
    """A defined name, with the sheet written before it."""

    sheet: str
    name: str


class Structured(NamedTuple):
    """A structured reference, its escapes masked."""

    text: str


class Call(NamedTuple):
    """A function; upper case, without Excel's prefixes."""

    name: str
    arguments: tuple[Node, ...]


class Op(NamedTuple):
    """An operator: `u-` and `u+` before one operand, `%` and `#` after it, others between two."""

    sign: str
    operands: tuple[Node, ...]


class Table(NamedTuple):
    """An array of constants, row by row."""

    rows: tuple[tuple[Any, ...], ...]


class Held(NamedTuple):
    """What is computed already: a `Vector`."""

    value: Any


Node: TypeAlias = "Const | Ref | Name | Structured | Call | Op | Table | Held"

# --- forms

MARK, END = "\x01", "\x02"
_BRACKETS = r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]"
_SPOTS = re.compile(
    rf"""
    "(?:[^"]|"")*" | '(?:[^']|'')*' | {_BRACKETS}
    | (?<![\w.$\\?]) (?:
        (\$?)([A-Za-z]{{1,3}})(\$?)([1-9]\d{{0,6}}) (?![\w.(!\\?\[])
        | (\$?)([A-Za-z]{{1,3}}):(\$?)([A-Za-z]{{1,3}}) (?![\w.(!\\?\[])
        | (\$?)([1-9]\d{{0,6}}):(\$?)([1-9]\d{{0,6}}) (?![\w.(!\\?\[])
      )
    """,
    re.VERBOSE,
)


def form_of(formula: str, row: int, column: int) -> str:
    """The form of a formula: the same text for every formula that says the same seen from its cell.

    Args:
        formula: Text without the "=" sign.
        row: Of the cell.
        column: Of the cell.

    Examples:
        >>> form_of("A1*$B$2", 1, 3) == form_of("A5*$B$2", 5, 3) != form_of("A5*B2", 5, 3)
        True
    """
    written, places = (_of_short if len(formula) <= SHORT else _of_long)(formula)
    if not places:
        return written
    return written % tuple([at - row if at > 0 else -at - column for at in places])


def _pattern(formula: str) -> tuple[str, tuple[int, ...]]:
    """The form of a formula wherever it stands.

    Returns:
        The form, with `%d` for each distance, and what each is a distance to: a row, or a column with the
        sign "-". Without any distance, the form itself.
    """
    if MARK in formula or END in formula:
        raise Unsupported(UNREADABLE)
    if "\r" in formula or "\t" in formula:
        formula = formula.replace("\r", "").replace("\t", " ")
    if "'" in formula and "[" in formula:
        formula = mask_escapes(formula)
    places: list[int] = []

    def side(fixed: str, at: int, place: int) -> str:
        if fixed:
            return str(at)
        places.append(place)
        return "@%d"

    def spot(match: re.Match[str]) -> str:
        kind = match.lastindex
        if kind is None:
            return match[0]
        if kind == 4:
            fixed_column, letters, fixed_row, digits = match.group(1, 2, 3, 4)
            column, row = column_number(letters), int(digits)
            if column > MAX_COLUMN or row > MAX_ROW:
                return match[0]
            if not fixed_row:
                places.append(row)
                digits = "@%d"
            if not fixed_column:
                places.append(-column)
            return f"{MARK}{digits},{column if fixed_column else '@%d'}{END}"
        if kind == 8:
            first, last = column_number(match[6]), column_number(match[8])
            if max(first, last) > MAX_COLUMN:
                return match[0]
            return f"{MARK}C{side(match[5], first, -first)},{side(match[7], last, -last)}{END}"
        first, last = int(match[10]), int(match[12])
        if max(first, last) > MAX_ROW:
            return match[0]
        return f"{MARK}R{side(match[9], first, first)},{side(match[11], last, last)}{END}"

    written = _SPOTS.sub(spot, formula.replace("%", "%%"))
    return (written, tuple(places)) if places else (written.replace("%%", "%"), ())


SHORT = 128
_of_short, _of_long = lru_cache(maxsize=32_768)(_pattern), lru_cache(maxsize=1_024)(_pattern)
"""Many short formulas are kept, and few long ones, whose references take more memory than their text."""


# --- tokens

_SHEET = r"(?:'(?:[^']|'')*'|[\w.\\?€$£-]*\[[^\[\]]*\][\w.]*|[^\W\d][\w.\\?]*(?::[^\W\d][\w.\\?]*)?)!"
_TOKEN = re.compile(
    rf"""
    (?P<space>[ \n]+)
    | (?P<text>"(?:[^"]|"")*")
    | (?P<error>\#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA
        |SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!))
    | (?P<badref>{_SHEET}\#REF!)
    | (?P<ref>(?P<sheet>{_SHEET})?\x01(?P<kind>[CR]?)(?P<first>@?-?\d+),(?P<second>@?-?\d+)\x02)
    | (?P<call>(?:[^\W\d]|[_\\])[\w.\\?]*\()
    | (?P<table>(?:(?:[^\W\d]|[_\\])[\w.\\?]*)?{_BRACKETS}(?!\w*!))
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[Ee][+-]?\d+)?)
    | (?P<name>(?P<scope>{_SHEET})?(?:[^\W\d]|[_\\])[\w.\\?]*)
    | (?P<sign><=|>=|<>|[-+*/^&=<>%:,;(){{}}@\#!])
    """,
    re.VERBOSE | re.IGNORECASE,
)

_BINDING = {
    "=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1,
    "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5,
}  # fmt: skip
_PREFIX, _RANGE, _INTERSECTION = 7, 9, 8


class _Token(NamedTuple):
    kind: str
    text: str
    match: re.Match[str]
    spaced: bool


def _tokens(form: str) -> Iterator[_Token]:
    position, spaced = 0, False
    while position < len(form):
        match = _TOKEN.match(form, position)
        if match is None:
            raise Unsupported(UNREADABLE)
        position = match.end()
        kind = next(name for name in _KINDS if match[name] is not None)
        if kind == "space":
            spaced = True
            continue
        yield _Token(kind, match[0], match, spaced)
        spaced = False


_KINDS = ("space", "sign", "ref", "number", "call", "text", "table", "name", "error", "badref")


class _Reader:
    def __init__(self, form: str) -> None:
        self._tokens = list(_tokens(form))
        self._place = self._depth = 0

    def whole(self) -> Node:
        node = self.expression(0)
        if self._place < len(self._tokens):
            raise Unsupported(UNREADABLE)
        return node

    def _sign(self) -> str:
        if self._place < len(self._tokens):
            token = self._tokens[self._place]
            return token.text if token.kind == "sign" else ""
        return ""

    def _take(self, sign: str) -> None:
        if self._sign() != sign:
            raise Unsupported(UNREADABLE)
        self._place += 1

    def expression(self, least: int) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Unsupported(UNREADABLE)
        left = self._operand()
        while self._place < len(self._tokens):
            token = self._tokens[self._place]
            sign = token.text if token.kind == "sign" else ""
            if sign == "%":
                if least > _PREFIX - 1:
                    break
                self._place += 1
                left = Op("%", (left,))
            elif sign == "#" and not token.spaced:
                self._place += 1
                left = Op("#", (left,))
            elif sign == ":":
                if least > _RANGE:
                    break
                self._place += 1
                left = _range(left, self.expression(_RANGE + 1))
            elif token.spaced and self._begins_reference(token) and _is_reference(left):
                if least > _INTERSECTION:
                    break
                left = Op(" ", (left, self.expression(_INTERSECTION + 1)))
            elif sign in _BINDING and _BINDING[sign] >= least:
                self._place += 1
                left = Op(sign, (left, self.expression(_BINDING[sign] + 1)))
            else:
                break
        self._depth -= 1
        return left

    @staticmethod
    def _begins_reference(token: _Token) -> bool:
        return token.kind in ("ref", "table", "name", "call", "badref") or token.text == "("

    def _operand(self) -> Node:
        if self._place >= len(self._tokens):
            raise Unsupported(UNREADABLE)
        kind, written, match, _ = self._tokens[self._place]
        self._place += 1
        if kind == "ref":
            return _ref(match)
        if kind == "number":
            return Const(_number(written))
        if kind == "call":
            return Call(function_name(written), self._arguments())
        if kind == "text":
            return Const(written[1:-1].replace('""', '"'))
        if kind == "table":
            return Structured(written)
        if kind == "name":
            return _name(written)
        if kind in ("error", "badref"):
            return Const(
                ERRORS.get(
                    written.rpartition("!")[0] if kind == "badref" else written.upper(),
                    ErrorValue("#REF!") if kind == "badref" else ErrorValue(written.upper()),
                )
            )
        if written == "(":
            return self._parenthesis()
        if written in ("-", "+"):
            return Op("u" + written, (self.expression(_PREFIX),))
        if written == "@":
            return Op("@", (self.expression(_INTERSECTION),))
        if written == "{":
            return self._constants()
        raise Unsupported(UNREADABLE)

    def _arguments(self) -> tuple[Node, ...]:
        if self._sign() == ")":
            self._place += 1
            return ()
        found: list[Node] = []
        while True:
            found.append(Const(None) if self._sign() in (",", ")") else self.expression(0))
            if self._sign() == ")":
                self._place += 1
                return tuple(found)
            self._take(",")

    def _parenthesis(self) -> Node:
        parts = [self.expression(0)]
        while self._sign() == ",":
            self._place += 1
            parts.append(self.expression(0))
        self._take(")")
        return parts[0] if len(parts) == 1 else Op(",", tuple(parts))

    def _constants(self) -> Node:
        rows: list[list[Any]] = [[]]
        while True:
            sign = self._sign()
            if sign in ("-", "+"):
                self._place += 1
            node = self._operand()
            if not isinstance(node, Const):
                raise Unsupported(UNREADABLE)
            rows[-1].append(-node.value if sign == "-" else node.value)
            mark = self._sign()
            self._place += 1
            if mark == ";":
                rows.append([])
            elif mark == "}":
                break
            elif mark != ",":
                raise Unsupported(UNREADABLE)
        if len({len(row) for row in rows}) != 1:
            raise Unsupported(UNREADABLE)
        return Table(tuple(map(tuple, rows)))


def _is_reference(node: Node) -> bool:
    return isinstance(node, Ref | Structured | Name | Call) or (isinstance(node, Op) and node.sign in ":, #")


def _ref(match: re.Match[str]) -> Ref:
    sheet = _sheet(match["sheet"])
    first, second = (
        Bound(part[0] == "@", int(part.removeprefix("@"))) for part in match.group("first", "second")
    )
    if match["kind"] == "C":
        return Ref(sheet, Bound(False, 1), first, Bound(False, MAX_ROW), second)
    if match["kind"] == "R":
        return Ref(sheet, first, Bound(False, 1), second, Bound(False, MAX_COLUMN))
    return Ref(sheet, first, second, first, second)


def _sheet(written: str | None) -> str:
    if not written:
        return ""
    name = written[:-1]
    return name[1:-1].replace("''", "'") if name[0] == "'" else name


def _range(first: Node, last: Node) -> Node:
    """`first:last`; of two cells, the smallest area that holds both."""
    if isinstance(first, Ref) and isinstance(last, Ref) and last.sheet in ("", first.sheet):
        sides = (first.top, last.top, first.left, last.left)
        if (
            first.is_cell
            and last.is_cell
            and len({one.relative for one in sides[:2]}) == 1
            and len({one.relative for one in sides[2:]}) == 1
        ):
            top, bottom = sorted((first.top, last.top))
            left, right = sorted((first.left, last.left))
            return Ref(first.sheet, top, left, bottom, right)
        if first.is_cell and last.is_cell:
            return Ref(first.sheet, first.top, first.left, last.top, last.left)
    return Op(":", (first, last))


def _name(written: str) -> Node:
    if written.upper() in ("TRUE", "FALSE"):
        return Const(written.upper() == "TRUE")
    sheet, mark, name = written.rpartition("!")
    return Name(_sheet(sheet + mark), name)


def _number(written: str) -> Any:
    found = float(written)
    return held(int(written) if written.isdecimal() and found < EXACT else found)


def function_name(opening: str) -> str:
    """Name of a function from its opening `_xlfn.IFNA(`: upper case, without Excel's prefixes."""
    name = opening.removesuffix("(").upper()
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    return name


@lru_cache(maxsize=8192)
def parse(form: str) -> Node:
    """The tree of a form.

    Raises:
        Unsupported: the text is no formula.

    Examples:
        >>> parse(form_of("-2^2", 1, 1))
        Op(sign='^', operands=(Op(sign='u-', operands=(Const(value=2),)), Const(value=2)))
    """
    try:
        return _Reader(form).whole()
    except RecursionError:
        raise Unsupported(UNREADABLE) from None


# --- back to text


def spelled(
    node: Node,
    reference: Callable[[Ref], str],
    call: Callable[[Call], str | None] = lambda call: None,
    named: Callable[[Node], str] | None = None,
) -> str:
    """A tree as a formula.

    Args:
        node: The tree.
        reference: How a reference is written.
        call: What stands for a call; None to write it as it is.
        named: How a name or a structured reference is written; without it, they are replaced already.
    """

    def one(node: Node, least: int = 0) -> str:
        if isinstance(node, Const):
            return written(node.value)
        if isinstance(node, Ref):
            return reference(node)
        if isinstance(node, Table):
            return "{" + ";".join(",".join(map(written, row)) for row in node.rows) + "}"
        if isinstance(node, Call):
            other = call(node)
            return other if other is not None else f"{node.name}({','.join(map(one, node.arguments))})"
        if isinstance(node, Op):
            return operation(node, least)
        if named is not None:
            return named(node)
        raise Unsupported(unmask(node.text) if isinstance(node, Structured) else getattr(node, "name", ""))

    def operation(node: Op, least: int) -> str:
        sign, operands = node
        if sign in ("u-", "u+"):
            found, rank = sign[1] + one(operands[0], _PREFIX), _PREFIX
        elif sign in ("%", "#"):
            found, rank = one(operands[0], _PREFIX) + sign, _PREFIX
        elif sign == "@":
            found, rank = "@" + one(operands[0], _RANGE), _PREFIX
        elif sign == ",":
            return "(" + ",".join(map(one, operands)) + ")"
        else:
            rank = _BINDING.get(sign, _RANGE)
            found = one(operands[0], rank) + sign + one(operands[1], rank + 1)
        return f"({found})" if rank < least else found

    return one(node)


def written(value: Any) -> str:
    """A constant or an area as a formula writes it; nothing for an argument left empty."""
    if value is None:
        return ""
    if isinstance(value, Area | ErrorValue):
        return str(value)
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return str(value).upper() if isinstance(value, bool) else repr(value)


__all__ = [
    "UNREADABLE",
    "Bound",
    "Call",
    "Const",
    "Held",
    "Name",
    "Node",
    "Op",
    "Ref",
    "Structured",
    "Table",
    "form_of",
    "function_name",
    "parse",
    "spelled",
    "written",
]
