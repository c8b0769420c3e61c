"""Actions on workbooks: what the commands of the same names do, with their reports."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from xlsync.actions import failures
from xlsync.actions.report import REFUSED, Report, plain
from xlsync.actions.session import LANGUAGES, Session
from xlsync.server import log
from xlsync.server.folders import Folders
from xlsync.server.refusals import Malformed

ACTIONS: Final = ("status", "pull", "push", "check", "explain")
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
        if request["action"] == "explain" and not isinstance(cell, str):
            raise Malformed("cell : une cellule est attendue, « Feuille!A1 »", "cell: “Sheet!A1” is expected")
        lang, action = request.get("lang"), request["action"]
        with self._lock:
            if action == "push" and request.get("as") == EDITS:
                return _as_edits(lang, self._store, path)
            return _told(lang, self._store, path, lambda session: _report(session, action, path, cell))


def _told(lang: object, store: str | None, path: Path, work: Callable[[Session], Report]) -> dict[str, Any]:
    """The outcome of an action: exit code, document, and what was said of it."""
    said: list[str] = []
    session = Session(_spoken(lang), store, tell=said.append)
    try:
        report = work(session)
    except Exception as error:
        log.failed("document", error)
        sentence = failures.about(path, error, session.lang)
        session.tell(sentence)
        report = Report({"errors": [{"file": str(path), "what": sentence}]}, (), REFUSED)
    lines = [*dict.fromkeys(said), *report.lines]
    return {"exit": report.code, "report": plain(report.document), "text": "\n".join(lines)}


def _spoken(lang: object) -> str:
    return str(lang) if lang in LANGUAGES else LANGUAGES[0]


def _report(session: Session, action: str, path: Path, cell: object) -> Report:
    """What an action reports of a workbook."""
    from xlsync.actions.check import check
    from xlsync.actions.explain import explain
    from xlsync.actions.pull import pull
    from xlsync.actions.push import push
    from xlsync.actions.status import status

    if action == "explain":
        return explain(session, path, str(cell))
    actions: dict[str, Callable[[Session, Sequence[Path]], Report]] = {
        "status": status,
        "pull": pull,
        "push": push,
        "check": check,
    }
    return actions[action](session, [path])


def _as_edits(lang: object, store: str | None, path: Path) -> dict[str, Any]:
    """A push on a copy, and what it changed there, for a host that holds the workbook open."""
    from xlsync.server.edits import pushed

    session = Session(_spoken(lang), store)
    return pushed(path, session, lambda found, copy: _on_copy(lang, found, path, copy))


def _on_copy(lang: object, store: str | None, path: Path, copy: Path) -> dict[str, Any]:
    """The outcome of the push of a copy, told of the workbook itself."""
    told = _told(lang, store, copy, lambda session: _report(session, "push", copy, None))
    renamed: dict[str, Any] = _renamed(told, str(copy), str(path))
    return renamed


def _renamed(value: Any, former: str, name: str) -> Any:
    if isinstance(value, str):
        return value.replace(former, name)
    if isinstance(value, dict):
        return {key: _renamed(part, former, name) for key, part in value.items()}
    return [_renamed(part, former, name) for part in value] if isinstance(value, list) else value
