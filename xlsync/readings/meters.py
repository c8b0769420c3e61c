"""Which meter of the convention a line of a file means, and where that meter is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from udfs.coerce.cells import plain
from udfs.errors import Text
from udfs.money import decimal15
from xlsync.errors import Problem, UnknownKey, WrongValue, listed, sentence
from xlsync.model import ConventionData, Value, parse, shape
from xlsync.readings.headings import READINGS
from xlsync.readings.lines import Line
from xlsync.readings.units import ENERGIES, VOLUMES

METERS, BUILDINGS, POINTS = "compteurs", "batiments", "points"
MAIN = "principal"
"""Meter of a building and an energy that names none."""
ELECTRICITY = ("electricite", "elec", "electricity")
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d{2}")
"""What a spreadsheet writes of a long number: 1,45E+13."""
_SPOKEN = {
    "gaz naturel": "Gaz", "natural gas": "Gaz", "gas": "Gaz", "fioul domestique": "Fioul",
    "fuel oil": "Fioul", "heating oil": "Fioul", "wood": "Bois", "bois energie": "Bois",
    "chaleur": "Réseau de chaleur", "chauffage urbain": "Réseau de chaleur",
    "heat network": "Réseau de chaleur", "district heating": "Réseau de chaleur",
}  # fmt: skip
"""Energies as suppliers name them."""


@dataclass(frozen=True, slots=True, order=True)
class Meter:
    """A meter of the follow-up.

    Attributes:
        building: Its building.
        energy: Its energy.
        name: Its number, as the convention spells it.
    """

    building: int
    energy: str
    name: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a line means no meter."""

    what: Text
    fix: Text


@dataclass(frozen=True, slots=True)
class Default:
    """What is said of lines beside the files.

    Attributes:
        meter: Meter of the lines that name none.
        building, energy: Of the lines that name none, and of meters that the convention does not declare.
    """

    meter: str | None = None
    building: str | None = None
    energy: str | None = None


def same_meter(text: str) -> str:
    """A number as meters are compared: without spaces, leading apostrophe or case.

    Examples:
        >>> same_meter("'gi 012 345"), same_meter("GI012345")
        ('gi012345', 'gi012345')
    """
    return "".join(text.split()).lstrip("'’").casefold()


