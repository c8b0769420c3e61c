"""Workbooks printed by LibreOffice: PDF files."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from xlsync.addins.calc import libreoffice
from xlsync.addins.errors import NotInstalled

FORM = "pdf:calc_pdf_Export"


def to_pdf(workbooks: Sequence[Path], out: Path) -> None:
    """Each workbook as a PDF of the same name, all by one start of LibreOffice; one that fails has no PDF.

    Args:
        workbooks: The files.
        out: Folder of the PDF files.

    Raises:
        MissingProgram: LibreOffice is not there.
        NotInstalled: It did not start, or did not end.
    """
    program = libreoffice.program("soffice")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        try:
            libreoffice.convert_to(FORM, program, Path(name) / "profile", workbooks, out)
        except (subprocess.TimeoutExpired, OSError) as error:
            raise NotInstalled(
                f"LibreOffice n’a pas imprimé les annexes : {error}", f"LibreOffice did not print: {error}"
            ) from error
