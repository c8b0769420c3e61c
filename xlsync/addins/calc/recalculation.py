"""Workbooks recalculated by LibreOffice with the extension: the independent judge of the engine.

LibreOffice runs with a profile and a function server of its own, which end with it: neither the user's
profile nor their server is touched, and the extension need not be installed. That server has an empty store,
so that every annex is computed under the versions of parameters that it carries.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date as Day
from pathlib import Path

from udfs.errors import Text
from xlsync.actions.misuse import Misuse
from xlsync.addins.calc import libreoffice, recorded
from xlsync.addins.calc.package import NAME, package
from xlsync.addins.errors import NotInstalled
from xlsync.annexbook.spelling import convert
from xlsync.recalc.opinions import changing, evaluation
from xlsync.recalc.ours import CATALOGUE
from xlsync.recalc.planning import Plan, plan, supports
from xlsync.recalc.results import Evaluation
from xlsync.recalc.view import book_of
from xlsync.server.control import stop
from xlsync.server.discovery import announced
from xlsync.server.places import user_directory
from xlsync.store import Store
from xlsync.workbook import Workbook
from xlsync.workbook.values import Address, ErrorValue

FILTER = "xlsx:Calc MS Excel 2007 XML"
PATIENCE, PAUSE = 5.0, 0.05
LOCALES = {"fr": "fr-FR", "en": "en-US"}
NOT_COMPUTED = ErrorValue("#NAME?")
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Syntax">
<prop oor:name="StringConversion" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>{locale}</value></prop></item>
</oor:items>
"""
"""Everything recalculated on opening; texts taken for numbers in the language of the workbook."""


def evaluations(paths: Sequence[Path], date: Day | None) -> Iterator[Evaluation | Exception]:
    """What LibreOffice finds for each file.

    Args:
        paths: Workbooks.
        date: The day of today, where the cells that call TODAY and NOW are to be told.

    Raises:
        Misuse: Another day than today.
        MissingProgram: LibreOffice is not there.
        NotInstalled: It could not recalculate.
    """
    if date not in (None, Day.today()):
        raise Misuse(
            "LibreOffice calcule à la date du jour : ôter --date",
            "LibreOffice computes as of today: remove --date",
        )
    program = libreoffice.program("soffice")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        room = Path(name)
        works: list[Plan | Exception] = []
        groups: dict[str, list[Path]] = defaultdict(list)
        for rank, path in enumerate(paths):
            try:
                workbook = Workbook.open(path)
                work = plan(book_of(workbook))
                convert(workbook, "calc")
                copy = room / f"{rank}.xlsx"
                workbook.save(copy)
                groups[work.book.language or "en"].append(copy)
                works.append(work)
            except Exception as error:
                works.append(error)
        with _environment(room) as environment:
            for language, copies in groups.items():
                _recalculate(program, room, copies, language, environment)
        for rank, done in enumerate(works):
            yield done if isinstance(done, Exception) else _read(done, room / "out" / f"{rank}.xlsx", date)


@contextlib.contextmanager
def _environment(room: Path) -> Iterator[Mapping[str, str]]:
    """Where the extension finds how to start a server of its own, which is ended."""
    state = str(room / "state")
    own = {"HOME": state} if sys.platform == "darwin" else {"XDG_STATE_HOME": state, "LOCALAPPDATA": state}
    environment = {**os.environ, **own}
    home = user_directory(environment)
    Store.create(room / "empty.db")
    recorded.record([room], 0, home, room / "empty.db")
    with zipfile.ZipFile(io.BytesIO(package())) as archive:
        archive.extractall(room / "extensions" / NAME)
    try:
        yield environment
    finally:
        server = announced(home)
        end = time.monotonic() + PATIENCE
        while server is not None and stop(server) and announced(home) and time.monotonic() < end:
            time.sleep(PAUSE)


def _recalculate(
    program: Path, room: Path, copies: Sequence[Path], language: str, environment: Mapping[str, str]
) -> None:
    profile = room / f"profile-{language}"
    (profile / "user").mkdir(parents=True)
    settings = SETTINGS.format(locale=LOCALES[language])
    (profile / "user" / "registrymodifications.xcu").write_text(settings, encoding="utf-8")
    ours = f"-env:BUNDLED_EXTENSIONS={(room / 'extensions').as_uri()}"
    try:
        done = libreoffice.convert_to(
            FILTER, program, profile, copies, room / "out", ours, environment=environment
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        raise _refused(str(error)) from error
    if done.returncode:
        raise _refused(done.stderr.decode(errors="replace"))


def _refused(said: str) -> NotInstalled:
    words = " ".join(said.split())
    reason = Text(f" : {words}", f": {words}") if words else Text("", "")
    return NotInstalled(
        f"LibreOffice n’a pas recalculé ce classeur{reason.fr}",
        f"LibreOffice did not recalculate this workbook{reason.en}",
    )


def _read(work: Plan, path: Path, date: Day | None) -> Evaluation | Exception:
    """The values of the copy that LibreOffice saved."""
    if not path.exists():
        return _refused("")
    try:
        found = book_of(Workbook.open(path))
    except Exception as error:
        return error
    areas = {cell: work.filled.get(cell) for cell in work.cells}
    places = [place for cell, area in areas.items() for place in ((cell,) if area is None else area.cells())]
    values = {place: found.cell(place).value for place in places}
    unknown = {cell: _lacking(work, cell) for cell in work.cells if values[cell] == NOT_COMPUTED}
    values = {place: "" if value is None else value for place, value in values.items()}
    return evaluation(work, values, changing(work, date) | unknown)


def _lacking(work: Plan, cell: Address) -> str:
    """The first function of a formula that is not known to be one of LibreOffice's, or ours."""
    functions = work.prepared[cell].functions if cell in work.prepared else ()
    return next((name for name in functions if not supports(name, CATALOGUE)), str(NOT_COMPUTED))
