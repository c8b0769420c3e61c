"""A list of members, from the list to the annexes to sign: each step a command in a process of its own.

Used small by a test and full size by `tests/bench/bench_list.py`.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.roster import YEAR, Member, owed, published_tariff, write_xlsx
from tests.shared import ROOT
from tests.xlsync.running.clusters import local_cluster
from xlsync.build.series import MANIFEST
from xlsync.lists.names import instance_of

LIST = "membres.xlsx"
INTERRUPTIBLE = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from xlsync.cli.app import run; sys.exit(run(sys.argv[1:]))"
)
"""The command line in a process that hears Ctrl-C, whatever started it."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that ended.

    Attributes:
        code: Its exit code; minus the signal that ended it.
        out, err: What it wrote.
        wall, cpu: Seconds by the clock, and of processor with its own processes.
    """

    code: int
    out: str
    err: str
    wall: float
    cpu: float

    @property
    def document(self) -> Any:
        """The JSON document on standard output."""
        assert self.code in (0, 1), (self.code, self.err[-2000:])
        return json.loads(self.out)


@dataclass
class Story:
    """The steps, in a folder.

    Attributes:
        folder: An empty one.
        listed: The members.
        jobs: Processes of a build.
        times: Wall and processor seconds of each step.
    """

    folder: Path
    listed: Sequence[Member]
    jobs: int = 1
    times: dict[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The conventions of the members, in the order of the list."""
        return [f"mixeur/{instance_of(member.name)}" for member in self.listed]

    def taken(self) -> None:
        """The list read, then taken, each line a convention."""
        write_xlsx(self.folder / LIST, self.listed)
        self.step("a model", "build", "mixeur/aunis-sud")
        for said, more in (("add, dry run", ["--dry-run"]), ("add", [])):
            found = self.step(said, "add", "mixeur", "--list", LIST, *more, "--json").document
            assert [one["convention"] for one in found["new"]] == self.names
            assert (found["changed"], found["refused"]) == ([], [])

    def interrupted(self, by: signal.Signals, after: int) -> int:
        """A build ended by a signal once that many workbooks stand; how many stand then, none of them torn.

        Args:
            by: The signal.
            after: Of all, those of former builds included.
        """
        words = ["build", "mixeur", "--jobs", str(self.jobs)]
        ran = self.ran(words, lambda: len(self.recorded()) >= after, by)
        assert ran.code == (130 if by == signal.SIGINT else -by), ran.err
        assert "Traceback" not in ran.err
        self.times[f"build until {by.name}"] = ran.wall, ran.cpu
        for path in self.workbooks():
            assert zipfile.ZipFile(path).testzip() is None, path
        assert len(self.recorded()) < len(self.listed) + 1, "it had ended before"
        return len(self.recorded())

    def resumed(self) -> None:
        """The same command: what was recorded is left as it is, and only the rest is written."""
        before = {path: path.stat().st_mtime_ns for path in self.recorded()}
        assert before
        found = self.step("build, the rest", "build", "mixeur", "--jobs", self.jobs, "--json").document
        assert found["errors"] == []
        states = {Path(one["path"]).name: one["up_to_date"] for one in found["workbooks"]}
        assert sum(states.values()) == len(before)
        assert len(states) == len(self.workbooks()) == len(self.listed) + 1
        assert {path: path.stat().st_mtime_ns for path in before} == before

    def clustered(self, names: Sequence[str], after: int) -> None:
        """Some built anew on a Dask cluster, a worker of which is killed on the way: the same bytes."""
        with local_cluster(2) as cluster:
            address, out = cluster.scheduler_address, self.folder / "grappe"
            killed = {one.process.pid for one in cluster.workers.values()}
            words = ["build", *names, "--out", out.name, "--cluster", address, "--json"]
            ran = self.ran(words, lambda: len(self.recorded(out)) >= after, lambda: _kill(min(killed)))
            left = {one.process.pid for one in cluster.workers.values()}
            assert len(killed & left) == 1, "a worker was replaced"
        self.times["build on a cluster, a worker killed"] = ran.wall, ran.cpu
        assert ran.document["errors"] == []
        made = {path.name: path.read_bytes() for path in self.workbooks(out)}
        assert len(made) == len(names)
        for name, content in made.items():
            assert content == (self.folder / "annexes" / name).read_bytes(), name
        shutil.rmtree(out)

    def totalled(self) -> Fraction:
        """The totals of the year, equal to annexe 2 in exact fractions, member by member and together."""
        found = self.step("totals", "totals", "mixeur", "--year", YEAR, "--json").document
        lists, tariff = found["lists"], published_tariff()
        expected = {name: owed(one, tariff) for name, one in zip(self.names, self.listed, strict=True)}
        shown = {row["convention"]: exact(row["du"]) for row in lists["par_convention"]["rows"]}
        assert {name: shown[name] for name in expected} == expected
        whole = sum(expected.values(), Fraction())
        others = sum((value for name, value in shown.items() if name not in expected), Fraction())
        for code in ("par_type", "par_convention", "par_payeur", "par_mois"):
            assert exact(lists[code]["totals"]["du"]) - others == whole, code
        self.step("totals, a workbook", "totals", "mixeur", "--year", YEAR, "--out", "totaux.xlsx")
        return whole

    def printed(self, names: Sequence[str]) -> None:
        """Their annexes as PDF files."""
        found = self.step(f"print, {len(names)}", "print", *names, "--json").document
        assert [one["convention"] for one in found["files"]] == sorted(names)
        for one in found["files"]:
            assert (self.folder / one["pdf"]).read_bytes().startswith(b"%PDF-")

    def workbooks(self, out: Path | None = None) -> list[Path]:
        """The workbooks of a folder."""
        return sorted((out or self.folder / "annexes").glob("*.xlsx"))

    def recorded(self, out: Path | None = None) -> list[Path]:
        """Those that its record names."""
        record = (out or self.folder / "annexes") / MANIFEST
        found = set()
        with suppress(FileNotFoundError):
            for line in record.read_text(encoding="utf-8").splitlines(keepends=True):
                if line.endswith("\n"):
                    found.add(record.parent / json.loads(line)["file"])
        return sorted(found)

    def step(self, said: str, *words: object) -> Ran:
        """A command that ends well, its time kept."""
        ran = self.ran([str(word) for word in words])
        assert ran.code == 0, (words, ran.code, ran.out[-2000:], ran.err[-2000:])
        self.times[said] = ran.wall, ran.cpu
        return ran

    def ran(self, words: Sequence[str], until: Any = None, then: Any = None) -> Ran:
        """A command; once `until` is true, `then` is done, a signal sent to it."""
        start = time.perf_counter()
        out, err = (self.folder / name for name in ("out.txt", "err.txt"))
        with out.open("wb") as to_out, err.open("wb") as to_err:
            process = subprocess.Popen(
                [sys.executable, "-c", INTERRUPTIBLE, *words],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(ROOT), "LANG": "fr_FR.UTF-8"},
                stdout=to_out,
                stderr=to_err,
            )
            ended = 0
            while not ended:
                if until is not None and until():
                    process.send_signal(then) if isinstance(then, signal.Signals) else then()
                    until = None
                ended, status, usage = os.wait4(process.pid, 0 if until is None else os.WNOHANG)
                time.sleep(0 if ended else 0.02)
        process.returncode = os.waitstatus_to_exitcode(status)
        read = [path.read_text(encoding="utf-8") for path in (out, err)]
        spent = usage.ru_utime + usage.ru_stime
        return Ran(process.returncode, *read, time.perf_counter() - start, spent)


def exact(value: float) -> Fraction:
    """The decimal that a number of the totals shows."""
    return Fraction(str(value))


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
