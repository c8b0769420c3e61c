"""Which conventions a command is about: kinds, conventions, a condition."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xlsync.actions.misuse import Misuse

if TYPE_CHECKING:
    from xlsync.store import Store


def selected_of(store: Store, words: Iterable[str] | None) -> list[str]:
    """The conventions of a store that are meant, each once, in its order; all when there are no words.

    Raises:
        Misuse: a kind or a convention that the store lacks.
    """
    known = store.conventions()
    meant: set[str] = set()
    for name in words or ():
        found = [one for one in known if one == name or one.partition("/")[0] == name]
        if not found:
            raise Misuse(
                f"ni type ni convention du référentiel : « {name} » ; il a : {', '.join(known) or '–'}",
                f"neither a kind nor an agreement of the store: “{name}”; it has: {', '.join(known) or '–'}",
            )
        meant |= set(found)
    return [name for name in known if not words or name in meant]
