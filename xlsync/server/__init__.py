"""The function server: one process that computes for the spreadsheets of this machine (see docs.md)."""
