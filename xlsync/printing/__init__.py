"""Annexes to sign, laid out for A4; see `docs.md`."""

from xlsync.printing.document import Printable, as_workbook, printable

__all__ = ["Printable", "as_workbook", "printable"]
