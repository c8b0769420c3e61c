"""One runner: the same results in the same order whatever does the work, one failure at a time."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.shared import need_module
from tests.xlsync.running.clusters import local_cluster, lone_worker
from tests.xlsync.running.work import doubled, killing, prepare, slow
from xlsync.errors import ClusterError, WorkerDied
from xlsync.running import HERE, Done, Runner, Task


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A Dask cluster of two processes."""
    with local_cluster(2) as started:
        yield started


@pytest.fixture(params=["here", "processes", "cluster"])
def runner(request: pytest.FixtureRequest) -> Runner:
    if request.param == "cluster":
        return Runner(cluster=request.getfixturevalue("cluster").scheduler_address)
    return HERE if request.param == "here" else Runner(jobs=2)


def _said(done: Done[int, int]) -> tuple[int, int | None, str]:
    return done.piece, done.result, type(done.error).__name__


def test_results_keep_the_order_and_one_failure_stops_no_other(runner: Runner) -> None:
    found = [*runner.run(Task(doubled, prepare, (100,)), range(12))]
    failed = {3: "FileNotFoundError", 4: "ZeroDivisionError"}
    assert [_said(one) for one in found] == [
        (number, None if number in failed else 2 * number + 100, failed.get(number, "NoneType"))
        for number in range(12)
    ]
    with pytest.raises(ZeroDivisionError) as raised:
        found[4].get()
    assert runner.is_here or "doubled" in "".join(raised.value.__notes__)


def test_another_run_is_made_ready_anew(runner: Runner) -> None:
    for offset in (1, 2):
        assert [one.get() for one in runner.run(Task(doubled, prepare, (offset,)), [0])] == [offset]


def test_nothing_to_do_is_nothing_done(runner: Runner) -> None:
    assert [*runner.run(Task(doubled, prepare, (0,)), [])] == []


def test_pieces_are_drawn_a_few_ahead(runner: Runner) -> None:
    drawn = []

    def pieces() -> Iterator[int]:
        for number in range(5, 1000):
            drawn.append(number)
            yield number

    with closing(runner.run(Task(doubled, prepare, (0,)), pieces())) as outcomes:
        assert next(outcomes).get() == 10
    assert len(drawn) < 20


def test_a_piece_that_kills_its_process_is_the_only_one_lost() -> None:
    found = [*Runner(jobs=2).run(Task(killing), range(12))]
    assert [one.piece for one in found if one.error] == [5]
    assert isinstance(found[5].error, WorkerDied)
    assert [one.result for one in found if not one.error] == [n for n in range(12) if n != 5]


def test_a_worker_of_a_cluster_that_dies_loses_nothing(cluster: Any, tmp_path: Path) -> None:
    killed = 0
    results = []
    pieces = [(number, str(tmp_path)) for number in range(30)]
    for done in Runner(cluster=cluster.scheduler_address).run(Task(slow), pieces):
        results.append(done.get())
        if len(results) == 6:
            killed = int(max(tmp_path.iterdir(), key=os.path.getmtime).name.partition("-")[2])
            os.kill(killed, signal.SIGKILL)
    assert results == [*range(30)]
    workers = {int(one.name.partition("-")[2]) for one in tmp_path.iterdir()}
    assert killed in workers
    assert len(workers) >= 2


def test_a_cluster_whose_workers_all_die_is_not_awaited_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xlsync.running.cluster.PATIENCE", 120)
    with lone_worker() as (address, worker):
        outcomes = Runner(cluster=address).run(Task(slow), [(number, str(tmp_path)) for number in range(30)])
        assert next(outcomes).get() == 0
        monkeypatch.setattr("xlsync.running.cluster.PATIENCE", 1)
        worker.kill()
        with pytest.raises(ClusterError, match=r"plus aucun .* depuis 1 s"):
            list(outcomes)


def test_a_cluster_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    need_module("distributed")
    monkeypatch.setattr("xlsync.running.cluster.PATIENCE", 1)
    with pytest.raises(ClusterError, match="aucun ordonnanceur"):
        [*Runner(cluster="tcp://127.0.0.1:9").run(Task(doubled), [1])]


def test_a_cluster_of_another_program_is_refused(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xlsync.running.cluster.code_version", lambda: "0.0+autre")
    with pytest.raises(ClusterError, match=r"0\.0\+autre"):
        [*Runner(cluster=cluster.scheduler_address).run(Task(doubled, prepare, (0,)), [1])]
