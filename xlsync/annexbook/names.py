"""Custom properties and defined names that make a workbook an annex workbook."""

from __future__ import annotations

from typing import Final

STORE: Final = "xlsync_store"
"""UUID of the store."""

REVISION: Final = "xlsync_revision"
"""Revision of the model."""

ON: Final = "xlsync_on"
"""Revision that the last command made its own from, where it changed the model."""

CONVENTION: Final = "xlsync_convention"
"""« kind/instance »; the instance is "-" in a template. A defined name repeats it: properties can be lost."""

SCHEMA: Final = "xlsync_schema"
"""Kind and version of the schema that the workbook was built from."""

FINGERPRINT: Final = "xlsync_fingerprint"
"""Hash of what that schema declares."""

HOST: Final = "xlsync_host"
"""Spelling of the functions."""

VERSION: Final = "xlsync_version"
"""Version of the program that wrote it last."""

PARAMETERS: Final = "xlsync_parameters"
"""Hash of the parameters of the kind."""

BASE: Final = "xlsync_base"
"""Hash of the base that the workbook carries, tied to its revision."""

AT: Final = "xlsync_at"
"""Day at which the convention is seen (AAAA-MM-JJ): amendments that take effect later do not count."""

AMENDMENT: Final = "xlsync_amendment"
"""Number of the draft amendment that the workbook is a trial of, and that what is typed is part of."""

SEAL: Final = "xlsync_seal"
"""Hash of the parts of a workbook as it was built."""

CONTENTS: Final = "xlsync_contents"
"""Hash of what the workbook says, which another program may save again without changing it."""

FORMULAS: Final = "xlsync_formulas"
"""Hash of its formulas alone, as they should be."""

SYNCED: Final = "xlsync_synced"
"""The seal of a file that a command left with nothing to report."""

DRAWN: Final = (
    STORE, REVISION, CONVENTION, SCHEMA, FINGERPRINT, HOST, VERSION, PARAMETERS, BASE, SEAL, CONTENTS,
    FORMULAS,
)  # fmt: skip
"""The properties of a template, blank but for its host and its schema."""

STAMP: Final = (STORE, REVISION, CONVENTION, AT, AMENDMENT, SCHEMA, FINGERPRINT, BASE, HOST)
"""The properties that say where a workbook comes from."""

REPEATED: Final = (
    (CONVENTION, "Convention"),
    (REVISION, "Révision du modèle"),
    (VERSION, "Version du programme"),
)
"""Properties that the sheet « Lisez-moi » repeats for a reader, with their labels."""


def repeated_name(name: str) -> str:
    """The defined name of the cell of « Lisez-moi » that repeats a property."""
    return f"lisez_moi_{name}"
