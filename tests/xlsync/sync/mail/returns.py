"""Workbooks as partners send them back, made once for all tests by a real LibreOffice."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.shared import ROOT
from tests.xlsync.sync.desks import MOBY, Desk, copied
from tests.xlsync.sync.mail.office import Job, do
from xlsync.sync import FileReport, push

NOT_COMPUTED = "cellules calculées montrent #NAME?"
"""Said wherever LibreOffice, without the functions, computed cells again after an edit."""

FILE = ROOT / "tests" / "cases" / "courrier" / "retours.yaml"


@dataclass(frozen=True)
class Return:
    """One thing that partners do.

    Attributes:
        term: As a finance officer says it.
        steps: What is done in LibreOffice.
        done: What becomes of it.
        remains: What `status` leaves to deal with, by list of its report.
        said: What is said of it.
        restored: Cells that a sync writes, because the model knows better, with their value.
        before: Changes of the model that the workbook got before it left.
        to: Ending of the file.
        beside: A file that stands beside it.
    """

    term: str
    steps: list[list[Any]]
    done: str
    remains: dict[str, int] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    restored: dict[str, float] = field(default_factory=dict)
    before: list[list[str]] = field(default_factory=list)
    to: str = ".xlsx"
    beside: str = ""


RETURNS = {one.term: one for one in (Return(**given) for given in yaml.safe_load(FILE.read_text("utf-8")))}


def sent_back(built: Path, folder: Path) -> dict[str, Path]:
    """A desk for each return, with the workbook that came back; by term."""
    desks, jobs = {}, []
    for rank, one in enumerate(RETURNS.values()):
        desk = copied(built, folder / f"{rank:02}")
        for table, key, column, value in one.before:
            desk.set(MOBY, (table, key, column), value)
        if one.before:
            assert push(desk.path(MOBY), desk.store).clean
        target = desk.path(MOBY).with_name(f"retour{one.to}")
        jobs.append(Job(str(desk.path(MOBY)), str(target), one.steps))
        desks[one.term] = desk.folder
    do(jobs)
    for one in RETURNS.values():
        if one.beside:
            (desks[one.term] / one.beside).write_text("", encoding="utf-8")
    return desks


def came_back(desk: Desk) -> Path:
    """The workbook that came back to a desk."""
    return next(desk.folder.glob("retour.*"))


def sentences(report: FileReport) -> list[str]:
    """What a report says in French, with plain spaces."""
    texts = [*(problem.what for problem in report.problems), *(notice.text for notice in report.notices)]
    return [_without_counts(text.fr.replace("\u00a0", " ")) for text in texts]


def _without_counts(text: str) -> str:
    """That LibreOffice computed cells without the functions, whichever and however many."""
    return NOT_COMPUTED if NOT_COMPUTED in text else text


def documented() -> str:
    """The table of the page that says what is done with each return."""
    return "\n".join(
        f"| {one.term} | {one.done} | {'<br>'.join(f'*{text}*' for text in dict.fromkeys(one.said)) or '–'} |"
        for one in RETURNS.values()
    )
