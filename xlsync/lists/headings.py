"""The headings of a list of members: which input of the kind each column is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from udfs.errors import Text
from xlsync.annexes import Column
from xlsync.errors import Problem, sentence
from xlsync.model import Shape, shapes
from xlsync.model.kept import KEPT
from xlsync.model.naming import Place, placed
from xlsync.model.shapes import SINGLE
from xlsync.tables.grid import Grid
from xlsync.tables.spelling import telling, uncounted, unnumbered

HOME = SINGLE[0]
MEMBER, NUMBER = (HOME, "membre"), (HOME, "membre_siret")
EFFECT, SIGNED = (HOME, "date_effet"), (HOME, "date_signature")
IDENTIFIER: Place = ("", "convention")
YEAR: Place = ("", "annee")
"""The year of the records of a line, whatever their table."""

_WORDS = {
    "convention": "convention|identifiant|identifiant convention|identifier",
    "annee": "annee|exercice|annee civile|year|calendar year|financial year",
    "membre": "membre|nom membre|commune|nom commune|collectivite|collectivite locale|epci|beneficiaire"
    "|structure|organisme|adherent|raison sociale|nom|member|municipality|town|local authority|beneficiary"
    "|organisation|organization|name",
    "membre_siret": "siret|siren|siret siren|siret commune|siren commune|siret collectivite|siret structure",
    "operateur": "operateur|operator",
    "titre": "titre|intitule|title|subject",
    "date_signature": "signature|date signature|signe|signee|signed|signed on|signature date",
    "date_effet": "effet|prise effet|date prise effet|effective date|effect",
    "date_fin": "fin|date fin|end|end date",
    "habitants": "habitants|population|population municipale|population totale|inhabitants",
    "utilisateurs": "utilisateurs|comptes utilisateurs|users|user accounts",
    "structures": "structures|structures partenaires|comptes partenaires|partner accounts|partner structures",
}
"""What people call an input, without articles, whichever the table that holds it, where a kind has it."""
_USUAL = {word: name for name, words in _WORDS.items() for word in words.split("|")}
_SPECIAL = {place[1]: place for place in (IDENTIFIER, YEAR)}


@dataclass(frozen=True)
class Inputs:
    """What a line of a list may say of a convention of a kind: single fields, and tables typed by year.

    Attributes:
        kind: The kind.
    """

    kind: str

    @cached_property
    def yearly(self) -> dict[str, Shape]:
        """The tables that people type with a record a year, by name."""
        return yearly(self.kind)

    @cached_property
    def columns(self) -> dict[Place, Column]:
        """The inputs, keys left out."""
        single = [found for name, found in shapes(self.kind).items() if name in SINGLE]
        return {
            (found.name, column.name): column
            for found in (*single, *self.yearly.values())
            for column in found.values
        }

    @cached_property
    def year(self) -> Column | None:
        """The key of the tables by year; None for a kind without any."""
        return next((found.keys[0] for found in self.yearly.values()), None)

    def named(self, heading: str) -> list[Place]:
        """What a heading may mean: an input by its name or its printed label, else as people usually call it.

        Examples:
            >>> Inputs("mixeur").named("Nombre d’habitants"), Inputs("mixeur").named("N° SIRET")
            ([('contributions', 'habitants')], [('conventions', 'membre_siret')])
        """
        words = telling(heading)
        short = " ".join(words)
        special = _SPECIAL.get(_USUAL.get(short, ""))
        if special is not None and not (special == YEAR and self.year is None):
            return [special]
        return placed(heading, self._labels) or self._shortened.get(short) or self._called(words)

    def score(self, headings: list[str]) -> int:
        """How much a line looks like headings of such a list: how many it has, then whether it tells who."""
        found = {tuple(self.named(text)) for text in headings if text.strip()} - {()}
        return 2 * len(found) + self.tells_who(headings)

    def tells_who(self, headings: list[str]) -> bool:
        """Whether one of the headings names the convention or its member."""
        return any(self.named(text) in ([IDENTIFIER], [MEMBER]) for text in headings if text.strip())

    @cached_property
    def _labels(self) -> dict[Place, Text]:
        return {place: column.label for place, column in self.columns.items()}

    @cached_property
    def _shortened(self) -> dict[str, list[Place]]:
        """Labels without their articles: « Date signature »."""
        found: dict[str, list[Place]] = {}
        for place, label in self._labels.items():
            for text in {" ".join(telling(label.fr)), " ".join(telling(label.en))}:
                found.setdefault(text, []).append(place)
        return found

    def _called(self, words: list[str]) -> list[Place]:
        for some in (words, uncounted(words), unnumbered(words)):
            name = _USUAL.get(" ".join(some), "")
            found = [place for place in self.columns if place[1] == name]
            if found:
                return found
        return []


def yearly(kind: str) -> dict[str, Shape]:
    """The tables of a kind that people type with a record a year, by name."""
    return {
        name: found
        for name, found in shapes(kind).items()
        if name not in KEPT and found.is_typed and [key.type for key in found.keys] == ["year"]
    }


@dataclass(frozen=True, slots=True)
class Headings:
    """The columns of a list.

    Attributes:
        at: Rank of each input that is there.
        ignored: Headings that are no input of the kind.
    """

    at: Mapping[Place, int]
    ignored: tuple[str, ...]


def headings_of(inputs: Inputs, grid: Grid) -> tuple[Headings, list[Problem]]:
    """The columns of a list, and what makes it unreadable: nobody, an input twice, a name of several."""
    at: dict[Place, int] = {}
    ignored: list[str] = []
    problems: list[Problem] = []
    for rank, heading in enumerate(grid.headings):
        found = inputs.named(heading) if heading.strip() else []
        if not found and heading.strip():
            ignored.append(heading.strip())
        elif len(found) > 1:
            problems.append(_of_several(grid, heading.strip(), found))
        elif found and at.setdefault(found[0], rank) != rank:
            problems.append(_twice(grid, at[found[0]], rank))
    if not problems and not {IDENTIFIER, MEMBER} & at.keys():
        problems.append(_nobody(inputs, grid))
    return Headings(at, tuple(ignored)), problems


def spelled(place: Place) -> str:
    """An input as people may write it without doubt."""
    return ".".join(part for part in place if part)


def _of_several(grid: Grid, heading: str, found: list[Place]) -> Problem:
    names = ", ".join(map(spelled, found))
    return grid.problem(
        sentence(
            f"« {heading} » désigne plusieurs choses : {names}", f"“{heading}” means several things: {names}"
        ),
        sentence("écrire l’un de ces noms en titre", "write one of these names as the heading"),
    )


def _twice(grid: Grid, first: int, second: int) -> Problem:
    one, other = grid.headings[first].strip(), grid.headings[second].strip()
    return grid.problem(
        sentence(
            f"deux colonnes pour la même chose : « {one} » et « {other} »",
            f"two columns of the same thing: “{one}” and “{other}”",
        ),
        sentence("n’en garder qu’une", "keep only one"),
    )


def _nobody(inputs: Inputs, grid: Grid) -> Problem:
    said = ", ".join(text.strip() for text in grid.headings if text.strip()) or "–"
    return grid.problem(
        sentence(
            f"aucune colonne ne nomme le membre ni la convention, parmi : {said}",
            f"no column names the member or the agreement, among: {said}",
        ),
        sentence(
            f"nommer la colonne « Membre », « Commune » ou « Convention » ; « xlsync fields {inputs.kind} » "
            "nomme les autres",
            f"name the column “Member” or “Convention”; “xlsync fields {inputs.kind}” names the others",
        ),
    )
