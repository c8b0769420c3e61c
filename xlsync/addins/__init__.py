"""The add-ins of each spreadsheet: built, installed, removed. See `docs.md`."""

from xlsync.addins.registry import ADDINS, Done, addin

__all__ = ["ADDINS", "Done", "addin"]
