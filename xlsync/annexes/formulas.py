"""The canonical formulas of a schema: what they are made of, and what they name.

A canonical formula is an Excel formula, in English with commas, in which

- `[column]` is a column of the same record,
- `table[column]` is a whole column of a table, `table[first:last]` several that stand side by side,
- `{fiche}` and `{fiche.line}` are the header lines of the same block, `{heads}` the headings of all blocks
  and `{cells}` the cells under them on the same row,
- `{table.fiche.line}` is one header line of all the blocks of another table, `{table.data}` its cells and
  `{table.headings}` their headings, the block's title after each,
- `{name}` is a text of `arguments`, the same in several formulas,
- a bare name is a single field, or the labels or the values of a group (`dates_libelles`, `dates_valeurs`),
- our functions have their canonical names (PRET.LIGNE).

It names no cell by its address. It may be written on several lines, joined without a space.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn

STRING = re.compile(r'("(?:[^"]|"")*")')
TOKEN = re.compile(
    r"\{(?P<special>[a-z_.]+)\}|(?:(?P<table>[a-z_0-9]+)(?=\[))?"
    r"\[(?P<column>[a-z_0-9]+)(?::(?P<last>[a-z_0-9]+))?\]"
)

_LEXEMES = re.compile(
    rf"""\s*(?:(?P<text>{STRING.pattern})
    |(?P<reference>{TOKEN.pattern})
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<name>[A-Za-z_][A-Za-z_0-9.]*)
    |(?P<sign><>|<=|>=|[-+*/^&=<>%(),]))""",
    re.VERBOSE,
)
_BETWEEN = frozenset(["<>", "<=", ">=", *"-+*/^&=<>"])
_KINDS = ("text", "reference", "number", "name", "sign")
CONSTANTS = frozenset({"TRUE", "FALSE"})
FORGETFUL = frozenset({"MAX", "MAXA", "MIN", "MINA"})
"""In Calc they pass over the error of an add-in's function, as if it were not there."""
KEEPING = frozenset({"N", "ROUND", "SUM"})
"""Make one value, or one error, of what they are given; most others hand an error on as it came."""
_CATCHING = "IFERROR"
"""Its first argument has no error left to forget."""


class FormulaError(Exception):
    """A formula that cannot be read: what is wrong, in both languages, and where it stops being one."""

    def __init__(self, fr: str, en: str) -> None:
        super().__init__(en)
        self.fr, self.en = fr, en


@dataclass(slots=True)
class Formula:
    """What a formula names, in the order written.

    Attributes:
        own: Columns of the same record.
        columns: Whole columns, as (table, column).
        specials: What stands between braces.
        names: Bare names.
        calls: Functions, each with the texts that it is given as they are.
        forgotten: Our functions whose error Calc passes over, as (the function around, ours).
    """

    own: list[str] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)
    specials: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    calls: list[tuple[str, list[str]]] = field(default_factory=list)
    forgotten: list[tuple[str, str]] = field(default_factory=list)


def read(formula: str) -> Formula:
    """What a canonical formula names.

    Raises:
        FormulaError: it is no formula.

    Examples:
        >>> read('=IF([rang]="",0,SUM(acomptes[part])*taux)').columns
        [('acomptes', 'part')]
        >>> read("=MAX(0,IFERROR(PRET.ECHEANCE([a],0,3),1),N(PRET.ECHEANCE([a],0,3)))").forgotten
        []
    """
    parser = _Parser(formula.removeprefix("="))
    parser.expression()
    if parser.kind:
        parser.refuse()
    return parser.found


class _Parser:
    """Reads one formula from left to right; priorities are of no matter, since nothing is computed."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.found = text, 0, Formula()
        self.kind, self.lexeme = "", ""
        self.around = ""
        self.match: re.Match[str] | None = None
        self._next()

    def _next(self) -> None:
        self.at += len(self.match[0]) if self.match else 0
        self.match = match = _LEXEMES.match(self.text, self.at)
        if match is None:
            self.kind = self.lexeme = ""
            if self.text[self.at :].strip():
                self.refuse()
            return
        self.kind, self.lexeme = next(kind for kind in _KINDS if match[kind]), match[0].strip()

    def refuse(self) -> NoReturn:
        """Refuses what stands here.

        Raises:
            FormulaError: always.
        """
        rest = self.text[self.at :].strip()
        if not rest:
            raise FormulaError("la formule n’est pas finie", "the formula is not finished")
        raise FormulaError(
            f"formule illisible à partir de « {rest} »", f"unreadable formula from “{rest}” on"
        )

    def _is(self, *signs: str) -> bool:
        return self.kind == "sign" and self.lexeme in signs

    def _take(self, sign: str) -> None:
        if not self._is(sign):
            self.refuse()
        self._next()

    def expression(self) -> None:
        """Operands with operators between them."""
        self._operand()
        while self._is(*_BETWEEN):
            self._next()
            self._operand()

    def _operand(self) -> None:
        while self._is("-", "+"):
            self._next()
        if self._is("("):
            self._next()
            self.expression()
            self._take(")")
        elif self.kind == "name":
            self._name()
        elif self.kind in ("text", "number"):
            self._next()
        elif self.kind == "reference":
            self._reference()
        else:
            self.refuse()
        while self._is("%"):
            self._next()

    def _reference(self) -> None:
        assert self.match is not None
        if self.match["special"]:
            self.found.specials.append(self.match["special"])
        elif self.match["table"]:
            ends = filter(None, (self.match["column"], self.match["last"]))
            self.found.columns += [(self.match["table"], column) for column in ends]
        elif self.match["last"]:
            self.refuse()
        else:
            self.found.own.append(self.match["column"])
        self._next()

    def _name(self) -> None:
        name = self.lexeme
        self._next()
        if not self._is("("):
            if name not in CONSTANTS:
                self.found.names.append(name)
            return
        self._next()
        given: list[str] = []
        self.found.calls.append((name, given))
        around = self.around
        if "." in name and around:
            self.found.forgotten.append((around, name))
        inside = name if name in FORGETFUL else "" if name in KEEPING or "." in name else around
        self.around = "" if name == _CATCHING else inside
        while not self._is(")"):
            if self.kind == "text":
                given.append(self.lexeme[1:-1].replace('""', '"'))
            if not self._is(","):
                self.expression()
            if not self._is(")"):
                self._take(",")
            self.around = inside
        self.around = around
        self._next()
