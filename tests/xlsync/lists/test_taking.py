"""Lines over the conventions of a kind, checked against the inputs that the model then holds."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from tests.xlsync.sync.test_ods import cell, ods, rows
from tests.xlsync.workbook.templates import parts, rezip
from xlsync.lists.headings import Inputs
from xlsync.lists.lines import FileLines, read_list
from xlsync.lists.taking import Held, Taken, take
from xlsync.model import ConventionData, Model, cells_of, load, patched, template, unflatten

MIXEUR = Inputs("mixeur")
AUNIS = "mixeur/aunis-sud"
SIRET = "20004161400252"


def read(folder: Path, *lines: str, year: int | None = None) -> FileLines:
    path = folder / "liste.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_list(path, MIXEUR, year)


def taken(found: FileLines, *held: ConventionData, base: ConventionData | None = None) -> tuple[Taken, Model]:
    """What becomes of lines, and the model after them."""
    kept = {one.id: cells_of(one) for one in held}
    done = take(MIXEUR, found.lines, Held(kept, kept), base or template("mixeur"))
    every = {cell: text for cells in kept.values() for cell, text in cells.items()}
    return done, unflatten(patched(every, done.changes))


def told(done: Taken) -> list[tuple[str, str]]:
    return [(one.where, one.what.fr.replace("\N{NO-BREAK SPACE}", " ")) for one in done.problems]


def test_a_new_convention_has_what_its_line_says_and_what_its_kind_brings(tmp_path: Path):
    done, model = taken(
        read(
            tmp_path,
            "Commune;SIRET;Date de signature;Statut;Habitants;Utilisateurs;Comptes partenaires;Année",
            "Saint-Étienne;214202185;05/01/2026;Collectivité;174 082;12;2;2026",
        )
    )
    data, blank = model.convention("mixeur/saint-etienne"), template("mixeur", "saint-etienne")
    assert {name: value for name, value in data.fields.items() if value != blank.fields[name]} == {
        "membre": "Saint-Étienne",
        "membre_siret": "214202185",
        "date_signature": datetime.date(2026, 1, 5),
    }
    (record,) = data.records("contributions")
    assert {name: value for name, value in record.items() if value is not None} == {
        "annee": 2026,
        "statut": "collectivite",
        "habitants": 174082,
        "utilisateurs": 12,
        "structures": 2,
    }
    assert data.records("echeances") == blank.records("echeances")
    assert [(one.state, one.convention) for one in done.outcomes] == [("new", "mixeur/saint-etienne")]
    lacking = " ".join(notice.what.en for notice in done.notices)
    assert "(titre)" in lacking
    assert "(membre)" not in lacking


def test_a_convention_that_is_there_changes_where_the_line_differs_alone(tmp_path: Path):
    held = load(AUNIS)
    found = read(
        tmp_path,
        "Membre;SIRET;Statut;Habitants;État de la convention;Année",
        f"Aunis Sud;{SIRET};collectivite;32500;;2025",
        f"Aunis Sud;{SIRET};structure;33000;;2026",
    )
    done, model = taken(found, held)
    data = model.convention(AUNIS)
    changed = {name for name, value in data.fields.items() if value != held.fields[name]}
    assert changed == {"membre"}
    (before,) = held.records("contributions")
    blank = dict.fromkeys(before)
    assert data.records("contributions") == [
        {**before, "habitants": 32500},
        {**blank, "annee": 2026, "statut": "structure", "habitants": 33000},
    ]
    first, second = done.outcomes
    assert [(one.place, one.where[2], one.before, one.after) for one in first.changes] == [
        ("2:1", "membre", "Communauté de communes Aunis Sud", "Aunis Sud"),
        ("2:4", "habitants", None, "32500"),
    ]
    assert (first.state, second.state) == ("changed", "changed")
    assert not taken(found, data)[0].changes
    assert {one.state for one in taken(found, data)[0].outcomes} == {"unchanged"}


def test_new_conventions_begin_with_the_base(tmp_path: Path):
    base = (
        template("mixeur")
        .set("conventions", "", "operateur", "Hespul")
        .set("champs", "", "annee_bareme", 2026)
    )
    done, model = taken(read(tmp_path, "Commune;annee_bareme", "Lyon;2027", "Bron;"), base=base)
    found = {name: model.convention(name).fields for name in model.conventions()}
    assert {one: (own["operateur"], own["annee_bareme"]) for one, own in found.items()} == {
        "mixeur/bron": ("Hespul", 2026),
        "mixeur/lyon": ("Hespul", 2027),
    }
    assert [one.convention for one in done.outcomes] == ["mixeur/lyon", "mixeur/bron"]


def test_two_values_of_one_cell_refuse_both_lines(tmp_path: Path):
    found = read(
        tmp_path,
        "Commune;Statut;Habitants;Année",
        "Lyon;collectivite;10;2025",
        "Bron;collectivite;5;2025",
        "Lyon;collectivite;11;2025",
        "Bron;collectivite;5;2025",
        "Lyon;collectivite;12;2026",
    )
    done, model = taken(found)
    assert told(done) == [
        ("4:3", "Habitants : « 11 » ici, « 10 » en 2:3, pour la même convention"),
        ("2:3", "Habitants : « 10 » ici, « 11 » en 4:3, pour la même convention"),
    ]
    assert [(one.line.number, one.state) for one in done.outcomes] == [
        (3, "new"),
        (5, "unchanged"),
        (6, "new"),
    ]
    assert [one["annee"] for one in model.convention("mixeur/lyon").records("contributions")] == [2026]


@pytest.mark.parametrize(
    ("line", "option", "year", "source"),
    [
        ("Lyon;structure;2024;05/01/2026;06/01/2027", 2025, 2024, "column"),
        ("Lyon;structure;;05/01/2026;06/01/2027", 2025, 2025, "option"),
        ("Lyon;structure;;05/01/2026;06/01/2027", None, 2027, "date_effet"),
        ("Lyon;structure;;05/01/2026;", None, 2026, "date_signature"),
        ("Lyon;;;05/01/2026;", None, None, ""),
    ],
)
def test_the_year_is_that_which_is_said_first(
    line: str, option: int | None, year: int | None, source: str, tmp_path: Path
):
    head = "Commune;Statut;Année;Date de signature;Date d’effet"
    found = read(tmp_path, head, line, year=option)
    (one,) = found.lines
    assert (one.year, one.year_from) == (year, source)
    said = [notice for notice in found.notices if "année" in notice.what.fr]
    assert len(said) == (source not in ("", "column"))


@pytest.mark.parametrize(
    ("line", "problems"),
    [
        ("Lyon;123;collectivite;5;2025", [("2:2", "SIRET")]),
        (
            "Lyon;;maire;cinq;2025",
            [("2:3", "Statut : « maire »"), ("2:4", "Habitants : nombre entier attendu")],
        ),
        ("Lyon;;collectivite;-5;2025", [("2:4", "Habitants : -5 est hors limites")]),
        ("Lyon;;collectivite;5;", [("2:3", "Statut : de quelle année ?")]),
        ("Lyon;;collectivite;5;1999", [("2:5", "Année : 1999 est hors limites")]),
    ],
)
def test_a_cell_that_cannot_be_read_refuses_its_line_alone(
    line: str, problems: list[tuple[str, str]], tmp_path: Path
):
    found = read(tmp_path, "Commune;SIRET;Statut;Habitants;Année", line, "Bron;;structure;7;2025")
    assert [one.number for one in found.lines] == [3]
    shown = [(one.where, one.what.fr.replace("\N{NO-BREAK SPACE}", " ")) for one in found.problems]
    assert [where for where, _ in shown] == [where for where, _ in problems]
    for (_, what), (_, expected) in zip(shown, problems, strict=True):
        assert what.startswith(expected)


ROWS = [
    ["Liste des membres"],
    ["Commune", "Statut", "Habitants", "Année"],
    ["Lyon", "structure", 12.0, 2025.0],
]


def xlsx_of(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Communes")
        for rank, row in enumerate(ROWS):
            sheet.write_row(rank, 0, row)


def ods_of(path: Path) -> None:
    def written(value: object) -> str:
        if isinstance(value, float):
            return cell("float", f'office:value="{value}"')
        return cell("string", "", str(value))

    ods(path, rows(*("".join(map(written, row)) for row in ROWS)))


@pytest.mark.parametrize(("suffix", "write"), [("xlsx", xlsx_of), ("ods", ods_of)])
def test_a_workbook_says_the_same_with_its_cells(suffix: str, write: Callable[[Path], None], tmp_path: Path):
    path = tmp_path / f"liste.{suffix}"
    write(path)
    found = read_list(path, MIXEUR)
    done, model = taken(found)
    (outcome,) = done.outcomes
    assert outcome.line.place.endswith("!A3")
    (record,) = model.convention("mixeur/lyon").records("contributions")
    assert (record["annee"], record["statut"], record["habitants"]) == (2025, "structure", 12)


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("Membre;;Contribution;;", "Commune;Statut;Habitants;Utilisateurs;Année"),
        (";Statut;Contribution;;", "Commune;;Habitants;Utilisateurs;Année"),
        ("Commune;Statut;Contribution;;Année", ";;Habitants;Utilisateurs;"),
    ],
)
def test_a_title_over_several_headings_hides_none(upper: str, lower: str, tmp_path: Path):
    (line,) = read(tmp_path, upper, lower, "Lyon;structure;12;2;2025").lines
    expected = read(tmp_path, "Commune;Statut;Habitants;Utilisateurs;Année", "Lyon;structure;12;2;2025")
    assert line.texts == expected.lines[0].texts


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_hidden_lines_are_taken_and_told(suffix: str, tmp_path: Path):
    path = tmp_path / f"liste.{suffix}"
    if suffix == "ods":
        ods_of(path)
        held = parts(path.read_bytes())
        lines = held["content.xml"].split(b"<table:table-row")
        lines[3] = b' table:visibility="filter"' + lines[3]
        path.write_bytes(rezip({**held, "content.xml": b"<table:table-row".join(lines)}))
    else:
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet("Communes")
            for rank, row in enumerate(ROWS):
                sheet.write_row(rank, 0, row)
            sheet.set_row(2, None, None, {"hidden": True})
    found = read_list(path, MIXEUR)
    assert [line.number for line in found.lines] == [3]
    (said,) = (one.what.fr for one in found.notices if "masquées" in one.what.fr)
    assert said.endswith(": 1 (3)")


def test_what_is_seen_of_an_amended_convention_is_corrected_where_it_comes_from(tmp_path: Path):
    """The line changes what the amendment says, and what was first agreed stays as it was."""
    from xlsync.model.amendments import LATEST, View, in_effect, recorded
    from xlsync.model.changes import Numbering, differences, flatten

    held = load(AUNIS).add_row(
        "avenants", {"numero": 1, "date_effet": "01/01/2025", "date_signature": "01/01/2025"}
    )
    drafted = held.set("avenants", "1", "etat", "projet")
    kept = cells_of(drafted)
    seen = in_effect(kept, View(draft=1))
    wanted = flatten(
        Model().put(unflatten(seen).convention(AUNIS).set("contributions", "2025", "habitants", 10)), kept
    )
    kept = patched(kept, recorded(kept, differences(seen, wanted), View(draft=1), Numbering(kept)))
    kept[AUNIS, "avenants", "numero=1", "etat"] = "signé"
    found = read(
        tmp_path, "Membre;Statut;Habitants;Année", "Communauté de communes Aunis Sud;collectivite;11;2025"
    )
    done = take(MIXEUR, found.lines, Held({AUNIS: kept}, {AUNIS: kept}), template("mixeur"))
    (change,) = done.outcomes[0].changes
    assert (change.before, change.after) == ("10", "11")
    assert {one.table for one in done.changes} == {"modifications"}
    after = patched(kept, done.changes)
    assert (
        unflatten(in_effect(after, LATEST)).convention(AUNIS).value("contributions", "2025", "habitants")
        == 11
    )
    assert (AUNIS, "contributions", "annee=2025", "habitants") not in after


@pytest.mark.parametrize(
    ("code", "lines"), [("total-energies", [2, 3]), ("sous-total", [2]), ("mixeur/total", [2, 3])]
)
def test_a_member_named_by_its_code_is_no_line_of_totals(code: str, lines: list[int], tmp_path: Path):
    found = read(
        tmp_path, "Convention;Structure;Utilisateurs", "lyon;Lyon;1", f"{code};Total Énergies;10", year=2026
    )
    assert [line.number for line in found.lines] == lines


@pytest.mark.parametrize("written", ["Total", "TOTAL GÉNÉRAL", "Sous-total", "Totaux 2026", "Grand total"])
def test_a_line_of_totals_is_no_member(written: str, tmp_path: Path):
    """Expected: a sum of members is no member, though an option says its year; lines counted by hand."""
    found = read(
        tmp_path,
        "N°;Commune;Habitants;Utilisateurs",
        "1;Voreppe;9 612;3",
        f";{written};9 612;3",
        f"{written};;9 612;3",
        year=2026,
    )
    done, model = taken(found)
    assert (model.conventions(), told(done), found.problems) == (["mixeur/voreppe"], [], ())
    assert any(
        "totaux, non prises : 3, 4" in one.what.fr.replace("\N{NO-BREAK SPACE}", " ") for one in found.notices
    )


@pytest.mark.parametrize(
    "line", ["Total Énergies;60000000000018;;10", "Total Énergies;;structure;10", "Totalement bio;;;10"]
)
def test_a_member_may_begin_as_a_total_does(line: str, tmp_path: Path):
    found = read(tmp_path, "Structure;SIRET;Statut;Utilisateurs", line, year=2026)
    assert len(found.lines) == 1
    assert not found.problems


@pytest.mark.parametrize(
    "written",
    [
        "13.12.2025",
        "13-12-2025",
        "13/12/2025 00:00:00",
        "13 décembre 2025",
        "13 déc. 2025",
        "Samedi 13 décembre 2025",
        "2025/12/13",
        "13 December 2025",
        "December 13th, 2025",
    ],
)
@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_a_day_is_read_as_people_write_it(written: str, coding: str, tmp_path: Path):
    """Expected: 13 December 2025, a Saturday; tabs in UTF-16 are what Excel calls « Texte Unicode »."""
    assert datetime.date(2025, 12, 13).weekday() == 5
    path = tmp_path / "liste.txt"
    path.write_text(f"Commune\tDate d’effet\nVoreppe\t{written}\n", encoding=coding)
    (line,) = read_list(path, MIXEUR).lines
    assert line.texts["conventions", "date_effet"] == "2025-12-13"


@pytest.mark.parametrize("written", ["13/12/25", "12/13/2025", "31.02.2026", "13 mars 25", "13 ju 2025"])
def test_a_day_that_may_be_another_is_refused(written: str, tmp_path: Path):
    found = read(tmp_path, "Commune;Date d’effet", f"Voreppe;{written}")
    assert (len(found.lines), len(found.problems)) == (0, 1)
