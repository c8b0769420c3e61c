"""`close` and `reopen` as people run them: a year's figures kept, and what would alter one refused and named.

Expected figures: Mixeur, article 7.3 and annex 2 (1 750 € a year, of which the months of 2025 after the
signature of 18 June owe 6 twelfths); Intracting, the first tranche of annex 2-C in cents from its value date.
"""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from tests.xlsync.cli.running import Outcome, refused, xlsync
from xlsync.annexbook.annex import read_file
from xlsync.annexbook.closing import is_as_closed
from xlsync.annexbook.places import Places
from xlsync.store import Store

MIXEUR, INTRACTING = "mixeur/aunis-sud", "intracting/noyarey"
BOOK = "annexes/mixeur-aunis-sud.xlsx"
DUE = ("contributions", "annee=2025", "montant")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    assert xlsync("build", MIXEUR, INTRACTING, folder=folder).code == 0
    return folder


@pytest.fixture
def folder(model: Path, tmp_path: Path) -> Path:
    return shutil.copytree(model, tmp_path / "work")


@pytest.fixture
def closed(folder: Path) -> Path:
    """2025 is closed; the amount of its contribution comes from the exceptional one of the agreement."""
    run(folder, "set", MIXEUR, "contributions", 2025, "derogation=")
    run(folder, "push", BOOK)
    run(folder, "close", MIXEUR, 2025)
    return folder


def run(folder: Path, *words: object) -> Outcome:
    done = xlsync(*words, folder=folder)
    assert done.code == 0, (words, done.out, done.err)
    return done


def figures(folder: Path, convention: str = MIXEUR) -> dict[tuple[str, str, str], str]:
    years = run(folder, "close", convention, "--json").document["years"]
    return {
        (one["table"], one["key"], one["column"]): one["value"] for year in years for one in year["figures"]
    }


def named(done: Outcome, *words: str) -> None:
    """The refusal says the year and the figure, and nothing was kept."""
    refused(done)
    said = done.err.replace("\u00a0", " ")
    assert "l’exercice 2025 est clos" in said
    for word in words:
        assert word in said, said


def test_the_figures_of_the_year_are_kept_as_computed(closed: Path) -> None:
    assert figures(closed)[DUE] == "875"
    assert figures(closed)["contributions", "annee=2025", "date_appel"] == "2025-06-18"
    again = xlsync("close", MIXEUR, 2025, folder=closed)
    refused(again)
    refused(xlsync("close", MIXEUR, 2051, folder=closed))


def test_what_would_alter_one_is_refused_and_named_and_what_would_not_is_taken(closed: Path) -> None:
    revision = run(closed, "log", "--json").document
    altering = ("set", MIXEUR, "contributions", 2025, "derogation=1800")
    named(xlsync(*altering, folder=closed), "875,00 € → 900,00 €", "Contribution due")
    named(xlsync("set", MIXEUR, "montant_exceptionnel", 2000, folder=closed), "875,00 € → 1 000,00 €")
    named(xlsync("set", MIXEUR, "contributions", 2025, "--delete", folder=closed), "875,00 € → (vide)")
    assert run(closed, "log", "--json").document == revision
    run(closed, "set", MIXEUR, "contributions", 2026, "statut=structure")
    run(closed, "set", MIXEUR, "contributions", 2026, "derogation=1900")
    run(closed, "set", MIXEUR, "titre", "Un autre titre")


def test_an_amendment_of_that_year_is_refused_and_one_of_the_next_is_taken(closed: Path) -> None:
    for number, effect in ((1, "01/01/2025"), (2, "01/01/2026")):
        run(closed, "amend", MIXEUR, "--effect", effect, "--object", "Montant relevé")
        run(closed, "set", MIXEUR, "montant_exceptionnel", 2000, "--amendment", number)
    sign = ("--signed", "01/12/2026")
    named(xlsync("amend", MIXEUR, "--confirm", 1, *sign, folder=closed), "875,00 € → 1 000,00 €")
    run(closed, "amend", MIXEUR, "--confirm", 2, *sign)
    run(closed, "set", MIXEUR, "contributions", 2026, "statut=structure")
    assert xlsync("push", BOOK, folder=closed).code == 0
    computed = read_file(closed / BOOK).computed
    due = [computed["contributions", f"annee={year}", "montant"].value for year in (2025, 2026)]
    assert due == [875, 2000]
    assert run(closed, "check", BOOK).code == 0


