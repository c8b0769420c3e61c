from pathlib import Path

import pytest

from udfs.errors import Text
from xlsync.errors import CannotWrite
from xlsync.store import Store, default_place, locate, network
from xlsync.store.network import Mount, has_locks, linux_mounts, mac_mounts, network_warning, on_network
from xlsync.store.ulid import ALPHABET, ulid

MOUNTS = [
    Mount("/", "ext4"),
    Mount("/mnt/équipe", "nfs4"),
    Mount("/mnt/équipe/local", "ext4"),
    Mount("/media/nas", "cifs"),
]


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


@pytest.mark.parametrize(
    ("kind", "options", "shared"),
    [
        ("nfs4", "rw,vers=4.2,local_lock=none", True),
        ("nfs", "rw,vers=3,local_lock=flock", True),
        ("nfs", "rw,vers=3,nolock,local_lock=all", False),
        ("nfs", "rw,local_lock=posix", False),
        ("cifs", "rw,vers=3.1.1", True),
        ("cifs", "rw,nobrl", False),
        ("fuse.sshfs", "rw,user_id=0", False),
        ("fuse.rclone", "rw", False),
        ("ext4", "rw", True),
    ],
)
def test_locks_that_other_machines_see(kind, options, shared):
    """As nfs(5), mount.cifs(8) and SQLite's page on how to corrupt a database say."""
    mounts = linux_mounts(f"a / ext4 rw 0 0\nnas:/part /mnt/Mes\\040annexes {kind} {options} 0 0")
    assert has_locks(Path("/mnt/Mes annexes/2025"), mounts) is shared
    assert has_locks(Path("/mnt/autre"), mounts)
    warning = network_warning(Path("/mnt/Mes annexes"), mounts)
    assert (warning is None) is (kind == "ext4")
    assert warning is None or ("verrous" in warning.fr) is not shared


def test_of_two_file_systems_at_one_place_the_last_hides_the_other():
    mounts = [Mount("/", "ext4"), Mount("/mnt", "ext4"), Mount("/mnt", "nfs4")]
    assert on_network(Path("/mnt/a"), mounts)
    assert not on_network(Path("/mnt/a"), mounts[:2])


def test_no_store_is_made_where_locks_are_not_shared(tmp_path, monkeypatch):
    mounted = Mount(str(tmp_path / "nas"), "nfs", "rw,nolock")
    monkeypatch.setattr(network, "_mounts", lambda: [Mount("/", "ext4"), mounted])
    with pytest.raises(CannotWrite, match="verrous"):
        Store.create(tmp_path / "nas" / ".xlsync" / "model.db")
    assert not (tmp_path / "nas").exists()
    assert Store.create(tmp_path / "local" / "model.db").warning is None


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
