"""What xlwings reads before it calls Python, and xlwings' own VBA module as the add-in needs it.

The settings stand in a file of our own, so that other uses of xlwings keep theirs. Of the places where
xlwings looks for settings, only that file is left: a workbook received by mail, or a file beside it, could
otherwise name the program to start.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import xlsync
from xlsync.addins.errors import NotInstalled
from xlsync.live import functions
from xlsync.live.excel import no_xlwings

PROJECT = "xlsync_excel"
FILE = f"{PROJECT}.conf"
XLWINGS = "xlwings_xlsync.bas"
CODE_PAGE = "cp1252"

_SOURCE = "xlwings_custom_addin.bas"
_NAME = 'Public Const PROJECT_NAME As String = "myaddin"'
_ANY_PLACE = (
    'Function GetConfig(configKey As String, Optional default As String = "", Optional source As String = "")'
)
_OWN_PLACE = _ANY_PLACE.replace('source As String = ""', 'source As String = "user"')


def settings(platform: str = sys.platform) -> dict[str, str]:
    """The settings, by xlwings' names; written elsewhere than on Windows, they fit any Windows machine.

    Args:
        platform: As `sys.platform`.

    Examples:
        >>> settings("linux")["INTERPRETER_WIN"], settings("linux")["UDF MODULES"]
        ('python', 'xlsync.live.functions')
    """
    here = platform == "win32"
    return {
        "INTERPRETER_WIN": sys.executable if here else "python",
        "PYTHONPATH": str(Path(xlsync.__file__).parent.parent) if here else "",
        "UDF MODULES": functions.MODULE,
        "ADD_WORKBOOK_TO_PYTHONPATH": "false",
    }


def configuration() -> bytes:
    """The file of settings, as VBA reads it: a name and a value a line, both quoted.

    Raises:
        NotInstalled: A folder whose name VBA cannot read.
    """
    try:
        return for_windows("".join(f'"{name}","{value}"\n' for name, value in settings().items()))
    except UnicodeEncodeError as error:
        raise NotInstalled(
            f"VBA ne sait pas lire « {error.object[error.start : error.end]} » dans le chemin de Python ou "
            "du projet : installez-les dans des dossiers au nom plus simple",
            f"VBA cannot read “{error.object[error.start : error.end]}” in the path of Python or of the "
            "project: install them in folders with plainer names",
        ) from error


def for_windows(text: str) -> bytes:
    """A text in the code page that VBA reads, with its ends of lines."""
    return "\r\n".join(text.splitlines()).encode(CODE_PAGE) + b"\r\n"


def place() -> Path:
    """Where the add-in reads it."""
    return Path.home() / f".{PROJECT}" / FILE


def xlwings_module() -> str:
    """Xlwings' VBA module for custom add-ins, with our name and our place for settings.

    Raises:
        MissingLibrary: xlwings is not installed.
        NotInstalled: The installed xlwings has another module than those that are known.
    """
    found = importlib.util.find_spec("xlwings")
    if found is None or found.origin is None:
        raise no_xlwings()
    text = (Path(found.origin).parent / _SOURCE).read_text(encoding="utf-8")
    for former, new in ((_NAME, _NAME.replace("myaddin", PROJECT)), (_ANY_PLACE, _OWN_PLACE)):
        if text.count(former) != 1:
            raise NotInstalled(
                f"cette version de xlwings n’est pas connue ({_SOURCE} a changé) : installez celle que dit "
                "constraints.txt, dans le dossier du projet",
                f"this version of xlwings is not known ({_SOURCE} has changed): install the one that "
                "constraints.txt says, in the folder of the project",
            )
        text = text.replace(former, new)
    return text
