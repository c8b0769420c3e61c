"""Amendments: what each changes in a convention, from when, and the convention as it stands at a date.

A store keeps the inputs as they were first agreed, and beside them, in the table `modifications`, what each
amendment puts in their place. The convention that a reader sees is made of both: `in_effect` gives it,
`recorded` brings a change of what is seen back to what is kept. A value at a date is thus the last one in
effect, whatever was recorded first.
"""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeAlias

from xlsync.conventions.keys import key_text, parse_key
from xlsync.errors import UnknownKey, WrongValue
from xlsync.model.changes import (
    ROW,
    Cell,
    CellChange,
    Cells,
    Numbering,
    Where,
    differences,
    known_shapes,
    patched,
)
from xlsync.model.kept import MODIFICATIONS
from xlsync.model.paid_loans import refuse_changed_condition
from xlsync.model.shapes import SINGLE

AMENDMENTS = "avenants"
NUMBER, SIGNED, EFFECT, SUBJECT, STATE = "numero", "date_signature", "date_effet", "objet", "etat"
DRAFT, CONFIRMED = "projet", "signé"
BEFORE, AFTER, UNKNOWN = "avant", "valeur", "inconnu"

Own: TypeAlias = dict[Where, str]
"""The cells of one convention."""


@dataclass(frozen=True, slots=True)
class View:
    """The moment at which a convention is looked at.

    Attributes:
        at: Amendments count that take effect on that day or before; every one when it is None.
        draft: Number of an amendment still a draft that counts as if it were signed, and that changes are
            recorded under; without a date, those that take effect after it do not count.
        whole: The drafts and what they would change are seen too, without counting: what is exported.
    """

    at: datetime.date | None = None
    draft: int | None = None
    whole: bool = False


LATEST = View()
EVERYTHING = View(whole=True)


@dataclass(frozen=True, slots=True, order=True)
class Amendment:
    """An amendment of a convention, in the order in which they take effect.

    Attributes:
        effect: Day from which it counts, "" when the document does not say it: from the beginning.
        number: Its number.
        signed: Day of its signature, "" when it is not known.
        subject: What it is about.
        is_draft: It is not signed.
        changes: What it changes, by cell: None for what goes; a record by its `ROW`.
        unknown: The cells of which nobody knows what they held before.
    """

    effect: str
    number: int
    signed: str = field(compare=False)
    subject: str = field(compare=False)
    is_draft: bool = field(compare=False)
    changes: dict[Where, str | None] = field(compare=False)
    unknown: frozenset[Where] = field(compare=False)

    def counts(self, view: View) -> bool:
        """It changes the convention that is seen."""
        if self.is_draft and self.number != view.draft:
            return False
        return view.at is None or self.effect <= view.at.isoformat()


def modification_key(number: int, place: Where) -> str:
    """Key in the model of what an amendment changes in a cell."""
    table, key, column = place
    return key_text({"avenant": str(number), "table": table, "cle": key, "colonne": column})


def modified_cell(key: str) -> tuple[int, Where]:
    """The amendment and the cell that such a key names."""
    parts = parse_key(key)
    return int(parts["avenant"]), (parts["table"], parts["cle"], parts["colonne"])


def amendments(cells: Mapping[Where, str]) -> list[Amendment]:
    """The amendments of a convention, drafts included, in the order in which they take effect.

    Args:
        cells: Its cells by table, key and column, as a store keeps them or as they are seen.
    """
    rows: dict[str, dict[str, str]] = {}
    changes: dict[int, dict[Where, str | None]] = {}
    unknown: dict[int, set[Where]] = {}
    for (table, key, column), text in cells.items():
        if table == AMENDMENTS:
            rows.setdefault(key, {})[column] = text
        elif table == MODIFICATIONS and column == ROW:
            number, place = modified_cell(key)
            changes.setdefault(number, {})[place] = cells.get((table, key, AFTER))
            if cells.get((table, key, UNKNOWN)) == "true":
                unknown.setdefault(number, set()).add(place)
    found = []
    for key, texts in rows.items():
        number = int(parse_key(key)[NUMBER])
        found.append(
            Amendment(
                texts.get(EFFECT, ""), number, texts.get(SIGNED, ""), texts.get(SUBJECT, ""),
                texts.get(STATE) == DRAFT, changes.get(number, {}), frozenset(unknown.get(number, ())),
            )
        )  # fmt: skip
    return sorted(found)


