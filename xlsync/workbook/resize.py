"""Tables that grow and shrink with their records: by rows, or by groups of columns."""

from xlsync.workbook.resize_columns import resize_columns
from xlsync.workbook.resize_rows import resize_rows

__all__ = ["resize_columns", "resize_rows"]
