"""Excel on Windows by xlwings: the functions with xlwings' decorators, and the VBA module that calls them.

    files       what the add-in is made of, written from the registry
    functions   every function, decorated: what xlwings calls for a cell
    described   names of arguments, help and category, as Excel shows them

This module is itself one that xlwings may be told: its attributes are the functions, `PRET_ECHEANCE` and so
on, made when first asked for, so that importing it loads nothing. Cells come as xlwings hands them over and
go through the coercion that all hosts share; a call without a value returns a mark that the VBA module turns
into an error of the cell. Of xlwings, only what its BSD licence covers is used.

A program that keeps versions of parameters hands those that count for each call: `functions(tariffs=…)`.
"""

from __future__ import annotations

import datetime
import inspect
import sys
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any, Final

from udfs.coerce import Cell, CellError
from udfs.errors import UdfError
from udfs.hosts.excel_vba import CODES, ERROR_MARK, EVENTS_NAME, NAME, Described, events, module
from udfs.hosts.names import spell
from udfs.parameters import Handed, handed, handing
from udfs.registry import FUNCTIONS, Argument, Function
from udfs.serials import EPOCH

__all__ = ["MODULE", "described", "files", "free_xlwings", "functions", "spelt"]

MODULE: Final = __name__
"""What the setting « UDF MODULES » of xlwings says, unless another module hands versions of parameters."""

Tariffs = Callable[[], Handed]
"""What gives the versions of parameters that count for the cell that calls."""

HELP_LENGTH: Final = 255
"""Characters that Excel keeps of a help text."""

_STATEMENTS: Final = """
    call case close const declare defbool defbyte defcur defdate defdbl defdec defint deflng deflnglng
    deflngptr defobj defsng defstr defvar dim do else elseif end endif enum erase event exit for friend
    function get global gosub goto if implements input let lock loop lset next on open option print
    private public put raiseevent redim resume return rset seek select set static stop sub type unlock
    wend while with write rem
"""
_MARKS: Final = """
    any as byref byval each in new shared until withevents optional paramarray preserve spc tab then to
    addressof and eqv imp is like mod not or typeof xor true false nothing empty null attribute
"""
_OWN_NAMES: Final = """
    abs cbool cbyte ccur cdate cdbl cdec cint clng clnglng clngptr csng cstr cvar cverr date debug
    doevents fix int len lenb me pset scale sgn string array circle inputb lbound ubound boolean byte
    currency decimal double integer long longlong longptr single variant
"""
_IN_CONTEXT: Final = """
    access alias append base binary class compare error explicit lib line mid module name object output
    property random read reset step text time width
"""
VBA_WORDS: Final = frozenset(f"{_STATEMENTS} {_MARKS} {_OWN_NAMES} {_IN_CONTEXT}".split())
"""Words that VBA reserves, everywhere or in some statements, which had better not name an argument."""

_FIRST_ERROR: Final = -2146828288
_LAST_ERROR: Final = _FIRST_ERROR + 0xFFFF
_OF_NUMBERS: Final = {number: code for code, number in CODES.items()}
_EPOCH: Final = datetime.datetime.combine(EPOCH, datetime.time())
_DAY: Final = datetime.timedelta(days=1)


def files(version: str, python_module: str = MODULE) -> dict[str, str]:
    """Every text of the add-in that the registry determines, by name.

    Args:
        version: Version of the add-in.
        python_module: The module whose attributes are the functions.

    Examples:
        >>> list(files("1.0"))
        ['Conventions.bas', 'ConventionsOuverture.cls']
    """
    return {
        f"{NAME}.bas": module(version, python_module, [described(one) for one in FUNCTIONS.values()]),
        f"{EVENTS_NAME}.cls": events(),
    }


def functions(decorators: Any = None, tariffs: Tariffs = handed) -> dict[str, Callable[..., Any]]:
    """Every function as xlwings calls it, by its spelling in Excel.

    Args:
        decorators: What holds `func`, `arg` and `ret`; xlwings itself when left out.
        tariffs: What gives the versions of parameters that count for each call.

    Raises:
        ModuleNotFoundError: xlwings is not installed.
    """
    chosen = decorators or free_xlwings()
    return {
        spell(name, "excel"): _decorated(function, chosen, tariffs) for name, function in FUNCTIONS.items()
    }


