"""`amend` as people run it, on the amendments that the documents speak of, before and after they take effect.

Expected figures: Moby, the grid of annex 2 (2 schools 34 667 of which 26 667 by CEE; 4 to 6 schools 32 717
and 25 167) and its adjustment for two structures; Intracting, the payment of a loan, C t / (1 - (1 + t)^-n);
AVELO 3, articles 2 and 3 of its amendment.
"""

from __future__ import annotations

import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.xlsync.cli.running import Outcome, refused, xlsync
from xlsync.annexbook.annex import read_file

MIXEUR, MOBY, INTRACTING, AVELO = (
    "mixeur/aunis-sud", "moby/ille-et-vilaine", "intracting/noyarey", "avelo3/programme",
)  # fmt: skip


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    assert xlsync("build", folder=folder).code == 0
    return folder


@pytest.fixture
def folder(model: Path, tmp_path: Path) -> Path:
    return shutil.copytree(model, tmp_path / "work")


def run(folder: Path, *words: object) -> Outcome:
    done = xlsync(*words, folder=folder)
    assert done.code == 0, (words, done.out, done.err)
    return done


def opened(folder: Path, convention: str, effect: str) -> int:
    done = run(folder, "amend", convention, "--effect", effect, "--object", "Essai", "--json")
    return int(done.document["amendment"])


def signed(folder: Path, convention: str, number: int) -> None:
    run(folder, "amend", convention, "--confirm", number, "--signed", "01/12/2026")


def built(folder: Path, convention: str, *words: str) -> Path:
    done = xlsync("build", convention, "--out", "autres", *words, "--json", folder=folder)
    return folder / done.document["workbooks"][0]["path"]


def held(path: Path, table: str, key: str, column: str) -> Any:
    reading = read_file(path)
    found = {**{where: cell.value for where, cell in reading.computed.items()}}
    found |= {where: reading.cells.get(where) for where in reading.at}
    return found[table, key, column]


def test_opened_filled_listed_signed(folder: Path) -> None:
    done = run(folder, "amend", MIXEUR, "--effect", "01/01/2027", "--object", "Montant relevé")
    assert "avenant n° 1 ouvert, en projet" in done.out
    run(folder, "set", MIXEUR, "montant_exceptionnel", "1 900 €", "--amendment", 1)
    listed = run(folder, "amend", MIXEUR, "--json").document["amendments"]
    assert [(one["number"], one["state"], one["effect"]) for one in listed] == [(1, "projet", "2027-01-01")]
    assert [(c["column"], c["before"], c["after"]) for c in listed[0]["changes"]] == [
        ("montant_exceptionnel", "1\u00a0750,00\u00a0€", "1\u00a0900,00\u00a0€")
    ]
    assert run(folder, "status", "annexes").code == 0
    refused(xlsync("amend", MIXEUR, "--confirm", 1, folder=folder))
    signed(folder, MIXEUR, 1)
    assert xlsync("status", "annexes", folder=folder).code == 1
    run(folder, "push", "annexes")
    assert held(folder / "annexes/mixeur-aunis-sud.xlsx", "champs", "", "montant_exceptionnel") == "1900"
    refused(xlsync("set", MIXEUR, "montant_exceptionnel", 1, "--amendment", 1, folder=folder))
    refused(xlsync("amend", MIXEUR, "--drop", 1, folder=folder))


def test_dropped_leaves_nothing_and_revert_makes_a_draft_again(folder: Path) -> None:
    before = _exported(folder, "avant")
    number = opened(folder, MIXEUR, "01/01/2027")
    run(folder, "set", MIXEUR, "montant_exceptionnel", 1900, "--amendment", number)
    run(folder, "set", MIXEUR, "contributions", 2025, "--delete", "--amendment", number)
    run(folder, "amend", MIXEUR, "--drop", number)
    assert _exported(folder, "apres") == before

    number = opened(folder, MIXEUR, "01/01/2027")
    run(folder, "set", MIXEUR, "montant_exceptionnel", 1900, "--amendment", number)
    signed(folder, MIXEUR, number)
    run(folder, "revert", "head")
    listed = run(folder, "amend", MIXEUR, "--json").document["amendments"]
    assert [one["state"] for one in listed] == ["projet"]
    assert run(folder, "status", "annexes").code == 0


