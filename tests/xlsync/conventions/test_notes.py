"""The notes on the documents: each where it stands, in two languages, without anything personal."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from xlsync import conventions
from xlsync.conventions import shipped, source_notes
from xlsync.errors import CannotRead

PLACE = {
    "fr": re.compile(r"(?i)\barticles?\b|\bannexes?\b"),
    "en": re.compile(r"(?i)\barticles?\b|\bannex(es)?\b"),
}
PERSONAL = re.compile(r"@\w+\.\w|\bFR\d\d|\b(?:M\.|Mme|Monsieur|Madame)\s")


def plain(text: str) -> str:
    """A text with plain spaces."""
    return text.replace("\xa0", " ")


def has_key(siren: str) -> bool:
    """The key of a SIREN: every second digit from the right doubled, its digits added, a multiple of 10."""
    digits = [int(one) for one in reversed(siren.replace(" ", ""))]
    doubled = [one if rank % 2 == 0 else sum(divmod(2 * one, 10)) for rank, one in enumerate(digits)]
    return sum(doubled) % 10 == 0


@pytest.mark.parametrize("convention", shipped())
def test_every_shipped_convention_has_notes_with_their_article(convention):
    notes = source_notes(convention)
    assert notes
    for note in notes:
        for language in ("fr", "en"):
            assert PLACE[language].search(note.where.in_language(language)), note.where
            for text in (note.what, note.kept):
                said = text.in_language(language)
                assert said.endswith("."), said
                assert not PERSONAL.search(said)
                assert "  " not in said


def test_the_number_that_the_note_names_is_that_of_the_model_and_has_no_key():
    data = conventions.read("avelo3/programme")
    sirens = {str(row["financeur"]): str(row["siren"]) for row in data.tables["financeurs"]}
    assert [name for name, siren in sirens.items() if not has_key(siren)] == ["Shell France"]
    assert sirens["Shell France"] == "780130178"
    assert has_key("780130175")
    (note,) = [one for one in source_notes("avelo3/programme") if "780 130 178" in plain(one.what.fr)]
    assert note.where.fr.startswith("Parties")


FIGURES = [
    ("moby/ille-et-vilaine", "69 334 €", 2 * 34667),
    ("moby/ille-et-vilaine", "53 334 €", 2 * 26667),
    ("moby/ille-et-vilaine", "6 414 €", 75748 - 2 * 34667),
    ("moby/ille-et-vilaine", "4 934 €", 58268 - 2 * 26667),
    ("intracting/noyarey", "335 622", 113193 + 222429),
    ("intracting/noyarey", "6 277 €", 47403 - 41126),
    ("mixeur/aunis-sud", "875,00 €", 1750 * 6 / 12),
    ("mixeur/aunis-sud", "882,19 €", round(1750 * 184 / 365, 2)),
    ("mixeur/aunis-sud", "4 000 €", 2500 + 1500),
    ("avelo3/programme", "30 000 000 €", 2276918 + 27723082),
]


@pytest.mark.parametrize(("convention", "printed", "expected"), FIGURES)
def test_the_figures_of_the_notes_are_those_of_the_documents(convention, printed, expected):
    said = plain(" ".join(f"{note.what.fr} {note.kept.fr}" for note in source_notes(convention)))
    assert printed in said
    assert float(printed.removesuffix("€").replace(" ", "").replace(",", ".")) == expected


def test_the_due_dates_of_the_quote_are_saturdays():
    (note,) = [one for one in source_notes("moby/ille-et-vilaine") if "samedis" in one.what.fr]
    days = [datetime.strptime(day, "%d/%m/%Y") for day in re.findall(r"\d\d/\d\d/\d{4}", note.what.fr)]
    assert [day.strftime("%u") for day in days] == ["6", "6", "6"]


def test_a_convention_that_is_not_shipped_has_none():
    assert source_notes("mixeur/mon-epci") == ()


@pytest.mark.parametrize(
    "text",
    [
        "where: [a, b]\n",
        "- {where: [a, b], what: [a, b]}\n",
        "- {where: [a], what: [a, b], kept: [a, b]}\n",
        "- {where: [a, b], what: [a, b], kept: [a, 1]}\n",
        "- [a\n",
    ],
)
def test_anything_else_than_notes_is_refused(text, tmp_path):
    home = tmp_path / "mixeur" / "exemple"
    home.mkdir(parents=True)
    (home / "conventions.csv").write_text("field,value\ntitre,Exemple\n", encoding="utf-8")
    (home / "notes.yaml").write_text(text, encoding="utf-8")
    with conventions.also_in(tmp_path), pytest.raises(CannotRead, match=r"notes\.yaml"):
        source_notes("mixeur/exemple")
