"""From a formula as people wrote it to plain operands and a template.

Names, structured references and sheets are resolved; what is left is a shape, in which every operand is a
placeholder, and the operands. Formulas of one column share their shape, so each is parsed once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError

from xlsync.recalc.faults import note
from xlsync.recalc.references import Area, parse_area
from xlsync.recalc.structured import mask_escapes, resolve, unmask
from xlsync.recalc.values import ERRORS, REF, Unsupported, held, text
from xlsync.recalc.view import Book
from xlsync.workbook.values import Address, ErrorValue, split_address

POSITION_FUNCTIONS = {"ROW", "COLUMN", "ROWS", "COLUMNS"}
PREFIXES = ("_XLFN.", "_XLWS.")
MAX_DEPTH = 32
MAX_PIECES = 20_000
"""Signs and operands of a formula once names are put in their place: names of names may double each time."""
EXACT = 2**53
"""Whole numbers below it are kept whole."""
UNREADABLE = "formule illisible"


@dataclass(frozen=True, slots=True)
class Operand:
    """An area that a formula names, or a constant.

    Attributes:
        value: `Area`, or a number, a text, a boolean, an error.
        position_only: Only the place of the area matters, not what its cells hold (`ROW(A1)`).
    """

    value: Any
    position_only: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """A formula ready for an engine.

    Attributes:
        template: Its shape; the k-th operand stands as the cell `Ak`.
        operands: What the placeholders mean.
        functions: Names of the functions, upper case, in the order met.
        plain: The formula with plain absolute references.
    """

    template: str
    operands: tuple[Operand, ...]
    functions: tuple[str, ...]
    plain: str

    @property
    def reads(self) -> tuple[Area, ...]:
        """The areas whose values the formula needs."""
        return tuple(
            operand.value
            for operand in self.operands
            if isinstance(operand.value, Area) and not operand.position_only
        )


@dataclass(slots=True)
class _Writer:
    book: Book
    cell: Address
    template: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    operands: list[Operand] = field(default_factory=list)
    functions: list[str] = field(default_factory=list)

    def mark(self, template: str, plain: str | None = None) -> None:
        if len(self.template) >= MAX_PIECES:
            raise Unsupported(UNREADABLE)
        self.template.append(template)
        self.plain.append(template if plain is None else plain)

    def operand(self, value: Any, position_only: bool = False) -> None:
        self.operands.append(Operand(value, position_only))
        self.mark(f"A{len(self.operands)}", written(value))


def prepare(book: Book, formula: str, cell: Address) -> Prepared:
    """Resolves every reference of a formula, seen from its cell.

    Args:
        book: Tables, names and sheets.
        formula: Text without the "=" sign.
        cell: Where the formula stands.

    Raises:
        Unsupported: a reference or an operator that this project does not compute, by name.

    Examples:
        >>> book = Book({"Feuille": {}}, names={(None, "taux"): "Feuille!$B$3"})
        >>> prepared = prepare(book, "ROUND(A2*Taux,2)", Address("Feuille", 2, 4))
        >>> prepared.template, prepared.plain
        ('ROUND(A1*(A2),A3)', "ROUND('Feuille'!$A$2*('Feuille'!$B$3),2)")
    """
    writer = _Writer(book, cell)
    try:
        _write(writer, formula, (0, 0), 0)
    except Unsupported:
        raise
    except Exception as error:
        note(error, "a formula", f"that of {cell} is kept as it is")
        raise Unsupported(UNREADABLE) from error
    return Prepared(
        "".join(writer.template), tuple(writer.operands), tuple(writer.functions), "".join(writer.plain)
    )


def tokens_of(formula: str) -> list[Token]:
    """Tokens of a formula, its structured references masked.

    Raises:
        Unsupported: the text is no formula.
    """
    masked = formula.replace("\r", "").replace("\t", " ")
    if "'" in masked and "[" in masked:
        masked = mask_escapes(masked)
    try:
        tokenizer = Tokenizer("=" + masked)
    except (TokenizerError, IndexError):
        raise Unsupported(UNREADABLE) from None
    if tokenizer.token_stack:
        raise Unsupported(UNREADABLE)
    return list(tokenizer.items)


def written(value: Any) -> str:
    """A constant or an area as a formula writes it."""
    if isinstance(value, Area | ErrorValue):
        return str(value)
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    return text(value) if isinstance(value, bool) else repr(value)


def function_name(opening: str) -> str:
    """Name of a function from its opening token `_xlfn.IFNA(`: upper case, without Excel's prefixes."""
    name = opening.removesuffix("(").upper()
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    return name


