"""What an annex workbook is, read once, for every command; see `docs.md`."""
