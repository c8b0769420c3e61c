"""The extension of LibreOffice Calc."""

from __future__ import annotations

import tempfile
from pathlib import Path

from xlsync.addins.calc import libreoffice, recorded
from xlsync.addins.calc.package import NAME, package
from xlsync.addins.registry import Done
from xlsync.addins.writing import write_parts
from xlsync.errors import sentence
from xlsync.files import write_atomic

__all__ = ["build", "install", "package", "remove"]


def build(out: Path | None = None, port: int | None = None) -> Done:
    """Writes the extension, `conventions.oxt` in the current folder by default.

    Args:
        out: A folder, or the file: a name that ends in `.oxt` and is no folder yet.
        port: Without effect: the extension finds the server by `server.json`.

    Raises:
        CannotWrite: Permission, disk full, no folder for that file, a file where the folder is due.
    """
    path = _file(out or Path())
    if path == out:
        write_atomic(path, package())
    else:
        write_parts({path: package()})
    said = sentence(
        f"{path} : extension écrite ; « xlsync addin install calc » l’installe",
        f"{path}: extension written; “xlsync addin install calc” installs it",
    )
    return Done((said,), (path,))


def _file(out: Path) -> Path:
    is_file = out.suffix.lower() == Path(NAME).suffix and not out.is_dir()
    return out if is_file else out / NAME


def install(folders: tuple[Path, ...] = (), port: int | None = None) -> Done:
    """Installs the extension for the user, and records how it starts the function server.

    Args:
        folders: Folders whose workbooks the server may open when the extension starts it; the user's home
            when there are none.
        port: Where that server listens for Excel, the usual port when left out.

    Raises:
        MissingProgram: LibreOffice is not there.
        NotInstalled: Root, or LibreOffice refused; its words are in the sentence.
    """
    program = libreoffice.program("unopkg")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / NAME
        path.write_bytes(package())
        libreoffice.remove(program)
        libreoffice.add(program, path)
    recorded.record(folders, port)
    said = sentence(
        "Extension installée : redémarrez LibreOffice. Le menu « Conventions » est dans Calc.",
        "Extension installed: restart LibreOffice. The menu “Conventions” is in Calc.",
    )
    return Done((said,), (recorded.path(),))


def remove() -> Done:
    """Takes the extension away from the user's profile, and what `install` recorded.

    Raises:
        MissingProgram: LibreOffice is not there.
        NotInstalled: Root, or the extension was not there.
    """
    there = libreoffice.remove(libreoffice.program("unopkg"))
    recorded.forget()
    if there:
        said = sentence(
            "Extension retirée : redémarrez LibreOffice.", "Extension removed: restart LibreOffice."
        )
    else:
        said = sentence("L’extension n’était pas installée.", "The extension was not installed.")
    return Done((said,))
