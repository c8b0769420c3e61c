"""From an exception to the one sentence that the reader gets."""

from __future__ import annotations

import errno
import re
import traceback
from pathlib import Path

from udfs.errors import Text, UdfError
from xlsync.errors import XlsyncError

EXPECTED = (XlsyncError, UdfError, OSError)
"""What a command may raise for its caller's sake; anything else is a fault of the program."""

_SPACES = re.compile(r"[^\S\u00a0]+")
_FAULT = Text(
    "erreur du programme ({}) : merci de la signaler avec la trace ci-dessus",
    "a fault of the program ({}): please report it with the trace above",
)
_SYSTEM = {
    errno.ENOENT: Text("fichier ou dossier introuvable", "no such file or folder"),
    errno.ENOTDIR: Text("ce n’est pas un dossier", "not a folder"),
    errno.EISDIR: Text("c’est un dossier", "it is a folder"),
    errno.EEXIST: Text("existe déjà", "exists already"),
    errno.EACCES: Text("accès refusé", "access denied"),
    errno.EPERM: Text("accès refusé", "access denied"),
    errno.EROFS: Text("support en lecture seule", "read-only medium"),
    errno.ENOSPC: Text("disque plein", "disk full"),
    errno.EDQUOT: Text("quota de disque atteint", "disk quota reached"),
    errno.EFBIG: Text("taille de fichier maximale atteinte", "file size limit reached"),
    errno.ENAMETOOLONG: Text("nom trop long", "name too long"),
}


def sentence(error: BaseException, lang: str) -> str:
    """One sentence for an exception; one that is not expected is called a fault of the program.

    Examples:
        >>> sentence(FileNotFoundError(2, "No such file", "a.xlsx"), "fr")
        'a.xlsx : fichier ou dossier introuvable'
    """
    if isinstance(error, XlsyncError | UdfError):
        return _SPACES.sub(" ", error.text.in_language(lang)).strip()
    if isinstance(error, OSError):
        return _system(error, lang)
    return _FAULT.in_language(lang).format(type(error).__name__)


def trace(error: BaseException) -> None:
    """Print where an exception comes from, when it is a fault of the program."""
    if not isinstance(error, EXPECTED):
        traceback.print_exception(error)


def about(path: Path, error: BaseException, lang: str) -> str:
    """The sentence, preceded by the file unless it names it."""
    said = sentence(error, lang)
    colon = ": " if lang == "en" else " : "
    return said if str(path) in said else f"{path}{colon}{said}"


def _system(error: OSError, lang: str) -> str:
    known = _SYSTEM.get(error.errno or 0)
    reason = known.in_language(lang) if known else (error.strerror or str(error))
    colon = ": " if lang == "en" else " : "
    return f"{error.filename}{colon}{reason}" if error.filename else reason
