"""Which add-ins there are.

Each is a module with the same three functions:

    build(out, port) -> Done         writes the add-in, reproducible to the byte
    install(folders, port) -> Done   puts it in the spreadsheet of the user
    remove() -> Done                 takes it away

To add a spreadsheet: such a module, and a line here.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from udfs.errors import Text

ADDINS: Mapping[str, str] = {
    "calc": "xlsync.addins.calc",
    "excel": "xlsync.addins.excel",
    "office": "xlsync.addins.office",
}
"""Module of each add-in, by the name that the command line takes."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done.

    Attributes:
        said: What the user reads, a sentence a line.
        files: What was written.
    """

    said: tuple[Text, ...]
    files: tuple[Path, ...] = ()


class Addin(Protocol):
    """The functions of the module of an add-in."""

    def build(self, out: Path | None, port: int | None) -> Done:
        """Write the add-in, for a function server on that HTTPS port; None for the usual one."""

    def install(self, folders: tuple[Path, ...], port: int | None) -> Done:
        """Put it in the spreadsheet of the user; the function server may open workbooks of these folders."""

    def remove(self) -> Done:
        """Take it away."""


def addin(name: str) -> Addin:
    """The add-in of that name.

    Raises:
        KeyError: There is none.
    """
    return cast("Addin", importlib.import_module(ADDINS[name]))
