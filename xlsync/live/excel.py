"""One workbook open in Excel, through the object model of xlwings: all that is asked of it, and nothing else.

Values are read and written as `Value2`: dates are serials, amounts in € keep all their digits.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from udfs.errors import Text
from udfs.hosts.excel import free_xlwings
from xlsync.errors import MissingLibrary, XlsyncError, sentence
from xlsync.live.areas import Area
from xlsync.live.errors import ExcelBusy, NotReachable
from xlsync.workbook.properties import Property

T = TypeVar("T")

PAUSES: Final = (0.1, 0.2, 0.4, 0.8, 1.6)
"""Seconds between two attempts while Excel is busy."""

MOST_SHOWN: Final = 2000
"""Characters that a window of Excel shows."""

_BUSY: Final = frozenset({-2147418111, -2147417846, -2146777998})
"""Call rejected; call to be made again later; Excel ignores automation: a cell is being typed in."""

_FRENCH: Final = 0x0C
_UI_LANGUAGE: Final = 2
_KINDS: Final[Mapping[type, int]] = {bool: 2, int: 1, float: 5, str: 4}
_QUIET: Final[Mapping[str, object]] = {
    "screen_updating": False,
    "enable_events": False,
    "display_alerts": False,
    "calculation": "manual",
}
_NO_HELP: Final = ("AutoFillFormulasInLists", "AutoExpandListRange")
"""What Excel does by itself around a cell of a table that is written."""

_CUT: Final = sentence(
    "… (la suite : « xlsync » en ligne de commande)", "… (the rest: “xlsync” in a terminal)"
)


def object_model() -> Any:
    """xlwings, of which only what its BSD licence covers is used.

    Raises:
        MissingLibrary: It is not installed.
    """
    try:
        return free_xlwings()
    except ImportError as error:
        raise no_xlwings() from error


def no_xlwings() -> MissingLibrary:
    """What is said where xlwings is missing: a Python may have no pip, but `run.py` has its own."""
    command = f"{'py' if sys.platform == 'win32' else 'python3'} run.py addin build excel"
    return MissingLibrary(
        f"xlwings manque : dans le dossier du projet, « {command} » l’installe",
        f"xlwings is missing: in the folder of the project, “{command}” installs it",
    )


def caller() -> OpenBook:
    """The workbook from which a macro was started, else the active one.

    Raises:
        MissingLibrary: xlwings is not installed.
        NotReachable: No workbook is open.
    """
    xlwings = object_model()
    ways: tuple[Callable[[], Any], ...] = (lambda: xlwings.Book.caller(), lambda: xlwings.books.active)
    for find in ways:
        with contextlib.suppress(Exception):
            return OpenBook(find())
    raise NotReachable("aucun classeur n’est ouvert dans Excel", "no workbook is open in Excel")


class OpenBook:
    """A workbook in Excel.

    Args:
        book: The workbook of xlwings, or what behaves like it.
    """

    def __init__(self, book: Any) -> None:
        self._book, self._app = book, book.app

    @property
    def name(self) -> str:
        """Its name, with the suffix."""
        return str(patient(lambda: self._book.name))

    @property
    def lang(self) -> str:
        """The language of Excel's menus, "fr" where it does not say."""
        with contextlib.suppress(Exception):
            number = int(patient(lambda: self._app.api.LanguageSettings.LanguageID(_UI_LANGUAGE)))
            return "fr" if number & 0x3FF == _FRENCH else "en"
        return "fr"

    def path(self) -> Path:
        """Its file.

        Raises:
            NotReachable: Never saved, or on a server.
        """
        if not patient(lambda: self._book.api.Path):
            raise NotReachable(
                f"{self.name} n’a jamais été enregistré : enregistrez-le d’abord",
                f"{self.name} was never saved: save it first",
            )
        name = self._full_name()
        if "://" in name:
            raise NotReachable(
                f"{self.name} est ouvert depuis un serveur (OneDrive ou SharePoint) : ouvrez sa copie "
                "synchronisée "
                "sur cette machine",
                f"{self.name} is open from a server (OneDrive or SharePoint): open its synchronised copy "
                "on this "
                "machine",
            )
        return Path(name)

    def _full_name(self) -> str:
        """Xlwings knows where OneDrive keeps the files of most servers."""
        with contextlib.suppress(Exception):
            return str(patient(lambda: self._book.fullname))
        return str(patient(lambda: self._book.api.FullName))

    @property
    def is_read_only(self) -> bool:
        """Excel would not save it."""
        return bool(patient(lambda: self._book.api.ReadOnly))

    def selected(self) -> str:
        """The cell where the cursor is, `Sheet!A1`.

        Raises:
            NotReachable: Something else than cells is selected.
        """
        with contextlib.suppress(AttributeError, IndexError, TypeError):
            cell = patient(lambda: self._app.selection)[0, 0]
            return f"{patient(lambda: cell.sheet.name)}!{patient(lambda: cell.get_address(False, False))}"
        raise NotReachable("sélectionnez d’abord une cellule", "select a cell first")

    def copy(self, folder: Path) -> Path:
        """A copy of the workbook as it stands, unsaved inputs included, under its own name.

        Raises:
            NotReachable: Excel could not make one.
        """
        path = folder / self.name
        try:
            patient(lambda: self._book.api.SaveCopyAs(str(path)))
        except XlsyncError:
            raise
        except Exception as error:
            raise _not_saved(self.name, error) from error
        return path

    def is_protected(self, sheet: str) -> bool:
        """Excel refuses what is written into that sheet."""
        return bool(patient(lambda: self._book.sheets[sheet].api.ProtectContents))

    def write(self, area: Area) -> None:
        """Writes cells, formulas or values of one rectangle."""
        where = self._book.sheets[area.sheet].range((area.row, area.column), area.end)
        rows = tuple(tuple(row) for row in area.rows)
        name = "Formula" if area.formulas else "Value2"
        patient(lambda: setattr(where.api, name, rows if len(area) > 1 else rows[0][0]))

    def set_properties(self, values: Mapping[str, Property | None]) -> None:
        """Sets custom properties, removes those that are None; the workbook then counts as not saved."""
        held = patient(lambda: self._book.api.CustomDocumentProperties)
        for name, value in values.items():
            patient(lambda name=name, value=value: _set_property(held, name, value))  # type: ignore[misc]
        if values:
            patient(lambda: setattr(self._book.api, "Saved", False))

    @contextlib.contextmanager
    def calm(self) -> Iterator[list[str]]:
        """Excel neither recalculates, nor draws, nor runs macros, nor helps; each setting comes back after.

        Returns:
            The settings that did not come back, known at the end of the block.
        """
        left: list[str] = []
        with contextlib.ExitStack() as restore:
            for name, value in _QUIET.items():
                self._turn(restore, left, self._app, name, value)
            for name in _NO_HELP:
                self._turn(restore, left, self._app.api.AutoCorrect, name, False)
            yield left

    def _turn(
        self, restore: contextlib.ExitStack, left: list[str], owner: Any, name: str, value: object
    ) -> None:
        def back() -> None:
            try:
                patient(lambda: setattr(owner, name, former))
            except Exception:
                left.append(name)

        former = patient(lambda: getattr(owner, name))
        restore.callback(back)
        patient(lambda: setattr(owner, name, value))

    def show(self, text: str, title: str) -> None:
        """A window with a text."""
        shown = text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN].rstrip() + "\n" + self._said(_CUT)
        patient(lambda: self._app.alert(shown, title))

    def agrees(self, question: Text, title: str) -> bool:
        """What someone answers to a question."""
        return bool(patient(lambda: self._app.alert(self._said(question), title, buttons="yes_no")) == "yes")

    def save(self) -> None:
        """Saves it.

        Raises:
            NotReachable: Excel could not.
        """
        try:
            patient(self._book.save)
        except XlsyncError:
            raise
        except Exception as error:
            raise _not_saved(self.name, error) from error

    @contextlib.contextmanager
    def closed(self) -> Iterator[None]:
        """Closes a workbook that is saved, and opens it again after, whatever happens."""
        path, books = str(self.path()), self._app.books
        patient(self._book.close)
        try:
            yield
        finally:
            self._book = patient(lambda: books.open(path))

    def _said(self, text: Text) -> str:
        return text.in_language(self.lang)


