"""What an unknown name may stand for: a slip finds the name, another word does not (`ALIKE`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pytest

from udfs import parameters
from udfs.errors import WrongValue, names_alike
from udfs.registry import FUNCTIONS


def slips(name: str) -> Iterator[str]:
    """A letter left out, twice, in the place of the next one, or wrong."""
    for at in range(len(name)):
        yield name[:at] + name[at + 1 :]
        yield name[: at + 1] + name[at:]
        yield name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
        yield f"{name[:at]}¤{name[at + 1 :]}"


@pytest.mark.parametrize(
    "known", [parameters.codes(), sorted(FUNCTIONS), ["ape", "prix", "montant", "statut"]]
)
def test_a_slip_in_any_name_finds_it(known: Collection[str]) -> None:
    """A name of three letters keeps 2 of 3 when one is wrong, a likeness of 2/3: the cutoff is below."""
    for name in known:
        assert [
            slip for slip in slips(name) if slip not in known and name not in names_alike(slip, known)
        ] == []


def test_another_word_finds_nothing() -> None:
    """Some letters in the same order are no likeness: 2 × 3 of 10 letters, 0.6, is the first that is one."""
    assert names_alike("facture", parameters.codes()) == ["moby.facteur_cee", "pdes.facteurs"]
    assert names_alike("date", [*parameters.codes(), *FUNCTIONS]) == []
    assert names_alike("abcde", ["abxyz"]) == []
    assert names_alike("abcde", ["abcyz"]) == ["abcyz"]


def test_an_unknown_parameter_offers_its_neighbours() -> None:
    with pytest.raises(WrongValue, match=r"« intracting\.tux » ; voisins : intracting\.taux"):
        parameters.parameter("intracting.tux")
