"""The add-in of Excel by Office.js: a manifest that Excel reads, everything else from the function server."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Any

from udfs.errors import Text
from udfs.hosts import office
from udfs.hosts.office_manifest import IDENTITY
from xlsync import __version__
from xlsync.addins.errors import NotInstalled
from xlsync.addins.registry import Done
from xlsync.addins.writing import write_parts
from xlsync.errors import sentence
from xlsync.server.places import user_directory

__all__ = ["build", "install", "remove"]

MANIFEST = "manifest.xml"
DEFAULT = Path("office")
DESKTOP = ("darwin", "win32")
"""Systems that Excel runs on outside a browser."""

_MAC = Path("Library/Containers/com.microsoft.Excel/Data/Documents/wef")
_WINDOWS = r"Software\Microsoft\Office\16.0\WEF\Developer"
_BEFORE = (
    sentence(
        "1. Faire confiance au certificat du serveur : « xlsync serve --certificate » dit comment.",
        "1. Trust the certificate of the server: “xlsync serve --certificate” says how.",
    ),
)
_LOAD = (
    sentence(
        "   Excel sur le Web : Accueil > Compléments > Autres compléments > Mes compléments > Charger mon "
        "complément, et choisir manifest.xml.",
        "   Excel on the Web: Home > Add-ins > More Add-ins > My Add-ins > Upload My Add-in, and choose "
        "manifest.xml.",
    ),
    sentence(
        "   Pour toute une organisation : centre d’administration de Microsoft 365, Applications intégrées.",
        "   For a whole organisation: Microsoft 365 admin centre, Integrated apps.",
    ),
)
_RESTART = (
    sentence(
        "3. Redémarrer Excel : le complément est dans Accueil > Compléments.",
        "3. Restart Excel: the add-in is in Home > Add-ins.",
    ),
)
_AFTER = (
    sentence(
        "4. Dans Excel, ouvrir le volet « Conventions » et y saisir, une seule fois, le code affiché par "
        "« xlsync serve ».",
        "4. In Excel, open the pane “Conventions” and type there, only once, the code shown by "
        "“xlsync serve”.",
    ),
)

_OTHER_PORT = sentence(
    "Excel cherche le serveur sur le port écrit dans manifest.xml. Pour en changer, donner le même --port à "
    "« xlsync serve » et à « xlsync addin », puis redémarrer Excel et saisir de nouveau le code.",
    "Excel looks for the server on the port written in manifest.xml. To change it, give the same --port to "
    "both commands, “xlsync serve” and “xlsync addin”, then restart Excel and type the code again.",
)


def build(out: Path | None = None, port: int | None = None) -> Done:
    """Writes the manifest, the metadata and the help pages into a folder, `office` by default.

    Args:
        out: The folder.
        port: Where Excel looks for the function server, the usual port when left out.

    Raises:
        CannotWrite: Permission, disk full, a file where the folder is due.
    """
    folder = out or DEFAULT
    parts = {folder / name: text.encode() for name, text in sorted(_files(port).items())}
    write_parts(parts)
    written = sentence(f"{folder} : complément écrit", f"{folder}: add-in written")
    return Done((written, *_BEFORE, _start(port), _give(port), *_LOAD, *_AFTER, _OTHER_PORT), tuple(parts))


def install(folders: tuple[Path, ...] = (), port: int | None = None) -> Done:
    """Makes Excel of this user know the manifest.

    Args:
        folders: Without effect: the user starts the server that Excel calls.
        port: Where Excel looks for it, the usual port when left out.

    Raises:
        NotInstalled: There is no Excel for this system.
        CannotWrite: The manifest cannot be written.
    """
    _refuse_other_systems()
    write_parts({_place(): _files(port)[MANIFEST].encode()})
    if sys.platform == "win32":
        with _developer_key() as (registry, key):
            registry.SetValueEx(key, IDENTITY, 0, registry.REG_SZ, str(_place()))
    return Done((*_BEFORE, _start(port), *_RESTART, *_AFTER, _OTHER_PORT), (_place(),))


def remove() -> Done:
    """Makes Excel of this user forget the manifest.

    Raises:
        NotInstalled: There is no Excel for this system.
    """
    _refuse_other_systems()
    if sys.platform == "win32":
        with _developer_key() as (registry, key), contextlib.suppress(FileNotFoundError):
            registry.DeleteValue(key, IDENTITY)
    _place().unlink(missing_ok=True)
    return Done((sentence("Complément retiré : redémarrez Excel.", "Add-in removed: restart Excel."),))


def _files(port: int | None) -> dict[str, str]:
    return office.files(__version__, office.ADDRESS if port is None else office.address_on(port))


def _start(port: int | None) -> Text:
    option = _option(port)
    return sentence(
        f"2. Lancer « xlsync serve{option} » et le laisser tourner tant qu’Excel est ouvert.",
        f"2. Run “xlsync serve{option}” and leave it running while Excel is open.",
    )


def _give(port: int | None) -> Text:
    option = _option(port)
    return sentence(
        f"3. Donner le complément à Excel. Sous Windows et macOS : « xlsync addin install office{option} », "
        "puis redémarrer Excel.",
        f"3. Give the add-in to Excel. On Windows and macOS: “xlsync addin install office{option}”, then "
        "restart Excel.",
    )


def _option(port: int | None) -> str:
    return "" if port is None else f" --port {port}"


def _refuse_other_systems() -> None:
    if sys.platform not in DESKTOP:
        raise NotInstalled(
            "Excel n’existe pas pour ce système : « xlsync addin build office » écrit le complément et dit "
            "comment le charger dans Excel sur le Web",
            "there is no Excel for this system: “xlsync addin build office” writes the add-in and says how "
            "to load it into Excel on the Web",
        )


def _place() -> Path:
    """Where Excel looks for a manifest on macOS; ours to choose on Windows, whose registry says where."""
    folder = Path.home() / _MAC if sys.platform == "darwin" else user_directory()
    return folder / f"{IDENTITY}.{MANIFEST}"


@contextlib.contextmanager
def _developer_key() -> Any:
    """The module `winreg`, and the key under which Windows lists the manifests of the user."""
    import winreg

    registry: Any = winreg
    with registry.CreateKey(registry.HKEY_CURRENT_USER, _WINDOWS) as key:
        yield registry, key
