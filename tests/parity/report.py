"""The table of agreement, as it stands in `udfs/hosts/docs.md`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.parity.calls import Call, calls
from tests.parity.habits import Habit, reasons
from tests.parity.hosts import HOSTS
from tests.parity.outcomes import Outcome, called, same
from tests.shared import ROOT

PAGE: Final = ROOT / "udfs" / "hosts" / "docs.md"
BEGINNING, END = "<!-- parity: written by python -m tests.parity --write -->\n", "<!-- end of parity -->\n"
COLUMNS: Final = tuple(column for host in HOSTS.values() for column in host.columns)


@dataclass(slots=True)
class Tally:
    """How one column of the table compares with `udfs.call`.

    Attributes:
        equal: Equal calls, by theme.
        explained: Calls that differ as a habit of the host says, by theme.
        reasons: Those calls by reason; one call may have two.
        unexplained: The others, each as a sentence.
    """

    equal: Counter[str] = field(default_factory=Counter)
    explained: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)

    def add(self, call: Call, found: Outcome, habits: tuple[Habit, ...]) -> None:
        """Counts one call."""
        expected = called(call.function, call.cells)
        if same(found, expected):
            self.equal[call.theme] += 1
        elif why := reasons(call, habits, found):
            self.explained[call.theme] += 1
            self.reasons.update(why)
        else:
            self.unexplained.append(f"{call.theme}, {call.name}: {found}, udfs.call: {expected}")

    def cells(self) -> list[str]:
        """The column: a cell a theme, the sum, what is left unexplained."""
        counts = [(self.equal[theme], self.explained[theme]) for theme in themes()]
        counts.append((self.equal.total(), self.explained.total()))
        return [f"{equal} + {other}" if other else str(equal) for equal, other in counts] + [
            str(len(self.unexplained))
        ]

    def lines(self, column: str) -> list[str]:
        """Its lines in the list of reasons."""
        return [f"| {column} | {reason} | {count} |" for reason, count in sorted(self.reasons.items())]


def themes() -> Counter[str]:
    """Number of calls by theme, in their order."""
    return Counter(call.theme for call in calls())


def replay(host: str) -> dict[str, Tally]:
    """The calls through one host: its columns."""
    found = HOSTS[host].replay(calls())
    tallies = {column: Tally() for column in HOSTS[host].columns}
    for column, outcomes in found.items():
        for rank, one in outcomes.items():
            tallies[column].add(calls()[rank], one, HOSTS[host].columns[column])
    return tallies


def text(tallies: Mapping[str, Tally]) -> str:
    """The whole table and the list of reasons."""
    counts = themes()
    labels = [f"{theme} ({count})" for theme, count in counts.items()]
    labels += [f"all ({counts.total()})", "unexplained"]
    columns = [labels, *(tallies[column].cells() for column in COLUMNS)]
    rows = [["theme (calls)", *COLUMNS], ["---"] * len(columns), *zip(*columns, strict=True)]
    table = ["| " + " | ".join(row) + " |" for row in rows]
    listed = [line for column in COLUMNS for line in tallies[column].lines(column)]
    return "\n".join([*table, "", "| host | what it does | calls |", "| --- | --- | --- |", *listed, ""])


def kept() -> str:
    """What the page holds between the two marks."""
    return PAGE.read_text(encoding="utf-8").partition(BEGINNING)[2].partition(END)[0]


def kept_column(column: str) -> tuple[list[str], list[str]]:
    """One column of the table that the page holds, and its lines in the list of reasons."""
    lines = kept().splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[: lines.index("")]]
    at = rows[0].index(column)
    return [row[at] for row in rows[2:]], [line for line in lines if line.startswith(f"| {column} |")]


def write(tallies: Mapping[str, Tally], page: Path = PAGE) -> None:
    """Puts the table between the two marks of the page."""
    whole = page.read_text(encoding="utf-8")
    before, after = whole.partition(BEGINNING)[0], whole.partition(END)[2]
    page.write_text(f"{before}{BEGINNING}{text(tallies)}{END}{after}", encoding="utf-8")
