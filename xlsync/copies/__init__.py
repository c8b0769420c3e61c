"""Copies of workbooks for people without the add-in; see `docs.md`."""
