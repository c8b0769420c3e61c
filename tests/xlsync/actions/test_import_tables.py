"""Tables that do not fit the declarations: what `import` and `add --from` take is said as `check` says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kinds import EXEMPLE
from xlsync.actions.add import add
from xlsync.actions.import_tables import import_tables
from xlsync.actions.report import DONE, REFUSED, REMAINING
from xlsync.actions.session import Session
from xlsync.annexbook.checking import check
from xlsync.build import build
from xlsync.model import Model, load
from xlsync.store import Store
from xlsync.tables.forms import export_tables

METERS = "essai.compteurs"
NEW = "34567890123456"
LINE = 4
"""Of the new meter in the file: the headings and two meters stand above."""


@pytest.fixture
def session(essai: str, tmp_path: Path) -> Session:
    """Who asks, of a model that holds the convention of tests."""
    build([EXEMPLE], tmp_path, str(tmp_path / "model.db"))
    return Session(store=str(tmp_path / "model.db"))


@pytest.fixture
def folder(session: Session, tmp_path: Path) -> Path:
    """Its tables, as `export` writes them."""
    export_tables(Model().add(load(EXEMPLE)), tmp_path / "tables")
    return tmp_path / "tables"


def meter(folder: Path, numero: str = NEW, lieu: str = "Gymnase", jour: str = "", kva: str = "") -> None:
    """One more meter at the end of its file."""
    path = folder / f"{METERS}.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}{EXEMPLE},{numero},{lieu},,{jour},{kva},\n", encoding="utf-8", newline="")


def siret(folder: Path) -> None:
    """A digit less in the number of the member."""
    path = folder / "essai.conventions.csv"
    text = path.read_text(encoding="utf-8")
    assert "20004161400252" in text
    path.write_text(text.replace("20004161400252", "2000416140025"), encoding="utf-8", newline="")


def test_what_fits_has_no_problem(folder, session):
    meter(folder, jour="2024-12-02", kva="9")
    report = import_tables(session, folder)
    assert (report.code, report.document["problems"]) == (DONE, [])


@pytest.mark.parametrize(
    ("change", "where", "line"),
    [
        (lambda folder: meter(folder, lieu=""), METERS, LINE),
        (lambda folder: meter(folder, jour="2024-12-01"), METERS, LINE),  # a Sunday
        (siret, "essai.conventions", 2),
    ],
)
def test_what_is_taken_and_does_not_fit_is_said_as_check_says_it(
    folder, session, tmp_path, change, where, line
):
    """`check` reads the workbook that is built from what was taken."""
    change(folder)
    before = Store.open(tmp_path / "model.db").head()
    report = import_tables(session, folder)
    assert report.code == REMAINING
    assert Store.open(tmp_path / "model.db").head() != before
    build([EXEMPLE], tmp_path / "autre", str(tmp_path / "model.db"))
    (checked,) = check(sorted((tmp_path / "autre").glob("*.xlsx")))
    (said,) = report.document["problems"]
    assert (said["file"], said["where"]) == (str(folder / f"{where}.csv"), f"{where}:{line}")
    assert (said["what"], said["fix"]) == (f"ligne {line}\u00a0: {checked.what.fr}", checked.fix.fr)
    (english,) = import_tables(Session(store=session.store, lang="en"), folder).document["problems"]
    assert (english["what"], english["fix"]) == (f"line {line}: {checked.what.en}", checked.fix.en)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"kva": "-1"}, "hors limites (au moins 0)"),
        ({"jour": "2024-13-01"}, "date attendue"),
        ({"numero": ""}, "clé absente"),
    ],
)
def test_what_no_cell_of_the_model_holds_is_refused(folder, session, tmp_path, cells, said):
    before = Store.open(tmp_path / "model.db").head()
    meter(folder, **cells)
    report = import_tables(session, folder)
    assert report.code == REFUSED
    (problem,) = report.document["problems"]
    assert problem["where"] == f"{METERS}:{LINE}"
    assert said in problem["what"]
    assert Store.open(tmp_path / "model.db").head() == before


def test_what_the_files_do_not_say_is_not_theirs_to_mend(folder, session):
    """The blank that the first import took is in the model when the second brings another table."""
    meter(folder, lieu="")
    assert import_tables(session, folder).code == REMAINING
    assert import_tables(session, folder / "essai.releves.csv").code == DONE
    assert import_tables(session, folder / f"{METERS}.csv").code == REMAINING


def test_a_convention_added_from_tables_has_its_problems_said(folder, session, tmp_path):
    meter(folder, lieu="", jour="2024-12-01")
    report = add(session, "essai/nouvelle", folder)
    assert report.code == REMAINING
    assert [problem["where"] for problem in report.document["problems"]] == [f"{METERS}:{LINE}"] * 2
    held = Store.open(tmp_path / "model.db").convention("essai/nouvelle")
    assert len(held.records("compteurs")) == 3
