"""Which conventions a command is about: kinds, conventions, a condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlsync.actions.misuse import Misuse

if TYPE_CHECKING:
    from xlsync.store import Store


@dataclass(frozen=True, slots=True)
class Selection:
    """What a command line says of the conventions it is about.

    Attributes:
        names: Kinds and conventions; every convention when there are none.
    """

    names: Sequence[str] = ()


def selected(store: Store, wanted: Selection) -> list[str]:
    """The conventions of a store that are meant, each once, in its order.

    Raises:
        Misuse: a kind or a convention that the store lacks.
    """
    known = store.conventions()
    meant: set[str] = set()
    for name in wanted.names:
        found = [one for one in known if one == name or one.partition("/")[0] == name]
        if not found:
            raise Misuse(
                f"ni type ni convention du référentiel : « {name} » ; il a : {', '.join(known) or '–'}",
                f"neither a kind nor an agreement of the store: “{name}”; it has: {', '.join(known) or '–'}",
            )
        meant |= set(found)
    return [name for name in known if not wanted.names or name in meant]
