"""Regenerates annex workbooks from the model: stamp, recalculate, compare with the published figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from udfs import parameters
from udfs.errors import UdfError
from udfs.parameters import EnteredVersion
from xlsync import __version__, conventions
from xlsync.annexbook.annex import read_annex
from xlsync.annexbook.checking import problems_of
from xlsync.annexbook.forward import template_of
from xlsync.annexbook.identify import identify
from xlsync.annexbook.linked import Held, linked
from xlsync.annexbook.published import Comparison, compare_published
from xlsync.annexbook.reading import Reading
from xlsync.annexbook.seal import sealed
from xlsync.annexbook.stamp import Provenance, parameters_hash, stamp
from xlsync.build.since import since_the_document
from xlsync.build.succession import Standing, next_place
from xlsync.build.unpulled import unpulled_edits
from xlsync.errors import Problem, StoreMissing, UnknownConvention, XlsyncError
from xlsync.files import Made, leaving_nothing, write_all_atomic
from xlsync.model import ConventionData, Model, load, published
from xlsync.model.amendments import EVERYTHING, LATEST, View, draft
from xlsync.recalc import NotRecalculated, evaluate, refresh
from xlsync.store import Revision, Store, default_place
from xlsync.workbook import Workbook

Progress = Callable[[str, str], None]
FIRST_MESSAGE = "conventions livrées avec le programme"


@dataclass(frozen=True, slots=True)
class Built:
    """One annex workbook that was built.

    Attributes:
        convention: "<kind>/<instance>".
        path: The file.
        formulas: Formulas computed.
        comparison: Against the figures of the documents.
        not_recalculated: Cells that no engine could compute.
        problems: What `check` finds wrong in it.
        follows: The file that was issued and stays as it is; where that one holds the very same bytes,
            nothing was written and `path` is its own.
    """

    convention: str
    path: Path
    formulas: int
    comparison: Comparison
    not_recalculated: tuple[NotRecalculated, ...]
    problems: tuple[Problem, ...] = ()
    follows: Standing | None = None


@dataclass(slots=True)
class BuildReport:
    """What a build did.

    Attributes:
        workbooks: The workbooks built.
        refused: Workbooks left as they were, with the reason.
        store: Where the model is.
    """

    workbooks: list[Built] = field(default_factory=list)
    refused: list[tuple[Path, XlsyncError | UdfError]] = field(default_factory=list)
    store: str = ""

    @property
    def clean(self) -> bool:
        """Nothing is left to report: explained differences do not count."""
        unexplained = any(
            not difference.explained for built in self.workbooks for difference in built.comparison.different
        )
        left = any(
            built.comparison.missing or built.not_recalculated or built.problems for built in self.workbooks
        )
        return not (unexplained or left or self.refused)


def file_name(convention: str, view: View = LATEST) -> str:
    """Name of the annex workbook of a convention; one at a date, or under a draft, has a name of its own.

    Examples:
        >>> file_name("intracting/noyarey"), file_name("moby/ille-et-vilaine", View(draft=2))
        ('intracting-noyarey.xlsx', 'moby-ille-et-vilaine-avenant-2.xlsx')
    """
    at = f"-{view.at.isoformat()}" if view.at else ""
    draft = f"-avenant-{view.draft}" if view.draft else ""
    return f"{convention.replace('/', '-')}{at}{draft}.xlsx"


def shipped_model() -> Model:
    """The model of the shipped conventions."""
    model = Model()
    for convention in conventions.shipped():
        model = model.add(load(convention))
    return model


def build(
    wanted: Iterable[str] | None,
    out: Path,
    store: str | None = None,
    say: Progress = lambda fr, en: None,
    view: View = LATEST,
) -> BuildReport:
    """Builds annex workbooks into a folder; makes the store with the shipped conventions if there is none.

    Args:
        wanted: Conventions; all those of the model when none is given.
        out: Folder of the workbooks, created if need be.
        store: Place of the store; looked for from the current folder upward when left out.
        say: Called with each step, in French and in English.
        view: The moment at which the conventions are shown.

    Returns:
        What was built, what was refused. All files are written, or none.

    Raises:
        UnknownConvention: one of `wanted` is not in the model; nothing is written.
        UnknownKey, WrongValue: one of them has no such draft.
        CannotWrite: the folder cannot be written; nothing is changed.
    """
    opened = _existing(store)
    model = opened.read(view=view) if opened else shipped_model()
    names = [_known(model, convention) for convention in wanted or model.conventions()]
    with leaving_nothing() as made:
        if opened is None:
            opened = _created(store, model, made, say)
            model = opened.read(view=view)
        if opened.warning:
            say(opened.warning.fr, opened.warning.en)
        chosen = [seen(opened, model, convention, view) for convention in names]
        report, files, met = _build_all(chosen, out, opened, say, view)
        made.folder(out)
        write_all_atomic(files, met)
    return report


def _existing(store: str | None) -> Store | None:
    """The store asked for, or the one found upward; None when it is still to be made."""
    if store is None:
        return Store.find()
    try:
        return Store.open(store)
    except StoreMissing:
        return None


def _created(store: str | None, model: Model, made: Made, say: Progress) -> Store:
    place = store or str(default_place())
    say(f"nouveau référentiel : {place}", f"new store: {place}")
    if "://" not in place:
        made.folder(Path(place).absolute().parent)
    created = Store.create(place, model, author="xlsync", origin="build", message=FIRST_MESSAGE)
    if "://" not in place:
        made.undoing(partial(_withdraw, created, Path(place)))
    return created


def _withdraw(store: Store, path: Path) -> None:
    """Removes a store that this build made, unless someone has worked with it meanwhile."""
    if len(store.log(2)) == 1:
        path.unlink()


def _build_all(
    chosen: list[ConventionData], out: Path, store: Store, say: Progress, view: View
) -> tuple[BuildReport, list[tuple[Path, bytes]], dict[Path, bytes | None]]:
    """The report, the files to write, and what stands now where they go."""
    revision, store_id = store.head(), store.id
    others = Held(store, revision.id if revision else None, view)
    report = BuildReport(store=store.place)
    files: list[tuple[Path, bytes]] = []
    met: dict[Path, bytes | None] = {}
    for data in chosen:
        say(f"{data.id} …", f"{data.id} …")
        path, issued = next_place(out / file_name(data.id, view), store)
        try:
            found = unpulled_edits(path)
            whole = linked(data, others)
            content, built = build_one(whole, path, store_id, revision, store.versions_for(data.id), view)
        except (XlsyncError, UdfError) as refusal:
            report.refused.append((path, refusal))
            continue
        if issued is not None and content == issued.content:
            report.workbooks.append(replace(built, path=issued.path, follows=issued))
            continue
        met[path] = found
        files.append((path, content))
        report.workbooks.append(replace(built, follows=issued))
    return report, files, met


def _known(model: Model, convention: str) -> str:
    if convention not in model.conventions():
        known = ", ".join(model.conventions())
        raise UnknownConvention(
            f"convention inconnue : « {convention} » ; le modèle contient {known}",
            f"unknown convention “{convention}”; the model holds {known}",
        )
    return convention


def seen(store: Store, model: Model, convention: str, view: View) -> ConventionData:
    """A convention; under a draft, one that it has."""
    if view.draft is not None:
        whole = store.cells(convention, view=EVERYTHING)
        draft(convention, {cell[1:]: text for cell, text in whole.items()}, view.draft)
    return model.convention(convention)


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
