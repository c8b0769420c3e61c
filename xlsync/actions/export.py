"""The tables of the model, or the state of debt of a year, as files."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from udfs.figures import figure
from xlsync.actions.misuse import Misuse
from xlsync.actions.models import opened
from xlsync.actions.report import DONE, REMAINING, Report, table
from xlsync.actions.selecting import part_selected, selected
from xlsync.actions.session import Session
from xlsync.tables import FORMS

if TYPE_CHECKING:
    from udfs.parameters import EnteredVersion
    from xlsync.model import Model
    from xlsync.model.etat_dette import EtatDette
    from xlsync.store import Store

BOUNDS = ("exclue", "incluse")
TABLES = Path("tables")
SHOWN = (
    ("MtCapitalRestDu_01_01", "CRD 01/01", "owed 01/01"),
    ("MtCapitalExer", "capital", "principal"),
    ("MtIntExer", "intérêts", "interest"),
    ("MtICNE", "ICNE", "accrued"),
    ("MtCapitalRestDu_31_12", "CRD 31/12", "owed 31/12"),
)
"""Columns that a person reads: name in the budget file, heading in French and in English."""


def export(
    session: Session,
    conventions: Sequence[str] | None = None,
    out: Path | None = None,
    form: str = FORMS[0],
    year: int | None = None,
    bound: str | None = None,
    where: str | None = None,
) -> Report:
    """Write one file a table, or the state of debt.

    Args:
        session: The run.
        conventions: Conventions and kinds; all those of the model when left out.
        out: Folder.
        form: One of `FORMS`.
        year: Year of the state of debt, in the place of tables.
        bound: Whether 31 December counts in its accrued interest.
        where: Condition that they satisfy.
    """
    from xlsync.model.amendments import EVERYTHING, View

    _check(form, year, bound)
    store = opened(session)
    if year is not None:
        last_day = View(datetime.date(year, 12, 31))
        model = part_selected(store.read(view=last_day), conventions, where)
        return _state_of_debt(store, model, year, bound, out or Path(f"etat-dette-{year}"), session)
    place = out or TABLES
    names = selected(store.read(), conventions, where) if conventions or where else None
    whole = store.read(view=EVERYTHING)
    model = whole if names is None else whole.part(names)
    report = _tables(model, place, form, _versions(store, names))
    return _with_issues(report, store, model, place)


def _check(form: str, year: int | None, bound: str | None) -> None:
    check_form(form)
    if bound is not None and bound not in BOUNDS:
        raise Misuse(
            f"borne inconnue : « {bound} » ; choix : exclue, incluse",
            f"unknown bound: “{bound}”; choices: exclue, incluse",
        )
    if year is None and bound is not None:
        raise Misuse("--borne va avec --etat-dette", "--borne goes with --etat-dette")
    if year is not None and form != FORMS[0]:
        raise Misuse("l’état de la dette s’écrit en CSV", "the state of debt is written as CSV")


def check_form(form: str) -> None:
    """Refuses a form in which tables are not written.

    Raises:
        Misuse: no such form.
    """
    if form not in FORMS:
        listed = ", ".join(FORMS)
        raise Misuse(
            f"format inconnu : « {form} » ; formats : {listed}",
            f"unknown format: “{form}”; formats: {listed}",
        )


def _versions(store: Store, conventions: Sequence[str] | None) -> list[EnteredVersion]:
    """The versions of parameters of the model, or those that count for some conventions."""
    from xlsync.annexes import kinds

    if not conventions:
        return [one for kind in kinds() for one in store.versions(kind)]
    return [*{one for convention in conventions for one in store.versions_for(convention)}]


def _tables(model: Model, out: Path, form: str, versions: Sequence[EnteredVersion]) -> Report:
    from xlsync.tables.forms import export_tables

    written = export_tables(model, out, form, versions)
    return Report({"files": [str(path) for path in written]}, [str(path) for path in written])


def _with_issues(report: Report, store: Store, model: Model, out: Path) -> Report:
    """The report of tables, once what was issued of their conventions is beside them."""
    from xlsync.tables.issues import export_issues

    wanted = set(model.conventions())
    issues = [one for one in store.issues.log() if one.convention in wanted]
    files = [str(path) for path in export_issues(out, issues, store.issues.content)]
    return Report({"files": [*report.document["files"], *files]}, [*report.lines, *files])


# --- the state of debt


def _state_of_debt(
    store: Store, model: Model, year: int, bound: str | None, out: Path, session: Session
) -> Report:
    from udfs import parameters
    from xlsync.model import Model
    from xlsync.model.etat_dette import EtatDette, etat_dette
    from xlsync.tables.etat_dette import export_etat_dette

    state = EtatDette(year)
    for convention in model.conventions():
        with parameters.handing(store.versions_for(convention)):
            one = etat_dette(Model().put(model.convention(convention)), year, bound)
        state.lignes.extend(one.lignes)
        state.hors_exercice.extend(one.hors_exercice)
        state.problemes.extend(one.problemes)
    files = [str(path) for path in export_etat_dette(state, out)]
    return Report(
        {
            "year": year,
            "loans": state.lignes,
            "total": state.total,
            "outside": state.hors_exercice,
            "problems": [_problem(problem, session) for problem in state.problemes],
            "files": files,
        },
        [*_lines(state, session), *files],
        REMAINING if state.problemes else DONE,
    )


def _problem(problem: Any, session: Session) -> dict[str, str]:
    return {
        "where": problem.where,
        "what": problem.what.in_language(session.lang),
        "fix": problem.fix.in_language(session.lang),
        "source": problem.source,
    }


def _lines(state: EtatDette, session: Session) -> Iterator[str]:
    headings = [session.text("emprunt", "loan"), *(session.text(fr, en) for _, fr, en in SHOWN)]
    rows = [[f"{line['convention']} {line['emprunt']}", *_amounts(line, session)] for line in state.lignes]
    if rows:
        rows.append(["total", *_amounts(state.total, session)])
        yield from table(headings, rows, session)
    for line in state.hors_exercice:
        yield session.text(
            f"{line['convention']} {line['emprunt']} : rien de dû en {state.annee}",
            f"{line['convention']} {line['emprunt']}: nothing owed in {state.annee}",
        )
    for problem in state.problemes:
        yield problem.where
        yield f"    {session.text(problem.what.fr, problem.what.en)}"
        yield f"    → {session.text(problem.fix.fr, problem.fix.en)}"


def _amounts(line: Mapping[str, Any], session: Session) -> list[str]:
    """Amounts of a line, with their cents."""
    return [figure(line[name], session.lang, decimals=2) for name, _, _ in SHOWN]
