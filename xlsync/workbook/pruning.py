"""Relationships taken away, and the parts that nothing points to any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xlsync.workbook.markup import decode_part, elements, mask_of, replace_spans
from xlsync.workbook.package import Package
from xlsync.workbook.relations import CONTENT_TYPES, kind_of, read_relations, relations_part

About = dict[str, str]


def drop_relations(package: Package, owner: str, doomed: Callable[[About], bool]) -> list[str]:
    """Takes relationships away from a part; the parts that they point to stay until `prune`.

    Args:
        package: The parts.
        owner: The part that points; nothing for the package itself.
        doomed: Whether a relationship goes, from its attributes.

    Returns:
        Their ids, which elements of the part may still name.
    """
    part = package.find(relations_part(owner))
    if part is None:
        return []
    text = decode_part(package.read(part), part)
    found = [one for one in elements(mask_of(text), "Relationship") if doomed(one.attributes)]
    if found:
        spans = [(one.start, one.end, "") for one in found]
        package.replace(part, replace_spans(text, spans).encode())
    return [one.attributes.get("Id", "") for one in found]


def is_of_kind(about: About, *kinds: str) -> bool:
    """Whether a relationship is of one of these kinds, as `kind_of` spells them.

    Examples:
        >>> is_of_kind({"Type": "http://schemas.openxmlformats.org/…/calcChain"}, "calcChain")
        True
    """
    return kind_of(about.get("Type", "")) in kinds


def is_external(about: About) -> bool:
    """Whether a relationship leads out of the workbook."""
    return about.get("TargetMode") == "External"


def prune(package: Package) -> list[str]:
    """Removes the parts that nothing points to, with their relationships and content types.

    Returns:
        Their names, in the order of the archive.
    """
    held = set(_reached(package))
    kept = {CONTENT_TYPES.lower(), "_rels/.rels"}
    kept |= {name.lower() for name in held} | {relations_part(name).lower() for name in held}
    gone = [name for name in package.names() if name.lower() not in kept and not name.endswith("/")]
    for name in gone:
        package.remove(name)
    text = decode_part(package.read(CONTENT_TYPES), CONTENT_TYPES)
    doomed = {f"/{name}".lower() for name in gone}
    spans = [
        (one.start, one.end, "")
        for one in elements(mask_of(text), "Override")
        if one.attributes.get("PartName", "").lower() in doomed
    ]
    package.replace(CONTENT_TYPES, replace_spans(text, spans).encode())
    return [name for name in gone if not name.endswith(".rels")]


def _reached(package: Package) -> Iterator[str]:
    """The parts that a path of relationships leads to."""
    known: set[str] = set()
    waiting = [""]
    while waiting:
        for relation in read_relations(package, waiting.pop()):
            if relation.target not in known and package.find(relation.target):
                known.add(relation.target)
                waiting.append(relation.target)
                yield relation.target
