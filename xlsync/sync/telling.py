"""A comparison as a report, and as lines of the sheet `Conflits`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from udfs.errors import Text
from xlsync.annexbook.computed import emptied_notice, emptied_problem, is_yet_to_come
from xlsync.annexbook.conflict_sheet import ConflictLine
from xlsync.annexbook.derogations import (
    ANNEX_FORMULA,
    derogation_key,
    derogations_of,
    line_about,
    line_of,
    value_text,
)
from xlsync.annexbook.hidden import (
    ADDED,
    BASE_SHEET,
    CHANGED,
    CONFLICT_SHEET,
    DELETED_HERE,
    DELETED_THERE,
    DIFFERENT,
    GRANTED,
    TYPED_OVER,
)
from xlsync.annexbook.printed import Printed, readable
from xlsync.conventions.keys import parse_key
from xlsync.errors import Notice, Problem, sentence
from xlsync.files import ODS
from xlsync.merge import Change, Conflict, Merged, Rename, UnusedChoice
from xlsync.model import OVERRIDES, ROW, ConventionData, Where
from xlsync.model.amendments import modified_cell
from xlsync.model.kept import MODIFICATIONS
from xlsync.sync.choosing import shown
from xlsync.sync.comparing import Comparison
from xlsync.sync.report import Difference, FileReport, NextStep, Override

if TYPE_CHECKING:
    from xlsync.store import Store

SHORT_FORMULA = 45
"""A longer formula is shown whole in a column of its own."""

_UNUSED = {
    "settled": ("il n’y a plus de conflit", "there is no conflict any more"),
    "direction": ("il faut « sync » pour l’appliquer", "it needs “sync”"),
    "proposal": ("c’est à l’opérateur de choisir", "the operator is to choose"),
    "unread": (
        "le classeur contient là une saisie illisible",
        "the workbook holds an unreadable input there",
    ),
    "rename": ("ce changement de clé n’est pas possible", "this change of key is not possible"),
}


def authors(found: Comparison, store: Store) -> dict[Where, str]:
    """Who last changed each cell of the model; asked for only when it has something to say."""
    merged = found.merged
    if not (merged.conflicts or merged.to_workbook or merged.pending_to_workbook):
        return {}
    last = {cell[1:]: rev for cell, rev in store.last_changes(found.identity.convention).items()}
    for (table, key, _), revision in list(last.items()):
        if table == MODIFICATIONS:
            _, place = modified_cell(key)
            last[place] = max(revision, last.get(place, revision), key=attrgetter("number"))
    return {where: revision.author for where, revision in last.items()}


def tell(found: Comparison, by: Mapping[Where, str]) -> FileReport:
    """What a comparison says, nothing being written yet."""
    merged, printed = found.merged, printed_names(found)
    applied = not (found.doubt or found.request.command == "status")
    to_model, to_workbook = _unsettled(merged, merged.to_model), _unsettled(merged, merged.to_workbook)

    def told(cells: Iterable[Where]) -> tuple[Difference, ...]:
        return tuple(_difference(found, cell, by, printed) for cell in sorted(set(cells)))

    left = bool(merged.pending_to_model or merged.pending_to_workbook)
    return FileReport(
        file=str(found.request.path),
        convention=found.identity.convention,
        revision=found.origin.revision,
        workbook_changes=told(one.cell for one in (*to_model, *merged.pending_to_model)),
        model_changes=told(one.cell for one in (*to_workbook, *merged.pending_to_workbook)),
        settled=tuple(
            replace(_difference(found, one.cell, by, printed), kind=one.kind, chosen=_chosen(merged, one))
            for one in merged.settled
        ),
        conflicts=tuple(
            replace(_difference(found, one.cell, by, printed), kind=one.kind, author=_author(found, one, by))
            for one in merged.conflicts
        ),
        overrides=tuple(_overrides(found)),
        proposals=told(one.cell for one in merged.proposals),
        problems=tuple(_problems(found)),
        notices=tuple(_notices(found, printed)),
        complete=not left if applied else not (left or merged.to_model or merged.to_workbook),
        next_step=_next_step(found),
    )


def printed_names(found: Comparison) -> Printed:
    """The printed names of both sides."""
    return Printed(found.identity.schema, found.side.cells, found.model, found.base)


def _difference(found: Comparison, where: Where, by: Mapping[Where, str], printed: Printed) -> Difference:
    cell = found.side.at.get(where)
    return Difference(
        *where, found.base.get(where), found.side.cells.get(where), found.model.get(where),
        cell.address if cell else "", by.get(where, ""), printed=printed.cell(where),
        type=printed.column(where).type if where[2] != ROW else "",
    )  # fmt: skip


def _unsettled(merged: Merged, changes: Iterable[Change]) -> list[Change]:
    """The changes that no choice made."""
    cells = {one.cell for one in merged.settled}
    return [
        change
        for change in changes
        if change.cell not in cells and (change.table, change.key, ROW) not in cells
    ]


def _chosen(merged: Merged, one: Conflict) -> str | None:
    """What both sides hold of a conflict that was settled."""
    after = {change.cell: change.after for change in merged.to_model}
    return after.get(one.cell, one.model)


def _next_step(found: Comparison) -> NextStep:
    """What a person does about conflicts and overrides that are left."""
    waiting = {one.cell for one in found.merged.conflicts} | set(open_overrides(found))
    if not waiting:
        return ""
    if found.doubt is not None:
        return "base"
    if found.request.path.suffix.lower() == ODS:
        return "elsewhere"
    if waiting <= found.chosen.choices.keys() | found.chosen.restore:
        return "apply"
    return "choose" if waiting <= {line.place for line in found.chosen.lines} else "sync"


def _author(found: Comparison, one: Conflict, by: Mapping[Where, str]) -> str:
    """Who last changed a cell in the model; of a record, those who changed what is at stake there."""
    cells = [(one.table, one.key, column) for column in one.columns if one.model is not None]
    changed = [by.get(cell, "") for cell in cells if found.model.get(cell) != found.base.get(cell)]
    return ", ".join(dict.fromkeys(filter(None, changed))) or by.get(one.cell, "")


def open_overrides(found: Comparison) -> list[Where]:
    """Computed cells typed over that nobody has settled."""
    granted = {where[1] for where in found.side.cells if where[0] == OVERRIDES and where[2] == ROW}
    settled = found.chosen.restore if found.request.writes_workbook and not found.doubt else set()
    return [
        place
        for place in found.side.overrides
        if derogation_key(place) not in granted and place not in settled
    ]


def _overrides(found: Comparison) -> Iterable[Override]:
    for place in open_overrides(found):
        one = found.side.overrides[place]
        yield Override(*place, one.cell.address, f"={one.formula}", one.content)


def _problems(found: Comparison) -> Iterable[Problem]:
    if found.doubt is not None:
        yield Problem(
            BASE_SHEET,
            found.doubt,
            sentence(
                "rien n’est fusionné sans choix : relancer avec --base embedded, ou --base et une révision",
                "nothing merges without a choice: run again with --base embedded, or --base and a revision",
            ),
            file=str(found.request.path),
        )
    yield from found.side.wrong
    if not found.writes:
        yield from (emptied_problem(found.side, place) for place in _gone(found))
    yield from found.chosen.problems


def _gone(found: Comparison) -> list[Where]:
    """Computed cells that someone emptied."""
    return sorted(place for place in found.side.emptied if not is_yet_to_come(found.side, place))


def _coming(found: Comparison) -> list[Where]:
    """Computed cells that hold nothing and that nobody emptied."""
    return sorted(place for place in found.side.emptied if is_yet_to_come(found.side, place))


def _notices(found: Comparison, printed: Printed) -> Iterable[Notice]:
    yield from found.side.said
    put_back = sorted(found.side.emptied) if found.writes else _coming(found)
    yield from (emptied_notice(found.side, place) for place in put_back)
    yield from found.chosen.notices
    waiting = {one.cell for one in found.merged.conflicts}
    yield from (_renamed(one, printed, waiting) for one in found.merged.renames)
    yield from (_unused(found, one, printed) for one in found.merged.unused)


def _renamed(one: Rename, printed: Printed, waiting: Collection[Where]) -> Notice:
    """What looks like a rename: something to choose where the deletion is a conflict."""
    table = printed.annex((one.table, one.old, ROW))
    old, new = (printed.key(one.table, key) for key in (one.old, one.new))
    said = Text(
        f"la ligne « {old} » semble être devenue « {new} »",
        f"the row “{old}” seems to have become “{new}”",
    )
    if (one.table, one.old, ROW) not in waiting:
        what = sentence(
            f"{said.fr} : c’est une ligne supprimée et une ligne ajoutée",
            f"{said.en}: that is one row deleted and one added",
        )
        return Notice(table, what)
    parts = list(parse_key(one.new).values())
    typed = parts[0] if len(parts) == 1 else one.new
    what = sentence(
        f"{said.fr} ; si oui, écrire {typed} dans la colonne Choix de la feuille {CONFLICT_SHEET}",
        f"{said.en}; if so, write {typed} in the column Choix of the sheet {CONFLICT_SHEET}",
    )
    return Notice(table, what)


def _unused(found: Comparison, one: UnusedChoice, printed: Printed) -> Notice:
    cell = found.side.at.get(one.cell)
    where = cell.address if cell else printed.cell(one.cell)
    fr, en = _UNUSED[one.reason]
    return Notice(where, sentence(f"choix non appliqué, {fr}", f"choice not applied, {en}"))


# --- the sheet


def conflict_lines(
    found: Comparison, report: FileReport, data: ConventionData, *, grow: bool
) -> list[ConflictLine]:
    """The lines that the sheet is to hold, those already there in their order, derogations granted last.

    Args:
        found: The comparison.
        report: What is left.
        data: The convention as the workbook is to hold it.
        grow: Whether lines may come; else those that are settled only go.
    """
    wanted = {one.place: one for one in _wanted(found, report, data)}
    there = {line.place: line for line in found.chosen.lines}
    lines = [_kept(line, wanted[line.place]) for line in there.values() if line.place in wanted]
    lines += [line for place, line in wanted.items() if grow and place not in there]
    return sorted(lines, key=lambda line: line.situation == GRANTED)


def _kept(old: ConflictLine, new: ConflictLine) -> ConflictLine:
    """A line brought up to date; a choice made on other contents of the model goes."""
    if new.choice or old.model != new.model:
        return new
    return replace(new, choice=old.choice, reason=old.reason, article=old.article)


def _wanted(found: Comparison, report: FileReport, data: ConventionData) -> Iterable[ConflictLine]:
    printed = printed_names(found)
    for one in report.conflicts:
        yield _conflict(found, one, printed)
    for place in open_overrides(found):
        override = found.side.overrides[place]
        formula = "=" + readable(override.formula)
        short = formula if len(formula) <= SHORT_FORMULA else ANNEX_FORMULA
        held = printed.value(place, value_text(override.content))
        yield replace(
            line_about(place, override.cell.address, TYPED_OVER, printed),
            base=short, workbook=held, model=short, formula=formula,
        )  # fmt: skip
    for granted in derogations_of(data):
        if granted.place in found.side.computed:
            yield line_of(granted, found.side.computed[granted.place], printed)


def _conflict(found: Comparison, one: Difference, printed: Printed) -> ConflictLine:
    where = (one.table, one.key, one.column)
    base, workbook, model = (
        shown(printed, where, side, found.base) for side in (found.base, found.side.cells, found.model)
    )
    return replace(
        line_about(where, one.cell, _situation(one), printed),
        base=base, workbook=workbook, model=model, author=one.author,
    )  # fmt: skip


def _situation(one: Difference) -> str:
    if one.kind == "deleted":
        return DELETED_HERE if one.workbook is None else DELETED_THERE
    return {"added": ADDED, "untrusted": DIFFERENT}.get(one.kind, CHANGED)
