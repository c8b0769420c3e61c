"""One workbook, every command: status, pull, check, build and add --from say the same of each cell."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.oracle import RECALCULATE_ON_LOAD
from tests.shared import ROOT
from tests.xlsync.build.opened import convert, parts
from tests.xlsync.cli.running import xlsync
from tests.xlsync.sync.desks import Desk, copied
from xlsync.annexes import schema
from xlsync.sync import push, synchronise
from xlsync.workbook import Workbook
from xlsync.workbook.headers import rename_headers
from xlsync.workbook.values import split_address

FILE = ROOT / "tests/cases/annexes/verdicts.yaml"
PAGE = ROOT / "xlsync/annexbook/verdicts.md"
COMMANDS = ("status", "pull", "check", "build", "add")


@dataclass(frozen=True)
class Verdict:
    """One case; the file says what each part means."""

    term: str
    convention: str
    level: str
    exit: list[int | None]
    says: str = ""
    loses: bool = False
    set: list[list[Any]] = field(default_factory=list)
    type: list[list[Any]] = field(default_factory=list)
    heading: list[str] = field(default_factory=list)
    total: list[Any] = field(default_factory=list)
    note: list[str] = field(default_factory=list)
    ods: list[str] = field(default_factory=list)
    grant: list[Any] = field(default_factory=list)
    resave: bool = False
    recalculate: bool = False


CASES = [Verdict(**one) for one in yaml.safe_load(FILE.read_text("utf-8"))]


# --- what people do


def _happened(case: Verdict, desk: Desk) -> Path:
    """The workbook of a case, after all that happened to it."""
    path = desk.path(case.convention)
    for table, key, column, value in case.set:
        desk.set(case.convention, (table, key, column), value)
    if case.set:
        push(path, desk.store)
    for table, key, column, value in case.type:
        desk.type_in(case.convention, (table, key, column), value)
    if case.grant:
        _grant(case, desk)
    if case.heading:
        _rename_heading(path, *case.heading)
    if case.total:
        _type_in_totals(case, desk)
    if case.note:
        _write_note(path, *case.note)
    if case.resave or case.recalculate:
        _save_in_libreoffice(path, desk.folder, "xlsx", RECALCULATE_ON_LOAD if case.recalculate else "")
    return _as_ods(case, desk) if case.ods else path


def _grant(case: Verdict, desk: Desk) -> None:
    table, key, column, value = case.grant
    path, place = desk.path(case.convention), (table, key, column)
    desk.type_in(case.convention, place, value)
    synchronise(path, desk.store)
    desk.choose(case.convention, place, "déroger", "Geste commercial", "Annexe 2")
    assert synchronise(path, desk.store).clean


def _rename_heading(path: Path, table: str, column: str, heading: str) -> None:
    """As a spreadsheet renames it: the heading, and every formula that names the column."""
    book = Workbook.open(path)
    kind = path.stem.partition("-")[0]
    declared = schema(kind).table(table)
    found = book.find_table(declared.excel)
    old = declared.column(column).label.fr
    rank = [one.name for one in found.columns].index(old)
    rename_headers(book, declared.excel, found.ref.first_column + rank, [heading])
    for sheet in book.worksheets():
        for at, cell in list(sheet.cells.items()):
            if cell.formula and f"[{old}]" in cell.formula:
                sheet.set_formula(at, cell.formula.replace(f"[{old}]", f"[{heading}]"), cell.value)
    book.save(path)


def _type_in_totals(case: Verdict, desk: Desk) -> None:
    table, column, value = case.total
    annex = desk.annex(case.convention)
    place = annex.places.tables[table]
    annex.book.sheet(place.sheet).set_value((place.bottom, place.column_of(column)), value)
    annex.book.save(desk.path(case.convention))


def _write_note(path: Path, address: str, text: str) -> None:
    book = Workbook.open(path)
    sheet, cell = split_address(address)
    book.sheet(sheet).set_value(cell, text)
    book.save(path)


def _save_in_libreoffice(path: Path, folder: Path, to: str, settings: str = "") -> Path:
    out = folder / "enregistre"
    out.mkdir()
    convert([path], to, out, settings=settings)
    saved = out / f"{path.stem}.{to}"
    return Path(shutil.move(saved, folder / saved.name))


def _as_ods(case: Verdict, desk: Desk) -> Path:
    """The workbook as an .ods, with a date that only an .ods can hold."""
    table, key, column, date = case.ods
    held = desk.value(case.convention, (table, key, column))
    saved = _save_in_libreoffice(desk.path(case.convention), desk.folder, "ods")
    content = parts(saved.read_bytes())
    text = content["content.xml"].decode()
    typed = f'office:date-value="{held.isoformat()}"'
    assert typed in text
    text = text.replace(
        typed, f'office:date-value="{date}"', 1
    )  # The field itself stands before what reads it.
    with zipfile.ZipFile(saved, "w") as archive:
        for name, body in {**content, "content.xml": text.encode()}.items():
            archive.writestr(name, body)
    return saved


# --- what the commands say


@dataclass(frozen=True)
class Said:
    """What one command says of one workbook: exit code, and sentences with their cell and their level."""

    code: int
    lines: tuple[tuple[str, str, str], ...]

    def about(self, sentence: str) -> set[str]:
        """The levels at which a sentence is said."""
        return {level for level, _, what in self.lines if sentence in what}


def _run(command: str, path: Path, desk: Desk, case: Verdict) -> Said:
    """One command on a copy of the desk, as it is typed."""
    own = desk.copy(command)
    shutil.copy(path, own.folder / path.name)
    file = own.folder / path.name
    store = ("--store", own.folder / "model.db", "--json")
    if command == "build":
        done = xlsync("build", case.convention, "--out", own.folder, *store, folder=own.folder)
        return Said(done.code, tuple(_of_build(done.document)))
    if command == "add":
        other = f"{case.convention.partition('/')[0]}/autre"
        done = xlsync("add", other, "--from", file, *store, folder=own.folder)
        return Said(done.code, tuple(_listed(done.document)))
    done = xlsync(command, file, *store, folder=own.folder)
    if command == "check":
        return Said(done.code, tuple(_listed(done.document)))
    (found,) = done.document["files"]
    return Said(done.code, tuple(_of_sync(found)))


def _listed(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for level in ("problem", "notice"):
        yield from ((level, one["where"], one["what"]) for one in document[f"{level}s"])


def _of_build(document: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for refusal in document["errors"]:
        yield from (("edit", one["where"], one["what"]) for one in refusal["edits"])
    for built in document["workbooks"]:
        yield from (("problem", one["where"], one["what"]) for one in built["problems"])


def _of_sync(found: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield from _listed(found)
    yield from (("override", one["cell"], one["formula"]) for one in found["overrides"])


# --- the verdict


@pytest.fixture(scope="module")
def said(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Verdict], dict[str, Said]]:
    """What every command says of a case, run once."""
    known: dict[str, dict[str, Said]] = {}

    def of(case: Verdict) -> dict[str, Said]:
        if case.term not in known:
            desk = copied(built, tmp_path_factory.mktemp("verdict") / "bureau")
            path = _happened(case, desk)
            asked = [one for one, code in zip(COMMANDS, case.exit, strict=True) if code is not None]
            known[case.term] = {command: _run(command, path, desk, case) for command in asked}
        return known[case.term]

    return of


def _expected(case: Verdict, command: str) -> set[str]:
    """The level at which a command says the sentence of a case; it may say nothing."""
    if case.level in ("nothing", "change"):
        return set()
    if command == "build":
        return {"edit"} if case.loses else {"problem"} if case.exit[3] else set()
    if case.level == "override" or (case.level == "notice" and command == "check" and case.exit[2]):
        return {"problem"}
    return {case.level}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.term)
def test_every_command_says_the_same_of_the_same_cell(case, said):
    found = said(case)
    assert [found[one].code if one in found else None for one in COMMANDS] == case.exit
    for command, one in found.items():
        lines = {what for level, _, what in one.lines if level in ("problem", "notice", "edit")}
        plain = {line.replace("\u00a0", " ") for line in lines}
        if case.level == "override" and command in ("status", "pull"):
            assert [level for level, *_ in one.lines] == ["override"], command
            continue
        expected = _expected(case, command)
        if expected:
            assert all(case.says in line for line in plain), (command, plain)
            assert {level for level, *_ in one.lines} == expected, command
        elif case.level == "nothing" or command == "build":
            assert {line for line in plain if "saisie changée" not in line} == set(), command


@pytest.mark.parametrize("case", [one for one in CASES if one.says], ids=lambda case: case.term)
def test_the_cell_named_is_the_same_everywhere(case, said):
    cells = {
        where
        for one in said(case).values()
        for level, where, what in one.lines
        if level != "override" and case.says in what.replace("\u00a0", " ")
    }
    assert len(cells) == 1, cells


def test_the_page_shows_what_each_command_says():
    """The table of the page is made of these cases; to write it again, print `page()` there."""
    assert page() in PAGE.read_text("utf-8")


LEVELS = {
    "notice": "à noter",
    "problem": "problème",
    "override": "à rétablir ou déroger",
    "change": "saisie changée",
    "nothing": "rien",
}


def page() -> str:
    """The table of what each command says."""
    lines = ["| ce qui est arrivé | ce qui en est dit | status | pull | check | build | add --from |"]
    lines.append("| --- | --- | --- | --- | --- | --- | --- |")
    for case in CASES:
        said = f"*{case.says}*" if case.says else "–"
        codes = " | ".join(_shown(case, rank) for rank in range(len(COMMANDS)))
        lines.append(f"| {case.term} | {said} | {codes} |")
    return "\n".join(lines)


def _shown(case: Verdict, rank: int) -> str:
    code = case.exit[rank]
    if code is None:
        return "–"
    level = LEVELS[case.level]
    if case.level == "change" and COMMANDS[rank] in ("check", "add"):
        level = LEVELS["nothing"]
    if COMMANDS[rank] == "check" and code and case.level == "notice":
        level = LEVELS["problem"]
    if COMMANDS[rank] == "build":
        level = "refuse d’écraser" if case.loses else level if code else "reconstruit"
    return f"{level} ({code})"
