"""Kinds evolve: templates and workbooks that follow their schema; see `docs.md`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from udfs.errors import Text
from udfs.hosts.names import Host
from xlsync import __version__
from xlsync.annexbook.forward.bringing import Brought, bring
from xlsync.annexbook.forward.differing import differences
from xlsync.annexbook.identify import Identity, identify
from xlsync.annexbook.memory import memory_of
from xlsync.annexbook.spelling import convert
from xlsync.annexbook.stamp import Provenance, stamp
from xlsync.annexbook.templates import template_path
from xlsync.annexes import schema
from xlsync.annexes.pieces import fingerprint
from xlsync.errors import StaleTemplate
from xlsync.model import template
from xlsync.workbook import Workbook

__all__ = [
    "Brought",
    "bring",
    "bring_forward",
    "check_template",
    "differences",
    "stale",
    "template_of",
]

SHOWN = 3
"""Differences that a sentence names."""


def bring_forward(book: Workbook, identity: Identity) -> tuple[Workbook, Identity, tuple[Text, ...]]:
    """A workbook of an older schema as the schema of today makes it, its figures computed again.

    Args:
        book: The workbook, which stays as it is.
        identity: What it says it is.

    Returns:
        Another workbook in memory, what it says it is, and what was done.

    Raises:
        StaleTemplate: the template of the kind, from which things come, does not follow its schema.
        CannotResize, UnsupportedWorkbook: something stands in the way; the sentence names it.
    """
    from xlsync.recalc import evaluate, refresh

    kind = identity.schema.kind
    declared = schema(kind)
    content = template_of(kind).package.source
    source = Workbook.from_bytes(_blank(content, kind, identity.host, fingerprint(schema(kind))))
    brought = bring(book, source, declared, memory_of(book, declared), identity.host)
    refresh(brought.book, evaluate(brought.book))
    fresh = Workbook.from_bytes(brought.book.to_bytes())
    return fresh, identify(fresh), brought.done


@lru_cache(maxsize=8)
def _blank(content: bytes, kind: str, host: Host, fingerprint: str) -> bytes:
    """A template without the records of its convention, in a spelling; made once for many workbooks."""
    del fingerprint
    source = Workbook.from_bytes(content)
    if host != identify(source).host:
        convert(source, host)
    stamp(source, template(kind), Provenance("-", "-", f"{kind}/-", __version__, "-"))
    return source.to_bytes()


# --- templates


def template_of(kind: str) -> Workbook:
    """The template of a kind.

    Raises:
        StaleTemplate: it does not follow its schema.
    """
    path = template_path(kind)
    book = Workbook.open(path)
    check_template(book, kind, path)
    return book


def check_template(book: Workbook, kind: str, path: Path) -> None:
    """Refuses a template that does not follow its schema.

    Raises:
        StaleTemplate: it does not; the sentence names the first differences and what mends them.
    """
    found = stale(book.package.source, kind, fingerprint(schema(kind)))
    if found:
        shown, more = found[:SHOWN], " …" if len(found) > SHOWN else ""
        raise StaleTemplate(
            f"{path.name} ne suit plus son schéma ({_listed([one.fr for one in shown])}{more}) : "
            f"« xlsync draw {kind} --update » le met à jour",
            f"{path.name} no longer follows its schema ({_listed([one.en for one in shown])}{more}): "
            f"“xlsync draw {kind} --update” brings it up to date",
            kind=kind,
        )


def _listed(texts: Sequence[str]) -> str:
    return ", ".join(texts)


@lru_cache(maxsize=16)
def stale(content: bytes, kind: str, fingerprint: str) -> tuple[Text, ...]:
    """Differences between a template and its schema; found once for a file and a schema.

    Args:
        content: The bytes of the template.
        kind: Its kind.
        fingerprint: That of the schema, by which what was found is known to hold still.
    """
    del fingerprint
    book = Workbook.from_bytes(content)
    return tuple(differences(book, schema(kind), identify(book).host))
