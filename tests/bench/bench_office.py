"""10 000 cells that call a function through the Office.js add-in, against the promise of requests and time.

    python tests/bench/bench_office.py

Starts `xlsync serve` and a headless Chromium that loads the real task pane, with a stand-in for Office.js;
the cells are calls of the bound functions, all different, so that nothing comes from memory. The rules are
timed alone in this process, on arrays of the same values; everything else, from the script to the reading of
cells, is beyond them. Prints the number of requests and the time of each call, best of the rounds; leaves
with 1 when a promise is not kept.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.shared import need  # noqa: E402
from tests.xlsync.server.office.chromium import Page, chromium  # noqa: E402
from tests.xlsync.server.office.pane import opened, serving  # noqa: E402
from udfs.registry import find  # noqa: E402
from udfs.registry.binding import bind  # noqa: E402
from udfs.registry.calling import compute, values  # noqa: E402
from xlsync.server.calls import Calculator  # noqa: E402
from xlsync.server.clock import Deadline  # noqa: E402

COUNT = 10_000
BATCH = 2000
ROUNDS = 5
MOST_REQUESTS = 10
LIMIT_US = 20.0
CELLS = {"CEE.VOLUME": (0.005,), "PRET.ECHEANCE": (0.02, 240)}
"""What follows the amount, which differs in each call: a product, and the payment of a loan to the cent."""


def in_chromium(page: Page, name: str, first: int) -> tuple[float, int]:
    """Microseconds a call in the page, and how many requests left."""
    made = "performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/v1/calls')).length"
    others = ", ".join(map(str, CELLS[name]))
    before = page.run(made)
    milliseconds = page.run(
        f"""(async () => {{
          const call = (i) => stub.bound.{name.replace(".", "_")}(i, {others}, {{ functionName: 'bench' }});
          const start = performance.now();
          await Promise.all(Array.from({{ length: {COUNT} }}, (_, i) => call({first} + i)));
          return performance.now() - start;
        }})()"""
    )
    return milliseconds * 1000 / COUNT, page.run(made) - before


def in_server(name: str, first: int) -> float:
    """Microseconds a call of what the server does between two JSON texts."""
    calculator, others = Calculator(), list(CELLS[name])
    calls = [{"id": i, "name": name, "args": [first + i, *others]} for i in range(COUNT)]
    start = time.perf_counter()
    for rank in range(0, COUNT, BATCH):
        calculator.results(calls[rank : rank + BATCH], Deadline(60))
    return (time.perf_counter() - start) * 1e6 / COUNT


def in_rules(name: str, first: int) -> float:
    """Microseconds a call of the rule itself, on arrays."""
    function = find(name)
    arguments = values(function, bind(function, [first, *CELLS[name]], {}))
    amount = function.arguments[0].name
    start = time.perf_counter()
    for rank in range(0, COUNT, BATCH):
        compute(function, {**arguments, amount: np.arange(first + rank, first + rank + BATCH, dtype=float)})
    return (time.perf_counter() - start) * 1e6 / COUNT


def shown(page: Page, name: str) -> bool:
    """Prints one series, true when it keeps the promises."""
    firsts = [1_000_000 * (rank + 1) for rank in range(ROUNDS)]
    found = [in_chromium(page, name, first) for first in firsts]
    server, rules = (min(work(name, first) for first in firsts) for work in (in_server, in_rules))
    total, requests = min(one for one, _ in found), max(count for _, count in found)
    few, fast = requests <= MOST_REQUESTS, total - rules <= LIMIT_US
    print(f"{name}: {COUNT} calls, best of {ROUNDS}")
    print(f"{requests:9d}     requests (at most {MOST_REQUESTS}){'' if few else '   NOT KEPT'}")
    print(f"{total:9.1f} µs  a call in all")
    print(f"{server:9.1f} µs  of it in the server between two JSON texts, for information")
    print(f"{rules:9.1f} µs  of it in the rule")
    print(f"{total - rules:9.1f} µs  beyond the rule (at most {LIMIT_US:g}){'' if fast else '   NOT KEPT'}\n")
    return few and fast


def main() -> int:
    """Runs, prints, judges."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), Path(folder)) as server,
        chromium(need("chromium")) as browser,
    ):
        page = opened(browser, server)
        page.ask("Fetch.disable")
        in_chromium(page, "CEE.VOLUME", 1)
        kept = [shown(page, name) for name in CELLS]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    raise SystemExit(main())
