"""Which convention a line of a list is about: the one it names, that of its member, or a new one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from udfs.coerce.cells import plain
from udfs.errors import Text
from xlsync.errors import sentence
from xlsync.lists.headings import IDENTIFIER, MEMBER, NUMBER
from xlsync.lists.lines import CORRECT, Line, member_of
from xlsync.model.naming import Place
from xlsync.model.shipped import INSTANCE

SIREN = 9
"""Digits of a SIREN, the first of a SIRET."""
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_NAME_IT = sentence(
    "donner à chaque ligne sa convention, dans une colonne « Convention »",
    "give each line its agreement, in a column “Convention”",
)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a line is of no convention, the cell that says so, and what to do."""

    what: Text
    fix: Text
    place: Place


def instance_of(member: str) -> str:
    """The name of the convention of a member: lower-case letters without accents, digits and hyphens.

    Examples:
        >>> instance_of("L’Haÿ-les-Roses"), instance_of("Communauté de communes « Cœur d’Ostrevent »")
        ('l-hay-les-roses', 'communaute-de-communes-coeur-d-ostrevent')
    """
    return re.sub(r"[^a-z0-9]+", "-", plain(member.casefold().translate(_LIGATURES))).strip("-")


class Names:
    """The conventions of a kind, found by what lines say of them; those of earlier lines too.

    Args:
        kind: The kind.
        held: Member and SIRET or SIREN of each convention of the model, "" where blank.
    """

    def __init__(self, kind: str, held: Mapping[str, tuple[str, str]]) -> None:
        self.kind = kind
        self._members: dict[str, tuple[str, str, str]] = {}
        self._by_number: dict[str, list[str]] = {}
        self._by_member: dict[str, list[str]] = {}
        for convention, (member, number) in held.items():
            self._add(convention, member, number.replace(" ", ""), "")

    def of(self, line: Line) -> str | Refused:
        """The convention of a line, known from then on.

        The one that it names; else the one of the model, or of an earlier line, with its SIRET or SIREN, then
        the one with its member; else a new one, named after the member.
        """
        member, number = member_of(line)
        written = line.texts.get(IDENTIFIER)
        if written is not None:
            found: str | Refused = self._identified(written)
        else:
            found = self._found(member, number, line)
        if isinstance(found, str) and found not in self._members:
            self._add(found, member, number, line.place)
        return found

    def _add(self, convention: str, member: str, number: str, place: str) -> None:
        self._members[convention] = (member, number, place)
        if number:
            self._by_number.setdefault(number[:SIREN], []).append(convention)
        if member:
            self._by_member.setdefault(plain(member), []).append(convention)

    def _identified(self, written: str) -> str | Refused:
        kind, slash, name = written.strip().rpartition("/")
        if (slash and kind != self.kind) or not INSTANCE.fullmatch(name):
            what = sentence(
                f"« {written} » n’est pas une convention de ce type : {self.kind}/nom, sans accent",
                f"“{written}” is no agreement of this kind ({self.kind}/name, in lower-case letters)",
            )
            fix = sentence(
                "corriger la cellule ; un titre va dans une colonne « titre »",
                "correct the cell; a title goes into a column “titre”",
            )
            return Refused(what, fix, IDENTIFIER)
        return f"{self.kind}/{name}"

    def _found(self, member: str, number: str, line: Line) -> str | Refused:
        by_number = [one for one in self._by_number.get(number[:SIREN], ()) if self._agrees(one, number)]
        by_member = [one for one in self._by_member.get(plain(member), ()) if self._agrees(one, number)]
        for found, place in ((by_number if number else [], NUMBER), (by_member if member else [], MEMBER)):
            if len(found) == 1:
                return found[0]
            if found:
                listed = ", ".join(found)
                what = sentence(
                    f"plusieurs conventions de ce membre : {listed}",
                    f"several agreements of this member: {listed}",
                )
                return Refused(what, _NAME_IT, place)
        return self._made(member, number, line)

    def _agrees(self, convention: str, number: str) -> bool:
        """The numbers of two lines may be those of one member: the same, one SIREN, or one is not said."""
        own = self._members[convention][1]
        return not own or not number or own.startswith(number) or number.startswith(own)

    def _made(self, member: str, number: str, line: Line) -> str | Refused:
        name = instance_of(member)
        if not INSTANCE.fullmatch(name):
            what = (
                sentence("membre absent", "no member")
                if not member
                else sentence(f"aucun nom à tirer de « {member} »", f"no name can be made of “{member}”")
            )
            return Refused(what, CORRECT if not member else _NAME_IT, MEMBER)
        convention = f"{self.kind}/{name}"
        if convention not in self._members:
            return convention
        other, digits, place = self._members[convention]
        if not other and not digits:
            return convention
        told = " ".join(part for part in (f"« {other} »", digits) if part)
        english = " ".join(part for part in (f"“{other}”", digits) if part)
        where_fr, where_en = (f" ({place})", f" ({place})") if place else (" du modèle", " of the model")
        what = sentence(
            f"{convention} est déjà celle de {told}{where_fr}",
            f"{convention} is already that of {english}{where_en}",
        )
        return Refused(what, _NAME_IT, MEMBER)


def held_members(
    conventions: Iterable[str], cells: Mapping[str, Mapping[tuple[str, str, str, str], str]]
) -> dict[str, tuple[str, str]]:
    """Member and number of conventions, from their cells."""
    return {
        one: (
            cells[one].get((one, MEMBER[0], "", MEMBER[1]), ""),
            cells[one].get((one, NUMBER[0], "", NUMBER[1]), ""),
        )
        for one in conventions
    }
