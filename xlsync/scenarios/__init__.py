"""What a workbook gives over many draws of its inputs (see docs.md)."""
