"""The events of a loan, one a row: date, type, montant, suite, indemnite.

A first row of labels, French or English, may give the columns in another order. What an amount means follows
from the type: euros repaid (or "total"), a rate, a part of the balance, a number of payments.

A range may hold the events of several tranches, each row headed by its `versement`: those of the tranche that
a fiche describes are read, wherever they stand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

from udfs.coerce.cells import Cell, grid, is_blank, plain
from udfs.coerce.messages import refuse
from udfs.declaration import ALL_OF_IT, Argument, Bounds, Kind
from udfs.errors import Text, UdfError, WrongValue

Reader = Callable[[Argument, Cell], object]
Event = tuple[Any, str, float, str, float]

TRANCHE: Final = "versement"
"""Which tranche of the advance a fiche describes: no argument, but it tells which events are its own."""

_NO_HELP: Final = Text("", "")
_DATE: Final = Argument("date", "date", Kind.DATE, _NO_HELP)
_TYPE: Final = Argument(
    "type", "type", Kind.OPTION, _NO_HELP, options=("remboursement", "quote_part", "taux", "reechelonnement")
)
_SUITE: Final = Argument(
    "suite",
    "continuation",
    Kind.OPTION,
    _NO_HELP,
    default="duree_maintenue",
    options=("duree_maintenue", "echeance_maintenue"),
)
_FEE: Final = Argument("indemnite", "indemnity", Kind.AMOUNT, _NO_HELP, default=0.0, bounds=Bounds(0, 1e12))
_AMOUNTS: Final = {
    name: Argument("montant", "amount", kind, _NO_HELP, bounds=bounds, words=words)
    for name, kind, bounds, words in (
        ("remboursement", Kind.AMOUNT, Bounds(0.01, math.inf), ALL_OF_IT),
        ("quote_part", Kind.RATE, Bounds(0, 1), ()),
        ("taux", Kind.RATE, Bounds(0, 1), ()),
        ("reechelonnement", Kind.COUNT, Bounds(1, 1200), ()),
    )
}
_COLUMNS: Final = ("date", "type", "montant", "suite", "indemnite")
_LABELS: Final = {
    **{name: name for name in (TRANCHE, *_COLUMNS)},
    "drawdown": TRANCHE,
    "amount": "montant",
    "continuation": "suite",
    "indemnity": "indemnite",
    "evenement": "type",
    "event": "type",
}
_WORDS: Final = {
    "repayment": "remboursement",
    "prepayment": "remboursement",
    "remboursement anticipe": "remboursement",
    "share": "quote_part",
    "rate": "taux",
    "rescheduling": "reechelonnement",
    "reprofilage": "reechelonnement",
    "term kept": "duree_maintenue",
    "payment kept": "echeance_maintenue",
}


def of_tranche(argument: Argument, cell: Cell, tranche: Cell) -> Cell:
    """The events of one tranche.

    Args:
        argument: Declaration of the events.
        cell: A range, its rows those of several tranches or not.
        tranche: What the fiche says of its own, blank for nothing.

    Returns:
        The range without its column of tranches, the rows of the others left blank; the same range where it
        has no such column.

    Raises:
        WrongValue: Several tranches and a fiche that does not say which is its own; an event without tranche.
    """
    rows = grid(cell)
    place = _place_of_tranche(rows)
    if place is None:
        return cell
    if is_blank(tranche):
        raise refuse(
            argument,
            None,
            "la plage a les événements de plusieurs versements : une fiche de prêt dit le sien, libellé "
            "« Versement »",
            "the range holds the events of several drawdowns: a loan fiche says its own, label “Versement”",
        )
    return [
        [value for rank, value in enumerate(row) if rank != place]
        if _is_header(row) or _is_of(argument, row, place, tranche, number)
        else [None]
        for number, row in enumerate(rows, 1)
    ]


def _place_of_tranche(rows: Sequence[Sequence[Cell]]) -> int | None:
    """The column of the tranches: the one headed so, or the first where the type is the third."""
    first = next((row for row in rows if not all(map(_is_nothing, row))), [])
    if _is_header(first):
        names = [_LABELS.get(plain(value)) if isinstance(value, str) else None for value in first]
        return names.index(TRANCHE) if TRANCHE in names else None
    return 0 if any(len(row) > 2 and _is_type(row[2]) for row in rows) else None


def _is_type(cell: Cell) -> bool:
    known = {*map(plain, _TYPE.options), *_WORDS}
    return isinstance(cell, str) and plain(cell) in known


def _is_of(argument: Argument, row: Sequence[Cell], place: int, tranche: Cell, number: int) -> bool:
    """Whether a row is an event of the tranche; a row of blanks is one of none."""
    own = row[place] if place < len(row) else None
    if all(map(_is_nothing, row)):
        return False
    if _is_nothing(own):
        raise refuse(
            argument,
            None,
            f"ligne {number} : un événement sans versement",
            f"row {number}: an event without drawdown",
        )
    return _key(own) == _key(tranche)


def _key(cell: Cell) -> object:
    """What tells a tranche: a number, typed as such or as its digits, or a text."""
    text = plain(str(cell))
    try:
        return float(text)
    except ValueError:
        return text


def read_events(argument: Argument, cell: Cell, readers: dict[Kind, Reader]) -> tuple[Event, ...] | None:
    """The events of a range, in its order; None for a blank one.

    Args:
        argument: Declaration of the events.
        cell: A range, its first row a header or not; rows of blanks (or zeros, which some hosts hand for
            them) are nothing.
        readers: What reads one cell of a kind.

    Raises:
        WrongValue: Not rows of at most five cells, an unknown type, a missing date or amount; the events of
            several tranches.
        OutOfRange: A rate above 1, a number of payments that is not accepted.
    """
    own = grid(of_tranche(argument, cell, None))
    rows = [(rank, row) for rank, row in enumerate(own, 1) if not all(map(_is_nothing, row))]
    if not rows:
        return None
    columns: Sequence[str] = _COLUMNS
    if _is_header(rows[0][1]):
        columns = _header(argument, rows.pop(0)[1])
    return tuple(_event(argument, rank, columns, row, readers) for rank, row in rows) or None


def _is_nothing(cell: Cell) -> bool:
    return is_blank(cell) or (isinstance(cell, int | float) and cell == 0)


def _is_header(row: Sequence[Cell]) -> bool:
    return any(isinstance(cell, str) and plain(cell) in _LABELS for cell in row)


def _header(argument: Argument, row: Sequence[Cell]) -> list[str]:
    names = [_LABELS.get(plain(cell), "") if isinstance(cell, str) else "" for cell in row]
    known = [name for name in names if name]
    unknown = next((c for c, name in zip(row, names, strict=True) if not name and not is_blank(c)), None)
    if unknown is not None or len(set(known)) != len(known):
        listed = ", ".join(_COLUMNS)
        raise refuse(
            argument,
            unknown,
            f"l’en-tête a une fois chacune de ces colonnes : {listed}",
            f"the header holds each of these columns once: {listed}",
        )
    return names


def _event(
    argument: Argument, rank: int, columns: Sequence[str], row: Sequence[Cell], readers: dict[Kind, Reader]
) -> Event:
    if len(row) > len(columns) and not all(map(_is_nothing, row[len(columns) :])):
        raise refuse(
            argument,
            row[len(columns)],
            f"ligne {rank} : au plus {len(columns)} colonnes, {', '.join(filter(None, columns))}",
            f"row {rank}: at most {len(columns)} columns, {', '.join(filter(None, columns))}",
        )
    cells = {name: cell for name, cell in zip(columns, row, strict=False) if name}

    def read(column: Argument) -> Any:
        cell = cells.get(column.name)
        if is_blank(cell) or (column.kind is not Kind.RATE and _is_nothing(cell)):
            if column.required:
                raise _missing(column)
            return column.default
        return readers[column.kind](column, _word(column, cell))

    try:
        kind = read(_TYPE)
        return read(_DATE), kind, float(read(_AMOUNTS[kind])), read(_SUITE), float(read(_FEE))
    except UdfError as error:
        raise type(error)(
            f"{argument.name}, ligne {rank} : {error.text.fr}",
            f"{argument.label_en}, row {rank}: {error.text.en}",
            argument=argument.name,
            value=error.value,
        ) from None


def _word(column: Argument, cell: Cell) -> Cell:
    """An English word as the French one; anything else as it is."""
    if column.kind is not Kind.OPTION or not isinstance(cell, str):
        return cell
    return _WORDS.get(plain(cell), cell)


def _missing(column: Argument) -> UdfError:
    hint = Text("", "")
    if column.name == "montant" and column.words:
        hint = Text(" ; « total » rembourse tout", "; “total” repays everything")
    return WrongValue(
        f"{column.name} : valeur obligatoire manquante{hint.fr}",
        f"{column.label_en}: required value missing{hint.en}",
    )