def _write(writer: _Writer, formula: str, offset: tuple[int, int], depth: int) -> None:
    tokens = tokens_of(formula)
    _refuse_intersections(tokens)
    tokens = [token for token in tokens if token.type != Token.WSPACE]
    for position, token in enumerate(tokens):
        if token.type == Token.OPERAND:
            _write_operand(writer, token, offset, depth, _position_only(tokens, position))
        elif token.type == Token.FUNC and token.subtype == Token.OPEN:
            name = function_name(token.value)
            if ":" in name:
                raise Unsupported(":")
            writer.functions.append(name)
            writer.mark(name + "(", token.value)
        elif token.type == Token.OP_IN and token.value == ",":
            raise Unsupported(",")
        else:
            writer.mark(token.value)


def _refuse_intersections(tokens: list[Token]) -> None:
    """A space between two references is an operator that the annexes do not use."""
    for (before, middle), (_, after) in pairwise(pairwise(tokens)):
        left = before.type == Token.OPERAND or before.subtype == Token.CLOSE
        if (
            middle.type == Token.WSPACE
            and left
            and (after.type == Token.OPERAND or after.subtype == Token.OPEN)
        ):
            raise Unsupported(" ")


def _position_only(tokens: list[Token], position: int) -> bool:
    if not 0 < position < len(tokens) - 1:
        return False
    before, after = tokens[position - 1], tokens[position + 1]
    return (
        before.type == Token.FUNC
        and function_name(before.value) in POSITION_FUNCTIONS
        and after.subtype == Token.CLOSE
    )


def _write_operand(
    writer: _Writer, token: Token, offset: tuple[int, int], depth: int, position_only: bool
) -> None:
    constant = _constant(token)
    if constant is not None:
        writer.operand(constant)
        return
    value = _reference(writer, token.value, offset)
    if isinstance(value, Area | ErrorValue):
        writer.operand(value, position_only)
        return
    expression = _named(writer, token.value)
    if depth >= MAX_DEPTH:
        raise Unsupported(token.value)
    writer.mark("(")
    home = (writer.cell.row - 1, writer.cell.column - 1)
    _write(writer, expression, home, depth + 1)
    writer.mark(")")


def _constant(token: Token) -> Any:
    if token.subtype == Token.TEXT:
        return token.value[1:-1].replace('""', '"')
    if token.subtype == Token.NUMBER:
        written = float(token.value)
        return held(int(token.value) if token.value.isdecimal() and written < EXACT else written)
    if token.value.upper() in ("TRUE", "FALSE"):
        return token.value.upper() == "TRUE"
    if token.subtype == Token.ERROR:
        return ERRORS.get(token.value)
    return REF if token.value.endswith("#REF!") else None


def _reference(writer: _Writer, reference: str, offset: tuple[int, int]) -> Area | ErrorValue | None:
    """The area or error that a text names; None when it can only be a defined name."""
    if reference.endswith("]"):
        if len(list(_ends(reference))) > 1:
            return _spanning(writer, reference, offset)
        return resolve(writer.book, reference, writer.cell)
    if "[" in reference:
        raise Unsupported(unmask(reference))
    sheet, local = split_address(reference)
    home = writer.book.sheet_named(sheet) if sheet else writer.cell.sheet
    area = parse_area(local, home or sheet, offset)
    if area is None and ":" in reference:
        return _spanning(writer, reference, offset)
    if area is not None and home is None:
        raise Unsupported(reference)
    return area


def _spanning(writer: _Writer, reference: str, offset: tuple[int, int]) -> Area | ErrorValue:
    """The smallest area that holds both ends of `first:last`."""
    ends = list(_ends(reference))
    areas = [_reference(writer, end, offset) for end in ends] if len(ends) == 2 else []
    if not areas or any(area is None for area in areas):
        raise Unsupported(unmask(reference))
    first, last = areas
    if not isinstance(first, Area) or not isinstance(last, Area):
        return first if isinstance(first, ErrorValue) else REF
    if first.sheet != last.sheet:
        return REF
    return Area(
        first.sheet,
        min(first.top, last.top),
        min(first.left, last.left),
        max(first.bottom, last.bottom),
        max(first.right, last.right),
    )


def _ends(reference: str) -> Iterator[str]:
    """The texts around the colons that stand outside brackets and quotes."""
    depth, quoted, start = 0, False, 0
    for position, sign in enumerate(reference):
        depth += (sign == "[") - (sign == "]")
        quoted ^= sign == "'" and depth == 0
        if sign == ":" and depth == 0 and not quoted:
            yield reference[start:position]
            start = position + 1
    yield reference[start:]


def _named(writer: _Writer, reference: str) -> str:
    """What a defined name stands for.

    Raises:
        Unsupported: there is no such name.
    """
    sheet, name = split_address(reference)
    scope = (writer.book.sheet_named(sheet) or sheet) if sheet else writer.cell.sheet
    expression = writer.book.name(name, scope)
    if expression is None:
        raise Unsupported(reference)
    return expression.removeprefix("=")
