"""What a formula of a copy may read and call: the sheets, names and functions that are there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from udfs.errors import Text
from xlsync.annexbook import names
from xlsync.annexbook.hidden import COMPUTED_LIST, INPUT_LIST
from xlsync.copies.native.rewriting import ours
from xlsync.recalc import NATIVES
from xlsync.recalc.borrowed import BORROWED
from xlsync.recalc.foreign import SPECIAL
from xlsync.recalc.linking import LOCAL, nodes
from xlsync.recalc.syntax import Call, form_of, parse
from xlsync.recalc.values import Unsupported
from xlsync.workbook import Workbook
from xlsync.workbook.sheets import mentions

OUTSIDE: Final = re.compile(r"(?<![\w\]])\[\d+\][^\[\]]*!|\[[^\[\]]*\.xl\w*\]", re.IGNORECASE)
"""A reference to another workbook."""

OTHERS: Final = frozenset(
    {"RAND", "RANDBETWEEN", "RANDARRAY", "INDIRECT", "OFFSET", "CELL", "INFO", "GETPIVOTDATA", "SHEET"}
    | {"SHEETS", "ISREF", "ISFORMULA", "PHONETIC", "ENCODEURL", "BAHTTEXT", "DBCS", "JIS", "EUROCONVERT"}
    | {"GROUPBY", "PIVOTBY", "PERCENTOF", "SINGLE", "FREQUENCY", "MODE", "MULTIPLE.OPERATIONS", "CONVERT"}
)
"""Functions of spreadsheets that no engine here computes."""

CONNECTED: Final = frozenset(
    {"RTD", "WEBSERVICE", "FILTERXML", "IMAGE", "STOCKHISTORY", "TRANSLATE", "DETECTLANGUAGE", "CALL", "DDE"}
    | {"CUBEVALUE", "CUBEMEMBER", "CUBESET", "CUBESETCOUNT", "CUBERANKEDMEMBER", "CUBEMEMBERPROPERTY"}
    | {"CUBEKPIMEMBER", "SQL.REQUEST"}
)
"""Functions that ask something of another program."""

ELSEWHERE = Text("lit ce que la copie n’a pas", "reads what the copy has not")
LINK = Text("lit un autre classeur ou un autre programme", "reads another workbook or another program")
OTHER_ADD_IN = Text("fonction d’un complément ou d’une macro", "function of an add-in or of a macro")


class Reach:
    """What a formula of the copy may not read.

    Args:
        book: The workbook.
        gone: Sheets that leave.
    """

    def __init__(self, book: Workbook, gone: Collection[str]) -> None:
        self.gone = gone
        self._refused: set[str] = set()
        self._names = {one.name.lower(): one.text for one in book.names}
        while more := {name for name, text in self._left() if is_ours(name) or self._is_lost(text)}:
            self._refused |= more

    def _left(self) -> Iterator[tuple[str, str]]:
        yield from ((name, text) for name, text in self._names.items() if name not in self._refused)

    def _is_lost(self, text: str) -> bool:
        return self.refuses(text) is not None or any(map(ours, functions_in(text)))

    def refuses(self, formula: str) -> Text | None:
        """Why a formula cannot stand in the copy, its calls of our functions apart."""
        if OUTSIDE.search(formula):
            return LINK
        if mentions(formula, self.gone) or any(word in self._refused for word in words_of(formula)):
            return ELSEWHERE
        called = set(functions_in(formula))
        if called & CONNECTED:
            return LINK
        if called & LOCAL:
            return None  # it may call the functions that it defines
        unknown = called - KNOWN - {name.upper() for name in self._names}
        return OTHER_ADD_IN if any(ours(name) is None for name in unknown) else None


KNOWN: Final = frozenset({*NATIVES, *BORROWED, *SPECIAL, *OTHERS})


def is_ours(name: str) -> bool:
    """Whether a name exists for the synchronisation alone."""
    kept = (INPUT_LIST, COMPUTED_LIST, *(names.repeated_name(one) for one, _ in names.REPEATED))
    return name.startswith("xlsync_") or name in kept


def words_of(formula: str) -> Iterator[str]:
    """Everything in a formula that may be a name, in lower case.

    Examples:
        >>> list(words_of('taux*tbl[Prix]&"date_fin"'))
        ['taux', 'tbl']
    """
    outside = re.sub(r'"(?:[^"]|"")*"|\[[^\]]*\]', " ", formula)
    yield from (word.lower() for word in re.findall(r"[^\W\d][\w.\\?]*", outside))


def functions_in(formula: str) -> list[str]:
    """The functions that a formula calls, in capitals; none where it cannot be read."""
    try:
        tree = parse(form_of(formula.removeprefix("="), 1, 1))
    except Unsupported:
        return []
    return [node.name for node in nodes(tree) if isinstance(node, Call)]
