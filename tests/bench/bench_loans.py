"""Amortization tables of a million loans, and of one: this project and its peers, in one run.

    python tests/bench/bench_loans.py [--write]

Prints a Markdown table of medians and ratios; `--write` puts it in README.md beside this file. Leaves with 1
when a ratio that the project promises is not kept. One thread; every run makes its outputs anew. Peers that
would take minutes compute the first loans only, and their time is scaled to a million.
"""

from __future__ import annotations

import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[variable] = "1"

import gc  # noqa: E402
import platform  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
import tracemalloc  # noqa: E402
import warnings  # noqa: E402
from collections.abc import Callable  # noqa: E402
from dataclasses import dataclass  # noqa: E402
from decimal import ROUND_HALF_UP, Decimal  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import mortgagemath  # noqa: E402
import numpy as np  # noqa: E402
import numpy_financial  # noqa: E402
import pyxirr  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from udfs.rules import pret  # noqa: E402
from udfs.rules.pret.centime import lignes_seules  # noqa: E402

PAGE = Path(__file__).parent / "README.md"
MARKS = ("<!-- loans: written by bench_loans.py -->", "<!-- end of loans -->")
LOANS, PAYMENTS, LONG = 1_000_000, 13, 360
SOME_DECIMAL, SOME_MORTGAGE = 20_000, 4_000
ROUNDS = 7
COLUMNS = ("crd", "interets", "amortissement", "echeance")
CENT = Decimal("0.01")
Columns = tuple[Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Loans repaid each month: whole cents, rates in steps of 0.01 %, from 0.05 % to 10 %."""

    capital: Any
    taux: Any

    @classmethod
    def of(cls, size: int) -> Portfolio:
        random = np.random.default_rng(20241213)
        return cls(random.integers(10**5, 10**8, size) / 100, random.integers(5, 1001, size) / 1e4)

    def first(self, size: int) -> Portfolio:
        return Portfolio(self.capital[:size], self.taux[:size])


# The runs; each gives balance, interest, principal and payment


def ours(loans: Portfolio, arrondi: str, payments: int = PAYMENTS) -> Columns:
    """The rule, on arrays."""
    table = pret.tableau(loans.capital, loans.taux, payments, 12, arrondi=arrondi)
    return table.crd, table.interets, table.amortissement, table.echeance


def writing(loans: Portfolio, columns: int) -> Any:
    """Nothing but writing so many outputs."""
    outputs = tuple(np.empty((PAYMENTS, loans.capital.size)) for _ in range(columns))
    for output in outputs:
        output.fill(1.0)
    return outputs


def by_library(ipmt: Callable[..., Any], pmt: Callable[..., Any], loans: Portfolio) -> Columns:
    """A library's interest and payment; principal and balance from them, the cheapest way.

    The payment, the same in every row, is a view of one number a loan, as ours is.
    """
    rate, ranks = loans.taux[:, None] / 12, np.arange(1, PAYMENTS + 1)
    interest = np.asarray(ipmt(rate, ranks, PAYMENTS, -loans.capital[:, None]))
    payment = np.broadcast_to(pmt(loans.taux / 12, PAYMENTS, -loans.capital)[:, None], interest.shape)
    return interest / rate, interest, payment - interest, payment


def by_numpy_financial(loans: Portfolio) -> Columns:
    return by_library(numpy_financial.ipmt, numpy_financial.pmt, loans)


def by_pyxirr(loans: Portfolio) -> Columns:
    return by_library(pyxirr.ipmt, lambda *a: np.asarray(pyxirr.pmt(*a)), loans)


def decimal_loan(capital: Decimal, rate: Decimal, payments: int) -> Columns:
    """One loan to the cent, as one writes it by hand."""
    period = rate / 12
    growth = (1 + period) ** payments
    payment = (capital * period * growth / (growth - 1)).quantize(CENT, ROUND_HALF_UP)
    crd, interests, principals, paid = [], [], [], []
    for rank in range(payments):
        interest = (capital * period).quantize(CENT, ROUND_HALF_UP)
        principal = capital if rank == payments - 1 else payment - interest
        crd.append(capital)
        interests.append(interest)
        principals.append(principal)
        paid.append(interest + principal)
        capital -= principal
    return crd, interests, principals, paid


def mortgage_loan(capital: Decimal, rate: Decimal, payments: int) -> Any:
    """One loan by mortgagemath, payment and interest rounded half up."""
    half_up = mortgagemath.PaymentRounding.ROUND_HALF_UP
    loan = mortgagemath.LoanParams(capital, rate * 100, payments, payment_rounding=half_up)
    return mortgagemath.amortization_schedule(loan)


def each(one: Callable[..., Any], loans: Portfolio) -> list[Any]:
    """A loop over loans; their decimals are made in it, as a portfolio in floats asks for."""
    return [
        one(Decimal(f"{capital:.15g}"), Decimal(f"{rate:.15g}"), PAYMENTS)
        for capital, rate in zip(loans.capital.tolist(), loans.taux.tolist(), strict=True)
    ]


# Do they say the same?


def check(loans: Portfolio) -> None:
    """The same figures: cents for cents, and 1e-6 € without rounding."""
    cents = ours(loans, "centime")
    for i, (theirs, installments) in enumerate(
        zip(each(decimal_loan, loans), each(mortgage_loan, loans), strict=True)
    ):
        for column, other in zip(cents, theirs, strict=True):
            assert column[i].tolist() == [float(x) for x in other]
        assert cents[1][i].tolist() == [float(x.interest) for x in installments[1:]]
        assert cents[2][i].tolist() == [float(x.principal) for x in installments[1:]]
    exact = ours(loans, "theorique")
    for peer in (by_numpy_financial, by_pyxirr):
        for column, other in zip(exact, peer(loans), strict=True):
            np.testing.assert_allclose(column, other, rtol=0, atol=1e-5)


# Measures


def medians(runs: dict[str, tuple[Callable[[], Any], int]]) -> dict[str, float]:
    """Seconds of processor by run, each with its own number of calls; rounds interleaved."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, (run, calls) in runs.items():
            gc.collect()
            start = time.process_time()
            for _ in range(calls):
                run()
            times[name].append((time.process_time() - start) / calls)
    return {name: statistics.median(values) for name, values in times.items()}


def memory(loans: Portfolio) -> float:
    """Memory at its highest above the four outputs, over the four outputs."""
    gc.collect()
    tracemalloc.start()
    outputs = ours(loans, "centime")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    size = sum(column.nbytes for column in outputs)
    return (peak - size) / size


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what was measured, over which peer, and what is promised."""

    work: str
    peer: str
    ours: float
    theirs: float
    promise: str
    kept: bool
    unit: str = "ms"

    def __str__(self) -> str:
        factor = {"ms": 1e3, "µs": 1e6}[self.unit]
        ratio = self.theirs / self.ours
        shown = f"{ratio:.1f} times faster" if ratio >= 1 else f"{1 / ratio:.2f} times its time"
        verdict = ("kept" if self.kept else "**not kept**") if self.promise else ""
        return (
            f"| {self.work} | {self.ours * factor:,.1f} {self.unit} | {self.peer} | "
            f"{self.theirs * factor:,.1f} {self.unit} | {shown} | {self.promise} | {verdict} |"
        )


def faster(work: str, peer: str, mine: float, theirs: float, times: float, unit: str = "ms") -> Line:
    promise = f"{times:g} times faster" if times != 1 else "not slower"
    return Line(work, peer, mine, theirs, promise, theirs >= times * mine, unit)


def million(loans: Portfolio) -> list[Line]:
    """A million loans of thirteen payments."""
    few, fewer = loans.first(SOME_DECIMAL), loans.first(SOME_MORTGAGE)
    found = medians(
        {
            "writing three": (lambda: writing(loans, 3), 1),
            "writing four": (lambda: writing(loans, 4), 1),
            "unrounded": (lambda: ours(loans, "theorique"), 1),
            "cents": (lambda: ours(loans, "centime"), 1),
            "numpy-financial": (lambda: by_numpy_financial(loans), 1),
            "pyxirr": (lambda: by_pyxirr(loans), 1),
            "decimal": (lambda: each(decimal_loan, few), 1),
            "mortgagemath": (lambda: each(mortgage_loan, fewer), 1),
        }
    )
    decimal = found["decimal"] * LOANS / SOME_DECIMAL
    mortgage = found["mortgagemath"] * LOANS / SOME_MORTGAGE
    peer = min(("numpy-financial", "pyxirr"), key=found.__getitem__)
    raw, cents = (f"1 000 000 × 13, {kind}" for kind in ("unrounded", "to the cent"))
    other = "pyxirr" if peer == "numpy-financial" else "numpy-financial"
    return [
        faster(raw, f"{peer}, the faster unrounded peer", found["unrounded"], found[peer], 10),
        Line(raw, other, found["unrounded"], found[other], "", True),
        _limit(raw, found["unrounded"], "three", found["writing three"], 1.9),
        faster(cents, f"mortgagemath, {SOME_MORTGAGE:,} loans scaled", found["cents"], mortgage, 300),
        faster(cents, f"a Decimal loop, {SOME_DECIMAL:,} loans scaled", found["cents"], decimal, 100),
        faster(cents, f"{peer}, the faster unrounded peer", found["cents"], found[peer], 5),
        _limit(cents, found["cents"], "four", found["writing four"], 2.8),
    ]


def _limit(work: str, mine: float, columns: str, limit: float, times: float) -> Line:
    peer = f"writing {columns} columns"
    return Line(work, peer, mine, limit, f"at most {times:g} times", mine <= times * limit)


def alone() -> list[Line]:
    """One loan to the cent: the rule, lists of whole cents as the peers' lists of decimals.

    For information, the call of `pret.tableau`, which reads fourteen arguments and makes arrays and dates.
    """
    capital, rate = Decimal("170000.00"), Decimal("0.02")
    lines = []
    for payments, calls in ((PAYMENTS, 2000), (LONG, 100)):
        found = medians(
            {
                "ours": (lambda n=payments: lignes_seules(17_000_000, 1, 600, n), calls),
                "call": (lambda n=payments: pret.tableau(170000.0, 0.02, n, 12), calls),
                "decimal": (lambda n=payments: decimal_loan(capital, rate, n), calls),
                "mortgagemath": (lambda n=payments: mortgage_loan(capital, rate, n), calls),
            }
        )
        work = f"one loan to the cent, {payments} payments"
        whole = f"the same, the whole call of `pret.tableau`, {payments} payments"
        lines += [
            faster(work, "mortgagemath", found["ours"], found["mortgagemath"], 5, "µs"),
            faster(work, "a Decimal loop", found["ours"], found["decimal"], 1, "µs"),
            Line(whole, "mortgagemath", found["call"], found["mortgagemath"], "", True, "µs"),
        ]
    return lines


def report(lines: list[Line], share: float) -> str:
    """The Markdown table."""
    head = "| work | this project | peer | its time | ratio | promised | |"
    rule = "| --- | ---: | --- | ---: | --- | --- | --- |"
    verdict = "kept" if share <= 1.3 else "**not kept**"
    where = (
        f"Python {platform.python_version()}, NumPy {np.__version__}, one thread, medians of {ROUNDS} rounds "
        f"on {os.cpu_count()} processors with a load of {os.getloadavg()[0]:.1f}"
    )
    memory_line = (
        f"Memory of a million loans × 13 to the cent: at its highest, {share:.2f} times the four outputs "
        f"above them (promised: at most 1.3 times; {verdict})."
    )
    return "\n".join([f"{where}.", "", head, rule, *map(str, lines), "", memory_line])


def write(text: str) -> None:
    """Puts the table in the page, between its marks."""
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(MARKS[0])
    after = rest.partition(MARKS[1])[2]
    PAGE.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}", encoding="utf-8")


def main() -> int:
    """Runs, prints, judges."""
    warnings.simplefilter("ignore")
    loans = Portfolio.of(LOANS)
    check(loans.first(1000))
    lines = [*million(loans), *alone()]
    share = memory(loans)
    text = report(lines, share)
    print(text)
    if "--write" in sys.argv[1:]:
        write(text)
    return int(share > 1.3 or not all(line.kept for line in lines))


if __name__ == "__main__":
    sys.exit(main())