def described(function: Function) -> Described:
    """What Excel shows of a function, in French, cut to what it keeps.

    Examples:
        >>> one = described(FUNCTIONS["JOURS.AJUSTER"])
        >>> one.name, one.arguments[0], one.required, one.category
        ('JOURS_AJUSTER', 'date_', 1, 'Conventions JOURS')
    """
    texts = (function.help.fr, f"Résultat : {function.result.help.fr}", f"Source : {function.source.fr}")
    return Described(
        name=spell(function.name, "excel"),
        arguments=tuple(map(_name, function.arguments)),
        required=_required(function),
        variadic=any(argument.variadic for argument in function.arguments),
        help=_cut(". ".join(text[:1].upper() + text[1:] for text in texts) + "."),
        helps=tuple(map(_help, function.arguments)),
        category=f"Conventions {function.namespace}",
    )


def free_xlwings() -> Any:
    """xlwings, its part under another licence left unread.

    Raises:
        ModuleNotFoundError: xlwings is not installed.
    """
    if "xlwings" not in sys.modules:
        sys.modules.setdefault("xlwings.pro", None)  # type: ignore[arg-type]
    import xlwings

    return xlwings


def _decorated(function: Function, decorators: Any, tariffs: Tariffs) -> Callable[..., Any]:
    """`func` comes last: `arg` and `ret` call it again, without a category."""
    about, made = described(function), _host_function(function, tariffs)
    for name, help_ in zip(about.arguments, about.helps, strict=True):
        made = decorators.arg(name, doc=help_, ndim=2, err_to_str=True)(made)
    made = decorators.ret(ndim=2)(made)
    decorated: Callable[..., Any] = decorators.func(made, category=about.category)
    return decorated


def _host_function(function: Function, tariffs: Tariffs) -> Callable[..., Any]:
    """What takes the cells of a call as xlwings hands them over; its signature is that of the function."""

    def host_function(*cells):  # type: ignore[no-untyped-def]  # xlwings reads annotations as conversions
        from udfs.registry import calling

        try:
            with handing(tariffs()):
                return _shown(calling.call(function.name, [_cell(cell) for cell in cells], {}))
        except UdfError as error:
            return f"{ERROR_MARK}{CODES.get(error.excel, CODES['#VALUE!'])}:{error.text.fr}"

    about = described(function)
    host_function.__name__ = host_function.__qualname__ = about.name
    host_function.__doc__ = about.help
    host_function.__signature__ = _signature(about)  # type: ignore[attr-defined]
    return host_function


def _signature(about: Described) -> inspect.Signature:
    kinds = inspect.Parameter
    parameters = [
        kinds(name, kinds.POSITIONAL_OR_KEYWORD, default=kinds.empty if rank < about.required else None)
        for rank, name in enumerate(about.arguments)
    ]
    if about.variadic:
        parameters[-1] = kinds(about.arguments[-1], kinds.VAR_POSITIONAL)
    return inspect.Signature(parameters)


def _required(function: Function) -> int:
    """Arguments that Excel insists on, all of them first: a fiche leaves the loan's other ones out."""
    needed = [function.insists_on(one) for one in function.arguments]
    return needed.index(False) if False in needed else len(needed)


def _name(argument: Argument) -> str:
    return f"{argument.name}_" if argument.name in VBA_WORDS else argument.name


def _help(argument: Argument) -> str:
    return _cut(argument.help.fr if argument.required else f"(facultatif) {argument.help.fr}")


def _cut(text: str) -> str:
    """A text no longer than Excel keeps, cut between words."""
    if len(text) <= HELP_LENGTH:
        return text
    return text[: HELP_LENGTH - 1].rpartition(" ")[0].rstrip(" ,;:") + "…"


# --- cells


def _cell(value: Any) -> Cell:
    """A cell, or a range as rows, in the terms of the coercion."""
    if isinstance(value, list | tuple):
        return [_cell(part) for part in value]
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime.datetime):
        return (value.replace(tzinfo=None) - _EPOCH) / _DAY
    if type(value) is int and _FIRST_ERROR <= value <= _LAST_ERROR:
        return CellError(_OF_NUMBERS.get(value - _FIRST_ERROR, "#VALUE!"))
    return value


def _shown(value: Cell) -> Cell:
    """A result as xlwings writes it: rows are never empty."""
    return value if not isinstance(value, list) else value or [[""]]


# --- the attributes that xlwings looks for


@cache
def _made() -> dict[str, Callable[..., Any]]:
    return functions()


def __getattr__(name: str) -> Any:
    if name in spelt():
        return _made()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *spelt()])


@cache
def spelt() -> frozenset[str]:
    """The names of the functions in Excel."""
    return frozenset(spell(name, "excel") for name in FUNCTIONS)
