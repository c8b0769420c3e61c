"""Who asks: in which language, of which model, and who hears what is said meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlsync.actions.failures import trace
from xlsync.errors import spaced

if TYPE_CHECKING:
    from xlsync.recalc.opinions import Evaluator

LANGUAGES: Final = ("fr", "en")
WIDTH: Final = 160
"""Columns of a table that goes into a file or a window."""


def to_standard_error(text: str) -> None:
    """Show a line to who runs the program."""
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Session:
    """Who asks.

    Attributes:
        lang: "fr" or "en".
        store: Address or path of the store, None where it is to be looked for.
        width: Columns that a table may take, None for those of the terminal.
        tell: Takes each sentence that is said before the report.
        failed: Takes each exception that a report tells as a sentence.
        engines: Programs that recalculate workbooks, by name, beside those that actions have.
        to_pdf: What turns workbooks into PDF files of the same names in a folder, None where nothing does.
    """

    lang: str = "fr"
    store: str | None = None
    width: int | None = WIDTH
    tell: Callable[[str], object] = to_standard_error
    failed: Callable[[BaseException], object] = trace
    engines: Mapping[str, Evaluator] = field(default_factory=dict)
    to_pdf: Callable[[Sequence[Path], Path], None] | None = None

    def text(self, fr: str, en: str) -> str:
        """The text in the language of who asks."""
        return en if self.lang == "en" else spaced(fr)

    def say(self, fr: str, en: str) -> None:
        """Tell who asks something before the report."""
        self.tell(self.text(fr, en))
