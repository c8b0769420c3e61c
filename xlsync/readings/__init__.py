"""Meter readings as suppliers and meters export them, into the follow-up of a convention (see docs.md)."""
