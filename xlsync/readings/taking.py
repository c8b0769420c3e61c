"""The readings of files over what a convention holds: what is new, what changes, what stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from udfs.figures import english, french
from udfs.money import round_fraction
from xlsync.errors import Notice, Problem, WrongValue, sentence
from xlsync.model import ConventionData, identity, shape
from xlsync.model.cells import accepted, normalize
from xlsync.model.records import Record
from xlsync.readings.headings import AMOUNT, ESTIMATED, READINGS, VALUE
from xlsync.readings.lines import Line
from xlsync.readings.meters import Default, Meter, Meters, Refused, unresolved
from xlsync.readings.months import Month

State = Literal["new", "changed", "same"]
DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """One record of the readings, as it is to be.

    Attributes:
        meter: The meter.
        year, month: The month.
        state: "new"; "changed", where the convention holds another value; "same".
        kwh: Energy, 3 decimals, >= 0.
        montant_ttc: EUR including VAT, None for a blank.
        estime: None for a blank.
    """

    meter: Meter
    year: int
    month: int
    state: State
    kwh: float
    montant_ttc: float | None
    estime: bool | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A convention with the readings of files.

    Attributes:
        data: The convention, as it is to be.
        readings: The readings, by building, energy, meter and month.
        problems: What of the files is not taken, and why.
        notices: What is worth saying.
    """

    data: ConventionData
    readings: tuple[Reading, ...]
    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]


@dataclass(slots=True)
class _Month:
    """What files say of one month of a meter: every line, and the values of those that have some."""

    lines: list[Line] = field(default_factory=list)
    given: list[tuple[Line, Record]] = field(default_factory=list)


Place = tuple[Meter, int, int]
"""A meter, a year and a month."""


def take(data: ConventionData, lines: Iterable[Line], default: Default) -> Taken:
    """The readings of files over what a convention holds.

    What files do not say stays: an amount that is blank there is kept. The same reading twice counts once; of
    two that differ none is taken.

    Args:
        data: The convention.
        lines: The lines of the files.
        default: Meter, building and energy of the lines that name none.

    Raises:
        UnknownTable: a convention without readings.
        UnknownKey, WrongValue: a building or an energy of `default` that it does not have.

    Source:
        Intracting, articles 7.3 and 7.4: a reading a building, an energy and a month.
    """
    return _Taking(data, default).over(lines)