class Meters:
    """The meters of a convention, found by what files say.

    Args:
        data: The convention.
        default: What is said beside the files.

    Raises:
        UnknownTable: a convention that has no readings.
        UnknownKey, WrongValue: a building or an energy of `default` that the convention does not have.
    """

    def __init__(self, data: ConventionData, default: Default) -> None:
        self.convention = data.id
        self._energy = shape(data.kind, READINGS).column("energie")
        self._declared = {same_meter(str(row["compteur"])): row for row in data.records(METERS)}
        self._buildings = {
            int(str(row["batiment"])): str(row["libelle"] or "") for row in data.records(BUILDINGS)
        }
        self._points = [(row["batiment"], row["energie"]) for row in data.records(POINTS)]
        self._found: dict[tuple[str | None, ...], Meter | Refused] = {}
        self._default = default
        for read, written in ((self._building, default.building), (self._energy_named, default.energy)):
            if written is not None and isinstance(refusal := read(written), Refused):
                error = UnknownKey if read == self._building else WrongValue
                raise error(refusal.what.fr, refusal.what.en)

    def of(self, line: Line) -> Meter | Refused:
        """The meter of a line."""
        asked = (line.meter, line.building, line.energy)
        if asked not in self._found:
            self._found[asked] = self._resolve(*asked)
        return self._found[asked]

    def energy(self, line: Line, meter: Meter) -> Fraction | Refused:
        """The kWh of a line that has a value: by its unit, else by the coefficient of its meter."""
        assert line.value is not None
        if line.unit in ENERGIES:
            return line.value * ENERGIES[line.unit]
        row = self._declared.get(same_meter(meter.name))
        coefficient = row["coefficient"] if row else None
        if coefficient is None and line.unit in VOLUMES:
            return Refused(
                sentence(
                    f"{meter.name} : des {line.unit} sans coefficient",
                    f"{meter.name}: {line.unit} without coefficient",
                ),
                self._command(METERS, meter.name, "coefficient=…"),
            )
        return line.value if coefficient is None else line.value * decimal15(float(str(coefficient)))

    def followed(self, meter: Meter) -> bool:
        """Its building and its energy are among the points that are followed."""
        return (meter.building, meter.energy) in self._points

    def _resolve(self, meter: str | None, building: str | None, energy: str | None) -> Meter | Refused:
        name = meter or self._default.meter
        row = self._declared.get(same_meter(name)) if name else None
        if row is not None:
            return self._of_declared(row, building or self._default.building, energy or self._default.energy)
        place = self._place(building or self._default.building, energy or self._default.energy)
        if isinstance(place, Refused):
            return place
        if place is None:
            return self._unknown(name)
        if name:
            return Meter(*place, name.strip().lstrip("'’"))
        return self._only(*place)

    def _of_declared(
        self, row: dict[str, Value], building: str | None, energy: str | None
    ) -> Meter | Refused:
        """A meter that the convention declares; what the line says of its place must be the same."""
        name = str(row["compteur"])
        if row["batiment"] is None or row["energie"] is None:
            return Refused(
                sentence(
                    f"compteur {name} sans bâtiment ou sans énergie",
                    f"meter {name} without building or energy",
                ),
                self._command(METERS, name, "batiment=… energie=…"),
            )
        found = Meter(int(str(row["batiment"])), str(row["energie"]), name)
        for said, read, own in (
            (building, self._building, found.building),
            (energy, self._energy_named, found.energy),
        ):
            read_as = None if said is None else read(said, found.building)
            if isinstance(read_as, Refused):
                return read_as
            if read_as is not None and read_as != own:
                return Refused(
                    sentence(
                        f"le compteur {name} est déclaré pour « {own} », la ligne dit « {said} »",
                        f"the meter {name} is declared for “{own}”, the line says “{said}”",
                    ),
                    sentence("corriger la ligne, ou le compteur", "correct the line, or the meter"),
                )
        return found

    def _place(self, building: str | None, energy: str | None) -> tuple[int, str] | Refused | None:
        """Building and energy of a line; None where it does not say both."""
        if building is None or energy is None:
            return None
        place = self._building(building)
        if isinstance(place, Refused):
            return place
        named = self._energy_named(energy, place)
        return named if isinstance(named, Refused) else (place, named)

    def _only(self, building: int, energy: str) -> Meter | Refused:
        """The one meter of a building and an energy, for lines that name none."""
        names = [
            str(row["compteur"])
            for row in self._declared.values()
            if (row["batiment"], row["energie"]) == (building, energy)
        ]
        if len(names) > 1:
            known = ", ".join(names)
            return Refused(
                sentence(
                    f"bâtiment {building}, {energy} : plusieurs compteurs, {known}",
                    f"building {building}, {energy}: several meters, {known}",
                ),
                sentence("nommer le compteur, ou --meter", "name the meter, or --meter"),
            )
        return Meter(building, energy, names[0] if names else MAIN)

    def _building(self, written: str, _: int = 0) -> int | Refused:
        found = [
            number
            for number, name in self._buildings.items()
            if written.strip() == str(number) or (name and plain(name) == plain(written))
        ]
        if len(found) == 1:
            return found[0]
        known = ", ".join(
            f"{number} ({name})" if name else str(number) for number, name in self._buildings.items()
        )
        if found:
            return Refused(
                sentence(f"plusieurs bâtiments « {written} »", f"several buildings “{written}”"),
                sentence(f"écrire le numéro : {known}", f"write the number: {known}"),
            )
        return Refused(
            sentence(
                f"bâtiment inconnu : « {written} » ; il existe : {known or '–'}",
                f"unknown building: “{written}”; there are: {known or '–'}",
            ),
            self._command(BUILDINGS, written.strip() if written.strip().isdigit() else "N", "libelle=…"),
        )

    def _energy_named(self, written: str, building: int = 0) -> str | Refused:
        spoken = plain(written)
        if spoken in ELECTRICITY:
            own = {str(energy) for place, energy in self._points if place == building}
            own = {energy for energy in own if plain(energy).startswith(ELECTRICITY[0])}
            if len(own) == 1:
                return own.pop()
        try:
            return str(parse(_SPOKEN.get(spoken, written), self._energy))
        except WrongValue:
            known = listed(written, self._energy.choices)
            return Refused(
                sentence(
                    f"énergie inconnue : « {written} » ; il existe : {known}",
                    f"unknown energy: “{written}”; there are: {known}",
                ),
                sentence("corriger la cellule", "correct the cell"),
            )

    def _unknown(self, name: str | None) -> Refused:
        if name is None:
            return Refused(
                sentence("compteur absent", "no meter"),
                sentence(
                    "nommer le compteur, ou --meter, ou --building et --energy",
                    "name the meter, or --meter, or --building and --energy",
                ),
            )
        if _SHORTENED.fullmatch(name.strip()):
            return Refused(
                sentence(
                    f"numéro de compteur abrégé par un tableur : « {name} » ; ses chiffres sont perdus",
                    f"meter number shortened by a spreadsheet: “{name}”; its digits are lost",
                ),
                sentence(
                    "reprendre le fichier d’origine, sans l’enregistrer depuis un tableur",
                    "take the original file, not saved from a spreadsheet",
                ),
            )
        known = listed(name, (str(row["compteur"]) for row in self._declared.values()))
        return Refused(
            sentence(
                f"compteur inconnu : « {name} » ; il existe : {known}",
                f"unknown meter: “{name}”; there are: {known}",
            ),
            self._command(METERS, name.strip(), "batiment=… energie=…"),
        )

    def _command(self, table: str, key: str, values: str) -> Text:
        word = f'"{key}"' if set(key) & set(" '\"") else key
        command = f"xlsync set {self.convention} {table} {word} {values}"
        return sentence(f"le déclarer : « {command} »", f"declare it: “{command}”")


def unresolved(refusals: dict[Refused, list[Line]]) -> Iterator[Problem]:
    """Each refusal once, at its first line, with how many lines it holds back."""
    for one, lines in refusals.items():
        count, what = len(lines), one.what
        if count > 1:
            what = sentence(f"{what.fr} ({count} lignes)", f"{what.en} ({count} lines)")
        yield lines[0].problem(what, one.fix)
