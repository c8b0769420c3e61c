"""Schemas that change while workbooks are out: a folder of schemas, templates and parameters of its own."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from udfs import parameters
from xlsync import annexes, conventions
from xlsync.annexbook import templates
from xlsync.annexes import loader
from xlsync.build.drawing import update_workbook


def version_by(kind: str, step: int) -> tuple[str, str]:
    """The change that gives a kind another version, so many more than today's."""
    today = annexes.schema(kind).version
    return f"version: {today}", f"version: {today + step}"


@dataclass(frozen=True)
class Kinds:
    """Schemas, templates and parameters that a test may change.

    Attributes:
        folder: Where they are.
    """

    folder: Path

    def edit(self, kind: str, *changes: tuple[str, str]) -> None:
        """Changes the text of a schema; each old text stands there once."""
        path = self.folder / "annexes" / f"{kind}.yaml"
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, (old, text.count(old))
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
        loader.forget()

    def add(self, kind: str, table: str, before: str, declaration: str) -> None:
        """Declares a column of a table, or of its blocks, before the last one there that is called so."""
        path = self.folder / "annexes" / f"{kind}.yaml"
        text = path.read_text(encoding="utf-8")
        start = text.index(f"  - name: {table}\n")
        end = text.find("\n  - name: ", start + 1)
        found = [*re.finditer(rf"\n( *)- \{{?name: {before}\b", text[start:end])][-1]
        at = start + found.start()
        text = f"{text[:at]}\n{found[1]}- {{{declaration}}}{text[at:]}"
        path.write_text(text, encoding="utf-8")
        loader.forget()

    def forget_input(self, convention: str, table: str, column: str) -> None:
        """Takes an input out of the files of a shipped convention, as one does with a column that is gone."""
        path = self.folder / "conventions" / convention / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            rows = [
                {name: text for name, text in row.items() if name != column} for row in csv.DictReader(stream)
            ]
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    def template(self, kind: str) -> Path:
        """The template of a kind."""
        return self.folder / "workbooks" / f"{kind}.xlsx"

    def update(self, kind: str) -> list[str]:
        """Brings a template to its schema; returns what was done."""
        content, done = update_workbook(kind, self.template(kind))
        self.template(kind).write_bytes(content)
        return [text.fr.replace("\xa0", " ") for text in done]


@contextmanager
def evolving(folder: Path) -> Iterator[Kinds]:
    """Copies of the schemas and of the templates, which the program reads in place of its own."""
    shutil.copytree(loader.HERE, folder / "annexes", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copytree(templates.FOLDERS[1], folder / "workbooks")
    shutil.copytree(
        conventions.loader.FOLDERS[0],
        folder / "conventions",
        ignore=shutil.ignore_patterns("*.py", "__pycache__"),
    )
    with (
        annexes.also_in(folder / "annexes"),
        templates.also_in(folder / "workbooks"),
        conventions.also_in(folder / "conventions"),
    ):
        yield Kinds(folder)


@contextmanager
def another_version(folder: Path, code: str, text: str) -> Iterator[None]:
    """A parameter with one more version, as the lines of its file say it."""
    kind, name = code.split(".")
    home = next(one for one in parameters.FOLDERS if (one / kind / f"{name}.yaml").exists())
    path = folder / kind / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((home / kind / f"{name}.yaml").read_text(encoding="utf-8") + text, encoding="utf-8")
    with parameters.also_in(folder):
        yield
