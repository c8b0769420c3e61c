"""Files in argument: as given, folders as the workbooks under them, one bad file at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from xlsync.actions.failures import about
from xlsync.actions.misuse import Misuse
from xlsync.actions.progress import Progress
from xlsync.actions.report import DONE, REFUSED, REMAINING
from xlsync.actions.session import LANGUAGES, Session
from xlsync.files import WORKBOOKS, is_utf16
from xlsync.running import HERE, Runner, Task

Result = TypeVar("Result")
LIST = "@"
"""What stands before the file of a list of files."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to act on.

    Attributes:
        path: What is read and written.
        name: What reports call it, and the place from which its model is looked for: the same path, or that
            of the file of which this one is a copy.
    """

    path: Path
    name: Path

    @classmethod
    def of(cls, file: Path | File) -> File:
        """The file of a path."""
        return file if isinstance(file, File) else cls(file, file)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that could not be processed, and the sentence that says why."""

    file: Path
    what: str

    def as_json(self) -> dict[str, str]:
        """For the `errors` of a document."""
        return {"file": str(self.file), "what": self.what}


def workbooks(files: Iterable[Path | File], suffixes: tuple[str, ...] = WORKBOOKS) -> list[File]:
    """The workbooks meant: a file is itself, a folder is every workbook under it, in order.

    Args:
        files: Files, folders, and `@LIST` for those that a file names, a path a line.
        suffixes: Ends of the names of workbooks, in lower case.

    Raises:
        Misuse: A folder without a workbook, a list that names none or cannot be read.
    """
    found: list[File] = []
    for file in (File.of(one) for given in files for one in _listed(given)):
        inside = _under(file.path, suffixes) if file.path.is_dir() else [file]
        if not inside:
            raise Misuse(f"aucun classeur dans le dossier {file.name}", f"no workbook in folder {file.name}")
        found += inside
    return list(dict.fromkeys(found))


def _listed(given: Path | File) -> Iterable[Path | File]:
    """The files that `@LIST` names, from the current folder as words are; anything else is itself."""
    if (
        not isinstance(given, Path)
        or not given.parts
        or not given.parts[0].startswith(LIST)
        or given.exists()
    ):
        return [given]
    path = Path(str(given)[len(LIST) :])
    data = path.read_bytes()
    encoding = "utf-16" if is_utf16(data) else "utf-8-sig"
    try:
        lines = [line.strip().strip('"') for line in data.decode(encoding).splitlines()]
    except UnicodeDecodeError as error:
        raise Misuse(
            f"{path} : une liste de fichiers s’écrit en UTF-8, un chemin par ligne",
            f"{path}: a list of files is written in UTF-8, a path a line",
        ) from error
    paths = [Path(line) for line in lines if line and not line.startswith("#")]
    if not paths:
        raise Misuse(f"{path} ne nomme aucun fichier", f"{path} names no file")
    return paths


def _under(folder: Path, suffixes: tuple[str, ...]) -> list[File]:
    """Workbooks under a folder, without those that Excel and LibreOffice keep while one is open."""
    return [
        File.of(path)
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in suffixes and not path.name.startswith(("~$", ".")) and path.is_file()
    ]


def each(
    files: Sequence[File],
    work: Callable[[File], Result] | Task[Any, Result],
    session: Session,
    runner: Runner = HERE,
    pieces: Sequence[Any] | None = None,
) -> tuple[list[Result], list[Refusal]]:
    """Do the work on every file; one that is refused is named, and the others go on.

    Args:
        files: The files.
        work: What to do with one; a task where it is done elsewhere than here.
        session: Who asks; hears how far the work is, and of each file refused.
        runner: Where the work is done.
        pieces: What the task takes of each file, in their order; the files themselves when left out.
    """
    results: list[Result] = []
    refusals: list[Refusal] = []
    told = Progress(session, "classeurs", "workbooks")
    task = work if isinstance(work, Task) else Task(work)
    outcomes = runner.run(task, files if pieces is None else pieces)
    for rank, (file, done) in enumerate(zip(files, outcomes, strict=True), start=1):
        if done.error is None:
            results.append(done.get())
        else:
            refusals.append(refused(file, done.error, session))
        told(rank, len(files))
    return results, refusals


def refused(file: File, error: Exception, session: Session) -> Refusal:
    """A file that could not be processed, once who asks has heard of it."""
    session.failed(error)
    session.say(*(about(file.name, error, lang) for lang in LANGUAGES))
    return Refusal(file.name, about(file.name, error, session.lang))


def exit_code(refusals: Iterable[Refusal], remaining: bool) -> int:
    """2 when a file was refused, else 1 when something remains to report, else 0."""
    if any(True for _ in refusals):
        return REFUSED
    return REMAINING if remaining else DONE
