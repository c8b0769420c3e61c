"""Actions on workbooks, with the reports of the commands of the same names."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any, Final

from xlsync.actions.menu import ACTIONS, EXPLAIN, asked
from xlsync.actions.paths import File
from xlsync.actions.report import Report, plain
from xlsync.actions.session import LANGUAGES, Session
from xlsync.server import log
from xlsync.server.folders import Folders
from xlsync.server.refusals import Malformed

EDITS: Final = "edits"


class Documents:
    """The actions, one at a time, on the workbooks of some folders.

    Args:
        folders: Where they must stand.
        store: Address or path of the store, None where it is looked for beside each workbook.
    """

    def __init__(self, folders: Folders, store: str | None = None) -> None:
        self._folders, self._store = folders, store
        self._lock = threading.Lock()

    def answer(self, request: Any) -> dict[str, Any]:
        """Do what is asked.

        Args:
            request: `{"action", "path", "lang", "cell"?, "as"?}`.

        Returns:
            `{"exit", "report", "text"}`, and `"edits"`, `"properties"` where they are asked for.

        Raises:
            Malformed: Another shape, an unknown action.
            Forbidden: A path outside the folders.
        """
        if not isinstance(request, dict) or request.get("action") not in ACTIONS:
            raise Malformed(
                f"action inconnue ; choix : {', '.join(ACTIONS)}",
                f"unknown action; choices: {', '.join(ACTIONS)}",
            )
        path, cell = self._folders.inside(request.get("path")), request.get("cell")
        if request["action"] == EXPLAIN and not isinstance(cell, str):
            raise Malformed("cell : une cellule est attendue, « Feuille!A1 »", "cell: “Sheet!A1” is expected")
        lang, action = request.get("lang"), request["action"]
        spoken = lang if lang in LANGUAGES else LANGUAGES[0]
        session = Session(spoken, self._store, failed=partial(log.failed, "document"))
        with self._lock:
            if action == "push" and request.get("as") == EDITS:
                return _as_edits(session, File.of(path))
            return _answer(asked(session, action, File.of(path), cell or ""))


def _answer(report: Report) -> dict[str, Any]:
    return {"exit": report.code, "report": plain(report.document), "text": "\n".join(report.lines)}


def _as_edits(session: Session, file: File) -> dict[str, Any]:
    from xlsync.server.edits import pushed

    report, edits = pushed(session, file)
    return {**_answer(report), **edits}
