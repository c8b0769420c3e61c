"""What must hold of the project as a whole: licence, addresses, words, pages, documented commands."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.shared import ROOT
from xlsync.cli.app import application
from xlsync.cli.commands import COMMANDS
from xlsync.cli.helping import COMMON

TEXT_SUFFIXES = {
    ".py",
    ".md",
    ".yaml",
    ".yml",
    ".toml",
    ".txt",
    ".csv",
    ".json",
    ".js",
    ".xml",
    ".html",
    ".cfg",
    "",
}
PACKAGES = sorted(
    path.parent
    for package in ("udfs", "xlsync")
    for pattern in ("__init__.py", "*/__init__.py")
    for path in (ROOT / package).glob(pattern)
)
WORKPLACE = re.compile(r"(?<![\w.])/(?:work|farm|home|Users)/\w|(?<![\w.])/(?:tmp|root)/\w")
UNFINISHED = re.compile(r"\b(?:TO" + "DO|FIX" + "ME|X" + "XX|NotImplemented" + "Error)\b")
ADDRESS = re.compile(r"https?://|git\+|--(?:extra-)?index-url|--find-links|@ file:")
POSSESSIVE_GROUP = re.compile(r"\)[*+?]\+|\(\?>")
LOCK_FILES = {"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "package-lock.json", "yarn.lock"}
CLI_PAGE = ROOT / "xlsync" / "cli" / "docs.md"


def _project_files() -> list[Path]:
    """Files of the project: those that git knows or would add; all of them in an archive without git."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return [path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def _found(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in files
        if path.suffix in TEXT_SUFFIXES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_the_licence_is_eupl_1_2_in_full() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    articles = re.findall(r"^(\d+)\.\s?[A-Z]", text, re.MULTILINE)
    assert [int(number) for number in articles] == list(range(1, 16))
    assert "Compatible Licences" in text


def test_dependencies_have_lower_bounds_and_the_constraints_no_address() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([\w.-]+)==([\w.]+)$", constraints, re.MULTILINE))
    names = {re.sub(r"[-_.]+", "-", name).lower() for name in pinned}
    for requirement in (one for group in groups for one in group):
        name, bound = re.fullmatch(
            r"([\w.-]+)(?:\[[\w,-]+\])?(>=[\d.]+)(?:,<[\d.]+)?(?:;.*)?", requirement
        ).groups()  # type: ignore[union-attr]
        assert bound, requirement
        assert re.sub(r"[-_.]+", "-", name).lower() in names, f"{name} is not in constraints.txt"
    assert not ADDRESS.search(constraints)


def test_no_lock_file_and_no_registry_address() -> None:
    files = _project_files()
    assert not [path for path in files if path.name in LOCK_FILES]
    configuration = [
        path for path in files if path.suffix in {".toml", ".txt", ".cfg"} or path.parent.name == ".ci"
    ]
    assert not _found(ADDRESS, configuration)


def test_no_path_of_the_machine_it_was_written_on() -> None:
    files = [path for path in _project_files() if path.suffix != ".md"]
    assert not _found(WORKPLACE, files)


def test_nothing_is_left_unfinished() -> None:
    assert not _found(UNFINISHED, [path for path in _project_files() if path.suffix == ".py"])


def test_no_personal_account() -> None:
    account = re.compile(r"\bFR\d{2}(?:[ ]?\d{4}){2}[ ]?[0-9A-Z]{4}|\b[\w.+-]+@[\w-]+\.(?:fr|com|org|gouv)\b")
    assert not _found(account, _project_files())


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_package_has_its_page(package: Path) -> None:
    assert (package / "docs.md").is_file(), f"{package.relative_to(ROOT)} has no docs.md"


def _sections() -> dict[str, str]:
    """The section of each command in the page of the command line."""
    parts = re.split(r"^## `xlsync ([a-z-]+)", CLI_PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_command_is_documented_and_no_other() -> None:
    assert list(_sections()) == list(COMMANDS)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_option_is_documented_and_no_other(name: str) -> None:
    parameters = application().commands[name].params
    declared = {word for one in parameters for word in one.opts if word.startswith("--")} - {"--help"}
    common = {shown.split()[0] for shown, _ in COMMON}
    written = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", _sections()[name])) - common
    assert written == declared


def test_common_options_are_documented() -> None:
    introduction = CLI_PAGE.read_text(encoding="utf-8").split("\n## `")[0]
    assert all(shown.split()[0] in introduction for shown, _ in COMMON)


def test_no_pattern_has_a_possessive_group() -> None:
    """Python 3.11 before 3.11.5, which Debian 12 ships, matches them wrongly (CPython gh-106052)."""
    sources = [path for path in _project_files() if path.suffix == ".py" and path.parts[-2] != "tests"]
    assert _found(POSSESSIVE_GROUP, sources) == []
