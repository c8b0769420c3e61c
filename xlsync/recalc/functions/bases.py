"""Numbers written in base 2, 8, 10 and 16, of ten digits, negative ones by two's complement."""

from __future__ import annotations

from functools import partial
from typing import Any

from xlsync.recalc.functions.declare import native
from xlsync.recalc.numerals import number
from xlsync.recalc.values import NUM, VALUE, Failure, text

DIGITS = 10
LEFT_OUT = object()
BASES = {"BIN": 2, "OCT": 8, "HEX": 16}


def _read(setting: Any, value: Any, base: int) -> int:
    """The number that ten digits write; none write 0."""
    if isinstance(value, bool):
        raise Failure(VALUE)
    digits = text(value, "en")
    if len(digits) > DIGITS or not all(sign in "0123456789abcdef"[:base] for sign in digits.lower()):
        raise Failure(NUM)
    found = int(digits or "0", base)
    size = base**DIGITS
    return found - size if found >= size // 2 else found


def _written(setting: Any, value: int, base: int, places: Any) -> str:
    size = base**DIGITS
    if not -(size // 2) <= value < size // 2:
        raise Failure(NUM)
    left, digits = value % size, ""
    while left or not digits:
        left, digit = divmod(left, base)
        digits = "0123456789ABCDEF"[digit] + digits
    if places is None or value < 0:
        return digits
    if len(digits) > places:
        raise Failure(NUM)
    return digits.rjust(places, "0")


def _places(setting: Any, value: Any) -> int | None:
    if value is LEFT_OUT:
        return None
    if isinstance(value, bool):
        raise Failure(VALUE)
    found = int(number(value, setting.language, setting.date1904))
    if not 0 < found <= DIGITS:
        raise Failure(NUM)
    return found


def _to_decimal(setting: Any, value: Any, *, base: int) -> float:
    return float(_read(setting, value, base))


def _from_decimal(setting: Any, value: Any, places: Any = LEFT_OUT, *, base: int) -> str:
    wanted = _places(setting, places)
    if isinstance(value, bool):
        raise Failure(VALUE)
    return _written(setting, int(number(value, setting.language, setting.date1904)), base, wanted)


def _between(setting: Any, value: Any, places: Any = LEFT_OUT, *, first: int, last: int) -> str:
    wanted = _places(setting, places)
    return _written(setting, _read(setting, value, first), last, wanted)


for _name, _base in BASES.items():
    native(f"{_name}2DEC", "value", framed=True, toolpak=True)(partial(_to_decimal, base=_base))
    native(f"DEC2{_name}", "value", "value", framed=True, toolpak=True)(partial(_from_decimal, base=_base))
    for _other, _last in BASES.items():
        if _other != _name:
            native(f"{_name}2{_other}", "value", "value", framed=True, toolpak=True)(
                partial(_between, first=_base, last=_last)
            )
