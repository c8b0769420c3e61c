"""Which convention a line is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlsync.lists.headings import Inputs
from xlsync.lists.lines import Line, read_list
from xlsync.lists.names import Names, Refused, instance_of

AUNIS, SIRET = "Communauté de communes Aunis Sud", "20004161400252"
HELD = {
    "mixeur/aunis-sud": (AUNIS, SIRET),
    "mixeur/lyon": ("Ville de Lyon", ""),
    "mixeur/lyon-2": ("Ville de Lyon", ""),
    "mixeur/saint-denis": ("Saint-Denis", "219300662"),
    "mixeur/vierge": ("", ""),
}


@pytest.mark.parametrize(
    ("member", "name"),
    [
        ("Saint-Étienne", "saint-etienne"),
        ("  L’Haÿ-les-Roses ", "l-hay-les-roses"),
        ("Sacré-Cœur (Æthel)", "sacre-coeur-aethel"),
        ("ÎLE-D'YEU", "ile-d-yeu"),
        ("…", ""),
    ],
)
def test_a_name_has_lower_case_letters_without_accents_digits_and_hyphens(member: str, name: str):
    assert instance_of(member) == name


def lines(folder: Path, *rows: str) -> tuple[Line, ...]:
    path = folder / "liste.csv"
    path.write_text("\n".join(["Convention;Membre;SIRET", *rows]), encoding="utf-8")
    found = read_list(path, Inputs("mixeur"))
    assert not found.problems
    return found.lines


@pytest.mark.parametrize(
    ("row", "convention"),
    [
        ("aunis-sud;;", "mixeur/aunis-sud"),
        ("mixeur/nouvelle;;", "mixeur/nouvelle"),
        (f"mixeur/autre;{AUNIS};{SIRET}", "mixeur/autre"),
        (f";CC Aunis Sud;{SIRET}", "mixeur/aunis-sud"),
        (";CC Aunis Sud;200041614", "mixeur/aunis-sud"),
        (";communaute de communes aunis-sud;", "mixeur/aunis-sud"),
        (";Aunis Sud;", "mixeur/aunis-sud-refused"),
        (";Vierge;", "mixeur/vierge"),
        (";La Rochelle;21170300400017", "mixeur/la-rochelle"),
    ],
)
def test_the_convention_of_a_line(row: str, convention: str, tmp_path: Path):
    (line,) = lines(tmp_path, row)
    found = Names("mixeur", HELD).of(line)
    if convention.endswith("-refused"):
        assert isinstance(found, Refused)
        assert "mixeur/aunis-sud" in found.what.en
        assert SIRET in found.what.en
    else:
        assert found == convention


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (";Ville de Lyon;", "several agreements of this member: mixeur/lyon, mixeur/lyon-2"),
        (
            ";Saint Denis;219740115",
            "mixeur/saint-denis is already that of “Saint-Denis” 219300662 of the model",
        ),
        ("moby/lyon;;", "“moby/lyon” is no agreement of this kind"),
        ("Convention n° 3;;", "“Convention n° 3” is no agreement of this kind"),
        (";…;", "no name can be made of “…”"),
        (";;219300662x", ""),
    ],
)
def test_what_tells_no_convention_is_refused(row: str, told: str, tmp_path: Path):
    if not told:
        path = tmp_path / "liste.csv"
        path.write_text(f"Convention;Membre;SIRET\n{row}", encoding="utf-8")
        (problem,) = read_list(path, Inputs("mixeur")).problems
        assert problem.where == "2:3"
        return
    (line,) = lines(tmp_path, row)
    found = Names("mixeur", HELD).of(line)
    assert isinstance(found, Refused)
    assert told in found.what.en


def test_earlier_lines_count(tmp_path: Path):
    """One member on two lines is one convention; another member of the same name is not."""
    names = Names("mixeur", {})
    first, same, other, number = lines(
        tmp_path,
        ";Saint-Denis;219300662",
        ";Saint-Denis;21930066200019",
        ";Saint-Denis;219740115",
        ";St D;219300662",
    )
    assert [names.of(one) for one in (first, same, number)] == ["mixeur/saint-denis"] * 3
    found = names.of(other)
    assert isinstance(found, Refused)
    assert "(2:2)" in found.what.en
