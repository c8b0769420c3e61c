"""Regenerates the annex workbooks of a model in a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from xlsync import conventions
from xlsync.build.made import BuildReport
from xlsync.build.series import MANIFEST, Series
from xlsync.errors import ClusterError, StoreMissing
from xlsync.files import Made, leaving_nothing
from xlsync.model import ConventionData, Model, load
from xlsync.model.amendments import EVERYTHING, LATEST, View, draft
from xlsync.running import HERE, Runner
from xlsync.running.manifest import Manifest
from xlsync.store import Store, default_place

Say = Callable[[str, str], None]
Choice = Callable[[Model], Iterable[str]]
"""Conventions chosen in the model, as it is seen."""
FIRST_MESSAGE = "conventions livrées avec le programme"


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
    wanted: Iterable[str] | Choice | None,
    out: Path,
    store: str | None = None,
    say: Say = lambda fr, en: None,
    view: View = LATEST,
    *,
    everything: bool = False,
    runner: Runner = HERE,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> BuildReport:
    """Builds annex workbooks into a folder; makes the store with the shipped conventions if there is none.

    Each workbook is written as soon as it is made, and what it was made from is recorded beside: a build that
    was interrupted, or comes again, makes only what is not there as it would be made now.

    Args:
        wanted: Conventions, or what chooses them in the model; all those of the model when none is given.
        out: Folder of the workbooks, created if need be.
        store: Place of the store; looked for from the current folder upward when left out.
        say: Called with what there is to know before the report, in French and in English.
        view: The moment at which the conventions are shown.
        everything: What is up to date is made again too.
        runner: Where the workbooks are made; files are written by this process.
        progress: Called with how many are made, of how many.

    Returns:
        What was built, what is up to date, what was refused; one workbook refused does not stop the others.

    Raises:
        UnknownConvention: one of `wanted` is not in the model; nothing is written.
        UnknownKey, WrongValue: one of them has no such draft; nothing is written.
        CannotWrite: the folder cannot be written; nothing is changed, but for workbooks written before that.
    """
    opened = _existing(store)
    model = opened.read(view=view) if opened else shipped_model()
    names = list(wanted(model) if callable(wanted) else wanted or model.conventions())
    model.part(names)
    with leaving_nothing() as made:
        if opened is None:
            opened = _created(store, model, made, say)
            model = opened.read(view=view)
        if opened.warning:
            say(opened.warning.fr, opened.warning.en)
        chosen = [seen(opened, model, convention, view) for convention in names]
        made.folder(out)
        manifest = _manifest(out, made)
        series = Series(opened, view, manifest, everything, say, made.keep)
        try:
            return series.run([(data, out / file_name(data.id, view)) for data in chosen], runner, progress)
        except (KeyboardInterrupt, ClusterError):
            _tell_interrupted(series.done, len(chosen), say)
            raise
        finally:
            manifest.close()


def _manifest(out: Path, made: Made) -> Manifest:
    path = out / MANIFEST
    if not path.exists():
        made.undoing(partial(path.unlink, missing_ok=True))
    return Manifest.kept(path)


def _tell_interrupted(done: int, total: int, say: Say) -> None:
    say(
        f"interrompu : {done}/{total} classeurs faits ; la même commande fait le reste",
        f"interrupted: {done}/{total} workbooks done; the same command does the rest",
    )


def _existing(store: str | None) -> Store | None:
    """The store asked for, or the one found upward; None when it is still to be made."""
    if store is None:
        return Store.find()
    try:
        return Store.open(store)
    except StoreMissing:
        return None


def _created(store: str | None, model: Model, made: Made, say: Say) -> Store:
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


def seen(store: Store, model: Model, convention: str, view: View) -> ConventionData:
    """A convention; under a draft, one that it has."""
    if view.draft is not None:
        whole = store.cells(convention, view=EVERYTHING)
        draft(convention, {cell[1:]: text for cell, text in whole.items()}, view.draft)
    return model.convention(convention)
