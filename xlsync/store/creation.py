"""Makes a store: beside its place first, then there at once, so that a failure leaves nothing."""

from __future__ import annotations

import os
import uuid
from contextlib import suppress
from pathlib import Path

from sqlalchemy import URL, Engine, insert, inspect

from xlsync.errors import AlreadyThere, CannotWrite
from xlsync.model.amendments import LATEST, recorded
from xlsync.model.changes import CellChange, Numbering, differences, flatten
from xlsync.model.model import Model
from xlsync.store import history
from xlsync.store.engine import WRITES, connect, shown
from xlsync.store.failures import translated
from xlsync.store.migrations import VERSION
from xlsync.store.network import refuse_without_locks
from xlsync.store.revisions import after
from xlsync.store.tables import META, METADATA, SCHEMA_VERSION
from xlsync.store.ulid import ulid


def create(url: URL, model: Model | None, *, author: str, origin: str, message: str) -> None:
    """Makes the tables and, when a model is given, the first revision.

    Args:
        url: Where.
        model: First revision.
        author: Author of it.
        origin: What made it.
        message: What for.

    Raises:
        AlreadyThere: a store is there.
        CannotWrite: permission, full disk, a network folder whose locks are not shared.
    """
    facts = {"author": author, "origin": origin, "message": message}
    if url.get_backend_name() == "sqlite":
        _create_file(url, model, facts)
    else:
        _fill(connect(url), shown(url), model, facts)


def _create_file(url: URL, model: Model | None, facts: dict[str, str]) -> None:
    path = Path(shown(url))
    if path.exists():
        raise _already_there(str(path))
    refuse_without_locks(path.parent)
    made = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
    temporary = path.with_name(f".{path.name}.{ulid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _fill(connect(url.set(database=str(temporary))), str(path), model, facts)
        _put_in_place(temporary, path)
    except BaseException as error:
        _forget(temporary, made)
        if isinstance(error, OSError):
            raise CannotWrite(
                f"référentiel {path} : {error.strerror}", f"store {path}: {error.strerror}", place=str(path)
            ) from error
        raise


def _fill(engine: Engine, place: str, model: Model | None, facts: dict[str, str]) -> None:
    changes = _first(model) if model is not None else []
    with translated(place), engine.connect().execution_options(**WRITES) as connection, connection.begin():
        if inspect(connection).has_table(META.name):
            raise _already_there(place)
        METADATA.create_all(connection)
        meta = {"store_id": str(uuid.uuid4()), VERSION: str(SCHEMA_VERSION)}
        connection.execute(insert(META), [{"name": name, "value": value} for name, value in meta.items()])
        if changes:
            history.add(connection, after(None, **facts), changes)


def _first(model: Model) -> list[CellChange]:
    return recorded({}, differences({}, flatten(model)), LATEST, Numbering({}))


def _put_in_place(temporary: Path, path: Path) -> None:
    """Never over a store that someone else made meanwhile; a link does not replace, a rename would."""
    try:
        os.link(temporary, path)
        temporary.unlink()
    except FileExistsError:
        raise _already_there(str(path)) from None
    except OSError:
        if path.exists():
            raise _already_there(str(path)) from None
        temporary.rename(path)


def _forget(temporary: Path, folders: list[Path]) -> None:
    for leftover in (temporary, temporary.with_name(f"{temporary.name}-journal")):
        with suppress(OSError):
            leftover.unlink(missing_ok=True)
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _already_there(place: str) -> AlreadyThere:
    fr, en = f"un référentiel existe déjà : {place}", f"a store is there already: {place}"
    return AlreadyThere(fr, en, place=place)
