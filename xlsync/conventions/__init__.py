"""The conventions shipped with the program, as texts (see docs.md)."""

from xlsync.conventions.keys import key_text, parse_key
from xlsync.conventions.loader import Texts, published_rows, read, shipped

__all__ = ["Texts", "key_text", "parse_key", "published_rows", "read", "shipped"]
