"""A desk: a store, the workbooks built from it, and what people do to both."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.xlsync.build.opened import Annex, convert
from tests.xlsync.store.whole import commit_data, commit_model
from xlsync.annexbook.conflict_sheet import ConflictLine, ConflictTable, read_lines
from xlsync.errors import Problem
from xlsync.store import Revision, Store
from xlsync.workbook import Workbook

Place = tuple[str, str, str]

INTRACTING, MIXEUR, MOBY = "intracting/noyarey", "mixeur/aunis-sud", "moby/ille-et-vilaine"


@dataclass(frozen=True)
class Desk:
    """A folder of its own with a store and annex workbooks.

    Attributes:
        folder: Everything is there.
        store: The store.
    """

    folder: Path
    store: Store

    def path(self, convention: str) -> Path:
        """The workbook of a convention."""
        return self.folder / f"{convention.replace('/', '-')}.xlsx"

    def annex(self, convention: str) -> Annex:
        """The same, read."""
        return Annex.open(self.path(convention))

    def type_in(self, convention: str, place: Place, value: object) -> str:
        """Types a value into a cell of a workbook; returns its address."""
        return type_in(self.path(convention), place, value)

    def held(self, convention: str, place: Place) -> Any:
        """What a cell of a workbook holds, dates as dates."""
        return self.annex(convention).value(*place)

    def set(self, convention: str, place: Place, value: object, author: str = "Gestion") -> Revision:
        """Changes a cell of the model."""
        table, key, column = place
        return commit_data(
            self.store, self.store.convention(convention).set(table, key, column, value), author=author
        )

    def commit(self, model: Any, author: str = "Gestion") -> Revision:
        """Commits a model."""
        head = self.store.head()
        assert head is not None
        revision = commit_model(self.store, model, on=head.id, author=author, origin="test", message="test")
        assert revision is not None
        return revision

    def value(self, convention: str, place: Place) -> Any:
        """What the model holds."""
        table, key, column = place
        return self.store.convention(convention).value(table, key, column)

    def lines(self, convention: str) -> list[ConflictLine]:
        """The lines of the sheet `Conflits`."""
        return read_lines(Workbook.open(self.path(convention)))

    def choose(
        self, convention: str, place: Place, choice: object, reason: str = "", article: str = ""
    ) -> None:
        """Writes a choice beside a cell in the sheet `Conflits`."""
        choose(self.path(convention), place, choice, reason, article)

    def save_in_libreoffice(self, *conventions: str) -> None:
        """Opens workbooks in LibreOffice and saves them there."""
        out = self.folder / "enregistres"
        out.mkdir(exist_ok=True)
        convert([self.path(one) for one in conventions], "xlsx", out)
        for one in conventions:
            shutil.move(out / self.path(one).name, self.path(one))

    def copy(self, name: str) -> Desk:
        """The same desk elsewhere: a copy of the store and of the workbooks."""
        return copied(self.folder, self.folder.parent / name)


def copied(source: Path, folder: Path) -> Desk:
    """A copy of a desk."""
    folder.mkdir()
    for path in [*source.glob("*.xlsx"), source / "model.db"]:
        shutil.copy(path, folder)
    return Desk(folder, Store.open(folder / "model.db"))


def type_in(path: Path, place: Place, value: object) -> str:
    """Types a value into a cell; a formula there goes."""
    annex = Annex.open(path)
    cell = annex.cell(*place)
    annex.book.sheet(cell.sheet).set_value((cell.row, cell.at), value, over_formula=True)
    annex.book.save(path)
    return cell.address


def wrong_inputs(annex: Annex, problems: Iterable[Problem]) -> list[str]:
    """Where the problems are, but for the cells that the workbook computes: these show what inputs make."""
    computed = {cell.address for cell in annex.cells.values() if cell.is_computed}
    return [problem.where for problem in problems if problem.where not in computed]


def choose(path: Path, place: Place, choice: object, reason: str = "", article: str = "") -> None:
    """Writes a choice beside a cell in the sheet `Conflits` of a workbook."""
    book = Workbook.open(path)
    table = ConflictTable(book)
    row = next(row for row, line in table.lines.items() if line.place == place)
    for name, text in (("choice", choice), ("reason", reason), ("article", article)):
        if text:
            table.sheet.set_value((row, table.columns[name]), text)
    book.save(path)
