"""The conventions shipped with the program, as texts (see docs.md)."""

from xlsync.conventions.keys import key_text, parse_key
from xlsync.conventions.loader import Texts, also_in, published_rows, read, shipped
from xlsync.conventions.notes import SourceNote, source_notes

__all__ = [
    "SourceNote",
    "Texts",
    "also_in",
    "key_text",
    "parse_key",
    "published_rows",
    "read",
    "shipped",
    "source_notes",
]
