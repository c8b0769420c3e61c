"""The rules of the conventions, each under its article: plain functions over scalars or arrays."""
