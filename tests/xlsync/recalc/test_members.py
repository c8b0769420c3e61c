"""Members of the shipped workbooks with random inputs: in a batch, one by one, and in LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.members import WORKBOOKS, apart, computed, judged
from tests.shared import need
from tests.xlsync.addins.desk import Office, User, user
from xlsync.annexes import kinds

LARGE = {"intracting": 2, "ecorenover": 1}
KINDS = {kind: LARGE.get(kind, 5) for kind in kinds()}
"""How many members of each, fewer of a large workbook; `tests/bench/judge_members.py` takes a hundred."""


def test_every_shipped_workbook_is_judged() -> None:
    assert {path.stem for path in WORKBOOKS.glob("*.xlsx")} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_batch_is_its_members_one_by_one(kind: str) -> None:
    drawn = computed(WORKBOOKS / f"{kind}.xlsx", 4 * KINDS[kind], seed=1)
    assert drawn.missing == []
    assert apart(drawn) == []


@pytest.fixture(scope="module")
def desk() -> Iterator[tuple[User, Office]]:
    need("soffice")
    with user() as owner:
        owner.xlsync("addin", "remove", "calc")
        owner.install()
        with Office(owner) as office:
            yield owner, office


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", KINDS)
def test_libreoffice_finds_the_same(desk: tuple[User, Office], kind: str) -> None:
    owner, office = desk
    found = judged(office, owner, computed(WORKBOOKS / f"{kind}.xlsx", KINDS[kind], seed=11))
    assert dict(found.different) == {}