def test_a_tariff_of_that_year_is_refused(closed: Path, tmp_path: Path) -> None:
    run(closed, "reopen", MIXEUR, 2025, "--reason", "essai")
    run(closed, "set", MIXEUR, "montant_exceptionnel=")
    run(closed, "set", MIXEUR, "contributions", 2025, "statut=structure")
    run(closed, "close", MIXEUR, 2025)
    assert figures(closed)[DUE] == "1250"  # 6 twelfths of the 2 500 that annex 2 asks a structure
    source = ("--document", "Décision", "--article", "annexe 2", "--value", "2600")
    tariff = ("tarif", "set", "mixeur.forfait.structure", "--from")
    named(xlsync(*tariff, "01/01/2025", *source, folder=closed), "1 250,00 € → 1 300,00 €")
    run(closed, *tariff, "01/01/2026", *source)


def test_a_workbook_that_would_alter_one_is_not_taken(closed: Path) -> None:
    reading = read_file(closed / BOOK)
    _type(reading.places, closed / BOOK, 2000)
    done = xlsync("pull", BOOK, "--json", folder=closed)
    assert done.code == 1
    said = str(done.document["files"][0]["problems"]).replace("\\xa0", " ").replace("\u00a0", " ")
    assert "l’exercice 2025 est clos" in said
    assert "875,00 € → 1 000,00 €" in said
    store = Store.open(closed / ".xlsync/model.db")
    assert store.convention(MIXEUR).fields["montant_exceptionnel"] == 1750


def _type(places: Places, path: Path, value: object) -> None:
    from xlsync.workbook import Workbook

    field, book = places.fields["montant_exceptionnel"], Workbook.open(path)
    book.sheet(field.sheet).set_value((field.row, field.value_column), value)
    book.save(path)


def test_check_names_a_figure_that_is_no_longer_the_one_closed(closed: Path) -> None:
    reading = read_file(closed / BOOK)
    _type(reading.places, closed / BOOK, 2000)
    run(closed, "recalc", BOOK, "--write")
    problems = xlsync("check", BOOK, "--json", folder=closed).document["problems"]
    said = [one["what"].replace("\u00a0", " ") for one in problems]
    assert "exercice 2025 clos : ce chiffre était 875,00 €, le classeur montre 1 000,00 €" in said


def test_reopened_with_a_reason(closed: Path) -> None:
    refused(xlsync("reopen", MIXEUR, 2025, folder=closed))
    refused(xlsync("reopen", MIXEUR, 2024, "--reason", "x", folder=closed))
    run(closed, "reopen", MIXEUR, 2025, "--reason", "Décision du comité")
    assert "Décision du comité" in run(closed, "log").out
    assert figures(closed) == {}
    run(closed, "set", MIXEUR, "contributions", 2025, "derogation=1800")


def test_closed_years_go_out_and_come_back(closed: Path, tmp_path: Path) -> None:
    run(closed, "export", "--out", tmp_path / "tables")
    other = tmp_path / "autre"
    other.mkdir()
    run(other, "build", MIXEUR)
    run(other, "import", tmp_path / "tables", "--replace")
    assert figures(other) == figures(closed)
    named(xlsync("set", MIXEUR, "montant_exceptionnel", 2000, folder=other), "875,00 €")


def test_a_loan_is_closed_with_its_state_of_debt(folder: Path) -> None:
    lacking = xlsync("close", INTRACTING, 2025, folder=folder)
    assert lacking.code == 1
    assert "n’est pas clos" in lacking.out.replace("\u00a0", " ")
    paid_out(folder)
    run(folder, "set", INTRACTING, "calendrier", 1, "premiere_echeance=30/06/2025")
    run(folder, "close", INTRACTING, 2025)
    kept = figures(folder, INTRACTING)
    debt = {
        column: text for (table, key, column), text in kept.items() if table == "etat_dette" and "1" in key
    }
    # Article 4 and 6.2: 170 000 at 2 % from 2 December 2024 to 30 June 2025, 208 days of 360: 1 964.44; the
    # principal of the theoretical table stays.
    assert debt["MtIntExer"] == "1964.44"
    done = xlsync("set", INTRACTING, "versements", 1, "taux=2,1 %", folder=folder)
    refused(done)
    assert "l’exercice 2025 est clos" in done.err.replace("\u00a0", " ")
    state = run(folder, "export", "--etat-dette", 2025, INTRACTING, "--out", "avant", "--json").document[
        "total"
    ]
    run(folder, "amend", INTRACTING, "--effect", "01/07/2026", "--object", "Taux relevé")
    lived = xlsync("set", INTRACTING, "versements", 1, "taux=3 %", "--amendment", 1, folder=folder)
    refused(lived)
    assert "entrez un événement à sa date" in lived.err.replace("\u00a0", " ")
    event = "versement=1,date=01/07/2026,type=taux"
    run(folder, "set", INTRACTING, "evenements", event, "montant=0.03", "--amendment", 1)
    run(folder, "amend", INTRACTING, "--confirm", 1, "--signed", "01/06/2026")
    # Article 4, 30/360: from 30 June 2026 to 30 June 2027, one day at 2 % and 359 at 3 %.
    following = run(folder, "export", "--etat-dette", 2027, INTRACTING, "--out", "suivant", "--json").document
    line = next(one for one in following["loans"] if "1" in one["emprunt"])
    days = Fraction(1 * 2 + 359 * 3, 360 * 100)
    assert line["MtIntExer"] == float(round(Fraction(str(line["MtCapitalRestDu_01_01"])) * days, 2))
    later = run(folder, "export", "--etat-dette", 2025, INTRACTING, "--out", "apres", "--json").document[
        "total"
    ]
    assert later == state
    assert state["MtIntExer"] == 1964.44


