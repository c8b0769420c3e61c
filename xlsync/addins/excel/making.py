"""The add-in file, made by Excel itself: no other program writes VBA that Excel is known to accept."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from udfs.hosts.excel_vba import DESCRIBE
from xlsync.addins.errors import MissingProgram, NotInstalled
from xlsync.errors import sentence

NAME = "Conventions.xlam"
_ADDIN_FORMAT = 55
"""Excel's number for .xlam."""

NOT_TRUSTED = sentence(
    "Réglages écrits. Excel refuse encore que le complément soit fabriqué pour vous : dans Fichier > "
    "Options > "
    "Centre de gestion de la confidentialité > Paramètres > Paramètres des macros, cochez « Accès "
    "approuvé au "
    "modèle d’objet du projet VBA », puis relancez « xlsync addin install excel ». La case peut être "
    "décochée "
    "ensuite.",
    "Settings written. Excel does not let the add-in be made for you yet: in File > Options > Trust Center > "
    "Settings > Macro Settings, tick “Trust access to the VBA project object model”, then run “xlsync addin "
    "install excel” again. It may be unticked afterwards.",
)


def place() -> Path:
    """Where Excel loads the add-ins of the user from when it starts."""
    base = os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming"
    return Path(base) / "Microsoft" / "Excel" / "XLSTART" / NAME


def made(modules: Sequence[Path]) -> Path | None:
    """The add-in in Excel's start-up folder, made of VBA modules; None where Excel does not trust us.

    Args:
        modules: Files of VBA modules.

    Raises:
        MissingProgram: Excel is not there.
        NotInstalled: Excel holds the add-in open, or would not make it.
    """
    forget()
    with _excel() as app:
        book = app.books.add()
        try:
            components = _components(book)
            if components is None:
                return None
            for module in modules:
                components.Import(str(module))
            book.macro(DESCRIBE)()
            place().parent.mkdir(parents=True, exist_ok=True)
            book.api.SaveAs(str(place()), FileFormat=_ADDIN_FORMAT)
        except Exception as error:
            said = " ".join(str(error).split())
            raise NotInstalled(f"Excel a refusé : {said}", f"Excel refused: {said}") from error
        finally:
            with contextlib.suppress(Exception):
                book.close()
    return place()


def forget() -> None:
    """Removes the add-in from Excel's start-up folder.

    Raises:
        NotInstalled: Excel holds it open.
    """
    try:
        place().unlink(missing_ok=True)
    except OSError as error:
        raise NotInstalled(
            f"Excel tient {NAME} ouvert : fermez toutes ses fenêtres, puis recommencez",
            f"Excel holds {NAME} open: close all its windows, then try again",
        ) from error


def _components(book: Any) -> Any:
    """The modules of a new workbook, None where Excel keeps programs away from them."""
    try:
        return book.api.VBProject.VBComponents
    except Exception:
        return None


@contextlib.contextmanager
def _excel() -> Iterator[Any]:
    """An Excel of our own, without a window."""
    from xlsync.live.excel import object_model

    xlwings = object_model()
    try:
        app = xlwings.App(visible=False, add_book=False)
    except Exception as error:
        raise MissingProgram(
            "Excel est introuvable sur cette machine", "Excel cannot be found on this machine"
        ) from error
    try:
        app.display_alerts = False
        yield app
    finally:
        with contextlib.suppress(Exception):
            app.quit()
