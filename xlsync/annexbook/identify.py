"""Which convention a workbook belongs to, from its properties, else from its defined name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from udfs.hosts.names import HOSTS, Host
from xlsync.annexbook.memory import as_built, is_of_today, memory_of, version_of
from xlsync.annexbook.names import CONVENTION, HOST
from xlsync.annexes import Schema, kinds, schema
from xlsync.errors import UnknownKind
from xlsync.workbook import Workbook

DEFAULT_HOST: Host = "office"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a workbook says of itself.

    Attributes:
        convention: "<kind>/<instance>"; the instance is "-" in a template.
        schema: Schema that it follows: that of its kind today, or as it was when it was built.
        host: Spelling of its functions.
        is_older: Its schema has changed since.
    """

    convention: str
    schema: Schema
    host: Host
    is_older: bool = False


def identify(book: Workbook, path: Path | str = "") -> Identity:
    """What a workbook says of itself.

    Raises:
        UnknownKind: it is no annex workbook, or of a kind that this version does not know.
    """
    properties = book.custom_properties
    named = next((name.text.strip('"') for name in book.names if name.name == CONVENTION), "")
    stamped = str(properties.get(CONVENTION, "-"))
    convention = stamped if "/" in stamped else named
    kind = convention.split("/")[0]
    name = Path(path).name or "classeur"
    if not kind:
        raise UnknownKind(
            f"{name} n’est pas un classeur d’annexes : il ne dit pas sa convention",
            f"{name} is not an annex workbook: it does not say its agreement",
        )
    if kind not in kinds():
        raise UnknownKind(
            f"{name} : genre de convention inconnu, « {kind} »", f"{name}: unknown kind of agreement “{kind}”"
        )
    host = next((host for host in HOSTS if host == properties.get(HOST)), DEFAULT_HOST)
    declared = schema(kind)
    version = version_of(book, declared)
    if is_of_today(book, declared) or (version is not None and version > declared.version):
        return Identity(convention, declared, host)
    past = as_built(declared, memory_of(book, declared), version)
    return Identity(convention, past, host, is_older=True)