def amendment(convention: str, cells: Mapping[Where, str], number: int) -> Amendment:
    """One amendment of a convention.

    Raises:
        UnknownKey: none of that number; the sentence lists those that there are.
    """
    found = amendments(cells)
    for one in found:
        if one.number == number:
            return one
    known = ", ".join(str(one.number) for one in found) or "–"
    raise UnknownKey(
        f"{convention} : pas d’avenant n° {number} ; il existe : {known}",
        f"{convention}: no amendment no. {number}; there are: {known}",
        table=AMENDMENTS,
        key=str(number),
    )


def draft(convention: str, cells: Mapping[Where, str], number: int) -> Amendment:
    """One amendment that is still a draft: what may change, be confirmed or dropped.

    Raises:
        UnknownKey: none of that number.
        WrongValue: it is signed.
    """
    one = amendment(convention, cells, number)
    if not one.is_draft:
        raise WrongValue(
            f"{convention} : l’avenant n° {number} est signé, il ne change plus ; une correction se fait "
            "sans --amendment, « revert » défait la révision qui l’a signé",
            f"{convention}: amendment no. {number} is signed, it no longer changes; a correction is made "
            "without --amendment, “revert” undoes the revision that signed it",
            argument="amendment",
            value=number,
        )
    return one


# --- what is seen


def in_effect(cells: Cells, view: View = LATEST) -> Cells:
    """Conventions as they are seen: what amendments in effect put in place of what was first agreed.

    What each amendment changes stays beside, with what stood there before it; amendments that take effect
    later, and drafts, are not seen.

    Args:
        cells: Cells of conventions as a store keeps them.
        view: When.
    """
    amended = {cell[0] for cell in cells if cell[1] == AMENDMENTS}
    if not amended:
        return cells
    seen = {cell: text for cell, text in cells.items() if cell[0] not in amended}
    of_amended = sorted(item for item in cells.items() if item[0][0] in amended)
    for convention, own in groupby(of_amended, key=lambda item: item[0][0]):
        kept = {cell[1:]: text for cell, text in own}
        seen |= {(convention, *where): text for where, text in _seen(convention, kept, view).items()}
    return seen


def _seen(convention: str, kept: Own, view: View) -> Own:
    found, typed = amendments(kept), _typed(convention)
    trial = next((one for one in found if one.is_draft and one.number == view.draft), None)
    last = trial if trial is not None and view.at is None else None
    counted = {one.number for one in found if one.counts(view) and (last is None or one <= last)}
    state = {where: text for where, text in kept.items() if where[0] not in (AMENDMENTS, MODIFICATIONS)}
    before: dict[tuple[int, Where], str | None] = {}
    result = dict(state)
    for one in found:
        before |= {(one.number, place): state.get(place) for place in one.changes}
        if not one.is_draft or one.number == view.draft:
            _apply(state, one, typed)
            if one.number in counted:
                _apply(result, one, typed)
    shown = {one.number for one in found} if view.whole and view.at is None else counted
    for where, text in kept.items():
        if where[0] == AMENDMENTS and int(parse_key(where[1])[NUMBER]) in shown:
            result[where] = text
        elif where[0] == MODIFICATIONS and modified_cell(where[1])[0] in shown:
            result[where] = text
            was = before.get(modified_cell(where[1])) if where[2] == ROW else None
            if was is not None:
                result[where[0], where[1], BEFORE] = was
    return result


def _typed(convention: str) -> set[str]:
    """The tables whose records people add and delete."""
    return {name for name, shape in known_shapes(convention).items() if shape.is_typed}


def _apply(state: Own, one: Amendment, typed: Container[str]) -> None:
    """What an amendment does to the cells of a convention.

    The cells of a record go with it; one of a record that is not there any more, where people add and delete
    them, changes nothing.
    """
    rows = {place: text for place, text in one.changes.items() if place[2] == ROW}
    gone = {place[:2] for place, text in rows.items() if text is None}
    if gone:
        for where in [where for where in state if where[:2] in gone]:
            del state[where]
    state |= {place: text for place, text in rows.items() if text is not None}
    for place, text in one.changes.items():
        row = (*place[:2], ROW)
        if place in rows or (place[0] in typed and row not in state):
            continue
        if text is None:
            state.pop(place, None)
        else:
            state[place] = text
            if place[0] not in SINGLE:
                state.setdefault(row, LAST_RANK)