def _exported(folder: Path, name: str) -> dict[str, bytes]:
    run(folder, "export", MIXEUR, "--out", name)
    return {path.name: path.read_bytes() for path in (folder / name).rglob("*.csv")}


def test_everything_of_it_goes_out_and_comes_back(folder: Path, tmp_path: Path) -> None:
    number = opened(folder, MIXEUR, "01/01/2027")
    run(folder, "set", MIXEUR, "montant_exceptionnel", 1900, "--amendment", number)
    run(folder, "set", MIXEUR, "contributions", 2025, "--delete", "--amendment", number)
    signed(folder, MIXEUR, number)
    later = opened(folder, MIXEUR, "01/01/2030")
    run(folder, "set", MIXEUR, "montant_exceptionnel", 2000, "--amendment", later)
    run(folder, "export", "--out", tmp_path / "tables")
    other = tmp_path / "autre"
    other.mkdir()
    run(other, "build")
    run(other, "import", tmp_path / "tables", "--replace")
    ours, theirs = (run(one, "amend", MIXEUR, "--json").document["amendments"] for one in (folder, other))
    assert ours == theirs
    for day in ("31/12/2026", "01/01/2027", "01/01/2031"):
        mine, its = (read_file(built(one, MIXEUR, "--at", day)).cells for one in (folder, other))
        assert mine == its
    amount = [
        held(built(folder, MIXEUR, "--at", day), "champs", "", "montant_exceptionnel")
        for day in ("31/12/2026", "01/01/2027")
    ]
    assert amount == ["1750", "1900"]


def test_a_perimeter_of_moby_that_changes(folder: Path) -> None:
    number = opened(folder, MOBY, "01/09/2023")
    run(
        folder,
        "set",
        MOBY,
        "nombre_etablissements=4",
        "nombre_structures=1",
        "nombre_communes=4",
        "--amendment",
        number,
    )
    run(folder, "set", MOBY, "devis", 1, "quantite=8", "prix_unitaire_ht=3775", "--amendment", number)
    for rank in (3, 4):
        run(
            folder,
            "set",
            MOBY,
            "etablissements",
            rank,
            f"etablissement=Collège {rank}",
            "--amendment",
            number,
        )
    signed(folder, MOBY, number)
    old, new = built(folder, MOBY, "--at", "31/08/2023"), built(folder, MOBY, "--at", "01/09/2023")
    # Annex 3, two schools with their two structures: printed. Four: 4 times the price of the bracket 4 to 6.
    for poste, before, after in (
        ("total", 75748, 4 * 32717), ("cee", 58268, 4 * 25167),
        ("reste_ht", 17480, 4 * 7550), ("reste_ttc", 20976, 4 * 9060),
    ):  # fmt: skip
        key = f"poste={poste}"
        assert (held(old, "simulation", key, "total"), held(new, "simulation", key, "total")) == (
            before,
            after,
        )
    # Annex 4: 8 × 3 775 = 30 200 in thirds of 30, 40 and 30 %, VAT 20 %.
    payments = [[held(path, "acomptes", f"rang={rank}", "ttc") for rank in (1, 2, 3)] for path in (old, new)]
    assert payments == [[6292.8, 8390.4, 6292.8], [10872, 14496, 10872]]


def test_a_fourth_payment_of_intracting(folder: Path) -> None:
    number = opened(folder, INTRACTING, "01/01/2027")
    told = ("annee_versement=2027", "montant=45373", "duree_ans=10", "differe_ans=0", "taux=2 %")
    run(
        folder, "set", INTRACTING, "versements", 4, *told,
        "periodicite=Annuelles", "profil=Echéances constantes", "--amendment", number,
    )  # fmt: skip
    signed(folder, INTRACTING, number)
    old, new = (
        built(folder, INTRACTING, "--at", "31/12/2026"),
        built(folder, INTRACTING, "--at", "01/01/2027"),
    )
    assert held(old, "champs", "", "total_versements") == 500_000
    assert held(new, "champs", "", "total_versements") == 545_373
    rate = Fraction(2, 100)
    payment = Fraction(45373) * rate / (1 - (1 + rate) ** -10)
    key = "versement=4;annee=2028"
    assert held(new, "amortissement", key, "echeance") == pytest.approx(float(payment), abs=1e-6)
    assert held(new, "amortissement", key, "interets") == pytest.approx(45373 * 0.02, abs=1e-6)
    before, after = (held(path, "plan", "annee=2028", "annuite") for path in (old, new))
    assert after - before == pytest.approx(float(payment), abs=1e-6)


