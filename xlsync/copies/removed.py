"""What a copy leaves out, as its report says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from udfs.errors import Text

Sort = Literal[
    "sheet",
    "name",
    "property",
    "author",
    "link",
    "part",
    "format",
    "validation",
    "hyperlink",
    "text",
    "string",
]

LABELS: Final[dict[Sort, Text]] = {
    "sheet": Text("feuilles", "sheets"),
    "name": Text("noms définis", "defined names"),
    "property": Text("propriétés", "properties"),
    "author": Text("auteurs", "authors"),
    "link": Text("liens vers l’extérieur", "links to the outside"),
    "part": Text("composants", "parts"),
    "format": Text("formats conditionnels", "conditional formats"),
    "validation": Text("validations", "validations"),
    "hyperlink": Text("liens internes", "internal links"),
    "string": Text("textes que plus rien ne montre", "texts that nothing shows any more"),
    "text": Text("textes du mode d’emploi", "texts of the how-to"),
}


@dataclass(frozen=True, slots=True)
class Removed:
    """One thing that a copy leaves out.

    Attributes:
        sort: Key of `LABELS`.
        name: What it was called.
    """

    sort: Sort
    name: str
