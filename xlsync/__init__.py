"""Moves tables between the model of the conventions and their annex workbooks (see docs.md)."""

__version__ = "0.1.0"
