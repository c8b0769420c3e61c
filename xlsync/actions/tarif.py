"""Versions of parameters in the model: entered, listed, and who pays what before and after."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xlsync.actions.misuse import Misuse
from xlsync.actions.recalc import read_date
from xlsync.actions.report import Report
from xlsync.actions.session import Session
from xlsync.actions.tariff_entry import entry
from xlsync.actions.tariff_impact import impact
from xlsync.actions.tariff_list import listed

TASKS = ("set", "list", "impact")
ENTERED = ("value", "table", "document", "article", "decided", "note", "convention")
"""What only `set` takes."""


def tarif(
    session: Session,
    task: str,
    code: str | None = None,
    start: str | None = None,
    value: str | None = None,
    table: Path | None = None,
    document: str | None = None,
    article: str | None = None,
    decided: str | None = None,
    note: str | None = None,
    convention: str | None = None,
    out: Path | None = None,
) -> Report:
    """Enter a version of a parameter into the model, list the versions, or tell who pays what.

    Args:
        session: The run.
        task: One of `TASKS`.
        code: The parameter, or an entry of one that is a table; for `list` and `impact`, a kind too.
        start: First day of the version.
        value: Its value, as typed.
        table: A CSV of the table that it is.
        document: Title of the document that decides it.
        article: Article or annex.
        decided: Date of the decision.
        note: What a reader must know.
        convention: The one that it is for; every one of the kind when left out.
        out: A workbook for the impact, or for the list: what a person fills in for `import`.

    Raises:
        Misuse: An unknown task, words that do not go with it, or words that lack.
        WrongValue: An unknown parameter, or a value that does not suit it.
    """
    if task not in TASKS:
        raise Misuse(
            f"tâche inconnue : « {task} » ; tâches : {', '.join(TASKS)}",
            f"unknown task: “{task}”; tasks: {', '.join(TASKS)}",
        )
    day = None if start is None else read_date(start)
    if task == "list":
        given = dict(zip(ENTERED, (value, table, document, article, decided, note, convention), strict=True))
        _refuse_words(task, {"from": start, **given})
        return listed(session, code, out)
    if task == "impact":
        _refuse_words(task, {"document": document, "article": article, "decided": decided, "note": note})
        return impact(session, code, day, value, table, convention, out)
    _refuse_words(task, {"out": out})
    if code is None or day is None or (value is None) == (table is None):
        raise Misuse(
            "donnez CODE, --from DATE, et --value ou --table",
            "give CODE, --from DATE, and --value or --table",
        )
    if not (document and document.strip() and article and article.strip()):
        raise Misuse(
            "une version sans source n’est pas prise : donnez --document et --article",
            "a version without a source is not taken: give --document and --article",
        )
    return entry(session, code, day, value, table, (document, article, decided, note), convention)


def _refuse_words(task: str, given: dict[str, Any]) -> None:
    for name, word in given.items():
        if word is not None:
            option = {"convention": "for"}.get(name, name)
            raise Misuse(f"--{option} ne va pas avec {task}", f"--{option} does not go with {task}")
