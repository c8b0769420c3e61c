"""How a native function is declared: its name, and what each argument must be.

Kinds of arguments: "number", "integer", "text", "flag" and "value" are single values, converted before the
call and, in an array formula, taken one by one; "range" and "array" are handed over whole ("array" also
makes the expression under it be computed as an array).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from xlsync.recalc.faults import error_of
from xlsync.recalc.values import (
    NUM,
    Failure,
    Grid,
    Unsupported,
    elementwise,
    finite,
    flag,
    guarded,
    integer,
    number,
    single,
    text,
)
from xlsync.workbook.values import ErrorValue

if TYPE_CHECKING:
    from xlsync.recalc.frame import Frame

F = TypeVar("F", bound=Callable[..., Any])
WHOLE = {"range", "array"}


def _checked(value: Any) -> Any:
    if isinstance(value, ErrorValue):
        raise Failure(value)
    return value


CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "number": number,
    "integer": integer,
    "text": text,
    "flag": flag,
    "value": _checked,
    "any": lambda value: value,
}


@dataclass(frozen=True, slots=True)
class Native:
    """A native function.

    Attributes:
        name: Upper case.
        call: Takes the converted arguments (and the frame first, when `framed`).
        kinds: Kind of each argument; "any" is a single value that may be an error.
        repeat: How many of the last kinds start again for further arguments.
        framed: The function needs to know the cell, the date or the date system.
    """

    name: str
    call: Callable[..., Any]
    kinds: tuple[str, ...]
    repeat: int = 0
    framed: bool = False

    def kind(self, position: int) -> str | None:
        """Kind of the argument at a position from 0; None beyond the last."""
        if position < len(self.kinds):
            return self.kinds[position]
        if not self.repeat:
            return None
        return self.kinds[len(self.kinds) - self.repeat + (position - len(self.kinds)) % self.repeat]

    def accepts(self, count: int) -> bool:
        """Whether that many arguments can be given; those that repeat come once at least, and whole."""
        if self.repeat:
            more = count - len(self.kinds)
            return more >= 0 and more % self.repeat == 0
        try:
            inspect.signature(self.call).bind(*range(count + self.framed))
        except TypeError:
            return False
        return count == 0 or self.kind(count - 1) is not None

    def __call__(self, frame: Frame, arguments: list[Any], in_array: bool) -> Any:
        """The result for evaluated arguments: a value, an error value or a grid."""
        kinds = [self.kind(position) for position in range(len(arguments))]
        if in_array and any(
            isinstance(argument, Grid) and kind not in WHOLE
            for argument, kind in zip(arguments, kinds, strict=True)
        ):
            return self._spread(frame, arguments, kinds)
        ready = [
            argument if kind in WHOLE else frame.one(argument)
            for argument, kind in zip(arguments, kinds, strict=True)
        ]
        return guarded(self._once, frame, kinds, ready)

    def _once(self, frame: Frame, kinds: list[str | None], arguments: list[Any]) -> Any:
        converted = [
            argument if kind in WHOLE else CONVERSIONS[kind or "value"](argument)
            for argument, kind in zip(arguments, kinds, strict=True)
        ]
        try:
            return finite(self.call(frame, *converted) if self.framed else self.call(*converted))
        except (Failure, Unsupported):
            raise
        except ArithmeticError:
            raise Failure(NUM) from None
        except Exception as error:
            raise Failure(error_of(error, self.name)) from error

    def _spread(self, frame: Frame, arguments: list[Any], kinds: list[str | None]) -> Any:
        """One call for each element of the single-value arguments."""
        loose = [position for position, kind in enumerate(kinds) if kind not in WHOLE]

        def one(*values: Any) -> Any:
            filled = list(arguments)
            for position, value in zip(loose, values, strict=True):
                filled[position] = value
            return single(self._once(frame, kinds, filled))

        return elementwise(one, *(arguments[position] for position in loose))


NATIVE: dict[str, Native] = {}


def native(name: str, *kinds: str, repeat: int = 0, framed: bool = False) -> Callable[[F], F]:
    """Declares the decorated function under a name."""

    def declare(call: F) -> F:
        NATIVE[name] = Native(name, call, kinds, repeat, framed)
        return call

    return declare


def numbers_in(arguments: tuple[Any, ...]) -> list[float]:
    """Numbers of ranges (texts, booleans and blanks left out) and of single values (converted).

    Raises:
        Failure: the first error met.
    """
    found: list[float] = []
    for argument in arguments:
        if not isinstance(argument, Grid):
            found.append(number(argument))
            continue
        for value in argument:
            if isinstance(value, int | float) and not isinstance(value, bool):
                found.append(value)
            elif isinstance(value, ErrorValue):
                raise Failure(value)
    return found
