"""One annex workbook in memory: a convention stamped into its template, recalculated, compared, checked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from udfs import parameters
from udfs.parameters import EnteredVersion
from xlsync import __version__, conventions
from xlsync.annexbook.annex import read_annex
from xlsync.annexbook.checking import problems_of
from xlsync.annexbook.forward import template_of
from xlsync.annexbook.identify import identify
from xlsync.annexbook.published import Comparison, compare_published
from xlsync.annexbook.reading import Reading
from xlsync.annexbook.seal import sealed
from xlsync.annexbook.stamp import Provenance, parameters_hash, stamp
from xlsync.build.made import Built
from xlsync.build.since import since_the_document
from xlsync.model import ConventionData, load, published
from xlsync.model.amendments import LATEST, View
from xlsync.recalc import evaluate, refresh
from xlsync.store import Revision
from xlsync.workbook import Workbook


def build_one(
    data: ConventionData,
    path: Path,
    store_id: str,
    revision: Revision | None,
    versions: Iterable[EnteredVersion] = (),
    view: View = LATEST,
) -> tuple[bytes, Built]:
    """One annex workbook in memory: the bytes of its file, and what to say of it.

    Args:
        data: The convention, with what it takes from others.
        path: Where the file will be.
        store_id: The store that it comes from.
        revision: Its revision.
        versions: The versions of parameters of the model that count for the convention.
        view: The moment at which the convention is seen.

    Raises:
        StaleTemplate: the template of the kind does not follow its schema.
        UdfError: a parameter has no version at the date of the convention.
    """
    book, entered = template_of(data.kind), tuple(versions)
    with parameters.handing(entered):
        provenance = Provenance(
            store=store_id,
            revision=revision.id if revision else "-",
            convention=data.id,
            version=__version__,
            parameters=parameters_hash(data.schema),
            view=view,
        )
        stamp(book, data, provenance, entered)
        return recalculated(book, data, path)


def recalculated(book: Workbook, data: ConventionData, path: Path) -> tuple[bytes, Built]:
    """A stamped workbook with fresh cached values, compared with the published figures."""
    content = book.to_bytes()
    fresh = Workbook.from_bytes(content)
    evaluation = evaluate(fresh)
    refresh(fresh, evaluation)
    content = sealed(fresh.to_bytes())
    book = Workbook.from_bytes(content)
    reading = read_annex(book, identify(book, path), file=str(path))
    comparison = _against_the_document(reading, data)
    return content, Built(
        data.id, path, evaluation.formulas, comparison, tuple(evaluation.not_recalculated),
        tuple(problems_of(reading)),
    )  # fmt: skip


def _against_the_document(reading: Reading, data: ConventionData) -> Comparison:
    """The figures of a workbook beside those of the document that its convention was shipped with."""
    if data.id not in conventions.shipped():
        return Comparison(0, (), ())
    found = compare_published(reading.computed.values(), published(data.id), reading.book.date1904)
    return since_the_document(found, reading, data, load(data.id))
