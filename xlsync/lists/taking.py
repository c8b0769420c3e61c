"""The lines of a list over the conventions of a kind: what is new, changed or the same, as cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from udfs.errors import Text
from xlsync.errors import Notice, Problem, sentence
from xlsync.lists.headings import IDENTIFIER, YEAR, Inputs
from xlsync.lists.lines import Line
from xlsync.lists.names import Names, Refused, held_members
from xlsync.model import (
    ROW,
    CellChange,
    Cells,
    ConventionData,
    Numbering,
    Where,
    cells_of,
    differences,
    identity,
)
from xlsync.model.amendments import LATEST, in_effect, recorded
from xlsync.model.naming import Place
from xlsync.model.shapes import SINGLE, shapes

NEW, CHANGED, SAME = "new", "changed", "unchanged"
_NAMED = 3
"""Conventions that a notice names; the others are counted."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that a line changes.

    Attributes:
        place: The cell of the list.
        where: The cell of the convention.
        before, after: Canonical texts, None for a blank.
    """

    place: str
    where: Where
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a line.

    Attributes:
        line: The line.
        convention: Its convention.
        state: "new", "changed" or "unchanged".
        changes: What it changes; of a new convention, all that it says.
    """

    line: Line
    convention: str
    state: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A list over the conventions of a kind.

    Attributes:
        outcomes: What becomes of each line that is taken.
        problems: Those that are not, a cell each.
        notices: What is left to fill in.
        changes: What it changes in what the store keeps.
    """

    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]
    changes: tuple[CellChange, ...]


@dataclass(frozen=True)
class Held:
    """What the model holds of a kind.

    Attributes:
        kept: The cells of each convention as they are kept.
        ranks: The last ranks of their records.
        barred: Conventions that take nothing, and why.
    """

    kept: Mapping[str, Cells]
    ranks: Mapping[str, Cells]
    barred: Mapping[str, Text] = field(default_factory=dict)


def take(inputs: Inputs, lines: Iterable[Line], held: Held, base: ConventionData) -> Taken:
    """Lines over the conventions of a kind. A blank cell, and what no line says, stay as they are.

    Args:
        inputs: What lines may say.
        lines: The lines.
        held: What the model holds.
        base: What a new convention begins with.
    """
    return _Taking(inputs, held, base).over(lines)


class _Taking:
    """A list that is being put over conventions."""

    def __init__(self, inputs: Inputs, held: Held, base: ConventionData) -> None:
        self.inputs, self.held = inputs, held
        self.base = {cell[1:]: text for cell, text in cells_of(base).items()}
        self.seen = {name: in_effect(cells, LATEST) for name, cells in held.kept.items()}
        self.names = Names(inputs.kind, held_members(self.seen, self.seen))
        self.problems: list[Problem] = []

    def over(self, lines: Iterable[Line]) -> Taken:
        groups: dict[str, list[Line]] = {}
        order: dict[int, int] = {}
        for rank, line in enumerate(lines):
            order[id(line)] = rank
            found = self.names.of(line)
            if isinstance(found, Refused):
                self.problems.append(line.problem(found.what, found.fix, found.place))
            elif found in self.held.barred:
                self.problems.append(line.problem(self.held.barred[found], _OPEN))
            else:
                groups.setdefault(found, []).append(line)
        outcomes: list[Outcome] = []
        changes: list[CellChange] = []
        blanks: dict[Place, list[str]] = {}
        for convention, own in groups.items():
            after, said = self._one(convention, self._agreeing(own))
            outcomes += said
            if any(one.state != SAME for one in said):
                changes += self._recorded(convention, after)
                for place in self._lacking(convention, after):
                    blanks.setdefault(place, []).append(convention)
        outcomes.sort(key=lambda one: order[id(one.line)])
        return Taken(tuple(outcomes), tuple(self.problems), tuple(self._said(blanks)), tuple(changes))

    def _cells(self, line: Line) -> Iterator[tuple[Where, Place, str]]:
        """What a line says, as cells of its convention."""
        for place, text in line.texts.items():
            if place in (IDENTIFIER, YEAR):
                continue
            table, column = place
            yield (table, self._key(table, line), column), place, text

    def _key(self, table: str, line: Line) -> str:
        if table in SINGLE:
            return ""
        found = self.inputs.yearly[table]
        return identity(found, {found.keys[0].name: line.year})

    def _agreeing(self, lines: list[Line]) -> list[Line]:
        """Lines of one convention, without those that say two things of one cell."""
        if len(lines) == 1:
            return lines
        told: dict[Where, tuple[str, Line, Place]] = {}
        wrong: dict[int, Problem] = {}
        for line in lines:
            for where, place, text in self._cells(line):
                before, other, elsewhere = told.setdefault(where, (text, line, place))
                if before != text:
                    wrong.setdefault(
                        id(line), self._contradicted(line, place, text, other, elsewhere, before)
                    )
                    wrong.setdefault(
                        id(other), self._contradicted(other, elsewhere, before, line, place, text)
                    )
        self.problems += wrong.values()
        return [line for line in lines if id(line) not in wrong]

    def _contradicted(
        self, line: Line, place: Place, text: str, other: Line, elsewhere: Place, before: str
    ) -> Problem:
        label, at = self.inputs.columns[place].label, other.place_of(elsewhere)
        what = sentence(
            f"{label.fr} : « {text} » ici, « {before} » en {at}, pour la même convention",
            f"{label.en}: “{text}” here, “{before}” at {at}, for the same agreement",
        )
        return line.problem(what, _ONE_OF_TWO, place)

    def _one(self, convention: str, lines: list[Line]) -> tuple[Cells, list[Outcome]]:
        """The cells of a convention after its lines, and what became of each."""
        held = self.seen.get(convention)
        state = (
            {(convention, *where): text for where, text in self.base.items()} if held is None else dict(held)
        )
        numbering: Numbering | None = None
        outcomes = []
        for line in lines:
            changes = []
            for where, place, text in self._cells(line):
                cell = (convention, *where)
                row = (*cell[:3], ROW)
                if row not in state:
                    numbering = numbering or Numbering(self.held.ranks.get(convention, state))
                    state[row] = str(numbering.known(row[:3]) or numbering.next(row[:3]))
                if (before := state.get(cell)) != text:
                    changes.append(Change(line.place_of(place), where, before, text))
                    state[cell] = text
            is_new = held is None and (changes or line is lines[0])
            outcomes.append(
                Outcome(line, convention, NEW if is_new else CHANGED if changes else SAME, tuple(changes))
            )
        return state, outcomes

    def _recorded(self, convention: str, after: Cells) -> list[CellChange]:
        """What changes in what the store keeps of a convention: a correction goes where the value is from."""
        kept = self.held.kept.get(convention, {})
        changes = differences(self.seen.get(convention, {}), after)
        return recorded(kept, changes, LATEST, Numbering(self.held.ranks.get(convention, {})))

    def _lacking(self, convention: str, after: Cells) -> Iterator[Place]:
        """The required inputs, of those that a list may say, that are blank."""
        for name, found in shapes(self.inputs.kind).items():
            required = [column for column in found.values if not column.nullable]
            if not required or name not in (*SINGLE, *self.inputs.yearly):
                continue
            keys = (
                {""} if found.is_single else {cell[2] for cell in after if cell[1] == name and cell[3] == ROW}
            )
            for column in required:
                if any((convention, name, key, column.name) not in after for key in keys):
                    yield name, column.name

    def _said(self, blanks: Mapping[Place, list[str]]) -> Iterator[Notice]:
        for place, names in blanks.items():
            label = self.inputs.columns[place].label
            shown = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
            count = len(names)
            yield Notice(
                "",
                sentence(
                    f"reste à renseigner, « {label.fr} » ({place[1]}), conventions : {count} ({shown})",
                    f"left to fill in, “{label.en}” ({place[1]}), agreements: {count} ({shown})",
                ),
            )


_ONE_OF_TWO = sentence("n’en garder qu’une", "keep only one")
_OPEN = sentence("rouvrir l’exercice, ou ôter la ligne", "open the year again, or remove the line")
