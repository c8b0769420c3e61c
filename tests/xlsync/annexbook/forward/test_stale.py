"""Templates that do not follow their schema, and changes that no surgery brings: refused by name."""

from __future__ import annotations

import re

import pytest

from tests.evolving import version_by
from tests.xlsync.annexbook.forward.changes import (
    REMARKS,
    opened,
    said,
    told,
)
from xlsync.build import build
from xlsync.build.drawing import draw_workbook, update_workbook
from xlsync.conventions import shipped
from xlsync.errors import StaleTemplate, UnknownKind, UnsupportedWorkbook
from xlsync.workbook import Workbook
from xlsync.workbook.headers import rename_columns


def test_build_refuses_a_stale_template_and_names_what_differs(changing, tmp_path):
    changing.add("mixeur", "contributions", "utilisateurs", REMARKS)
    report = build(None, tmp_path, str(tmp_path / "model.db"))
    (path, refusal), (community, followed) = report.refused
    assert path.name == "mixeur-aunis-sud.xlsx"
    assert community.name == "mixeur_communaute-hespul.xlsx"
    assert told(followed) == told(refusal)
    assert isinstance(refusal, StaleTemplate)
    assert "« Observations » manque" in told(refusal)
    assert "« xlsync draw mixeur --update »" in told(refusal)
    assert not path.exists()
    others = {one for one in shipped() if not one.startswith("mixeur")}
    assert {built.convention for built in report.workbooks} == others


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        (
            '["Utilisateurs", "Users"]', '["Usagers", "Users"]',
            "« Utilisateurs » en Contributions!D10 au lieu de « Usagers »",
        ),
        (
            'label: ["Année du barème"', 'label: ["Année affichée"',
            "« Année du barème » en Barème!A5 au lieu de « Année affichée »",
        ),
        (
            '=IF(annee_bareme="",date_parametres_retenue', "=IF(annee_bareme=0,date_parametres_retenue",
            "la formule de « Tarifs en vigueur au » en Barème!C6",
        ),
        (
            'choices: ["douziemes", "jours"]', 'choices: ["douziemes", "jours", "mois"]',
            "il suit un autre état du schéma",
        ),
        (*version_by("mixeur", 1), "il suit un autre état du schéma"),
    ],
    ids=["heading", "label", "formula", "choice", "version"],
)  # fmt: skip
def test_a_stale_template_is_known_by_what_it_holds(changing, tmp_path, old, new, named):
    changing.edit("mixeur", (old, new))
    report = build(["mixeur/aunis-sud"], tmp_path, str(tmp_path / "model.db"))
    ((_, refusal),) = report.refused
    assert named in told(refusal)
    changing.update("mixeur")
    assert build(["mixeur/aunis-sud"], tmp_path, str(tmp_path / "model.db")).clean


def test_a_template_that_hands_damaged_is_stale_and_is_mended(changing, tmp_path):
    """A formula typed over, a heading changed with its formulas: build says it, update puts both back."""
    path = changing.template("mixeur")
    book = opened(changing)
    book.sheet("Barème").set_value("B11", 12, over_formula=True)
    rename_columns(book, "tblContributions", {"Part de l’année due": "Part due"})
    path.write_bytes(book.to_bytes())
    ((_, refusal),) = build(["mixeur/aunis-sud"], tmp_path, str(tmp_path / "model.db")).refused
    assert "« Part due » en Contributions!G10 au lieu de « Part de l’année due »" in told(refusal)
    assert "en Barème!B11" in told(refusal)
    changing.update("mixeur")
    assert said(opened(changing)) == said(Workbook.from_bytes(draw_workbook("mixeur")))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ((("excel: tblBareme", "excel: tblEchelle"),), "« Contribution d’une collectivité selon ses"),
        (
            (
                (
                    'name: famille, label: ["Famille", "Family"], type: choice',
                    'name: famille, label: ["Famille", "Family"], key: true, type: choice',
                ),
            ),
            "les clés du tableau « Présentation des applications présentes dans le logiciel Mixeur »",
        ),
    ],
    ids=["name in Excel", "keys"],
)  # fmt: skip
def test_what_no_surgery_brings_is_refused_by_name(changing, changes, named):
    before = changing.template("mixeur").read_bytes()
    changing.edit("mixeur", *changes)
    with pytest.raises(UnsupportedWorkbook) as refused:
        update_workbook("mixeur", changing.template("mixeur"))
    assert named in told(refused.value)
    assert changing.template("mixeur").read_bytes() == before


def test_a_column_gone_from_blocks_is_refused_by_name(changing):
    text = (changing.folder / "annexes" / "intracting.yaml").read_text(encoding="utf-8")
    start = text.index("  - name: amortissement\n")
    column = re.search(r"\n        - name: crd\n.*?(?=\n        - )", text[start:], re.DOTALL)
    assert column is not None
    changing.edit("intracting", (column[0], ""))
    with pytest.raises(UnsupportedWorkbook) as refused:
        update_workbook("intracting", changing.template("intracting"))
    assert "« CRD » n’est plus à sa place dans les blocs du tableau" in told(refused.value)


def test_a_workbook_of_another_kind_is_no_template_of_this_one(changing):
    with pytest.raises(UnknownKind):
        update_workbook("moby", changing.template("mixeur"))