def _set_property(held: Any, name: str, value: Property | None) -> None:
    found = next((one for one in held if one.Name == name), None)
    if found is not None:
        found.Delete()
    if value is not None:
        held.Add(name, False, _KINDS[type(value)], value)


def patient(ask: Callable[[], T]) -> T:
    """What Excel answers, asked again for a while as long as it is busy.

    Raises:
        ExcelBusy: It stays so.
    """
    for pause in PAUSES:
        try:
            return ask()
        except Exception as error:
            if not is_busy(error):
                raise
            time.sleep(pause)
    try:
        return ask()
    except Exception as error:
        if is_busy(error):
            raise _busy() from error
        raise


def is_busy(error: BaseException) -> bool:
    """Excel refused because of what its user is doing."""
    return getattr(error, "hresult", None) in _BUSY


def _not_saved(name: str, error: BaseException) -> NotReachable:
    said = " ".join(str(error).split())
    return NotReachable(
        f"Excel n’a pas pu enregistrer {name}, rien n’a été fait : {said}",
        f"Excel could not save {name}, nothing was done: {said}",
    )


def _busy() -> ExcelBusy:
    return ExcelBusy(
        "Excel est occupé : terminez la saisie en cours (Entrée ou Échap) et fermez ses fenêtres, puis "
        "recommencez",
        "Excel is busy: end what is being typed (Enter or Escape) and close its windows, then try again",
    )
