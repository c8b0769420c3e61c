"""A push told before it is done, and its receipt once it is."""

import hashlib

import pytest

from tests.xlsync.sync.desks import MIXEUR, MOBY, Desk
from xlsync.sync import pull, push, synchronise
from xlsync.workbook.plan import plan_of


def test_a_dry_run_tells_what_the_push_then_does(desk: Desk) -> None:
    desk.set(MOBY, ("acomptes", "rang=1", "part"), 0.25)
    path = desk.path(MOBY)
    before = path.read_bytes()
    told = push(path, desk.store, dry_run=True)
    assert path.read_bytes() == before
    assert not told.written
    assert not told.clean
    assert told.plan is not None
    done = push(path, desk.store)
    after = path.read_bytes()
    assert done.written
    assert done.plan is None
    assert done.receipt is not None
    assert (done.receipt.before, done.receipt.after) == tuple(
        hashlib.sha256(data).hexdigest() for data in (before, after)
    )
    assert told.plan.receipt.parts == done.receipt.parts
    assert {one.cell for one in told.plan.cells} == {one.cell for one in plan_of(before, after).cells}
    assert any(one.after == 0.25 for one in told.plan.cells)


def test_nothing_to_push_is_no_plan(desk: Desk) -> None:
    assert push(desk.path(MOBY), desk.store, dry_run=True).plan is None


@pytest.mark.parametrize("command", [pull, push, synchronise])
def test_the_receipt_of_a_write_is_kept_in_the_history(desk: Desk, command) -> None:
    path = desk.path(MIXEUR)
    desk.type_in(MIXEUR, ("conventions", "", "titre"), "Un autre titre")
    desk.set(MIXEUR, ("conventions", "", "operateur"), "Un autre opérateur")
    before = path.read_bytes()
    done = command(path, desk.store, author="Service")
    (kept,) = desk.store.writes.log()
    hashes = tuple(hashlib.sha256(one).hexdigest() for one in (before, path.read_bytes()))
    assert (kept.before, kept.after) == hashes == (done.receipt.before, done.receipt.after)
    name = command.__name__.removesuffix("hronise")
    assert (kept.command, kept.author, kept.file) == (name, "Service", str(path))
    assert kept.revision == done.revision == desk.store.head().id
    assert "docProps/custom.xml" in kept.parts
    assert command(path, desk.store).receipt is None
    assert len(desk.store.writes.log()) == 1
