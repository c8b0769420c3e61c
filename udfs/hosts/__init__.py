"""One module for each spreadsheet: describe the functions, convert values, nothing else. See `docs.md`."""