LAST_RANK = "1"
"""Rank of a record that its inputs generate, whose rank counts for nothing."""


# --- what is kept


def recorded(
    cells: Cells, changes: Iterable[CellChange], view: View, numbering: Numbering
) -> list[CellChange]:
    """What a store keeps of changes of what is seen.

    A change made under a draft is part of that amendment. Any other is a correction: it goes where what is
    seen comes from, the last amendment in effect that says it, else what was first agreed.

    Args:
        cells: The cells of the conventions concerned as the store keeps them.
        changes: Of what is seen at `view`, in these conventions.
        view: When.
        numbering: Ranks for what amendments change.

    Raises:
        UnknownKey, WrongValue: the draft of the view is none, or it changes what no amendment may.
    """
    wanted = list(changes)
    amended = {cell[0] for cell in cells if cell[1] == AMENDMENTS}
    of_amendments = (AMENDMENTS, MODIFICATIONS)
    amended |= {one.convention for one in wanted if view.draft is not None or one.table in of_amendments}
    after = patched(cells, (one for one in wanted if one.convention not in amended))
    for convention in sorted({one.convention for one in wanted} & amended):
        kept = {cell[1:]: text for cell, text in cells.items() if cell[0] == convention}
        keeping = _Keeping(convention, kept, view, numbering)
        keeping.take([one for one in wanted if one.convention == convention])
        after = {cell: text for cell, text in after.items() if cell[0] != convention}
        after |= {(convention, *where): text for where, text in keeping.kept.items()}
    return differences(cells, after)


