"""Protected sheets: what is to change there is refused before anything is written."""

from __future__ import annotations

from collections.abc import Mapping

from xlsync.errors import UnsupportedWorkbook
from xlsync.workbook import Workbook


def texts_of(book: Workbook) -> dict[str, str]:
    """The sheets of a workbook as they stand, by name."""
    return {sheet.name: sheet.text for sheet in book.worksheets()}


def refuse_protected(book: Workbook, before: Mapping[str, str]) -> bool:
    """Refuses a workbook of which a protected sheet changed; returns whether any sheet did.

    Args:
        book: The workbook.
        before: Its sheets before.

    Raises:
        UnsupportedWorkbook: the sentence names the sheet.
    """
    changed = [sheet for sheet in book.worksheets() if sheet.text != before.get(sheet.name, "")]
    for sheet in changed:
        if sheet.protected:
            raise UnsupportedWorkbook(
                f"la feuille « {sheet.name} » est protégée : ôtez la protection, puis recommencez",
                f"the sheet “{sheet.name}” is protected: remove the protection, then try again",
                sheet=sheet.name,
            )
    return bool(changed)
