"""Options, flags, texts, keys and brackets from cells."""

from __future__ import annotations

import math
import re
from numbers import Real

from udfs.coerce.cells import Cell, float_of, plain
from udfs.coerce.messages import not_a, refuse, unknown_option
from udfs.coerce.numbers import read_number
from udfs.declaration import Argument
from udfs.figures import french

_FLAGS = {"vrai": True, "true": True, "oui": True, "yes": True}
_FLAGS |= {"faux": False, "false": False, "non": False, "no": False}
_CLOSED = re.compile(r"(?:de )?(\d+) ?(?:a|to|\.\.) ?(\d+)")
_OPEN = re.compile(r"(\d+) ?(?:et plus|ou plus|and more|or more|\+)")

Bracket = tuple[int, int | None]


def read_option(argument: Argument, cell: Cell) -> str:
    """The canonical spelling of an option, read without regard to case or accents.

    A whole number is the option written so: 1 is "1".

    Raises:
        WrongValue: Not one of the options, which the sentence lists.
    """
    text = _digits(cell)
    if isinstance(text, str):
        for option in argument.options:
            if plain(option) == plain(text):
                return option
    raise unknown_option(argument, cell)


def _digits(cell: Cell) -> Cell:
    """A whole number as its digits, anything else as it is."""
    if isinstance(cell, Real) and not isinstance(cell, bool) and float_of(cell).is_integer():
        return f"{float_of(cell):.0f}"
    return cell


def read_flag(argument: Argument, cell: Cell) -> bool:
    """VRAI or FAUX, as a boolean, as 1 or 0, or in letters.

    Raises:
        WrongValue: Anything else.
    """
    if isinstance(cell, str) and plain(cell) in _FLAGS:
        return _FLAGS[plain(cell)]
    if isinstance(cell, Real) and cell in (0, 1):
        return bool(cell)
    raise not_a(argument, cell, "VRAI ou FAUX attendu", "TRUE or FALSE is expected")


def read_text(argument: Argument, cell: Cell) -> str:
    """A text, without the spaces around it.

    Raises:
        WrongValue: Not a text.
    """
    if not isinstance(cell, str):
        raise not_a(argument, cell, "texte attendu", "a text is expected")
    return cell.strip()


def read_key(argument: Argument, cell: Cell) -> float | str:
    """A number or a text that only names something; a number means its 15 significant digits.

    Raises:
        WrongValue: Neither a number nor a text.
    """
    if isinstance(cell, str):
        return read_text(argument, cell)
    number = float(f"{float_of(cell):.15g}") if isinstance(cell, Real) else math.nan
    if isinstance(cell, bool) or not math.isfinite(number):
        raise not_a(argument, cell, "nombre ou texte attendu", "a number or a text is expected")
    return number


def read_bracket(argument: Argument, cell: Cell) -> int | Bracket:
    """A count, or a bracket as printed in a grid: "4 à 6" is (4, 6), "11 et plus" is (11, None).

    Raises:
        WrongValue: Neither; or a bracket that ends before it begins.
        OutOfRange: A number outside the bounds.
    """
    text = plain(cell) if isinstance(cell, str) else ""
    if match := _CLOSED.fullmatch(text):
        low, high = (int(read_number(argument, number)) for number in match.groups())
        if low > high:
            raise refuse(
                argument,
                cell,
                f"la tranche {french(cell)} finit avant de commencer ; l’écrire « {high} à {low} »",
                f"the bracket “{cell}” ends before it begins; write it “{high} à {low}”",
            )
        return low, high
    if match := _OPEN.fullmatch(text):
        return int(read_number(argument, match[1])), None
    return int(read_number(argument, cell))
