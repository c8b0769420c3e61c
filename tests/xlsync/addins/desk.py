"""A user with a LibreOffice of their own, the extension installed by the command, and a function server.

LibreOffice installs no extension for root: where the tests run as root, everything here runs as another user.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from tests.shared import ROOT, need
from tests.xlsync.sync.mail.office import python_of_libreoffice

DRIVER = Path(__file__).with_name("driver.py")
NOBODY = 65534
PATIENCE = 60.0


class User:
    """A user with a home folder that is empty at first.

    Attributes:
        home: The folder.
        state: Where the function server and `install` write.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.state = home / "state" / "xlsync"
        self._wrapper: list[str] = []
        if os.geteuid() == 0:
            # the program that setpriv itself starts still has some rights of root: that is env
            self._wrapper = [
                need("setpriv"),
                f"--reuid={NOBODY}",
                f"--regid={NOBODY}",
                "--clear-groups",
                "env",
            ]
        self._python, self._path = self._interpreter()

    def environment(self) -> dict[str, str]:
        """What every program of the user runs with."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("XDG_", "XLSYNC_", "LC_"))
        }
        own = {"HOME": str(self.home), "XDG_STATE_HOME": str(self.home / "state"), "LANG": "C.UTF-8"}
        return kept | own | {"PYTHONPATH": self._path, "PYTHONDONTWRITEBYTECODE": "1"}

    def start(self, *command: object, **options: Any) -> subprocess.Popen[str]:
        """A program of the user."""
        words = [*self._wrapper, *map(str, command)]
        return subprocess.Popen(words, cwd=self.home, env=self.environment(), text=True, **options)

    def xlsync(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """A command of the program."""
        done = self.start(
            self._python, "-m", "xlsync", *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        out, err = done.communicate(timeout=120)
        return subprocess.CompletedProcess([], done.returncode, out, err)

    def give(self, path: Path, name: str = "") -> Path:
        """A copy of a file, the user's own."""
        folder = self.home / ".xlsync" if path.parent.name == ".xlsync" else self.home
        folder.mkdir(exist_ok=True)
        target = folder / (name or path.name)
        shutil.copyfile(path, target)
        self._own(folder)
        self._own(target)
        return target

    def install(self) -> None:
        """Installs the extension with the command; what it recorded also finds the libraries of the tests."""
        for lock in self.home.glob(".config/libreoffice/*/.lock"):
            lock.unlink()  # left by a unopkg that crashed while it made the profile
        done = self.xlsync("addin", "install", "calc", "--folder", self.home)
        assert done.returncode == 0, done.stderr
        recorded = self.state / "calc.json"
        document = json.loads(recorded.read_text(encoding="utf-8"))
        document["path"] = self._path
        document["command"] += ["--port", "0"]
        recorded.write_text(json.dumps(document), encoding="utf-8")

    def stop_server(self) -> None:
        """Ends the function server, as `serve --stop` does."""
        announced = self.state / "server.json"
        if announced.exists():
            process = Path("/proc") / str(json.loads(announced.read_text(encoding="utf-8"))["pid"])
            self.xlsync("serve", "--stop")
            wait_for(lambda: not process.exists())

    def _own(self, path: Path) -> None:
        if self._wrapper:
            os.chown(path, NOBODY, NOBODY)

    def _interpreter(self) -> tuple[str, str]:
        """A Python that the user may run, and where it finds the libraries of this one."""
        libraries = [path for path in sys.path if path.endswith("site-packages")]
        own = subprocess.run(
            [*self._wrapper, sys.executable, "-c", ""], capture_output=True, check=False, cwd="/"
        )
        python = sys.executable if own.returncode == 0 else "/usr/bin/python3"
        return python, os.pathsep.join([str(ROOT), *libraries])


@contextlib.contextmanager
def user() -> Iterator[User]:
    """A user, until the end of the block."""
    need("unopkg")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        home = Path(name)
        (home / "state" / "xlsync").mkdir(parents=True)
        someone = User(home)
        for path in (home, home / "state", home / "state" / "xlsync"):
            path.chmod(0o700)
            someone._own(path)
        try:
            yield someone
        finally:
            with contextlib.suppress(Exception):
                someone.stop_server()


class Office:
    """The user's LibreOffice, driven from another process.

    Args:
        owner: Whose.
        lang: Language of its menus.
        shown: Environment of a display where its windows appear; none by default.
    """

    def __init__(self, owner: User, lang: str = "fr", shown: Mapping[str, str] | None = None) -> None:
        self._owner, self._lang, self._shown = owner, lang, shown
        self._ranks = itertools.count()

    def __enter__(self) -> Self:
        pipe = f"xlsync{uuid.uuid4().hex[:12]}"
        words = [
            need("env"),
            *(f"{name}={value}" for name, value in (self._shown or {}).items()),
            need("soffice"),
        ]
        words += ["--norestore", "--nologo", "--nofirststartwizard", f"--accept=pipe,name={pipe};urp;"]
        if self._shown is None:
            words.append("--headless")
        _speak(self._owner, self._lang)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._office = self._owner.start(*words, **quiet)
        self._driver = self._owner.start(
            python_of_libreoffice(), DRIVER, pipe, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends LibreOffice, which writes its profile then."""
        with contextlib.suppress(Exception):
            self("end")
        if self._driver.stdin is not None:
            with contextlib.suppress(OSError):
                self._driver.stdin.close()  # the driver ends with its input
        for process in (self._driver, self._office):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()
        for stream in (self._driver.stdin, self._driver.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def __call__(self, verb: str, *arguments: Any) -> Any:
        """What a function of `driver.py` returns."""
        assert self._driver.stdin
        assert self._driver.stdout
        self._driver.stdin.write(json.dumps([verb, *arguments]) + "\n")
        self._driver.stdin.flush()
        answer = json.loads(self._driver.stdout.readline())
        assert "failed" not in answer, answer["failed"]
        return answer["value"]


def _speak(owner: User, lang: str) -> None:
    """Writes the language into the profile, which nothing runs on now."""
    (path,) = owner.home.glob(".config/libreoffice/*/user/registrymodifications.xcu")
    own = {"fr": "fr-FR", "en": "en-US"}[lang]
    items = "".join(
        f'<item oor:path="/org.openoffice.{node}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for node, name, value in (
            ("Setup/L10N", "ooLocale", own if lang == "en" else lang),
            ("Setup/L10N", "ooSetupSystemLocale", own),
            ("Office.Linguistic/General", "UILocale", own if lang == "en" else lang),
        )
    )
    former = re.compile(
        r"<item [^>]*(?:Setup/L10N|Linguistic/General)\"><prop oor:name=\"(?:oo|UI).*?</item>"
    )
    text = former.sub("", path.read_text(encoding="utf-8"))
    path.write_text(text.replace("</oor:items>", f"{items}</oor:items>"), encoding="utf-8")


def wait_for(happened: Any, patience: float = PATIENCE) -> Any:
    """What a function returns once it is true."""
    end = time.monotonic() + patience
    while not (found := happened()):
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)
    return found
