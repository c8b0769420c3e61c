"""Which conventions a command is about, and that an empty selection says what there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlsync.actions.misuse import Misuse
from xlsync.actions.selecting import part_selected, selected, selected_of
from xlsync.errors import UnknownConvention
from xlsync.model import Model, convention_data, load
from xlsync.store import Store

AUNIS, MOBY = "mixeur/aunis-sud", "moby/ille-et-vilaine"
MODEL = Model().put(load(AUNIS)).put(load(MOBY)).put(convention_data("mixeur/autre"))


@pytest.mark.parametrize(
    ("words", "where", "names"),
    [
        (None, None, ["mixeur/autre", AUNIS, MOBY]),
        ([], None, ["mixeur/autre", AUNIS, MOBY]),
        (["mixeur"], None, ["mixeur/autre", AUNIS]),
        ([MOBY, "mixeur", MOBY], None, [MOBY, "mixeur/autre", AUNIS]),
        (None, "Date de signature >= 01/01/2025", [AUNIS]),
        (["mixeur"], "statut = collectivite", [AUNIS]),
        (None, "nombre_communes = 2", [MOBY]),
    ],
)
def test_words_and_a_condition(words: list[str] | None, where: str | None, names: list[str]):
    found = selected(MODEL, words, where)
    assert sorted(found) == sorted(names)
    assert len(found) == len(names)
    assert part_selected(MODEL, words, where).conventions() == sorted(names)


@pytest.mark.parametrize(
    ("words", "where", "told"),
    [
        (["intracting"], None, "mixeur/aunis-sud, mixeur/autre, moby/ille-et-vilaine"),
        (["moby"], "nombre_communes > 1 000", "moby/ille-et-vilaine"),
        (None, "statut = colectivite", "mixeur: statut"),
        (None, "inconnu = 1", "unknown name in the condition: “inconnu”"),
        ([MOBY], "inconnu = 1", "unknown name in the condition: “inconnu”"),
    ],
)
def test_nothing_selected_is_misuse(words: list[str] | None, where: str | None, told: str):
    with pytest.raises(Misuse) as caught:
        selected(MODEL, words, where)
    assert told in caught.value.text.en
    assert caught.value.text.fr != caught.value.text.en


def test_a_word_of_nothing_is_refused():
    with pytest.raises(UnknownConvention):
        selected(MODEL, ["mixeur", "mixeur/aunis"])


def test_many_conventions_are_counted_rather_than_named():
    model = Model.of_records({("mixeur", "conventions"): [{"convention": f"mixeur/c{n}"} for n in range(50)]})
    with pytest.raises(Misuse) as caught:
        selected(model, ["moby"])
    assert caught.value.text.en.endswith("the model holds: mixeur (50)")


def test_the_same_of_a_store(tmp_path: Path):
    store = Store.create(tmp_path / "model.db", MODEL)
    assert selected_of(store, None) == sorted(["mixeur/autre", AUNIS, MOBY])
    assert selected_of(store, [MOBY, "mixeur"]) == sorted(["mixeur/autre", AUNIS, MOBY])
    assert selected_of(store, ["mixeur"], "statut = collectivite") == [AUNIS]
    with pytest.raises(Misuse):
        selected_of(store, ["moby"], "nombre_communes > 1 000")
