"""Lists of members: a line each, into conventions of a kind (see docs.md)."""
