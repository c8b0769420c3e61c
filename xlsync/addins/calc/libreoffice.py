"""The programs of LibreOffice, wherever the system keeps them: its installer of extensions, and itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from udfs.hosts.calc import IDENTIFIER
from xlsync.addins.errors import MissingProgram, NotInstalled

SECONDS, SECONDS_A_FILE = 120, 60


def program(name: str) -> Path:
    """A program of LibreOffice: `unopkg` or `soffice`.

    Raises:
        MissingProgram: It is in none of the usual places.
    """
    for path in candidates(sys.platform, os.environ, name):
        if path.is_file():
            return path
    raise MissingProgram(
        "LibreOffice est introuvable : installez-le (sous Debian : libreoffice-calc et python3-uno) ou "
        "ajoutez son dossier « program » au PATH",
        "LibreOffice cannot be found: install it (on Debian: libreoffice-calc and python3-uno) or add its "
        "folder “program” to PATH",
    )


def candidates(platform: str, environment: Mapping[str, str], name: str = "unopkg") -> Iterator[Path]:
    """Where a program of LibreOffice may stand, best first.

    Args:
        platform: As `sys.platform`.
        environment: Environment variables.
        name: The program.

    Examples:
        >>> [path.as_posix() for path in candidates("darwin", {"PATH": ""})]
        ['/Applications/LibreOffice.app/Contents/MacOS/unopkg']
    """
    name = f"{name}.com" if platform == "win32" else name
    if found := shutil.which(name, path=environment.get("PATH", "")):
        yield Path(found)
    if platform == "win32":
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "PROGRAMW6432"):
            if variable in environment:
                yield Path(environment[variable]) / "LibreOffice" / "program" / name
    elif platform == "darwin":
        yield Path("/Applications/LibreOffice.app/Contents/MacOS") / name
    else:
        yield Path("/usr/lib/libreoffice/program") / name
        yield from sorted(Path("/opt").glob(f"libreoffice*/program/{name}"), reverse=True)


def convert_to(
    form: str,
    program: Path,
    profile: Path,
    files: Sequence[Path],
    out: Path,
    *more: str,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Files converted by one start of LibreOffice without a window.

    Args:
        form: Form and filter, as `--convert-to` takes them.
        program: `soffice`.
        profile: A profile of its own: that of the user may be in use.
        files: What to convert.
        out: Folder of what is made.
        more: Other words of its command line.
        environment: Its environment variables, those of this program when left out.

    Raises:
        OSError, subprocess.TimeoutExpired: It did not start, or did not end.
    """
    command = [
        *(str(program), f"-env:UserInstallation={profile.as_uri()}", *more),
        *("--headless", "--norestore", "--nologo", "--convert-to", form, "--outdir", str(out)),
        *map(str, files),
    ]
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment,
        timeout=SECONDS + SECONDS_A_FILE * len(files),
        check=False,
    )


def add(program: Path, extension: Path) -> None:
    """Installs an extension for the user.

    Raises:
        NotInstalled: Root, or LibreOffice refused.
    """
    command = ("add", "--force", str(extension))
    done = _run(program, *command)
    if _crashed(done):
        done = _run(program, *command)
    if done.returncode:
        raise _refused(done)


def remove(program: Path) -> bool:
    """Removes the extension; False when it was not there.

    Raises:
        NotInstalled: Root, or LibreOffice refused.
    """
    listed = _run(program, "list")
    if listed.returncode:
        raise _refused(listed)
    if IDENTIFIER not in listed.stdout:
        return False
    done = _run(program, "remove", IDENTIFIER)
    if done.returncode:
        raise _refused(done)
    return True


def _run(program: Path, *words: str) -> subprocess.CompletedProcess[str]:
    _refuse_root()
    command = [str(program), *words]
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotInstalled(
            "LibreOffice ne répond pas : fermez toutes ses fenêtres, puis recommencez",
            "LibreOffice does not answer: close all its windows, then try again",
        ) from error


def _crashed(done: subprocess.CompletedProcess[str]) -> bool:
    """Whether a signal ended it, as happens to LibreOffice now and then while it makes a new profile."""
    return done.returncode < 0 or done.returncode > 128


def _refuse_root() -> None:
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        raise NotInstalled(
            "l’extension s’installe dans le profil d’un utilisateur, jamais en tant que root : "
            "lancez la commande sous votre propre compte, sans sudo",
            "the extension is installed in the profile of a user, never as root: run the command under your "
            "own account, without sudo",
        )


def _refused(done: subprocess.CompletedProcess[str]) -> NotInstalled:
    said = " ".join((done.stderr or done.stdout).split())
    hint = ("", "")
    if "loader" in said.lower() or "python" in said.lower():
        hint = (" ; sous Debian, installez python3-uno", "; on Debian, install python3-uno")
    return NotInstalled(f"LibreOffice a refusé : {said}{hint[0]}", f"LibreOffice refused: {said}{hint[1]}")
