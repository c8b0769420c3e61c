"""One workbook beside the model: both sides, what they agreed on, what someone chose, and the merge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from udfs.errors import Text
from xlsync.annexbook.annex import read_annex
from xlsync.annexbook.conflict_sheet import read_lines
from xlsync.annexbook.identify import Identity
from xlsync.annexbook.origin import AUTO, Origin, chosen_base, doubt, model_side, read_origin, view_of
from xlsync.annexbook.printed import Printed
from xlsync.annexbook.published import displayed
from xlsync.annexbook.reading import Reading
from xlsync.annexbook.taking import data_of, generated_records, visible
from xlsync.errors import Notice, Problem, UnknownConvention, sentence
from xlsync.merge import Merged, merge, owners
from xlsync.model import ROW, Where, shapes
from xlsync.model.amendments import EVERYTHING, View, amendments, draft
from xlsync.model.cells import DECIMALS
from xlsync.model.kept import MODIFICATIONS
from xlsync.sync.asked import Request
from xlsync.sync.choosing import Chosen, read_chosen, refuse_kept_formulas
from xlsync.workbook import Workbook

if TYPE_CHECKING:
    from xlsync.store import Revision, Store


@dataclass(slots=True)
class Comparison:
    """A workbook beside the model.

    Attributes:
        request: What was asked for.
        identity: What the workbook says it is.
        view: The moment at which the workbook shows the convention.
        head: The last revision of the model.
        origin: Where the workbook comes from.
        doubt: Why its base cannot be believed, None when it can.
        base, model: Cells of the merge.
        whole: Every cell of the model with the rank of every record, as they are seen.
        side: The workbook.
        chosen: The choices written in it.
        merged: The answer of the merge.
    """

    request: Request
    identity: Identity
    view: View
    head: Revision
    origin: Origin
    doubt: Text | None
    base: dict[Where, str]
    model: dict[Where, str]
    whole: dict[Where, str]
    side: Reading
    chosen: Chosen
    merged: Merged

    @property
    def writes(self) -> bool:
        """The workbook is to be written."""
        return self.request.writes_workbook and self.doubt is None

    @property
    def amended(self) -> dict[Where, str]:
        """What amendments change, as the model keeps it: no part of the merge, shown in the workbook."""
        return {where: text for where, text in self.whole.items() if where[0] == MODIFICATIONS}


def compare(request: Request, book: Workbook, identity: Identity, store: Store) -> Comparison:
    """Reads both sides and merges them; writes nothing.

    Raises:
        UnknownConvention: the model does not hold the convention.
        UnknownRevision, UnsupportedWorkbook: the base asked for does not exist.
    """
    head = store.head()
    view = _view(request, book, identity.convention, store)
    cells = store.cells(identity.convention, head.id, view) if head else {}
    if head is None or not cells:
        raise _unknown(identity.convention, request.path)
    whole = {cell[1:]: text for cell, text in cells.items()}
    held = model_side(identity.schema.kind, whole)
    origin = read_origin(book)
    reason = doubt(origin, store) if request.base == AUTO else None
    base = chosen_base(origin, store, identity.convention, request.base, view)
    side = read_annex(book, identity, base, str(request.path))
    base, model = _visible(identity, base, held, side)
    _take_roundings(identity.schema.kind, side, base, model)
    chosen = read_chosen(identity.schema.kind, read_lines(book), side, base, model, book.date1904)
    refuse_kept_formulas(side, chosen)
    merged = _merge(request, identity, (base, model), side, chosen, trusted=reason is None)
    return Comparison(request, identity, view, head, origin, reason, base, model, whole, side, chosen, merged)


def _view(request: Request, book: Workbook, convention: str, store: Store) -> View:
    """When the convention is seen; a draft that was signed or dropped meanwhile is none any more.

    Raises:
        UnknownKey, WrongValue: the amendment asked for is none, or is signed.
    """
    view = view_of(book)
    number = view.draft if request.amendment is None else request.amendment
    if number is None:
        return view
    cells = {cell[1:]: text for cell, text in store.cells(convention, view=EVERYTHING).items()}
    if request.amendment is not None:
        draft(convention, cells, number)
    is_one = any(one.number == number and one.is_draft for one in amendments(cells))
    return replace(view, draft=number if is_one else None)


def _unknown(convention: str, path: Path) -> UnknownConvention:
    return UnknownConvention(
        f"{path.name} : le modèle ne contient pas la convention {convention}",
        f"{path.name}: the model does not hold the agreement {convention}",
        convention=convention,
    )


def _visible(
    identity: Identity, base: dict[Where, str], model: dict[Where, str], side: Reading
) -> tuple[dict[Where, str], dict[Where, str]]:
    """Both without the generated records that neither the model nor the workbook has any more."""
    kind = identity.schema.kind
    expected = {(table, key) for table, lines in side.lines.items() for key in lines.values() if key}
    if len(visible(base, expected, kind)) == len(base) and len(visible(model, expected, kind)) == len(model):
        return base, model
    expected |= generated_records(data_of(identity.convention, model))
    return visible(base, expected, kind), visible(model, expected, kind)


def _take_roundings(kind: str, side: Reading, base: Mapping[Where, str], model: Mapping[Where, str]) -> None:
    """A value that is the model's as it shows is not a change: the workbook is read as the model."""
    for where, text in list(side.cells.items()):
        held = model.get(where)
        if held is None or held == text or text == base.get(where) or where[2] == ROW:
            continue
        if where not in side.at or side.at[where].is_computed:
            continue
        column = shapes(kind)[where[0]].column(where[2])
        if column.type not in DECIMALS or column.displayed is None:
            continue
        if displayed(float(held), column) == float(text):
            side.cells[where] = held
            address = side.at[where].address
            what = sentence(
                f"{text} est l’arrondi affiché de {held}, la valeur du modèle, qui reste",
                f"{text} is {held}, the value of the model, as displayed; it stays",
            )
            side.notices.append(Notice(address, what))


