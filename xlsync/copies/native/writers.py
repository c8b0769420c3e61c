"""What says each of our functions natively: a template, or a writer of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from udfs.errors import Text
from xlsync.copies.native import convention, jours, mixeur, moby, plafonds, pret, simple
from xlsync.copies.native.asked import Asked, Beyond
from xlsync.copies.native.templates import made
from xlsync.recalc.syntax import Node

Writer = Callable[[Asked], Node]

TEMPLATES: Final = {**simple.TEMPLATES, **plafonds.TEMPLATES}
WRITERS: Final[Mapping[str, Writer]] = {
    **simple.WRITERS,
    **convention.WRITERS,
    **jours.WRITERS,
    **mixeur.WRITERS,
    **moby.WRITERS,
    **plafonds.WRITERS,
    **pret.WRITERS,
}
NO_FORMULA: Final = Text(
    "cette fonction n’a pas de formule ordinaire", "this function has no ordinary formula"
)


def native(asked: Asked) -> Node:
    """The tree that says a call without our functions.

    Raises:
        Beyond: no formula says it.
    """
    name = asked.function.name
    try:
        if name in TEMPLATES:
            return made(asked, TEMPLATES[name])
        if name not in WRITERS:
            raise Beyond(NO_FORMULA.fr, NO_FORMULA.en)
        return WRITERS[name](asked)
    except Beyond as beyond:
        beyond.function = beyond.function or name
        raise
