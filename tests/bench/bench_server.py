"""What a call costs beyond its rule, by each listener of the function server.

    python tests/bench/bench_server.py [ROUNDS]

Starts a real server. Each round has calls of its own, so that nothing is remembered: 10 000 of them in one
HTTPS request, then scalar calls one by one on the listener of Calc, by Python's own client, and after each
part the rules alone, in this process. What is judged is the processor time of the server's process beyond
that of the rules, a call; for information, the time by the clock, and that of a bare echo of the same bytes
between two Python processes, which is what a round trip costs without any server. Each figure is that of its
best round, since other programs share the machine. Linux only. Leaves with 1 when a promise is not kept.
"""

from __future__ import annotations

import json
import os
import random
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.xlsync.server.serving import Running, running  # noqa: E402
from udfs.registry import FUNCTIONS, calling  # noqa: E402
from udfs.registry.batching import MOST  # noqa: E402

CALLS, SCALARS, ROUNDS = 10_000, 2_000, 7
LIMIT = 20.0
"""Microseconds of processor a call beyond its rule, in a batch. One by one is for information: cells of Calc
come many at a time, and `bench_calc.py` judges them."""

Cells = list[Any]


def loans(count: int, chance: random.Random) -> list[Cells]:
    """So many different loans."""
    return [
        [round(chance.uniform(1_000, 1e6), 2), round(chance.uniform(0, 0.05), 4), chance.randint(1, 40)]
        for _ in range(count)
    ]


def volumes(count: int, chance: random.Random) -> list[Cells]:
    """So many different contributions."""
    return [[round(chance.uniform(1, 1e6), 2), 0.005] for _ in range(count)]


KINDS: dict[str, Callable[[int, random.Random], list[Cells]]] = {
    "PRET.ECHEANCE": loans,
    "CEE.VOLUME": volumes,
}


def body(name: str, cells: list[Cells]) -> bytes:
    """A request for these calls."""
    calls = [{"id": rank, "name": name, "args": one} for rank, one in enumerate(cells)]
    return json.dumps({"calls": calls}, separators=(",", ":")).encode()


def arguments(name: str, cells: Cells) -> dict[str, Any]:
    """What the rule takes for one call."""
    function = FUNCTIONS[name]
    names = (argument.name for argument in function.arguments)
    return calling.values(function, dict(zip(names, cells, strict=False)))


class Spent(NamedTuple):
    """Microseconds a call: of the server's processor, of the rule's, by the clock, of a bare echo."""

    server: float
    rule: float
    clock: float
    echo: float


def processor(pid: int) -> float:
    """Seconds that the threads of a process have run."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in tasks) / 1e9


def together(name: str, cells: list[Cells]) -> float:
    """Seconds of the rule on arrays as long as those of the server."""
    function, spent = FUNCTIONS[name], 0.0
    for start in range(0, len(cells), MOST):
        part = cells[start : start + MOST]
        given = arguments(name, part[0])
        columns = zip(*part, strict=True)
        given |= {a.name: np.array(column) for a, column in zip(function.arguments, columns, strict=False)}
        begun = time.process_time()
        calling.compute(function, given)
        spent += time.process_time() - begun
    return spent


@contextmanager
def echo() -> Iterator[socket.socket]:
    """A connection to another process that sends back what it gets."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        child = os.fork()
        if child == 0:
            accepted, _ = listening.accept()
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while data := accepted.recv(65536):
                accepted.sendall(data)
            os._exit(0)
        with socket.create_connection(listening.getsockname()) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            yield wire
        os.waitpid(child, 0)


def exchanged(wire: socket.socket) -> Callable[[bytes], bytes]:
    """So many bytes sent and as many received."""

    def exchange(sent: bytes) -> bytes:
        wire.sendall(sent)
        return wire.recv(65536)

    return exchange


def asked(calc: HTTPConnection, token: str) -> Callable[[bytes], bytes]:
    """One request sent and its answer received, nothing read in it."""
    shown = {"Authorization": f"Bearer {token}"}

    def ask(sent: bytes) -> bytes:
        calc.request("POST", "/v1/calls", sent, shown)
        return calc.getresponse().read()

    return ask


def one_batch(server: Running, client: httpx.Client, name: str, chance: random.Random) -> Spent:
    """All the calls in one request."""
    cells = KINDS[name](CALLS, chance)
    sent = body(name, cells)
    before, begun = processor(server.process.pid), time.perf_counter()
    answer = client.post("/v1/calls", content=sent)
    clock, spent = time.perf_counter() - begun, processor(server.process.pid) - before
    assert "error" not in answer.text, answer.text[:200]
    return Spent(*(part / CALLS * 1e6 for part in (spent, together(name, cells), clock, 0.0)))


def one_by_one(
    server: Running, calc: HTTPConnection, wire: socket.socket, name: str, chance: random.Random
) -> Spent:
    """A call in each request, the next one once the answer has come."""
    cells = KINDS[name](SCALARS, chance)
    bodies = [body(name, [one]) for one in cells]
    before = processor(server.process.pid)
    clock = median(asked(calc, server.token), bodies)
    spent = (processor(server.process.pid) - before) / SCALARS * 1e6
    return Spent(spent, after_silence(wire, name, cells), clock, median(exchanged(wire), bodies))


def median(work: Callable[[bytes], object], bodies: list[bytes]) -> float:
    """Microseconds by the clock of one exchange."""
    times = []
    for sent in bodies:
        begun = time.perf_counter()
        work(sent)
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1e6


def after_silence(wire: socket.socket, name: str, cells: list[Cells]) -> float:
    """Microseconds of a rule in a process that has just slept, as the server has when a call comes."""
    exchange, spent = exchanged(wire), 0.0
    for given in [arguments(name, one) for one in cells]:
        exchange(b"?")
        begun = time.process_time()
        calling.compute(FUNCTIONS[name], given)
        spent += time.process_time() - begun
    return spent / len(cells) * 1e6


def beyond(what: str, rounds: list[Spent], promise: str) -> float:
    """Print a measure; microseconds of processor beyond the rule."""
    best = Spent(*map(min, zip(*rounds, strict=True)))
    found = best.server - best.rule
    print(
        f"{what}: processor {best.server:5.1f} µs a call, rule {best.rule:5.1f}, beyond {found:5.1f} "
        f"({promise}); clock {best.clock:5.1f}, echo {best.echo:4.1f}"
    )
    return found


def main(rounds: int) -> int:
    """Measure, print, judge."""
    chance, kept = random.Random(1), []
    with (
        tempfile.TemporaryDirectory() as home,
        running(Path(home)) as server,
        server.client() as client,
        echo() as wire,
        closing(HTTPConnection("127.0.0.1", server.description["calc_port"])) as calc,
    ):
        for name in KINDS:
            batches = [one_batch(server, client, name, chance) for _ in range(rounds)]
            found = beyond(f"{name:13} HTTPS, {CALLS} at once", batches, f"at most {LIMIT:g}")
            kept.append(found <= LIMIT)
            singles = [one_by_one(server, calc, wire, name, chance) for _ in range(rounds)]
            beyond(f"{name:13} HTTP, one by one", singles, "for information")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS))
