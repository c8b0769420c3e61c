"""The small language of invariants, read safely and computed exactly.

Names, `table.column` (or `table[column]`) inside `sum`, `min`, `max` and `count`, decimals, `+ - * /` and
parentheses. Every number is a fraction: no float is ever added.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

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


class ExpressionError(Exception):
    """An expression of a schema that cannot be read (a developer reads it)."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of an expression stand for.

    Attributes:
        single: The number of a single name; KeyError when there is none.
        column: The numbers of a column of a table, blanks as None; KeyError when there is none.
    """

    single: Callable[[str], Number]
    column: Callable[[str, str], Sequence[Number]]


@dataclass(slots=True)
class _Tally:
    """Whether anything that an expression names is filled."""

    named: bool = False
    filled: bool = False


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
        >>> names = Names({"ht": Fraction(100), "tva": Fraction(20)}.__getitem__, lambda table, column: [])
        >>> evaluate("ht + tva * 1.5", names)
        Fraction(130, 1)
    """
    tally = _Tally()
    try:
        value = _value(ast.parse(expression.strip(), mode="eval").body, expression, names, tally)
    except SyntaxError as error:
        raise ExpressionError(f"{expression!r} cannot be read") from error
    except KeyError as error:
        raise ExpressionError(f"{expression!r}: {error.args[0]} does not exist") from error
    except ZeroDivisionError:
        return None
    return None if tally.named and not tally.filled else value


def _value(node: ast.expr, text: str, names: Names, tally: _Tally) -> Fraction:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = (_value(side, text, names, tally) for side in (node.left, node.right))
        return _OPERATORS[type(node.op)](left, right)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, text, names, tally)
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return Fraction(ast.get_source_segment(text.strip(), node) or "")
    if isinstance(node, ast.Name):
        return _told(names.single(node.id), tally)
    if isinstance(node, ast.Call):
        return _aggregate(node, text, names, tally)
    raise ExpressionError(f"{text!r}: {ast.unparse(node)} is not of the language")


def _aggregate(node: ast.Call, text: str, names: Names, tally: _Tally) -> Fraction:
    function = node.func.id if isinstance(node.func, ast.Name) else ""
    if function not in AGGREGATES or len(node.args) != 1 or node.keywords:
        raise ExpressionError(f"{text!r}: {ast.unparse(node)} is not one of {', '.join(AGGREGATES)}")
    found = [number for number in names.column(*_reference(node.args[0], text)) if number is not None]
    counted = function == "count"
    return _told(AGGREGATES[function](found) if found or counted else None, tally)


def _reference(node: ast.expr, text: str) -> tuple[str, str]:
    match node:
        case ast.Attribute(value=ast.Name(id=table), attr=column):
            return table, column
        case ast.Subscript(value=ast.Name(id=table), slice=ast.Name(id=column)):
            return table, column

    raise ExpressionError(f"{text!r}: {ast.unparse(node)} is not table.column")


def _told(number: Number, tally: _Tally) -> Fraction:
    tally.named = True
    tally.filled = tally.filled or number is not None
    return Fraction(0) if number is None else number