class _Taking:
    """Readings that are being taken."""

    def __init__(self, data: ConventionData, default: Default) -> None:
        self.data, self.meters = data, Meters(data, default)
        self.table = shape(data.kind, READINGS)
        self.columns = {column.name: column for column in self.table.columns}
        self.held = {identity(self.table, record): record for record in data.records(READINGS)}
        self.refusals: dict[Refused, list[Line]] = {}
        self.problems: list[Problem] = []
        self.notices: list[Notice] = []

    def over(self, lines: Iterable[Line]) -> Taken:
        months: dict[Place, _Month] = {}
        for line in lines:
            self._sort(line, months)
        self.problems += unresolved(self.refusals)
        readings, records = [], dict(self.held)
        for place in sorted(months):
            given = self._one(place, months[place])
            if given is not None:
                reading, record = self._settled(place, given)
                readings.append(reading)
                records[identity(self.table, record)] = record
        self._missing(months)
        self._not_followed(reading.meter for reading in readings)
        return Taken(
            self.data.with_records(READINGS, records.values()),
            tuple(readings), tuple(self.problems), tuple(self.notices),
        )  # fmt: skip

    def _sort(self, line: Line, months: dict[Place, _Month]) -> None:
        """A line at its meter and its month, with its values as the model keeps them."""
        meter = self.meters.of(line)
        if isinstance(meter, Refused):
            self.refusals.setdefault(meter, []).append(line)
            return
        month = months.setdefault((meter, line.month.year, line.month.month), _Month())
        month.lines.append(line)
        if line.value is None:
            return
        energy = self.meters.energy(line, meter)
        if isinstance(energy, Refused):
            self.refusals.setdefault(energy, []).append(line)
            return
        kwh = round_fraction(energy, self.columns[VALUE].decimals or DECIMALS)
        values: Record = {VALUE: kwh, AMOUNT: line.amount, ESTIMATED: line.estimated}
        try:
            read = {
                name: accepted(normalize(value, self.columns[name]), self.columns[name])
                for name, value in values.items()
            }
        except WrongValue as error:
            self.problems.append(
                line.problem(error.text, sentence("corriger la cellule", "correct the cell"))
            )
            return
        month.given.append((line, read))

    def _settled(self, place: Place, given: Record) -> tuple[Reading, Record]:
        """A reading over the record that the convention holds: what files leave blank stays."""
        meter, year, month = place
        key: Record = {
            "batiment": meter.building, "energie": meter.energy, "compteur": meter.name,
            "annee": year, "mois": month,
        }  # fmt: skip
        held = self.held.get(identity(self.table, key))
        before = held or dict.fromkeys(given)
        said = {name: value for name, value in given.items() if value is not None}
        if held is not None and held[ESTIMATED] is None and said.get(ESTIMATED) is False:
            del said[ESTIMATED]
        record: Record = {**key, **before, **said}
        state: State = "new" if held is None else "same" if record == held else "changed"
        return Reading(meter, year, month, state, **{name: record[name] for name in given}), record  # type: ignore[arg-type]

    def _one(self, place: Place, month: _Month) -> Record | None:
        """The values of a month where its lines agree; what one leaves blank another may say."""
        if not month.given:
            return None
        (first, merged), *others = month.given
        for line, other in others:
            both = [name for name in merged if merged[name] is not None and other[name] is not None]
            differ = [name for name in both if merged[name] != other[name]]
            days = {one.month.day for one in (first, line)} - {None}
            if differ or len(days) > 1:
                name = differ[0] if differ else ""
                self.problems.append(_twice(place, first, line, name, merged.get(name), other.get(name)))
                return None
            merged = {name: other[name] if value is None else value for name, value in merged.items()}
        if others:
            self.notices.append(_counted_once(place, [line for line, _ in month.given]))
        return merged

    def _missing(self, months: dict[Place, _Month]) -> None:
        """Months between the first and the last of a meter that neither the files nor the convention have."""
        found: dict[Meter, dict[int, Line]] = {}
        for (meter, year, month), one in months.items():
            found.setdefault(meter, {})[_rank(year, month)] = one.lines[0]
        held = {
            (
                *(record[name] for name in ("batiment", "energie", "compteur")),
                _rank(record["annee"], record["mois"]),
            )
            for record in self.held.values()
        }
        for meter, ranks in found.items():
            lost = [
                rank
                for rank in range(min(ranks), max(ranks))
                if rank not in ranks and (meter.building, meter.energy, meter.name, rank) not in held
            ]
            if lost:
                said = [Month(rank // 12, rank % 12 + 1).text for rank in lost]
                fr, en = ", ".join(text.fr for text in said), ", ".join(text.en for text in said)
                self.problems.append(
                    ranks[min(ranks)].problem(
                        sentence(
                            f"{meter.name} : mois manquants, {fr}", f"{meter.name}: months missing, {en}"
                        ),
                        sentence(
                            "les demander au fournisseur, ou les saisir",
                            "ask the supplier for them, or type them",
                        ),
                    )
                )

    def _not_followed(self, meters: Iterable[Meter]) -> None:
        """Places that no calculation counts, as long as they are not among the points."""
        places = dict.fromkeys((one.building, one.energy) for one in meters if not self.meters.followed(one))
        for building, energy in places:
            self.notices.append(
                Notice(
                    "",
                    sentence(
                        f"bâtiment {building}, {energy} : n’est pas dans la table points",
                        f"building {building}, {energy}: not in the table points",
                    ),
                )
            )


def _twice(place: Place, one: Line, two: Line, name: str, first: object, second: object) -> Problem:
    """Two lines of one month that differ in a column, or in their days where no column is named."""
    meter, year, month = place
    said = Month(year, month).text
    differ = sentence(
        f"{name} {french(first)} et {french(second)}" if name else "jours différents",
        f"{name} {english(first)} and {english(second)}" if name else "different days",
    )
    return two.problem(
        sentence(
            f"{meter.name}, {said.fr} deux fois : {differ.fr} ({one.place} et {two.place})",
            f"{meter.name}, {said.en} twice: {differ.en} ({one.place} and {two.place})",
        ),
        sentence(
            "garder la bonne ligne ; rien n’est pris de ce mois",
            "keep the right line; nothing of that month is taken",
        ),
    )


def _rank(year: object, month: object) -> int:
    """Months since the beginning of our era."""
    return int(str(year)) * 12 + int(str(month)) - 1


def _counted_once(place: Place, lines: Sequence[Line]) -> Notice:
    meter, year, month = place
    said = Month(year, month).text
    where = ", ".join(line.place for line in lines)
    return Notice(
        "",
        sentence(
            f"{meter.name}, {said.fr} : même relevé, compté une fois ({where})",
            f"{meter.name}, {said.en}: the same reading, counted once ({where})",
        ),
    )


def counts(readings: Iterable[Reading]) -> dict[State, int]:
    """How many readings are new, changed and the same."""
    found: dict[State, int] = {"new": 0, "changed": 0, "same": 0}
    for one in readings:
        found[one.state] += 1
    return found


def by_meter(readings: Iterable[Reading]) -> Iterator[tuple[Meter, list[Reading]]]:
    """The readings of each meter, in order."""
    found: dict[Meter, list[Reading]] = {}
    for one in readings:
        found.setdefault(one.meter, []).append(one)
    yield from found.items()
