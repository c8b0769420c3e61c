"""Which cell goes to which argument: by position, by name, or out of a fiche."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from udfs.coerce import Cell, is_blank, is_range, unwrap
from udfs.coerce.cells import refuse_errors
from udfs.coerce.evenements import TRANCHE, of_tranche
from udfs.coerce.fiche import read_fiche
from udfs.declaration import Argument, Function, Kind
from udfs.errors import UdfError, WrongValue


def bind(function: Function, cells: Sequence[Cell], named: Mapping[str, Cell]) -> dict[str, Cell]:
    """Each cell under the French name of its argument.

    Args:
        function: The function called.
        cells: Cells by position. Blank ones beyond the last argument are padding, which some hosts add.
        named: Cells by argument name, French or English.

    Raises:
        WrongValue: Too many cells, an unknown name, an argument given twice, a fiche that cannot be read.
        PropagatedError: A cell is an error.
    """
    slots = _slots(function, cells, named)
    bound = _by_position(function, slots, list(cells))
    for name, cell in named.items():
        argument = _named(function, slots, name)
        if argument.name in bound:
            raise _wrong(function, f"{argument.name} est donné deux fois", f"{argument.name} is given twice")
        bound[argument.name] = cell
    refuse_errors(bound.items())
    return bound if slots == function.arguments else _opened(function, bound)


class Binder:
    """Binds many calls of one function by position; a fiche that several of them are given is read once.

    Args:
        function: The function called.
    """

    def __init__(self, function: Function) -> None:
        self._function = function
        ranks = [rank for rank, argument in enumerate(function.arguments) if argument.takes_fiche]
        self._rank = ranks[0] if ranks else -1
        self._fiches: dict[int, tuple[Cell, dict[str, Cell]]] = {}

    def bind(self, cells: Sequence[Cell]) -> dict[str, Cell]:
        """As `bind`; a list given again must not have changed."""
        fiche = cells[self._rank] if 0 <= self._rank < len(cells) else None
        if not isinstance(fiche, list):
            return bind(self._function, cells, {})
        known = self._fiches.get(id(fiche))
        if known is None and _slots(self._function, cells, {}) == self._function.arguments:
            return bind(self._function, cells, {})
        bound = _by_position(self._function, self._function.with_fiche, list(cells))
        if known is None:
            refuse_errors(bound.items())
            known = self._fiches[id(fiche)] = fiche, read_fiche(_held(self._function), fiche)
        del bound[self._function.arguments[self._rank].name]
        refuse_errors(bound.items())
        return _joined(self._function, bound, known[1])


def _slots(function: Function, cells: Sequence[Cell], named: Mapping[str, Cell]) -> tuple[Argument, ...]:
    """The arguments that cells stand for: all of them, or those left when a fiche holds the others."""
    for rank, argument in enumerate(function.arguments):
        if argument.takes_fiche:
            by_name = named.get(argument.name, named.get(argument.name_en))
            cell = unwrap(cells[rank] if rank < len(cells) else by_name)
            if is_range(cell) and not is_blank(cell):
                return function.with_fiche
    return function.arguments


def _by_position(function: Function, slots: Sequence[Argument], cells: list[Cell]) -> dict[str, Cell]:
    if slots and slots[-1].variadic:
        plain, rest = cells[: len(slots) - 1], cells[len(slots) - 1 :]
        return {s.name: c for s, c in zip(slots, plain, strict=False)} | {slots[-1].name: tuple(rest)}
    while len(cells) > len(slots) and is_blank(cells[-1]):
        cells.pop()
    if len(cells) > len(slots):
        raise _too_many(function, slots, cells)
    return {slot.name: cell for slot, cell in zip(slots, cells, strict=False)}


def _named(function: Function, slots: Sequence[Argument], name: str) -> Argument:
    for argument in slots:
        if name in (argument.name, argument.name_en) and not argument.variadic:
            return argument
    names = ", ".join(argument.name for argument in slots)
    raise _wrong(
        function,
        f"argument inconnu, « {name} » ; arguments : {names}",
        f"unknown argument, “{name}”; arguments: {names}",
    )


def _opened(function: Function, bound: dict[str, Cell]) -> dict[str, Cell]:
    """The cells of the fiche beside the others."""
    held = _held(function)
    fiche = bound.pop(next(argument.name for argument in held if argument.takes_fiche))
    return _joined(function, bound, read_fiche(held, fiche))


def _held(function: Function) -> list[Argument]:
    return [argument for argument in function.arguments if argument.in_fiche]


def _joined(function: Function, bound: dict[str, Cell], fiche: dict[str, Cell]) -> dict[str, Cell]:
    """The cells given beside a fiche and those that it holds; of the events, its own."""
    tables = [argument for argument in function.arguments if argument.kind is Kind.TABLE]
    own = {
        argument.name: of_tranche(argument, bound[argument.name], fiche.get(TRANCHE))
        for argument in tables
        if argument.name in bound
    }
    return bound | own | {name: cell for name, cell in fiche.items() if name != TRANCHE}


def _too_many(function: Function, slots: Sequence[Argument], cells: Sequence[Cell]) -> UdfError:
    names = ", ".join(slot.name for slot in slots)
    after = (" avec une fiche", " with a fiche") if slots != function.arguments else ("", "")
    return _wrong(
        function,
        f"{len(cells)} arguments reçus, {len(slots)} au plus{after[0]} : {names}",
        f"{len(cells)} arguments received, at most {len(slots)}{after[1]}: {names}",
    )


def _wrong(function: Function, fr: str, en: str) -> UdfError:
    return WrongValue(f"{function.name} : {fr}", f"{function.name}: {en}")
