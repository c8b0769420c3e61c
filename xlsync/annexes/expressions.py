"""The small language of invariants, read safely and computed exactly.

Names, `table.column` (or `table[column]`) inside `sum`, `min`, `max` and `count`, decimals, `+ - * /` and
parentheses. Every number is a fraction: no float is ever added.

A condition compares two of these (`=`, `<>`, `<`, `<=`, `>`, `>=`), or a name with a text between double
quotes (`=` and `<>` only; `""` is a blank). Conditions are joined by `and`, `or`, `not`. A side without value
makes a comparison false; an expression alone is true when it has a value other than 0.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, NoReturn, TypeAlias, TypeVar

Number: TypeAlias = Fraction | None
"""None is a blank."""

AGGREGATES: dict[str, Callable[[list[Fraction]], Number]] = {
    "sum": lambda found: sum(found, Fraction(0)),
    "min": lambda found: min(found, default=None),
    "max": lambda found: max(found, default=None),
    "count": lambda found: Fraction(len(found)),
}
_OPERATORS: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_ORDER: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_TEXTS_OR_SIGNS = re.compile(r'"[^"]*"|<>|[<>]=|=')


class ExpressionError(Exception):
    """An expression of a schema that cannot be read (a developer reads it)."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of an expression stand for.

    Attributes:
        single: The number of a single name; KeyError when there is none.
        column: The numbers of a column of a table, blanks as None; KeyError when there is none.
        text: The text of a single name, "" for a blank; KeyError when there is none.
    """

    single: Callable[[str], Number]
    column: Callable[[str, str], Sequence[Number]]
    text: Callable[[str], str]


Named: TypeAlias = tuple[str, str]
"""A table and a column; a single name has no table."""


@dataclass(slots=True)
class _Tally:
    """Whether anything that an expression names is filled."""

    named: bool = False
    filled: bool = False

    def told(self, number: Number) -> Fraction:
        """A number that is named: 0 for a blank."""
        self.named = True
        self.filled = self.filled or number is not None
        return Fraction(0) if number is None else number


Answer = TypeVar("Answer")
_Term: TypeAlias = Callable[[Names, _Tally], Fraction]
_Test: TypeAlias = Callable[[Names], bool]


def evaluate(expression: str, names: Names) -> Number:
    """The exact value of an expression.

    A blank counts as 0 beside something filled; when all that the expression names is blank, or when it
    divides by zero, it has no value. A count of nothing is 0.

    Args:
        expression: `sum(versements.montant) - montant_ari`, for instance.
        names: What its names stand for.

    Raises:
        ExpressionError: not of the language, or a name that does not exist.

    Examples:
        >>> single = {"ht": Fraction(100), "tva": Fraction(20)}
        >>> names = Names(single.__getitem__, lambda table, column: [], str)
        >>> evaluate("ht + tva * 1.5", names)
        Fraction(130, 1)
    """
    term, _ = _expression(expression)
    return _known(expression, lambda: _valued(term, names))


def holds(condition: str, names: Names) -> bool:
    """Whether a condition is true.

    Raises:
        ExpressionError: not of the language, or a name that does not exist.

    Examples:
        >>> single, texts = {"ht": Fraction(100)}, {"statut": "signé"}
        >>> names = Names(single.__getitem__, lambda table, column: [], texts.__getitem__)
        >>> holds('ht > 0 and statut = "signé"', names)
        True
    """
    test, _ = _condition(condition)
    return _known(condition, lambda: test(names))


def names_in(expression: str, condition: bool = False) -> tuple[Named, ...]:
    """What an expression, or a condition, names, in the order written.

    Raises:
        ExpressionError: not of the language.

    Examples:
        >>> names_in("sum(versements.montant) - montant_ari")
        (('versements', 'montant'), ('', 'montant_ari'))
    """
    return (_condition if condition else _expression)(expression)[1]


@lru_cache(maxsize=256)
def _expression(text: str) -> tuple[_Term, tuple[Named, ...]]:
    compiler = _Compiler(text)
    return compiler.term(_tree(text, text)), tuple(compiler.named)


@lru_cache(maxsize=256)
def _condition(text: str) -> tuple[_Test, tuple[Named, ...]]:
    compiler = _Compiler(text)
    plain = _TEXTS_OR_SIGNS.sub(lambda sign: {"=": "==", "<>": "!="}.get(sign[0], sign[0]), text)
    compiler.source = plain.strip()
    return compiler.test(_tree(plain, text)), tuple(compiler.named)


def _tree(plain: str, text: str) -> ast.expr:
    try:
        return ast.parse(plain.strip(), mode="eval").body
    except SyntaxError as error:
        raise ExpressionError(f"{text!r} cannot be read") from error


def _known(text: str, answer: Callable[[], Answer]) -> Answer:
    try:
        return answer()
    except KeyError as error:
        raise ExpressionError(f"{text!r}: {error.args[0]} does not exist") from error


def _valued(term: _Term, names: Names) -> Number:
    tally = _Tally()
    try:
        value = term(names, tally)
    except ZeroDivisionError:
        return None
    return None if tally.named and not tally.filled else value


class _Compiler:
    """Makes functions of the nodes of one text, and lists what they name."""

    def __init__(self, text: str) -> None:
        self.text, self.source = text, text.strip()
        self.named: list[Named] = []

    def _refuse(self, node: ast.AST, expected: str = "of the language") -> NoReturn:
        raise ExpressionError(f"{self.text!r}: {ast.unparse(node)} is not {expected}")

    def term(self, node: ast.expr) -> _Term:
        """The number that a node stands for."""
        match node:
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in _OPERATORS:
                first, second, combine = self.term(left), self.term(right), _OPERATORS[type(sign)]
                return lambda names, tally: combine(first(names, tally), second(names, tally))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                opposite = self.term(operand)
                return lambda names, tally: -opposite(names, tally)
            case ast.Constant(value=value) if type(value) in (int, float):
                number = Fraction(ast.get_source_segment(self.source, node) or "")
                return lambda names, tally: number
            case ast.Name(id=name):
                self.named.append(("", name))
                return lambda names, tally: tally.told(names.single(name))
            case ast.Call():
                return self._aggregate(node)
        self._refuse(node)

    def _aggregate(self, node: ast.Call) -> _Term:
        function = node.func.id if isinstance(node.func, ast.Name) else ""
        if function not in AGGREGATES or len(node.args) != 1 or node.keywords:
            self._refuse(node, f"one of {', '.join(AGGREGATES)}")
        table, column = self._reference(node.args[0])
        self.named.append((table, column))

        def term(names: Names, tally: _Tally) -> Fraction:
            found = [number for number in names.column(table, column) if number is not None]
            return tally.told(AGGREGATES[function](found) if found or function == "count" else None)

        return term

    def _reference(self, node: ast.expr) -> Named:
        match node:
            case ast.Attribute(value=ast.Name(id=table), attr=column):
                return table, column
            case ast.Subscript(value=ast.Name(id=table), slice=ast.Name(id=column)):
                return table, column
        self._refuse(node, "table.column")

    def test(self, node: ast.expr) -> _Test:
        """Whether a node is true."""
        match node:
            case ast.BoolOp(op=sign, values=values):
                tests, together = (
                    [self.test(one) for one in values],
                    all if isinstance(sign, ast.And) else any,
                )
                return lambda names: together(test(names) for test in tests)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                denied = self.test(operand)
                return lambda names: not denied(names)
            case ast.Compare(left=left, ops=[sign], comparators=[right]) if type(sign) in _ORDER:
                return self._comparison(left, sign, right)
        term = self.term(node)
        return lambda names: bool(_valued(term, names))

    def _comparison(self, left: ast.expr, sign: ast.cmpop, right: ast.expr) -> _Test:
        order = _ORDER[type(sign)]
        match left, right:
            case ast.Name(id=name), ast.Constant(value=str(text)) if order in (operator.eq, operator.ne):
                self.named.append(("", name))
                return lambda names: order(names.text(name), text)
        first, second = self.term(left), self.term(right)

        def test(names: Names) -> bool:
            one, other = _valued(first, names), _valued(second, names)
            return one is not None and other is not None and order(one, other)

        return test
