"""An annex issued: judged fit as it stands, then kept with what it says of itself."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from udfs import parameters
from udfs.errors import Text
from xlsync import __version__
from xlsync.annexbook.annex import is_foreign
from xlsync.annexbook.checking import problems_of
from xlsync.annexbook.handed import described, differing, held_versions
from xlsync.annexbook.identify import identify
from xlsync.annexbook.origin import model_side, read_origin, refuse_newer, view_of
from xlsync.annexbook.reading import Reading
from xlsync.annexbook.stamp import parameters_hash
from xlsync.annexbook.taking import data_of, generated_records, visible
from xlsync.annexes import Schema
from xlsync.errors import CannotIssue, Problem, UnknownConvention, UnknownKind, sentence
from xlsync.model import ROW, Where
from xlsync.model.amendments import View
from xlsync.store.issues import Issue, recipient_of
from xlsync.sync.asked import Request
from xlsync.sync.comparing import Comparison, compare
from xlsync.sync.telling import tell
from xlsync.workbook import Workbook

if TYPE_CHECKING:
    from xlsync.store import Store

SHOWN = 3
"""Cells that a refusal names."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of a file that was to be issued.

    Attributes:
        issue: The issue as it is kept.
        is_new: It was not there before.
        view: The moment at which it shows its convention.
        problems: What `check` finds wrong in it, that is no reason to refuse it.
    """

    issue: Issue
    is_new: bool
    view: View
    problems: tuple[Problem, ...] = ()


def issue(path: Path, store: Store, *, recipient: str, day: datetime.date, author: str = "") -> Issued:
    """Keeps the bytes of an annex, and who was sent them.

    Args:
        path: The workbook.
        store: The store that it comes from.
        recipient: To whom.
        day: When.
        author: Who issues it.

    Returns:
        The issue; that of the same bytes, recipient and day where there is one.

    Raises:
        CannotIssue: it is no annex of this store, holds what the model lacks, an altered formula, or a figure
            that is not what its formula gives.
        WrongValue: no recipient.
        XlsyncError: the file cannot be read.
    """
    recipient = recipient_of(recipient)
    found, problems = _judged(path, store)
    book = found.side.book
    kept, is_new = store.issues.add(
        book.package.source,
        Issue(
            convention=found.identity.convention,
            revision=found.origin.revision,
            recipient=recipient,
            day=day,
            file=path.name,
            author=author,
            program=__version__,
            parameters=shipped_hash(found.identity.schema),
            versions=held_versions(book) or (),
        ),
    )
    return Issued(kept, is_new, found.view, problems)


def shipped_hash(declared: Schema) -> str:
    """Hash of the parameters of a kind that the program ships, whatever a model adds."""
    with parameters.handing(()):
        return parameters_hash(declared)


def _judged(path: Path, store: Store) -> tuple[Comparison, tuple[Problem, ...]]:
    """The annex beside the model, once it is found fit, and what `check` finds wrong in it.

    Raises:
        CannotIssue: it is not fit.
    """
    if is_foreign(path):
        raise CannotIssue(
            f"{path} : un .ods ne s’émet pas ; enregistrez-le en .xlsx",
            f"{path}: an .ods is not issued; save it as .xlsx",
        )
    book = Workbook.open(path)
    revision = read_origin(book).revision
    try:
        identity = identify(book, path)
        refuse_newer(book, identity)
        known = revision if store.knows(revision) else None
        with parameters.handing(store.versions_for(identity.convention, known)):
            found = compare(Request("status", path), book, identity, store)
            reason = next(_reasons(found, store), None)
            problems = tuple(problems_of(found.side)) if reason is None else ()
    except (UnknownKind, UnknownConvention) as error:
        raise CannotIssue(error.text.fr, error.text.en) from error
    if reason is not None:
        raise CannotIssue(f"{path} n’est pas émis : {reason.fr}", f"{path} is not issued: {reason.en}")
    return found, problems


def _reasons(found: Comparison, store: Store) -> Iterator[Text]:
    """Why an annex is not fit, the gravest first."""
    if found.doubt is not None:
        yield found.doubt
        return
    if view_of(found.side.book) != found.view:
        yield sentence(
            "l’avenant dont il est l’essai a été signé ou abandonné ; « xlsync push » d’abord",
            "the amendment that it is a trial of was signed or dropped; “xlsync push” first",
        )
    side = found.side
    yield from (
        sentence(f"{problem.where}, {problem.what.fr}", f"{problem.where}, {problem.what.en}")
        for problem in side.problems
    )
    yield from _edits(found)
    yield from _formulas(found)
    yield from _behind(found, store)
    yield from _figures(side)


def _edits(found: Comparison) -> Iterator[Text]:
    report = tell(found, {})
    changes = (*report.workbook_changes, *report.settled, *report.conflicts, *report.proposals)
    if changes:
        shown = _listed([one.cell or one.printed for one in changes])
        yield sentence(
            f"{len(changes)} saisie(s) que le modèle n’a pas ({shown}) ; « xlsync pull » d’abord",
            f"{len(changes)} edit(s) that the model lacks ({shown}); “xlsync pull” first",
        )
    if report.overrides:
        altered = [one.cell for one in report.overrides]
        yield sentence(
            f"{len(altered)} formule(s) remplacée(s) ou changée(s) ({_listed(altered)}) ; « xlsync sync » "
            "propose de les rétablir ou de déroger",
            f"{len(altered)} formula(s) replaced or changed ({_listed(altered)}); “xlsync sync” offers to "
            "restore them or to grant a derogation",
        )


def _formulas(found: Comparison) -> Iterator[Text]:
    """Formulas that are gone."""
    side = found.side
    gone = [side.computed[place].address for place in sorted(side.emptied)]
    if gone:
        yield sentence(
            f"{len(gone)} formule(s) effacée(s) ({_listed(gone)}) ; « xlsync push » les remet",
            f"{len(gone)} formula(s) gone ({_listed(gone)}); “xlsync push” puts them back",
        )


def _figures(side: Reading) -> Iterator[Text]:
    """Figures that are not computed, or not what their formulas give."""
    errors = [cell.address for cell in side.computed.values() if cell.is_failed]
    if errors:
        yield sentence(
            f"{len(errors)} chiffre(s) sans valeur ({_listed(errors)}) ; « xlsync check » dit pourquoi",
            f"{len(errors)} figure(s) without a value ({_listed(errors)}); “xlsync check” says why",
        )
        return
    from xlsync.recalc import compare as compare_cached
    from xlsync.recalc import evaluate

    evaluation = evaluate(side.book)
    own = {cell.home for cell in side.computed.values()}
    left = [str(one.cell) for one in evaluation.not_recalculated if one.cell in own]
    if left:
        yield sentence(
            f"{len(left)} chiffre(s) que rien ne peut recalculer ({_listed(left)})",
            f"{len(left)} figure(s) that nothing can compute again ({_listed(left)})",
        )
    stale = [str(one.cell) for one in compare_cached(side.book, evaluation) if one.cell in own]
    if stale:
        yield sentence(
            f"{len(stale)} chiffre(s) ne sont pas ce que donnent leurs formules ({_listed(stale)}) ; "
            "« xlsync recalc --write » d’abord",
            f"{len(stale)} figure(s) are not what their formulas give ({_listed(stale)}); "
            "“xlsync recalc --write” first",
        )


def _behind(found: Comparison, store: Store) -> Iterator[Text]:
    """What the model held at the revision of the stamp, and the annex does not."""
    revision, convention = found.origin.revision, found.identity.convention
    held = held_versions(found.side.book)
    pairs = [] if held is None else differing(held, store.versions_for(convention, revision))
    held_then = store.cells(convention, revision, view_of(found.side.book))
    cells = {where[1:]: text for where, text in held_then.items()}
    kind = found.identity.schema.kind
    model = visible(model_side(kind, cells), generated_records(data_of(convention, cells)), kind)
    missing = sorted(_unlike(found.side.cells, model))
    about = [found.side.at[where].address for where in missing if where in found.side.at]
    about += [described(ours or theirs).fr for ours, theirs in pairs if ours or theirs]  # type: ignore[arg-type]
    if held is None or pairs or missing:
        shown = f" ({_listed(about)})" if about else ""
        yield sentence(
            f"il ne dit pas ce que le modèle tenait à la révision {revision}{shown} ; "
            "« xlsync push » d’abord",
            f"it does not say what the model held at revision {revision}{shown}; “xlsync push” first",
        )


def _unlike(ours: Mapping[Where, str], theirs: Mapping[Where, str]) -> Iterator[Where]:
    """The cells that two sides do not hold alike; the rank of a record does not count."""
    for where in ours.keys() | theirs.keys():
        mine, other = ours.get(where), theirs.get(where)
        if (mine is None) != (other is None) if where[2] == ROW else mine != other:
            yield where


def _listed(cells: list[str]) -> str:
    return ", ".join(cells[:SHOWN]) + (" …" if len(cells) > SHOWN else "")
