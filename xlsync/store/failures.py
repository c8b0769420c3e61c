"""What a database refuses, as the errors of the project: one sentence, what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, NoSuchModuleError

from xlsync.errors import CannotWrite, MissingLibrary, NotAStore, StoreBusy, StoreMissing, XlsyncError

_SQLITE: tuple[tuple[str, type[XlsyncError], str, str], ...] = (
    (
        "SQLITE_BUSY",
        StoreBusy,
        "occupé par un autre programme ; réessayer",
        "held by another program; try again",
    ),
    (
        "SQLITE_LOCKED",
        StoreBusy,
        "occupé par un autre programme ; réessayer",
        "held by another program; try again",
    ),
    ("SQLITE_FULL", CannotWrite, "disque plein ; rien n’a été écrit", "disk full; nothing was written"),
    (
        "SQLITE_READONLY",
        CannotWrite,
        "en lecture seule ; rien n’a été écrit",
        "read-only; nothing was written",
    ),
    ("SQLITE_PERM", CannotWrite, "accès refusé", "permission denied"),
    ("SQLITE_CANTOPEN", CannotWrite, "impossible de l’ouvrir", "cannot be opened"),
    ("SQLITE_NOTADB", NotAStore, "ce fichier n’est pas un référentiel", "this file is not a store"),
    (
        "SQLITE_CORRUPT",
        NotAStore,
        "fichier abîmé ; reprendre une sauvegarde",
        "damaged file; restore a backup",
    ),
    (
        "SQLITE_IOERR",
        CannotWrite,
        "disque plein ou illisible ; rien n’a été écrit",
        "disk full or unreadable; nothing was written",
    ),
)


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Turns the errors of the database inside the block into those of the project.

    Args:
        place: The store, as shown in the sentence.

    Raises:
        CannotWrite, StoreBusy, NotAStore, StoreMissing, MissingLibrary: what the database refused.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise _translation(place, error) from error
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise MissingLibrary(
            f'référentiel {place} : le pilote manque ; pip install "psycopg[binary]"',
            f'store {place}: its driver is missing; pip install "psycopg[binary]"',
            place=place,
        ) from error


def _translation(place: str, error: DBAPIError | sqlite3.Error) -> XlsyncError:
    cause = error.orig if isinstance(error, DBAPIError) else error
    name = getattr(cause, "sqlite_errorname", "")
    for prefix, kind, fr, en in _SQLITE:
        if name.startswith(prefix):
            return kind(f"référentiel {place} : {fr}", f"store {place}: {en}", place=place)
    said = str(cause).strip().partition("\n")[0]
    unreachable = not name and getattr(cause, "sqlstate", "") is None
    kind = StoreMissing if unreachable else CannotWrite
    return kind(f"référentiel {place} : {said}", f"store {place}: {said}", place=place)
