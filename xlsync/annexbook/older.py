"""What is said of a workbook whose schema has changed since it was built."""

from __future__ import annotations

from pathlib import Path

from xlsync.annexbook.identify import Identity
from xlsync.annexbook.memory import version_of
from xlsync.annexes import schema
from xlsync.errors import Problem, sentence
from xlsync.workbook import Workbook


def older(book: Workbook, identity: Identity, path: Path | str) -> list[Problem]:
    """What to say of a workbook whose schema has changed since it was built; nothing of another one."""
    if not identity.is_older:
        return []
    declared = schema(identity.schema.kind)
    version, kind, now = version_of(book, declared), declared.kind, declared.version
    if version == now or version is None:
        what = sentence(
            f"ce classeur suit un état plus ancien du schéma {kind}",
            f"this workbook follows an older state of the schema {kind}",
        )
    else:
        what = sentence(
            f"ce classeur suit la version {version} du schéma {kind}, qui est à la version {now}",
            f"this workbook follows version {version} of the schema {kind}, which is at version {now}",
        )
    fix = sentence(
        "« xlsync push » l’amène à celui d’aujourd’hui", "“xlsync push” brings it to that of today"
    )
    return [Problem(Path(path).name, what, fix, file=str(path))]