def _merge(
    request: Request,
    identity: Identity,
    sides: tuple[dict[Where, str], dict[Where, str]],
    side: Reading,
    chosen: Chosen,
    *,
    trusted: bool,
) -> Merged:
    """The merge, again where the workbook could not take what it was to receive."""
    base, model = sides

    def once() -> Merged:
        return merge(
            base,
            side.cells,
            model,
            choices={} if request.command == "status" else chosen.choices,
            direction=request.direction,
            owners=owners(identity.schema.kind),
            sender=request.sender,
            accept=request.accept,
            trusted=trusted,
            unread=side.unread,
        )

    merged = once()
    blocked = {
        change.cell
        for change in merged.to_workbook
        if change.cell in side.formulas or (change.column == ROW and change.table in side.unclear)
    }
    if not blocked:
        return merged
    side.unread |= blocked
    printed = Printed(identity.schema, model)
    side.problems += [_blocked(side, where, model.get(where), printed) for where in sorted(blocked)]
    return once()


def _blocked(side: Reading, where: Where, text: str | None, printed: Printed) -> Problem:
    if where in side.formulas:
        value = printed.value(where, text)
        return Problem(
            side.at[where].address,
            sentence(
                f"le modèle a changé ({value}) et la cellule contient une formule tapée ici, gardée",
                f"the model changed ({value}) and the cell holds a formula typed here, kept",
            ),
            sentence("remplacer la formule par une valeur", "replace the formula with a value"),
        )
    line = printed.key(*where[:2])
    return Problem(
        printed.annex(where),
        sentence(
            f"la ligne « {line} » du modèle attend que les clés de ce tableau soient claires",
            f"the row “{line}” of the model waits until the keys of this table are clear",
        ),
        sentence("corriger les clés signalées", "correct the keys reported"),
    )