class _Keeping:
    """The cells of one convention as a store keeps them, while changes of what is seen come in."""

    def __init__(self, convention: str, kept: Own, view: View, numbering: Numbering) -> None:
        self.convention, self.kept, self.view, self.numbering = convention, kept, view, numbering
        self.draft: Amendment | None = None
        self.before: Own = {}
        self.amendments: list[Amendment] = []

    def take(self, changes: Sequence[CellChange]) -> None:
        """Keeps changes, those of the amendments themselves first.

        Raises:
            WrongValue: an amendment comes under the number of one that is not seen.
        """
        self._forget_orphans()
        for change in changes:
            if change.table in (AMENDMENTS, MODIFICATIONS) and change.column != BEFORE:
                where = (change.table, change.key, change.column)
                if change.table == AMENDMENTS and change.column == ROW and change.before is None:
                    self._refuse_taken(change.key, change.after)
                self._put(where, change.after)
        self._forget_orphans()
        self.amendments = amendments(self.kept)
        number = self.view.draft
        self.draft = None if number is None else draft(self.convention, self.kept, number)
        self.before = self._before(self.draft) if self.draft else {}
        inputs = [one for one in changes if one.table not in (AMENDMENTS, MODIFICATIONS)]
        gone = {(one.table, one.key) for one in inputs if one.column == ROW and one.after is None}
        for change in inputs:
            place = (change.table, change.key, change.column)
            if change.column != ROW and place[:2] in gone:
                continue
            if self.draft is not None:
                self._under(self.draft, place, change.after)
            elif place[:2] in gone:
                self._delete(place[:2])
            else:
                self._correct(place, change.after)
        for change in changes:
            if change.table == MODIFICATIONS and change.column == BEFORE:
                self._agree(change)

    def _refuse_taken(self, key: str, after: str | None) -> None:
        """Refuses an amendment typed under the number of a draft, or of one that takes effect later."""
        if after is not None and not self.view.whole and (AMENDMENTS, key, ROW) in self.kept:
            number = parse_key(key)[NUMBER]
            raise WrongValue(
                f"{self.convention} : l’avenant n° {number} existe déjà, en projet ou d’effet postérieur ; "
                f"prendre un autre numéro, ou « amend {self.convention} » pour le voir",
                f"{self.convention}: amendment no. {number} exists already, a draft or one that takes effect "
                f"later; take another number, or “amend {self.convention}” to see it",
                argument=NUMBER,
                value=number,
            )

    def _put(self, where: Where, text: str | None) -> None:
        if text is None:
            self.kept.pop(where, None)
        else:
            self.kept[where] = text

    def _forget_orphans(self) -> None:
        """What an amendment changes goes with it."""
        for cell in orphans((self.convention, *where) for where in self.kept):
            del self.kept[cell[1:]]

    # --- under an amendment

    def _under(self, draft: Amendment, place: Where, text: str | None) -> None:
        """What a draft changes; nothing where it gives back what stood there before it.

        Raises:
            WrongValue: a condition of a loan that is paid out.
        """
        if place[2] == ROW and text is None:
            self._end_record(draft, place[:2])
        elif self.before.get(place) == text or (place[2] == ROW and place in self.before):
            self._say(draft.number, place, None, there=False)
        else:
            refuse_changed_condition(self.convention, self.before, place, draft.effect)
            self._say(draft.number, place, text)

    def _before(self, draft: Amendment) -> Own:
        """The convention just before a draft takes effect."""
        state = {where: t for where, t in self.kept.items() if where[0] not in (AMENDMENTS, MODIFICATIONS)}
        typed = _typed(self.convention)
        for one in self.amendments:
            if one < draft and not one.is_draft:
                _apply(state, one, typed)
        return state

    def _end_record(self, draft: Amendment, record: tuple[str, str]) -> None:
        for place in draft.changes:
            if place[:2] == record:
                self._say(draft.number, place, None, there=False)
        for place in self.before:
            if place[:2] == record:
                self._say(draft.number, place, None)

    def _say(self, number: int, place: Where, text: str | None, *, there: bool = True) -> None:
        """What an amendment puts in a cell; not there, it says nothing of it."""
        key = modification_key(number, place)
        row = (MODIFICATIONS, key, ROW)
        if not there:
            for name in (ROW, AFTER, UNKNOWN):
                self.kept.pop((MODIFICATIONS, key, name), None)
            return
        if row not in self.kept:
            record = (self.convention, MODIFICATIONS, key)
            self.kept[row] = str(self.numbering.known(record) or self.numbering.next(record))
        self._put((MODIFICATIONS, key, AFTER), text)

    # --- corrections

    def _correct(self, place: Where, text: str | None) -> None:
        source = self._source(place)
        if source is None:
            self._put(place, text)
        else:
            self._say(source, place, text)

    def _source(self, place: Where) -> int | None:
        """The amendment that what is seen in a cell comes from: it says the cell, or its row."""
        number = None
        for one in self.amendments:
            said = place in one.changes or (*place[:2], ROW) in one.changes
            if one.counts(self.view) and said:
                number = one.number
        return number

    def _delete(self, record: tuple[str, str]) -> None:
        for where in [where for where in self.kept if where[:2] == record]:
            del self.kept[where]
        for one in self.amendments:
            for place in one.changes:
                if place[:2] == record:
                    self._say(one.number, place, None, there=False)

    def _agree(self, change: CellChange) -> None:
        """What stood before the first amendment that says a cell is what was first agreed."""
        number, place = modified_cell(change.key)
        signed = [one.number for one in self.amendments if not one.is_draft and place in one.changes]
        if signed[:1] == [number] and self._is_kept(place):
            self._put(place, change.after)
            if change.after is not None and place[0] not in SINGLE and place[2] != ROW:
                self.kept.setdefault((*place[:2], ROW), LAST_RANK)

    def _is_kept(self, place: Where) -> bool:
        """The cell is not that of a record that begins with an amendment: the first that says its row."""
        row = (*place[:2], ROW)
        said = [one for one in self.amendments if not one.is_draft and row in one.changes]
        return not said or said[0].changes[row] is None


def orphans(cells: Iterable[Cell]) -> list[Cell]:
    """The cells of what amendments that are not there any more changed."""
    held = list(cells)
    there = {
        (cell[0], int(parse_key(cell[2])[NUMBER]))
        for cell in held
        if cell[1] == AMENDMENTS and cell[3] == ROW
    }
    return [
        cell
        for cell in held
        if cell[1] == MODIFICATIONS and (cell[0], modified_cell(cell[2])[0]) not in there
    ]
