"""What tables of many conventions hold, computed kind by kind; one that fails is named, the others go on."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from udfs.errors import UdfError
from xlsync.annexbook.figures import Row, Versions, computed_tables
from xlsync.annexbook.linked import Held, linked
from xlsync.annexes import Schema, Table, schema
from xlsync.errors import Problem, XlsyncError, sentence
from xlsync.model import ConventionData, kind_of
from xlsync.store import Store

STATE_DAY = "etat_au"
"""Single field that the calendar of every kind goes to (`common.yaml`)."""

Tables = dict[str, list[Row]]


@dataclass(slots=True)
class Computed:
    """What many conventions compute.

    Attributes:
        conventions: The inputs of each, with what it takes from others.
        tables: By convention, then by table, the records.
        problems: Those that could not be computed.
    """

    conventions: dict[str, ConventionData] = field(default_factory=dict)
    tables: dict[str, Tables] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def compute(
    store: Store,
    names: Iterable[str],
    wanted: Callable[[Schema], Sequence[Table]],
    until: datetime.date | None = None,
) -> Computed:
    """Computes tables of conventions of a store; those of one shape are evaluated together.

    Args:
        store: The store.
        names: Conventions, in order.
        wanted: The tables of a kind that are asked for, without blocks.
        until: A day that what renews itself is expanded to, beyond what the workbooks show.
    """
    found, source = Computed(), Held(store)
    held: dict[str, Versions] = {}
    by_kind: dict[str, list[str]] = {}
    for name in names:
        try:
            found.conventions[name] = _expanded(linked(store.convention(name), source), until)
            held[name] = source.versions_for(name)
        except (XlsyncError, UdfError) as error:
            found.conventions.pop(name, None)
            found.problems.append(_failed(name, error))
        else:
            by_kind.setdefault(kind_of(name), []).append(name)
    for kind, members in by_kind.items():
        tables = wanted(schema(kind))
        for name, one in _computed(members, found.conventions, held, tables):
            if isinstance(one, Problem):
                found.problems.append(one)
                del found.conventions[name]
            else:
                found.tables[name] = one
    return found


def _expanded(data: ConventionData, until: datetime.date | None) -> ConventionData:
    """The convention whose calendar goes to a day: the field that says the day of its state is that day."""
    return data if until is None else data.set("champs", "", STATE_DAY, until)


def _computed(
    names: Sequence[str],
    conventions: dict[str, ConventionData],
    held: dict[str, Versions],
    tables: Sequence[Table],
) -> Iterator[tuple[str, Tables | Problem]]:
    """All together; one by one where one of them cannot be computed, so that it alone is left out."""
    try:
        together = computed_tables(
            [conventions[name] for name in names], [held[name] for name in names], tables
        )
    except (XlsyncError, UdfError) as error:
        if len(names) == 1:
            yield names[0], _failed(names[0], error)
            return
        for name in names:
            yield from _computed([name], conventions, held, tables)
        return
    yield from zip(names, together, strict=True)


def _failed(name: str, error: XlsyncError | UdfError) -> Problem:
    return Problem(
        name,
        error.text,
        sentence("« xlsync check » de son annexe dit pourquoi", "“xlsync check” of its annex says why"),
    )
