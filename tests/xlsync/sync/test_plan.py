"""A push told before it is done, and its receipt once it is."""

import hashlib

from tests.xlsync.sync.desks import MOBY, Desk
from xlsync.sync import push
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
