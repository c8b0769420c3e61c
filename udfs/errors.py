"""What can go wrong in a call, as one small tree, and what an unknown name may stand for.

    UdfError
    ├── WrongValue      #VALUE!  wrong type, unknown option, required argument left blank
    ├── OutOfRange      #NUM!    a number outside the bounds that its argument declares
    ├── NotAvailable    #N/A     no version at that date, no price in the documents
    └── PropagatedError          an argument was already an error: the same error comes out

    ParameterFileError           a parameter file that must not be loaded (a developer reads it)

A rule or a coercion raises; only a host turns the exception into a cell error.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

ALIKE = 0.6
"""From here on two names are alike (0 nothing in common, 1 the same): a slip of one letter is in a name of
three letters or more, another word is not."""


def names_alike(name: str, known: Iterable[str]) -> list[str]:
    """The names that someone who wrote another one may have meant, the nearest first, three at most.

    Examples:
        >>> names_alike("montan", ["annee", "montant"])
        ['montant']
    """
    return difflib.get_close_matches(name, list(known), n=3, cutoff=ALIKE)


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in the two languages of the project."""

    fr: str
    en: str

    def in_language(self, lang: str) -> str:
        """The French text, unless the language asked for is English."""
        return self.en if lang.startswith("en") else self.fr


class UdfError(Exception):
    """A call that has no value. Its `excel` is the error of the cell.

    Attributes:
        excel: "#VALUE!", "#NUM!", "#N/A" or, when propagated, the error received.
        text: The sentence, French and English: what, which argument, which value, what to do.
        argument: Name of the argument at fault, when there is one.
        value: The value received.
    """

    excel = "#VALUE!"

    def __init__(self, fr: str, en: str, *, argument: str | None = None, value: object = None) -> None:
        super().__init__(fr)
        self.text = Text(fr, en)
        self.argument = argument
        self.value = value


class WrongValue(UdfError):
    """Wrong type, unknown option, or a required argument left blank."""

    excel = "#VALUE!"


class OutOfRange(UdfError):
    """A number or a date outside the bounds of its argument."""

    excel = "#NUM!"


class NotAvailable(UdfError):
    """Nothing in the documents for that date or that case."""

    excel = "#N/A"


class PropagatedError(UdfError):
    """An argument was an error already; the cell shows the same one."""

    def __init__(self, excel: str, *, argument: str | None = None) -> None:
        super().__init__(
            f"l’argument « {argument} » contient déjà l’erreur {excel}",
            f"argument “{argument}” already holds the error {excel}",
            argument=argument,
            value=excel,
        )
        self.excel = excel


class ParameterFileError(Exception):
    """A parameter file without a source, with unordered dates or an unquoted number."""