def test_figures_of_the_debt_are_shown_as_money(folder: Path) -> None:
    paid_out(folder)
    run(folder, "close", INTRACTING, 2026)
    listed = run(folder, "close", INTRACTING, "--json").document["years"][0]["figures"]
    shown = {one["shown"] for one in listed if one["column"] == "MtICNE"}
    # 160 000 at 2 % from 1 to 31 December 2026, 29 days of 360 on 30E/360.
    assert "257,78\u00a0€" in shown


def test_what_is_asked_of_a_closed_year_may_be_asked_again(folder: Path) -> None:
    """The balance due on a date is no figure of the year, whatever the date."""
    paid_out(folder)
    run(folder, "set", INTRACTING, "date_situation=31/12/2026", "suivi_paiements=selon les paiements saisis")
    run(folder, "close", INTRACTING, 2026)
    asked = {("service", "reste"), ("service", "retard")}
    assert not asked & {(table, column) for table, _, column in figures(folder, INTRACTING)}
    run(folder, "set", INTRACTING, "date_situation", "31/12/2027")
    book = "annexes/intracting-noyarey.xlsx"
    run(folder, "push", book)
    unpaid = read_file(folder / book).computed["service", "versement=1;annee=2026", "reste"]
    assert unpaid.value == 14980.12
    run(folder, "check", book)
    run(folder, "set", INTRACTING, "date_situation=", "suivi_paiements=à leur date")


def paid_out(folder: Path) -> None:
    for rank, day in ((1, "02/12/2024"), (2, "01/12/2025"), (3, "01/12/2026")):
        run(folder, "set", INTRACTING, "calendrier", rank, f"date_valeur={day}")


def test_what_was_closed_is_not_touched_by_an_undoing(closed: Path) -> None:
    revisions = run(closed, "log", "--json").document["revisions"]
    closing = next(one["id"] for one in revisions if "clos" in one["message"])
    named(xlsync("revert", closing, folder=closed), "reopen")
    run(closed, "reopen", MIXEUR, 2025, "--reason", "Décision du comité")
    assert figures(closed) == {}


def test_dust_of_sums_is_not_another_figure(closed: Path) -> None:
    assert is_as_closed("-704.06812", "-704.068120000002")
    assert not is_as_closed("-704.06", "-704.068120000002")
    assert is_as_closed("positif", "positif")


def test_a_year_of_a_whole_kind(folder: Path) -> None:
    """As one revision: those that are closed, or owe nothing that year, are left; one that fails is named."""
    for name in ("ancien", "nouveau", "faux"):
        run(folder, "add", f"mixeur/{name}", "--like", MIXEUR)
    for name, year, more in (("ancien", 2025, ()), ("nouveau", 2026, ()), ("faux", 2025, ("habitants=",))):
        status = "collectivite" if more else "structure"
        run(folder, "set", f"mixeur/{name}", "montant_exceptionnel=")
        record = (f"statut={status}", "utilisateurs=7", *more)
        run(folder, "set", f"mixeur/{name}", "contributions", year, *record)
    run(folder, "close", MIXEUR, 2025)
    done = xlsync("close", "mixeur", 2025, "--json", folder=folder)
    assert done.code == 1, done.err
    found = done.document
    assert [one["convention"] for one in found["closed"]] == ["mixeur/ancien"]
    assert found["already"] == [MIXEUR]
    assert [one["convention"] for one in found["problems"]] == ["mixeur/faux"]
    assert found["without"] == ["mixeur/nouveau"]
    assert figures(folder, "mixeur/ancien")[DUE] == "2660"  # annexe 2: 2 500 and two users beyond five at 80
    again = xlsync("close", "mixeur", 2025, "--json", folder=folder).document
    assert (again["closed"], again["revision"]) == ([], None)
