"""The operators, on single values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xlsync.recalc.values import DIV0, NUM, Failure, finite, number, order, same_number, text


def add(left: Any, right: Any) -> float:
    """Sum; 0 where nothing but the last binary digits is left, as 0.1+0.2-0.3."""
    first, second = number(left), number(right)
    return 0.0 if same_number(first, -second) else finite(first + second)


def subtract(left: Any, right: Any) -> float:
    """Difference; 0 where nothing but the last binary digits is left."""
    first, second = number(left), number(right)
    return 0.0 if same_number(first, second) else finite(first - second)


def multiply(left: Any, right: Any) -> float:
    """Product."""
    first, second = number(left), number(right)
    return finite(first * second)


def divide(left: Any, right: Any) -> float:
    """Quotient; #DIV/0! by zero."""
    first, second = number(left), number(right)
    if second == 0:
        raise Failure(DIV0)
    return finite(first / second)


def power(left: Any, right: Any) -> float:
    """Power; #NUM! for 0^0 and for roots of negative numbers, #DIV/0! for 0 to a negative power."""
    base, exponent = number(left), number(right)
    if base == 0 and exponent <= 0:
        raise Failure(NUM if exponent == 0 else DIV0)
    if base < 0 and not exponent.is_integer():
        raise Failure(NUM)
    try:
        return finite(float(base**exponent))
    except OverflowError:
        raise Failure(NUM) from None


def join(left: Any, right: Any) -> str:
    """Texts one after the other."""
    return text(left) + text(right)


def negative(value: Any) -> float:
    """The opposite."""
    return -number(value)


def percent(value: Any) -> float:
    """A hundredth."""
    return number(value) / 100


def unchanged(value: Any) -> Any:
    """Unary plus: the value itself, whatever its kind."""
    return value


BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "^": power,
    "&": join,
    "=": lambda left, right: order(left, right) == 0,
    "<>": lambda left, right: order(left, right) != 0,
    "<": lambda left, right: order(left, right) < 0,
    ">": lambda left, right: order(left, right) > 0,
    "<=": lambda left, right: order(left, right) <= 0,
    ">=": lambda left, right: order(left, right) >= 0,
}
UNARY: dict[str, Callable[[Any], Any]] = {"u-": negative, "u--": number, "u+": unchanged, "%": percent}
