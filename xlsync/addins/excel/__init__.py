"""The add-in of Excel by xlwings: functions and menu in VBA, both of which call Python."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from udfs.hosts import excel
from xlsync import __version__
from xlsync.addins.errors import NotInstalled
from xlsync.addins.excel import configuration, making
from xlsync.addins.excel.instructions import PAGE, page
from xlsync.addins.registry import Done
from xlsync.addins.writing import write_parts
from xlsync.errors import sentence
from xlsync.live import functions
from xlsync.server.places import user_directory

__all__ = ["build", "install", "remove"]

DEFAULT = Path("excel")


def build(out: Path | None = None, port: int | None = None) -> Done:
    """Writes the VBA modules, the settings and the instructions into a folder, `excel` by default.

    Args:
        out: The folder.
        port: Without effect: there is no function server.

    Raises:
        MissingLibrary: xlwings is not installed.
        CannotWrite: Permission, disk full, a file where the folder is due.
    """
    folder = out or DEFAULT
    parts = {folder / name: data for name, data in _parts().items()}
    write_parts(parts)
    said = (
        sentence(f"{folder} : complément écrit", f"{folder}: add-in written"),
        sentence(
            f"Sous Windows, « xlsync addin install excel » l’installe ; à la main, suivez {PAGE}.",
            f"On Windows, “xlsync addin install excel” installs it; by hand, follow {PAGE}.",
        ),
    )
    return Done(said, tuple(parts))


def install(folders: tuple[Path, ...] = (), port: int | None = None) -> Done:
    """Writes the settings, and has Excel make the add-in in its start-up folder where it allows that.

    Args:
        folders: Without effect: the add-in starts Python itself, without the function server.
        port: Without effect too.

    Raises:
        NotInstalled: Not Windows, an xlwings that is not known, or Excel holds the add-in open.
        MissingProgram: Excel is not there.
        MissingLibrary: xlwings is not installed.
        CannotWrite: A file cannot be written.
    """
    _refuse_other_systems()
    folder = _folder()
    parts = {folder / name: data for name, data in _parts().items() if name != configuration.FILE}
    parts[configuration.place()] = configuration.configuration()
    write_parts(parts)
    made = making.made([folder / name for name in _names()])
    if made is not None:
        return Done(
            (
                sentence(
                    f"{made} : complément installé. Redémarrez Excel : menu « Conventions » de l’onglet "
                    "Compléments, fonctions dans l’assistant.",
                    f"{made}: add-in installed. Restart Excel: menu “Conventions” of the tab Add-ins, "
                    "functions in the wizard.",
                ),
            ),
            (*parts, made),
        )
    details = sentence(f"À la main : {folder / PAGE}", f"By hand: {folder / PAGE}")
    return Done((making.NOT_TRUSTED, details), tuple(parts))


def remove() -> Done:
    """Takes away the add-in, its settings and its modules.

    Raises:
        NotInstalled: Not Windows, or Excel holds the add-in open.
    """
    _refuse_other_systems()
    making.forget()
    folder = _folder()
    for path in (*(folder / name for name in (*_names(), PAGE)), configuration.place()):
        path.unlink(missing_ok=True)
    for empty in (folder, configuration.place().parent):
        with contextlib.suppress(OSError):
            empty.rmdir()
    return Done((sentence("Complément retiré : redémarrez Excel.", "Add-in removed: restart Excel."),))


def _folder() -> Path:
    return user_directory() / "excel"


def _names() -> tuple[str, ...]:
    return (*excel.files(__version__, functions.MODULE), configuration.XLWINGS)


def _parts() -> dict[str, bytes]:
    """Every file that `build` writes."""
    texts = {
        **excel.files(__version__, functions.MODULE),
        configuration.XLWINGS: configuration.xlwings_module(),
    }
    parts = {name: configuration.for_windows(text) for name, text in texts.items()}
    return {**parts, configuration.FILE: configuration.configuration(), PAGE: page().encode()}


def _refuse_other_systems() -> None:
    if sys.platform != "win32":
        raise NotInstalled(
            "xlwings n’appelle Python depuis les cellules que sous Windows : « xlsync addin build excel » "
            "écrit les fichiers à y porter ; sur Mac et sur le Web, « xlsync addin build office »",
            "xlwings only calls Python from cells on Windows: “xlsync addin build excel” writes the files to "
            "take there; on a Mac and on the Web, “xlsync addin build office”",
        )
