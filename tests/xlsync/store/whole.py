"""A whole model committed, as tests make one: the store itself takes changes."""

from __future__ import annotations

from typing import Any

from xlsync.model import CellChange, ConventionData, Model
from xlsync.store import Revision, Store


def changes_to(store: Store, model: Model, on: str | None) -> list[CellChange]:
    """What makes the model of a revision hold what this one holds, and no other convention."""
    wanted = [model.convention(name) for name in model.conventions()]
    held = store.read(on).conventions() if on else []
    gone = sorted({*held} - {*model.conventions()})
    removed = [change for name in gone for change in _without(store, name, on)]
    return [*store.differences(wanted, on), *removed]


def commit_model(store: Store, model: Model, *, on: str | None, **facts: Any) -> Revision | None:
    """Commits a model on a revision."""
    return store.commit(changes_to(store, model, on), on=on, **facts)


def commit_data(store: Store, *wanted: ConventionData, author: str = "Gestion") -> Revision:
    """Commits the inputs of conventions on the last revision."""
    head = store.head()
    assert head is not None
    changes = store.differences(wanted, head.id)
    revision = store.commit(changes, on=head.id, author=author, origin="test", message="test")
    assert revision is not None
    return revision


def _without(store: Store, convention: str, on: str | None) -> list[CellChange]:
    return [CellChange(*cell, text, None) for cell, text in sorted(store.cells(convention, on).items())]
