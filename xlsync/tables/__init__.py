"""The tables of the model as files, out and in (see docs.md)."""

from typing import Final

FORMS: Final = ("csv", "parquet", "xlsx")
"""What tables are written as: CSV with a Table Schema, Parquet, a workbook a kind."""