def test_the_amendment_of_avelo_and_what_nobody_knows_of_before(folder: Path) -> None:
    run(folder, "set", AVELO, "avenants", 1, "date_effet=01/07/2025")
    old, new = built(folder, AVELO, "--at", "30/06/2025"), built(folder, AVELO, "--at", "01/07/2025")
    for field, after in (("cofinancement_ademe", "4500000"), ("date_fin_programme", "2026-12-31")):
        assert held(old, "champs", "", field) is None
        assert held(new, "champs", "", field) == after
    totals = [
        (held(path, "champs", "", name))
        for path in (old, new)
        for name in ("total_frais_fixes", "total_frais_variables")
    ]
    assert totals == [0, 0, 2_276_918, 27_723_082]
    changes = run(folder, "amend", AVELO, "--json").document["amendments"][0]["changes"]
    assert {change["before"] for change in changes} == {"inconnu"}
    assert len(changes) == 11


@pytest.mark.parametrize(
    "words",
    [
        ("amend", MIXEUR, "--effect", "01/01/2027"),
        ("amend", MIXEUR, "--object", "sans date"),
        ("amend", MIXEUR, "--confirm", "1", "--drop", "1"),
        ("amend", MIXEUR, "--confirm", "9"),
        ("amend", MIXEUR, "--drop", "9"),
        ("amend", "mixeur/inconnu", "--drop", "9"),
        ("set", MIXEUR, "montant_exceptionnel", "1", "--amendment", "9"),
        ("set", MIXEUR, "contributions", "2031", "--delete"),
        ("build", "--amendment", "1"),
        ("build", MIXEUR, "--amendment", "9"),
        ("build", MIXEUR, "--at", "demain"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(model: Path, words: tuple[str, ...]) -> None:
    refused(xlsync(*words, folder=model))


def test_a_workbook_under_an_amendment_records_through_the_menu(folder: Path) -> None:
    from xlsync.actions.menu import asked
    from xlsync.actions.paths import File
    from xlsync.actions.session import Session

    number = opened(folder, MIXEUR, "01/01/2027")
    path = built(folder, MIXEUR, "--amendment", str(number))
    assert path.name == "mixeur-aunis-sud-avenant-1.xlsx"
    reading = read_file(path)
    cell = reading.at["champs", "", "montant_exceptionnel"]
    reading.book.sheet(cell.sheet).set_value((cell.row, cell.at), 1900)
    reading.book.save(path)
    report = asked(Session(store=str(folder / ".xlsync/model.db")), "pull", File(path, path))
    assert report.code == 0
    listed = run(folder, "amend", MIXEUR, "--json").document["amendments"]
    assert [change["after"] for change in listed[0]["changes"]] == ["1\u00a0900,00\u00a0€"]
    assert date.fromisoformat(listed[0]["effect"]) == date(2027, 1, 1)
    assert run(folder, "status", "annexes").code == 0


def test_a_number_is_never_used_again_and_an_opening_undone_leaves_nothing(folder: Path) -> None:
    first = opened(folder, MIXEUR, "01/06/2028")
    run(folder, "set", MIXEUR, "montant_exceptionnel", 1800, "--amendment", first)
    opening = next(
        one["id"]
        for one in run(folder, "log", "--json").document["revisions"]
        if "avenant ouvert" in one["message"]
    )
    run(folder, "revert", opening)
    second = opened(folder, MIXEUR, "01/06/2029")
    listed = run(folder, "amend", MIXEUR, "--json").document["amendments"]
    assert [(one["number"], one["changes"]) for one in listed] == [(second, [])]
    run(folder, "amend", MIXEUR, "--drop", second)
    assert opened(folder, MIXEUR, "01/06/2030") == second + 1 == first + 2


def test_dates_are_written_as_the_reader_writes_them(folder: Path) -> None:
    opened(folder, MIXEUR, "01/06/2028")
    assert "01/06/2028" in run(folder, "amend", MIXEUR).out
    assert "2028-06-01" in run(folder, "amend", MIXEUR, "--lang", "en").out
