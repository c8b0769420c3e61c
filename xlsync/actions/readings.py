"""Meter readings, from the files of suppliers and meters into the follow-up of a convention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlsync.actions.findings import notice_json, notice_lines, with_problems
from xlsync.actions.import_tables import nothing_done
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import edited, planned, revision_json
from xlsync.actions.paths import File, each, exit_code, workbooks
from xlsync.actions.report import Report, number
from xlsync.actions.session import Session
from xlsync.actions.show import change_lines
from xlsync.errors import TablesRefused
from xlsync.files import READ

if TYPE_CHECKING:
    from xlsync.errors import Problem
    from xlsync.model import CellChange, ConventionData
    from xlsync.readings.lines import FileReadings
    from xlsync.readings.taking import Reading, Taken
    from xlsync.store import Store

START, END = "start", "end"


def readings(
    session: Session,
    convention: str,
    files: Sequence[Path | File],
    meter: str | None = None,
    building: str | None = None,
    energy: str | None = None,
    unit: str | None = None,
    stamp: str = START,
    *,
    with_gaps: bool = False,
    dry_run: bool = False,
) -> Report:
    """Commit the readings of files, as one revision; what the files do not say stays as it is.

    Args:
        session: The run.
        convention: "<kind>/<instance>".
        files: CSV files, workbooks, or folders of them: lists of suppliers, load curves.
        meter: Meter of what names none.
        building: Number or name of the building of what names none, and of a meter that is not declared.
        energy: Its energy; with `building`.
        unit: Unit of what names none: kW, W, kWh, Wh or MWh.
        stamp: "start" or "end": what the time stamps of a load curve mark of their steps.
        with_gaps: Months of a load curve that lack steps are taken, and marked as estimated.
        dry_run: Nothing is committed: the changes are told.

    Returns:
        1, with every problem, when something of the files is not taken; 2 when a file cannot be read, the
        others being taken.

    Raises:
        Misuse: A building without an energy, or another word for `stamp`.
        UnknownTable: A convention that follows no readings.
        WrongValue: An unknown unit or energy.
        UnknownKey: An unknown building.

    Source:
        Intracting, articles 7.3 and 7.4, annexe 4 (Plateforme de Suivi Énergétique).
    """
    from xlsync.model import kind_of, shape
    from xlsync.readings.headings import READINGS
    from xlsync.readings.meters import Default
    from xlsync.readings.reading import read_readings
    from xlsync.readings.steps import Asked
    from xlsync.readings.taking import take
    from xlsync.readings.units import read_unit
    from xlsync.tables.files import TEXTS

    _check(building, energy, stamp)
    shape(kind_of(convention), READINGS)
    asked = Asked(None if unit is None else read_unit(unit), stamp, with_gaps)
    default = Default(meter, building, energy)
    problems: list[Problem] = []

    def read(file: File) -> tuple[File, FileReadings]:
        try:
            return file, read_readings(file.path, asked)
        except TablesRefused as error:
            problems.extend(error.facts["problems"])
            raise

    given = workbooks(files, (*TEXTS, *READ))
    found, refusals = each(given, read, session)
    taken: list[Taken] = []

    def change(store: Store, on: str | None) -> list[ConventionData]:
        lines = (line for _, one in found for line in one.lines)
        taken[:] = [take(store.convention(convention, on), lines, default)]
        return [taken[0].data]

    revision = None
    changes: Sequence[CellChange] = ()
    if found and dry_run:
        changes = planned(session, change, lambda store, on: ())
    elif found:
        names = ", ".join(file.name.name for file, _ in found)
        revision = edited(session, change, "readings", f"{convention} relevés : {names}")
    problems += [problem for _, one in found for problem in one.problems]
    problems += [problem for one in taken for problem in one.problems]
    notices = [notice for _, one in found for notice in one.notices] + [
        one for each in taken for one in each.notices
    ]
    kept = [reading for one in taken for reading in one.readings]
    report = Report(
        {
            "convention": convention,
            "readings": [_json(one) for one in kept],
            "files": [
                {"file": str(file.name), "rows": one.rows, "readings": len(one.lines)} for file, one in found
            ],
            "notices": [notice_json(notice, session) for notice in notices],
            "errors": [refusal.as_json() for refusal in refusals],
            "revision": revision_json(revision),
        },
        [
            *_lines(found, kept, session),
            *_planned(changes, session, dry_run),
            *notice_lines(notices, session),
        ],
        exit_code(refusals, bool(problems)),
    )
    return with_problems(report, problems, session)


def _check(building: str | None, energy: str | None, stamp: str) -> None:
    if (building is None) != (energy is None):
        raise Misuse("--building et --energy vont ensemble", "--building and --energy go together")
    if stamp not in (START, END):
        raise Misuse(f"--stamp {stamp} : start ou end attendu", f"--stamp {stamp}: start or end is expected")


def _json(one: Reading) -> dict[str, Any]:
    return {
        "batiment": one.meter.building,
        "energie": one.meter.energy,
        "compteur": one.meter.name,
        "annee": one.year,
        "mois": one.month,
        "kwh": one.kwh,
        "montant_ttc": one.montant_ttc,
        "estime": one.estime,
        "state": one.state,
    }


def _lines(
    found: Iterable[tuple[File, FileReadings]], kept: Sequence[Reading], session: Session
) -> Iterator[str]:
    """What each file held, then what of each meter is new."""
    from xlsync.readings.months import Month
    from xlsync.readings.taking import by_meter, counts

    for file, one in found:
        count = len(one.lines)
        yield session.text(
            f"{file.name} : {count} relevés de {one.rows} lignes",
            f"{file.name}: {count} readings of {one.rows} lines",
        )
    for meter, own in by_meter(kept):
        state = counts(own)
        total = number(sum(reading.kwh for reading in own), session)
        place = f"{meter.building} · {meter.energy} · {meter.name}"
        first, last = (Month(one.year, one.month).text for one in (own[0], own[-1]))
        yield session.text(
            f"  {place} : {len(own)} mois de {first.fr} à {last.fr}, {total} kWh ; nouveaux {state['new']}, "
            f"changés {state['changed']}, identiques {state['same']}",
            f"  {place}: {len(own)} months from {first.en} to {last.en}, {total} kWh; new {state['new']}, "
            f"changed {state['changed']}, same {state['same']}",
        )
    state = counts(kept)
    yield session.text(
        f"relevés nouveaux : {state['new']}, changés : {state['changed']}, identiques : {state['same']}",
        f"readings new: {state['new']}, changed: {state['changed']}, same: {state['same']}",
    )


def _planned(changes: Sequence[CellChange], session: Session, dry_run: bool) -> Iterator[str]:
    if dry_run:
        yield from change_lines(changes, session)
        yield nothing_done(changes, session)
