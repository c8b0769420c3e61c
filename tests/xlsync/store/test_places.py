from pathlib import Path

import pytest

from udfs.errors import Text
from xlsync.store import Store, default_place, locate
from xlsync.store.network import linux_mounts, mac_mounts, network_warning, on_network
from xlsync.store.ulid import ALPHABET, ulid

MOUNTS = [("/", "ext4"), ("/mnt/équipe", "nfs4"), ("/mnt/équipe/local", "ext4"), ("/media/nas", "cifs")]


@pytest.fixture
def here(tmp_path, monkeypatch):
    (tmp_path / "courant").mkdir()
    monkeypatch.chdir(tmp_path / "courant")
    return tmp_path


def test_a_store_is_found_upward_from_the_file(here):
    Store.create(here / "a" / ".xlsync" / "model.db")
    deep = here / "a" / "b" / "c"
    deep.mkdir(parents=True)
    (deep / "annexe.xlsx").write_bytes(b"")
    for start in (deep / "annexe.xlsx", deep, here / "a"):
        assert locate(start) == here / "a" / ".xlsync" / "model.db"
    assert Store.find(deep).id == Store.open(here / "a" / ".xlsync" / "model.db").id


def test_the_nearest_store_wins_over_the_current_folder(here):
    Store.create(default_place())
    Store.create(default_place(here / "a"))
    assert locate(here / "a" / "annexe.xlsx") == here / "a" / ".xlsync" / "model.db"
    assert locate(here / "ailleurs") == here / "courant" / ".xlsync" / "model.db"
    assert locate() == here / "courant" / ".xlsync" / "model.db"


def test_no_store_is_none(here):
    assert Store.find(here / "annexe.xlsx") is None


@pytest.mark.parametrize(
    ("folder", "network"),
    [
        ("/mnt/équipe/2025", True),
        ("/mnt/équipe/local/a", False),
        ("/media/nas", True),
        ("/media/nas2", False),
    ],
)
def test_a_network_folder_is_told_from_its_mount(folder, network):
    assert on_network(Path(folder), MOUNTS) is network


def test_a_network_folder_gets_a_warning_that_recommends_postgresql():
    warning = network_warning(Path("/media/nas"), MOUNTS)
    assert isinstance(warning, Text)
    assert "PostgreSQL" in warning.fr
    assert "PostgreSQL" in warning.en
    assert network_warning(Path("/home"), MOUNTS) is None


def test_a_local_store_has_no_warning(tmp_path):
    assert Store.create(tmp_path / "model.db").warning is None


def test_lines_that_are_no_mount_are_passed_over():
    assert linux_mounts("garbage\n\n") == []
    assert mac_mounts("garbage\n") == []


def test_ulids_sort_by_time_and_never_repeat():
    """01ARYZ6S41 is the time part that the ULID specification gives for 1469918176385."""
    assert ulid(1469918176385).startswith("01ARYZ6S41")
    assert ulid(1) < ulid(2)
    made = {ulid(5) for _ in range(1000)}
    assert len(made) == 1000
    assert set("".join(made)) <= set(ALPHABET)
