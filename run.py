#!/usr/bin/env python3
"""Set up the project in `.venv`, then run it: `run.py build --out annexes`, `run.py test`, `run.py lint`.

Any other arguments go to `xlsync`. Only the standard library is used, nothing outside the checkout is
written, and nothing is installed again until `pyproject.toml` or `constraints.txt` changes. Where Debian
gives Python neither `ensurepip` nor `pip`, Debian's own pip is unpacked into `.venv`, so that root is never
needed. Package sources are those of pip's configuration.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
DEBIAN = VENV / "debian"
STAMP = VENV / "installed.json"
DESCRIPTION = ("pyproject.toml", "constraints.txt")
DEBIAN_WHEELS = Path("usr/share/python-wheels")
MINIMUM = (3, 11)

EXTRAS = {("test",): "test", ("lint",): "dev", ("addin", "build", "excel"): "excel"}
"""What some commands need besides, by their first words."""

EVERY_TEST = ("--numprocesses", "logical", "--maxprocesses", "8", "--dist", "worksteal")
"""The whole suite runs on every processor; a part of it, asked for by arguments, in one process."""

LINT = (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"])


class SetupError(Exception):
    """The set-up cannot go on; one sentence, French and English."""


def main(arguments: Sequence[str]) -> int:
    """Install what the command needs, run it, and return its exit code."""
    if sys.version_info < MINIMUM:
        raise SetupError("Python 3.11 ou plus récent est nécessaire.", "Python 3.11 or newer is needed.")
    command = arguments[0] if arguments else ""
    install(extra(arguments))
    if command == "test":
        return module("pytest", *(arguments[1:] or EVERY_TEST), folder=ROOT)
    if command == "lint":
        return max(module(*words, folder=ROOT) for words in LINT)
    os.environ["XLSYNC_CALLED"] = f"{'py' if os.name == 'nt' else 'python3'} {Path(sys.argv[0]).name}"
    return module("xlsync", *arguments)


def extra(arguments: Sequence[str]) -> str | None:
    """The extra of `pyproject.toml` that a command needs."""
    words = tuple(word for word in arguments if not word.startswith("-"))
    return next((extra for start, extra in EXTRAS.items() if words[: len(start)] == start), None)


def module(name: str, *arguments: str, folder: Path | None = None) -> int:
    """Run a module with the Python of `.venv`; its exit code."""
    return subprocess.run([PYTHON, "-m", name, *arguments], cwd=folder, check=False).returncode


def install(extra: str | None) -> None:
    """Bring `.venv` up to date: with this extra, and those asked for before."""
    wanted = {"made_for": _fingerprint(), "extras": sorted({extra, *_installed()["extras"]} - {None})}
    if _installed() == wanted and _works():
        return
    if not _works():
        _progress("création de .venv", "creating .venv")
        _run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)])
    if not _has_module(PYTHON, "pip"):
        _install_pip()
    _progress(
        "installation des bibliothèques dans .venv (une à trois minutes la première fois)",
        "installing libraries into .venv (one to three minutes the first time)",
    )
    names = ",".join(wanted["extras"])
    project = f"{ROOT}[{names}]" if names else str(ROOT)
    _pip("install", "--constraint", str(ROOT / "constraints.txt"), "--editable", project)
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")


def _fingerprint() -> str:
    """What the installed libraries depend on: the two files, and where the checkout stands."""
    parts = [str(ROOT).encode(), *((ROOT / name).read_bytes() for name in DESCRIPTION)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _installed() -> dict[str, Any]:
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {"made_for": "", "extras": []}


def _works() -> bool:
    """`.venv` has a Python that starts, recent enough, and its own (the checkout may have moved)."""
    if not PYTHON.exists():
        return False
    probe = f"import sys; sys.exit(sys.version_info < {MINIMUM} or sys.prefix == sys.base_prefix)"
    return _quiet([PYTHON, "-c", probe])


def _install_pip() -> None:
    """Give `.venv` a pip: Python's own, that of the system, or Debian's package unpacked in `.venv`."""
    if _quiet([PYTHON, "-m", "ensurepip"]):
        return
    if _quiet([sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "--quiet", "pip"]):
        return
    wheel = _debian_wheel(Path("/")) or _debian_wheel(_unpack_debian_pip())
    if wheel is None or not _quiet([PYTHON, f"{wheel}/pip", "install", "--no-index", str(wheel)]):
        raise SetupError(
            "Ce Python n’a ni « ensurepip » ni « pip » : installez python3-venv, puis recommencez.",
            "This Python has neither “ensurepip” nor “pip”: install python3-venv, then try again.",
        )
    shutil.rmtree(DEBIAN, ignore_errors=True)


def _debian_wheel(root: Path) -> Path | None:
    return next(iter(sorted((root / DEBIAN_WHEELS).glob("pip-*.whl"))), None)


def _unpack_debian_pip() -> Path:
    """Fetch Debian's pip as apt is configured, with apt's state kept in `.venv`: no root, nothing outside."""
    if shutil.which("apt-get") and shutil.which("dpkg-deb"):
        _progress("récupération de pip chez Debian", "fetching pip from Debian")
        (DEBIAN / "lists/partial").mkdir(parents=True, exist_ok=True)
        (DEBIAN / "cache/archives/partial").mkdir(parents=True, exist_ok=True)
        places = {"State::Lists": "lists", "Cache": "cache", "State": ""}
        options = [f"-oDir::{name}={DEBIAN / place}/" for name, place in places.items()]
        options += ["-oDir::State::status=/var/lib/dpkg/status", "-oAPT::Sandbox::User=root"]
        _quiet(["apt-get", *options, "update"])
        _quiet(["apt-get", *options, "download", "python3-pip-whl"], DEBIAN)
        for package in DEBIAN.glob("*.deb"):
            _quiet(["dpkg-deb", "--extract", str(package), str(DEBIAN)])
    return DEBIAN


def _has_module(python: Path, name: str) -> bool:
    return _quiet([python, "-c", f"import {name}"])


def _pip(*arguments: str) -> None:
    common = ["--quiet", "--quiet", "--disable-pip-version-check", "--no-input"]
    _run([PYTHON, "-m", "pip", *arguments, *common])


def _run(command: Sequence[str | Path]) -> None:
    """Run a step of the set-up; what it prints goes to standard error."""
    done = subprocess.run(command, stdout=sys.stderr, check=False)
    if done.returncode:
        words = " ".join(map(str, command))
        raise SetupError(f"L’installation s’est arrêtée sur : {words}", f"Set-up stopped at: {words}")


def _quiet(command: Sequence[str | Path], folder: Path | None = None) -> bool:
    return not subprocess.run(command, capture_output=True, cwd=folder, check=False).returncode


def _progress(french: str, english: str) -> None:
    print(f"xlsync : {_say(french, english)}…", file=sys.stderr, flush=True)


def _say(french: str, english: str) -> str:
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    french_speaker = locale.split(".")[0] in ("", "C", "POSIX") or locale.startswith("fr")
    return french if french_speaker else english


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as error:
        print(_say(*error.args), file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
