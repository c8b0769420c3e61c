"""A workbook that is to be made: all that it is made from, in one piece that any process can take."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from udfs import parameters
from udfs.parameters import EnteredVersion
from xlsync import __version__
from xlsync.annexbook.stamp import parameters_hash
from xlsync.annexbook.templates import template_path
from xlsync.annexes import schema
from xlsync.build.made import Built
from xlsync.build.making import build_one
from xlsync.model import ConventionData
from xlsync.model.amendments import View
from xlsync.running.version import code_version, file_hash
from xlsync.store import Revision


@dataclass(frozen=True, slots=True)
class Order:
    """One annex workbook to be made.

    Attributes:
        data: The convention, with what it takes from others.
        path: Where the file will be.
        store: Id of the store.
        revision: Its last revision.
        versions: The versions of parameters of the model that count for the convention.
        view: The moment at which the convention is seen.
    """

    data: ConventionData
    path: Path
    store: str
    revision: Revision | None
    versions: tuple[EnteredVersion, ...]
    view: View


def made(order: Order) -> tuple[bytes, Built]:
    """The bytes of the workbook, and what to say of it: a function of the order and of the program alone."""
    return build_one(order.data, order.path, order.store, order.revision, order.versions, order.view)


class Sources:
    """What workbooks are made from, as hashes; what those of a kind share is looked at once.

    The revision is not part of it: one that changes nothing in a convention leaves its workbook as it is.
    """

    def __init__(self) -> None:
        self._kinds: dict[str, dict[str, str]] = {}
        self._parameters: dict[tuple[str, str], str] = {}

    def of(self, order: Order) -> dict[str, Any]:
        """What a workbook is made from."""
        kind, view = order.data.kind, order.view
        return {
            "convention": order.data.id,
            "inputs": _inputs_hash(order.data),
            "parameters": self._of_parameters(kind, order.versions),
            **self._of_kind(kind),
            "store": order.store,
            "at": view.at.isoformat() if view.at else None,
            "draft": view.draft,
        }

    def _of_kind(self, kind: str) -> dict[str, str]:
        if kind not in self._kinds:
            self._kinds[kind] = {
                "template": file_hash(template_path(kind).read_bytes()),
                "schema": file_hash(repr(schema(kind)).encode()),
                "program": f"{__version__} {code_version()}",
            }
        return self._kinds[kind]

    def _of_parameters(self, kind: str, versions: tuple[EnteredVersion, ...]) -> str:
        entered = repr(versions)
        if (kind, entered) not in self._parameters:
            with parameters.handing(versions):
                found = parameters_hash(schema(kind))
            self._parameters[kind, entered] = file_hash(f"{found} {entered}".encode())
        return self._parameters[kind, entered]


def _inputs_hash(data: ConventionData) -> str:
    """The hash of every input of a convention, and of what it takes from others."""
    held = [
        [(name, [sorted(one.items()) for one in records]) for name, records in sorted(tables.items())]
        for tables in (data.tables, data.linked)
    ]
    return file_hash(repr((sorted(data.fields.items()), held)).encode())
