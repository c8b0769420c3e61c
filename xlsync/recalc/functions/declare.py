"""How a native function is declared: its name, and what each argument must be.

A `native` function takes single values, converted before the call, and is called once for each set of
arguments that differs. A `kernel` takes vectors, and computes every cell and member at once. Each function is
declared once.

Kinds of arguments: "number", "integer", "text", "flag", "value" and "any" are single values ("any" may be an
error); "range" and "array" are handed over whole, and "array" makes the expression under it an array.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from xlsync.recalc.faults import error_of
from xlsync.recalc.numerals import integer, number
from xlsync.recalc.values import NUM, Failure, Grid, Unsupported, finite, flag, guarded, is_number, text
from xlsync.recalc.vectors import Apart, Vector, mapped
from xlsync.workbook.values import ErrorValue

if TYPE_CHECKING:
    from xlsync.recalc.frame import Frame
    from xlsync.recalc.state import Setting

F = TypeVar("F", bound=Callable[..., Any])
WHOLE = frozenset({"range", "array"})


@dataclass(frozen=True, slots=True, eq=False)
class Native:
    """A native function.

    Attributes:
        name: Upper case.
        call: Takes converted values, the setting first when `framed`; a kernel's takes the frame and vectors.
        kinds: Kind of each argument.
        repeat: How many of the last kinds start again for further arguments.
        framed: The function needs to know the date, the date system or the language.
        vectors: The function takes vectors.
        toolpak: It comes from the Analysis ToolPak: a range where one value is due is #VALUE!.
        blanks: It counts blank cells: those of whole columns go on where the workbook stops.
    """

    name: str
    call: Callable[..., Any]
    kinds: tuple[str, ...]
    repeat: int = 0
    framed: bool = False
    vectors: bool = False
    toolpak: bool = False
    blanks: bool = False

    def kind(self, position: int) -> str | None:
        """Kind of the argument at a position from 0; None beyond the last."""
        if position < len(self.kinds):
            return self.kinds[position]
        if not self.repeat:
            return None
        return self.kinds[len(self.kinds) - self.repeat + (position - len(self.kinds)) % self.repeat]

    def accepts(self, count: int) -> bool:
        """Whether that many arguments can be given; those that repeat come once at least, and whole."""
        return _accepts(self, count)

    def __call__(self, frame: Frame, arguments: Sequence[Vector]) -> Vector:
        """The result for evaluated arguments.

        Raises:
            Apart: the cells or the members must be computed one by one.
            Unsupported: this engine does not compute such arguments.
        """
        if self.vectors:
            found: Vector = self.call(frame, *arguments)
            return found
        kinds = [self.kind(position) or "value" for position in range(len(arguments))]
        whole = [rank for rank, kind in enumerate(kinds) if kind in WHOLE]
        if any(int(np.prod(arguments[rank].shape[-2:])) > 1 for rank in whole):
            raise Apart
        grids = {rank: _handed(frame, arguments[rank]) for rank in whole}
        single = [one for rank, one in enumerate(arguments) if rank not in grids]
        once = partial(self._once, frame.setting, kinds, grids)
        return mapped(once, single, frame.pool, frame.active)

    def _once(self, setting: Setting, kinds: list[str], grids: dict[int, Any], *single: Any) -> Any:
        rest = iter(single)
        given = [grids[rank] if rank in grids else next(rest) for rank in range(len(kinds))]
        try:
            values = [setting.converted(one, kind) for one, kind in zip(given, kinds, strict=True)]
            return finite(self.call(setting, *values) if self.framed else self.call(*values))
        except Failure as failure:
            return failure.error
        except Unsupported as unsupported:
            raise Unsupported(unsupported.function or self.name) from None
        except ArithmeticError:
            return NUM
        except Exception as error:
            return error_of(error, self.name)


def _handed(frame: Frame, vector: Vector) -> Any:
    """A whole argument as values: a grid of an area, the value itself of a single one."""
    values = frame.pool.values(vector)
    if not vector.is_area:
        return values[0]
    width = vector.shape[1]
    return Grid([values[start : start + width] for start in range(0, len(values), width)])


def convert(value: Any, kind: str, language: str | None, date1904: bool) -> Any:
    """A value as an argument of that kind takes it.

    Raises:
        Failure: it is an error, or nothing of that kind.
        Unsupported: it depends on the language, which is not known.
    """
    if kind in ("any", *WHOLE):
        return value
    if isinstance(value, ErrorValue):
        raise Failure(value)
    if kind == "number":
        return number(value, language, date1904)
    if kind == "integer":
        return integer(value, language, date1904)
    if kind == "text":
        return text(value, language)
    return flag(value, language) if kind == "flag" else value


@cache
def _accepts(function: Native, count: int) -> bool:
    if function.repeat:
        more = count - len(function.kinds)
        return more >= 0 and more % function.repeat == 0
    try:
        inspect.signature(function.call).bind(*range(count + (function.framed or function.vectors)))
    except TypeError:
        return False
    return count == 0 or function.kind(count - 1) is not None


NATIVE: dict[str, Native] = {}


def native(
    name: str, *kinds: str, repeat: int = 0, framed: bool = False, toolpak: bool = False
) -> Callable[[F], F]:
    """Declares the decorated function of single values under a name."""

    def declare(call: F) -> F:
        NATIVE[name] = Native(name, call, kinds, repeat, framed, toolpak=toolpak)
        return call

    return declare


def kernel(
    name: str, *kinds: str, repeat: int = 0, toolpak: bool = False, blanks: bool = False
) -> Callable[[F], F]:
    """Declares the decorated function of vectors under a name."""

    def declare(call: F) -> F:
        NATIVE[name] = Native(name, call, kinds, repeat, vectors=True, toolpak=toolpak, blanks=blanks)
        return call

    return declare


def numbers_in(arguments: Sequence[Any], language: str | None = "en") -> list[float]:
    """Numbers of grids (texts, booleans and blanks left out) and of single values (converted).

    Raises:
        Failure: the first error met.
    """
    found: list[float] = []
    for argument in arguments:
        if not isinstance(argument, Grid):
            found.append(number(argument, language))
            continue
        for value in argument:
            if isinstance(value, ErrorValue):
                raise Failure(value)
            if is_number(value):
                found.append(value)
    return found


__all__ = ["NATIVE", "WHOLE", "Native", "convert", "guarded", "kernel", "native", "numbers_in"]
