"""Actions on workbooks: what the commands of the same names do, with their reports."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

from xlsync.cli import failures
from xlsync.cli.report import REFUSED, Report, plain
from xlsync.cli.session import LANGUAGES, Session
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
        session = _Listening(request.get("lang"), self._store)
        with self._lock:
            if request["action"] == "push" and request.get("as") == EDITS:
                return _as_edits(session, path)
            return _told(session, path, lambda: _command(session, request["action"], path, cell))


class _Listening(Session):
    """A session that keeps what it is told to say, since nobody reads this process.

    Args:
        lang: "fr" or "en"; French for anything else.
        store: As `Session`.
    """

    said: list[str]

    def __init__(self, lang: object, store: str | None) -> None:
        super().__init__(json=True, lang=str(lang) if lang in LANGUAGES else LANGUAGES[0], store=store)
        object.__setattr__(self, "said", [])

    def say(self, fr: str, en: str) -> None:
        """Keep the sentence."""
        sentence = self.text(fr, en)
        if sentence not in self.said:
            self.said.append(sentence)


def _told(session: _Listening, path: Path, work: Callable[[], Report]) -> dict[str, Any]:
    """The outcome of a command: exit code, document, and what it prints."""
    try:
        report = work()
    except Exception as error:
        log.failed("document", error)
        sentence = failures.about(path, error, session.lang)
        session.say(sentence, sentence)
        report = Report({"errors": [{"file": str(path), "what": sentence}]}, (), REFUSED)
    lines = [*session.said, *report.lines]
    return {"exit": report.code, "report": plain(report.document), "text": "\n".join(lines)}


def _command(session: Session, action: str, path: Path, cell: str | None) -> Report:
    """The report of a command of the command line."""
    from xlsync.cli.commands import check, explain, pull, push, status

    context: Any = SimpleNamespace(obj=session)
    if action == "explain":
        return explain.explain(context, path, str(cell))
    commands: dict[str, Callable[[Any, list[Path]], Report]] = {
        "status": status.status,
        "pull": pull.pull,
        "push": push.push,
        "check": check.check,
    }
    return commands[action](context, [path])


def _as_edits(session: _Listening, path: Path) -> dict[str, Any]:
    """A push on a copy, and what it changed there, for a host that holds the workbook open."""
    from xlsync.server.edits import pushed

    return pushed(path, session, lambda store, copy: _on_copy(session, store, path, copy))


def _on_copy(session: _Listening, store: str | None, path: Path, copy: Path) -> dict[str, Any]:
    """The outcome of the push of a copy, told of the workbook itself."""
    elsewhere = _Listening(session.lang, store)
    told = _told(elsewhere, copy, lambda: _command(elsewhere, "push", copy, None))
    renamed: dict[str, Any] = _renamed(told, str(copy), str(path))
    return renamed


def _renamed(value: Any, former: str, name: str) -> Any:
    if isinstance(value, str):
        return value.replace(former, name)
    if isinstance(value, dict):
        return {key: _renamed(part, former, name) for key, part in value.items()}
    return [_renamed(part, former, name) for part in value] if isinstance(value, list) else value
