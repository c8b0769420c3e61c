"""Schemas that change while workbooks are out: a folder of schemas and templates of its own."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from udfs import parameters
from xlsync.annexbook import templates
from xlsync.annexes import loader
from xlsync.build.drawing import update_workbook


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
        forget()

    def template(self, kind: str) -> Path:
        """The template of a kind."""
        return self.folder / "workbooks" / f"{kind}.xlsx"

    def update(self, kind: str) -> list[str]:
        """Brings a template to its schema; returns what was done."""
        content, done = update_workbook(kind, self.template(kind))
        self.template(kind).write_bytes(content)
        return [text.fr for text in done]

    def version(self, code: str, text: str) -> None:
        """Adds a version to a parameter, as the lines of its file say it."""
        kind, name = code.split(".")
        path = self.folder / "parameters" / kind / f"{name}.yaml"
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
        forget()


def evolving(folder: Path, patch: pytest.MonkeyPatch) -> Kinds:
    """Copies of what the program ships, which it reads in place of its own."""
    shutil.copytree(loader.HERE, folder / "annexes", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    shutil.copytree(templates.FOLDERS[1], folder / "workbooks")
    shutil.copytree(parameters.FOLDER, folder / "parameters", ignore=shutil.ignore_patterns("*.py"))
    patch.setattr(loader, "HERE", folder / "annexes")
    patch.setattr(templates, "FOLDERS", (folder / "workbooks",))
    patch.setattr(parameters, "FOLDER", folder / "parameters")
    forget()
    return Kinds(folder)


def forget() -> None:
    """What was read of schemas and parameters is read again."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ("xlsync", "udfs"):
            for held in list(vars(module).values()):
                _clear(held)


def _clear(held: Any) -> None:
    clear = getattr(held, "cache_clear", None)
    if callable(clear):
        clear()
