"""Where the server keeps its files, and who else may have written there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xlsync.server.discovery import Description, announce, announced, only_one, withdraw
from xlsync.server.places import make_private, user_directory, write_private
from xlsync.server.tokens import kept_token

SERVER = Description(1, 2, 3, "token", "0.1.0", "python", ("a", "b"))


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({"LOCALAPPDATA": "/local"}, "win32", "/local/xlsync"),
        ({}, "win32", "{home}/AppData/Local/xlsync"),
        ({"XDG_STATE_HOME": "/state"}, "darwin", "{home}/Library/Application Support/xlsync"),
        ({"XDG_STATE_HOME": "/state"}, "linux", "/state/xlsync"),
        ({"XDG_STATE_HOME": ""}, "linux", "{home}/.local/state/xlsync"),
    ],
)
def test_each_system_has_its_place(environment: dict[str, str], platform: str, expected: str) -> None:
    assert user_directory(environment, platform).as_posix() == expected.format(home=Path.home().as_posix())


def test_a_private_file_replaces_one_that_others_could_read(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o600)
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_made_private_is_the_users_alone(tmp_path: Path) -> None:
    assert make_private(tmp_path / "a" / "xlsync").stat().st_mode & 0o777 == 0o700


def test_a_description_comes_back_as_written(tmp_path: Path) -> None:
    announce(tmp_path, SERVER)
    assert announced(tmp_path) == SERVER


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "{}", json.dumps({"pid": 1})])
def test_a_description_that_cannot_be_read_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "server.json").write_text(content)
    assert announced(tmp_path) is None


def test_only_its_own_description_is_withdrawn(tmp_path: Path) -> None:
    announce(tmp_path, SERVER)
    withdraw(tmp_path, 99)
    assert announced(tmp_path) == SERVER
    withdraw(tmp_path, 1)
    withdraw(tmp_path, 1)
    assert announced(tmp_path) is None


def test_one_at_a_time(tmp_path: Path) -> None:
    with only_one(tmp_path) as first:
        with only_one(tmp_path) as second:
            assert (first, second) == (True, False)
        with only_one(tmp_path) as third:
            assert not third
    with only_one(tmp_path) as fourth:
        assert fourth


def test_the_token_is_kept_and_a_blank_one_made_again(tmp_path: Path) -> None:
    first = kept_token(tmp_path)
    assert kept_token(tmp_path) == first
    (tmp_path / "token").write_text("\n")
    assert len(kept_token(tmp_path)) == 43
    assert kept_token(tmp_path) != first
