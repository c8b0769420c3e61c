"""The bytes of the extension: what the registry determines, and the component that LibreOffice runs."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from udfs.hosts import calc, tokens
from udfs.registry import names
from xlsync import __version__

NAME = "conventions.oxt"
COMPONENT = Path(__file__).parent / "component"
SHARED = {"tokens.py": tokens, "names.py": names}
"""Modules of `udfs` that the component holds a copy of; they import nothing but the standard library."""

_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_UNIX, _PLAIN_FILE = 3, 0o100644 << 16


def package() -> bytes:
    """The extension; the same bytes for the same sources.

    Examples:
        >>> package() == package()
        True
    """
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in sorted(_parts().items()):
            archive.writestr(_entry(name), data)
    return held.getvalue()


def _parts() -> dict[str, bytes]:
    parts = {name: text.encode() for name, text in calc.files(__version__).items()}
    for path in COMPONENT.rglob("*.py"):
        parts[path.relative_to(COMPONENT).as_posix()] = path.read_bytes()
    for name, module in SHARED.items():
        parts[f"pythonpath/xlsync_calc/{name}"] = Path(str(module.__file__)).read_bytes()
    return {name: data.replace(b"\r\n", b"\n") for name, data in parts.items()}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _FIRST_DAY_OF_ZIP)
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, _UNIX, _PLAIN_FILE
    return entry
