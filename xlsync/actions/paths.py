"""Path arguments: files as given, folders as the workbooks under them, one bad file at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from xlsync.actions.failures import about, trace
from xlsync.actions.misuse import Misuse
from xlsync.actions.report import DONE, REFUSED, REMAINING
from xlsync.actions.session import LANGUAGES, Session

Result = TypeVar("Result")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
READ_SUFFIXES = (*WORKBOOK_SUFFIXES, ".ods")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that could not be processed, and the sentence that says why."""

    file: Path
    what: str

    def as_json(self) -> dict[str, str]:
        """For the `errors` of a document."""
        return {"file": str(self.file), "what": self.what}


def workbooks(paths: Iterable[Path], suffixes: tuple[str, ...] = WORKBOOK_SUFFIXES) -> list[Path]:
    """The workbooks meant: a file is itself, a folder is every workbook under it, in order.

    Args:
        paths: Files and folders.
        suffixes: Ends of the names of workbooks, in lower case.

    Raises:
        Misuse: A folder without a workbook.
    """
    found: list[Path] = []
    for path in paths:
        inside = _under(path, suffixes) if path.is_dir() else [path]
        if not inside:
            raise Misuse(f"aucun classeur dans le dossier {path}", f"no workbook in folder {path}")
        found += inside
    return list(dict.fromkeys(found))


def _under(folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    """Workbooks under a folder, without those that Excel and LibreOffice keep while one is open."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in suffixes and not path.name.startswith(("~$", ".")) and path.is_file()
    )


def each(
    paths: Collection[Path], work: Callable[[Path], Result], session: Session, *, progress: bool = False
) -> tuple[list[Result], list[Refusal]]:
    """Do the work on every file; one that is refused is reported and the others go on.

    Args:
        paths: The files.
        work: What to do with one.
        session: The run.
        progress: Whether each file is announced, with its rank.
    """
    results: list[Result] = []
    refusals: list[Refusal] = []
    for rank, path in enumerate(paths, start=1):
        if progress:
            session.say(*[f"{rank}/{len(paths)} {path} …"] * 2)
        try:
            results.append(work(path))
        except Exception as error:
            trace(error)
            refusals.append(Refusal(path, about(path, error, session.lang)))
            session.say(*(about(path, error, lang) for lang in LANGUAGES))
    return results, refusals


def exit_code(refusals: Iterable[Refusal], remaining: bool) -> int:
    """2 when a file was refused, else 1 when something remains to report, else 0."""
    if any(True for _ in refusals):
        return REFUSED
    return REMAINING if remaining else DONE
