"""The closed lists of words that a schema may use, each with what it means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from udfs.errors import Text


@dataclass(frozen=True, slots=True)
class Among:
    """Annotates a text of the declarations that is one of a closed list.

    Attributes:
        meanings: The words, each with what it means.
    """

    meanings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Way:
    """Annotates a text of the declarations that is written in a way of its own.

    Attributes:
        said: How the reference names it.
        expected: How a sentence names it.
        shape: What the whole of the text matches, when it says something.
        between: What joins the lines of a text written on several.
    """

    said: str
    expected: Text
    shape: str
    between: str = ""

    def plain(self, text: str) -> str:
        """The text on one line."""
        return self.between.join(line.strip() for line in text.splitlines())

    def accepts(self, text: str) -> bool:
        """The text is written so."""
        return not text or re.fullmatch(self.shape, text) is not None


_NAME = "[a-z][a-z0-9_]*"
NAME = Way("name", Text("un nom (a-z, chiffres, _)", "a name (a-z, digits, _)"), _NAME)
FORMULA = Way("[formula](#formulas)", Text("une formule (=…)", "a formula (=…)"), "=.+")
TOTAL = Way("`sum` or a [formula](#formulas)", Text("sum ou une formule", "sum or a formula"), "sum|=.+")
EXPRESSION = Way("[expression](#expressions)", Text("une expression", "an expression"), ".+", " ")
CONDITION = Way("[condition](#expressions)", Text("une condition", "a condition"), ".+", " ")
WHOLE_COLUMN = Way("`table[column]`", Text("table[colonne]", "table[column]"), rf"{_NAME}\[{_NAME}\]")
COLOR = Way("six digits, `1F5C7A`", Text("une couleur (1F5C7A)", "a colour (1F5C7A)"), "[0-9A-F]{6}")

TYPES: dict[str, str] = {
    "amount": "money, a decimal number",
    "number": "any other decimal number",
    "integer": "a whole number",
    "rate": "a rate or a share, per 1: 0.02 is 2 %",
    "year": "a year, a whole number that is never written with thousands apart",
    "date": "a day",
    "text": "a text",
    "choice": "one of the texts of `choices`",
    "flag": "true or false",
}

OWNERS: dict[str, str] = {
    "operator": "the party that issues the annexes",
    "member": "the other party, which sends its figures back",
}

PRINTED: dict[str, str] = {
    "": "`always` where the title begins with « Annexe », else `never`",
    "always": "printed",
    "filled": "printed where one of its tables shows a figure, or one of its fields where it has no table",
    "never": "left out",
}

HOMES: dict[str, str] = {
    "conventions": "what identifies a convention",
    "champs": "the fields of its kind",
}

LAYOUTS: dict[str, str] = {
    "rows": "a record a row",
    "columns": "a record a column, headed by `header`",
    "blocks": "a row a record, and blocks of columns side by side (see [blocks](#blocks))",
}

SOURCES: dict[str, str] = {
    "input": "typed by people, in the model",
    "fixed": "the records of `fixed`, always the same",
    "years": "the years from `start` to `end`",
    "numbers": "the whole numbers from `start` to `end`",
    "ranks": "each record of `table` with its ranks, 1 to the number of years from `start` to `end`",
    "periods": "the ranks of the periods of `code` months from `start` to `end`",
    "product": "each record of the first of `factors` with each of the second, and so on",
    "table": "one record a record of `table`, with the same key",
    "parameter": "the entries of the parameter `code`, which is a table",
    "parameters": "the codes of all the parameters of the kind",
    "amendments": "one record a cell that an amendment changes, numbered from 1",
    "deadlines": "the occurrences of `deadlines`, in the order in which these are declared",
    "conventions": "the records of `table` in the other conventions of `kind`, with the same key, then the "
    "convention; in the order of that key",
}

GENERATED: dict[str, str] = {
    "key": "the key of the record, or of the block",
    "fixed": "what `rows` says of a fixed record",
    "code": "the code of a parameter",
    "description": "what a parameter is",
    "unit": "the unit of a parameter",
    "amendment": "of a record of `amendments`, what the column is named after (see `common.yaml`)",
    "deadline": "of a record of `deadlines`, what the column is named after (see `common.yaml`)",
    "convention": "of a record of `conventions`, what that column holds there, typed or computed; "
    "else the single field",
}

ADJUSTMENTS: dict[str, str] = {
    "aucun": "it stays",
    "suivant": "the next working day counts, for a payment",
    "precedent": "the working day before it counts, for a limit or a notice",
}

NATURES: dict[str, str] = {
    "obligation": "someone does it, late after its day",
    "faculté": "someone may do it until its day",
    "effet": "it happens by itself on its day",
}

PAYERS: dict[str, str] = {
    "member": "the other party pays it to the operator",
    "operator": "the operator pays it to the other party",
}

RELATIONS: dict[str, str] = {
    "=": "the two sides are equal",
    "<=": "the left one is not greater",
    ">=": "the left one is not smaller",
}

CHARTS: dict[str, str] = {
    "column": "vertical bars side by side",
    "stacked": "vertical bars one upon the other",
    "bar": "horizontal bars",
    "scatter": "lines over a numeric axis",
}

SERIES: dict[str, str] = {
    "": "as the chart",
    "line": "a line over the bars",
    "line2": "a line on a second axis, on the right",
    "dash": "a dashed line",
}
