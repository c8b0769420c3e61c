"""The functions of Excel's cells as xlwings calls them, under the tariffs of the model of their workbook.

This is the module that the add-in names: its attributes are the functions, `PRET_ECHEANCE` and so on, those
of `udfs.hosts.excel`. The model is looked at for each call, so that a tariff entered while Excel is open
counts for every cell computed from then on.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from udfs.errors import NotAvailable
from udfs.hosts import excel
from udfs.parameters import Handed
from xlsync.annexbook.names import CONVENTION
from xlsync.errors import XlsyncError

if TYPE_CHECKING:
    from xlsync.annexbook.counting import Counting

MODULE: Final = __name__
"""What the setting « UDF MODULES » of xlwings says."""


def tariffs() -> Handed:
    """The versions of parameters that count for the cell that calls.

    Raises:
        NotAvailable: The store cannot be read.
        WrongValue: A version that does not suit its parameter.
    """
    try:
        return _counting().now(*_origin(excel.free_xlwings())).handed
    except XlsyncError as error:
        raise NotAvailable(error.text.fr, error.text.en) from error


def _origin(xlwings: Any) -> tuple[Path | None, str]:
    """The file of the workbook whose cell calls, or the convention that it says where it is online."""
    try:
        book = xlwings.Book.caller().api
        name = str(book.FullName)
    except Exception:  # COM, and what xlwings itself raises: no workbook is known
        return None, ""
    if "://" in name:
        return None, _convention(name, book)
    return (Path(name), "") if Path(name).is_absolute() else (None, "")


_CONVENTIONS: dict[str, str] = {}


def _convention(name: str, book: Any) -> str:
    """The custom property of an online workbook, read once."""
    if name not in _CONVENTIONS:
        try:
            _CONVENTIONS[name] = str(book.CustomDocumentProperties(CONVENTION).Value)
        except Exception:  # COM: no such property
            _CONVENTIONS[name] = ""
    return _CONVENTIONS[name]


@cache
def _counting() -> Counting:
    from xlsync.annexbook.counting import Counting

    return Counting(os.environ.get("XLSYNC_STORE") or None, [Path.cwd()])


@cache
def _made() -> dict[str, Callable[..., Any]]:
    return excel.functions(tariffs=tariffs)


def __getattr__(name: str) -> Any:
    if name in excel.spelt():
        return _made()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *excel.spelt()])
