"""The versions of parameters under which a request is computed: those of the model at that moment."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xlsync.annexbook.counting import FRESH, KEPT, Counting, Tariffs
from xlsync.errors import XlsyncError
from xlsync.server.folders import Folders
from xlsync.server.refusals import Busy, Malformed, Refusal


class TariffsOf:
    """Finds them from what a request says of the workbook of its cells.

    Args:
        folders: The only folders whose workbooks are opened.
        store: Address or path of the store, None where it is looked for beside each workbook.
    """

    def __init__(self, folders: Folders, store: str | None = None) -> None:
        self._folders = folders
        self._counting = Counting(store, folders.paths)
        self._paths: dict[str, tuple[float, Path | None]] = {}

    @property
    def are_quick(self) -> bool:
        """Whether no store is asked over a network."""
        return self._counting.is_quick

    def of(self, request: Mapping[str, Any]) -> Tariffs:
        """What counts for a request.

        Args:
            request: `{"workbook"?, "convention"?}`: the path of a workbook of this machine; the convention of
                one that has no path here. A workbook outside the folders counts for none: cells are
                computed wherever they stand.

        Raises:
            Malformed: Another shape.
            Busy: The store cannot be read.
            WrongValue: A version that does not suit its parameter.
        """
        said = {name: request.get(name) or "" for name in ("workbook", "convention")}
        if not all(isinstance(one, str) for one in said.values()):
            raise Malformed("workbook et convention sont des textes", "workbook and convention are texts")
        try:
            return self._counting.now(self._inside(said["workbook"]), said["convention"])
        except XlsyncError as error:
            raise Busy(error.text.fr, error.text.en) from error

    def _inside(self, name: str) -> Path | None:
        """The file, where it stands in one of the folders; looked at again once in a while."""
        if not name:
            return None
        until, found = self._paths.get(name, (0.0, None))
        if time.monotonic() >= until:
            try:
                found = self._folders.inside(name)
            except Refusal:
                found = None
            if len(self._paths) >= KEPT:
                self._paths.clear()
            self._paths[name] = time.monotonic() + FRESH, found
        return found
