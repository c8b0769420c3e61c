"""Two annexes compared: an issue, a revision, a file; what people see of it."""

from __future__ import annotations

from pathlib import Path

from tests.xlsync.cli.issues import (
    BOOK,
    MIXEUR,
    MOBY,
    USERS,
    copied,
    folder,
    issued,
    model,
    the_issue,
    typed_over,
)
from tests.xlsync.cli.running import fingerprint
from tests.xlsync.cli.running import xlsync as run
from tests.xlsync.sync.desks import type_in
from xlsync.store import Store
from xlsync.workbook import Workbook

__all__ = ["folder", "model"]


def test_an_issued_annex_edited_by_mail_and_pulled(folder: Path) -> None:
    """The issue stays as it is, and the difference is shown."""
    number, content = the_issue(folder), (folder / BOOK).read_bytes()
    mailed = folder / "retour" / Path(BOOK).name
    mailed.parent.mkdir()
    assert run("issued", number, "--out", mailed, folder=folder).code == 0
    type_in(mailed, USERS, 9)
    assert run("pull", mailed, folder=folder).code == 0
    assert run("recalc", "--write", mailed, folder=folder).code == 0

    store = Store.open(folder / ".xlsync" / "model.db")
    assert store.issues.content(store.issues.find(number)) == content == (folder / BOOK).read_bytes()
    for after in (mailed, "head", f"{MIXEUR}@head"):
        outcome = run("diff", number, after, "--json", folder=folder)
        assert outcome.code == 1
        inputs = [one for one in outcome.document["differences"] if one["sort"] == "input"]
        assert [(one["column"], one["before"], one["after"]) for one in inputs] == [("utilisateurs", None, 9)]
        assert (inputs[0]["annex"], inputs[0]["row"], inputs[0]["heading"]) == (
            "Annexe 2 – Contributions année par année", "Année 2025", "Utilisateurs",
        )  # fmt: skip
    first = next(one for one in issued(folder) if one["id"] == number)["revision"]
    assert run("diff", number, first, folder=folder).code == 0


def test_figures_rows_and_formulas_are_compared(folder: Path) -> None:
    number, path = the_issue(folder), typed_over(folder)
    (due,) = [
        one
        for one in run("diff", number, path, "--json", folder=folder).document["differences"]
        if one["sort"] == "figure"
    ]
    assert (due["before"], due["after"], due["difference"]) == (875, 1234.5, 359.5)
    said = run("diff", number, path, folder=folder).out.replace("\u00a0", " ")
    assert "875,00 € 1 234,50 € +359,50 €" in " ".join(said.split())
    assert "formule de l’annexe" in said
    line = ("statut=structure", "utilisateurs=7")
    assert run("set", MIXEUR, "contributions", 2026, *line, folder=folder).code == 0
    found = run("diff", number, "head", "--json", "--lang", "en", folder=folder).document["differences"]
    assert [(one["row"], one["before"], one["after"]) for one in found if one["sort"] == "row"] == [
        ("Année 2026", None, True)
    ]
    assert ("statut", None, "structure") in [
        (one["column"], one["before"], one["after"]) for one in found if one["sort"] == "input"
    ]
    back = run("diff", "head", number, "--json", folder=folder).document["differences"]
    assert [(one["before"], one["after"]) for one in back if one["sort"] == "row"] == [(True, None)]


def test_what_people_wrote_beside_the_inputs_is_a_difference(folder: Path) -> None:
    path = copied(folder)
    book = Workbook.open(path)
    book.sheet("Contributions").set_value("K30", "vu avec le trésorier")
    book.save(path)
    outcome = run("diff", the_issue(folder), path, "--json", folder=folder)
    assert [(one["sort"], one["row"]) for one in outcome.document["differences"]] == [
        ("other", "Contributions!K30")
    ]


def test_the_report_holds_numbers_and_replaces_an_earlier_one_only(folder: Path) -> None:
    number, path = the_issue(folder), typed_over(folder)
    for _ in range(2):
        assert run("diff", number, path, "--out", "ecarts.xlsx", folder=folder).code == 1
    cells = {cell.value for cell in Workbook.open(folder / "ecarts.xlsx").sheet("Écarts").cells.values()}
    assert {875.0, 1234.5, 359.5, "Annexe 2 – Contributions année par année", "Contributions!H11"} <= cells
    before = fingerprint(folder)
    assert run("diff", number, path, "--out", path, folder=folder).code == 2
    assert fingerprint(folder) == before


def test_a_revision_says_its_convention_and_two_kinds_are_not_compared(folder: Path) -> None:
    assert run("diff", "head", "head", folder=folder).code == 2
    assert run("diff", "head", "head", "--convention", MIXEUR, folder=folder).code == 0
    assert run("diff", BOOK, f"{MOBY}@head", folder=folder).code == 2
