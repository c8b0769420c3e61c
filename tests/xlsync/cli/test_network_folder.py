"""A store on a network folder: each command that opens it warns; none is made where locks are not shared."""

from __future__ import annotations

import pytest

from tests.xlsync.cli.running import fingerprint, refused, xlsync
from xlsync.store import network
from xlsync.store.network import Mount

ANNEX = "moby-ille-et-vilaine.xlsx"
WORDS = (
    ("build", "moby/ille-et-vilaine", "--out", "."),
    ("status", ANNEX),
    ("pull", ANNEX),
    ("push", ANNEX),
    ("sync", ANNEX),
    ("set", "moby/ille-et-vilaine", "etablissements", "1", "commune", "Rennes"),
    ("log",),
    ("export", "--out", "tables"),
)


def mounted(monkeypatch: pytest.MonkeyPatch, folder: object, options: str) -> None:
    mounts = [Mount("/", "ext4"), Mount(str(folder), "nfs4", options)]
    monkeypatch.setattr(network, "_mounts", lambda: mounts)


def test_each_command_warns_once(tmp_path, monkeypatch):
    assert xlsync("build", "moby/ille-et-vilaine", "--out", ".", folder=tmp_path).code == 0
    for options, word in (("rw,local_lock=none", "dossier réseau"), ("rw,nolock", "verrous")):
        mounted(monkeypatch, tmp_path, options)
        for words in WORDS:
            done = xlsync(*words, "--lang", "fr", folder=tmp_path)
            assert done.code in (0, 1), done
            warnings = [line for line in done.sentences if "PostgreSQL" in line]
            assert len(warnings) == 1, (words, done.err)
            assert word in warnings[0]


def test_build_makes_no_store_where_locks_are_not_shared(tmp_path, monkeypatch):
    (tmp_path / "nas").mkdir()
    mounted(monkeypatch, tmp_path / "nas", "rw,nolock")
    refused(xlsync("build", "moby/ille-et-vilaine", "--out", ".", folder=tmp_path / "nas"))
    assert fingerprint(tmp_path) == {"nas": ""}
    store = tmp_path / "local.db"
    done = xlsync("build", "moby/ille-et-vilaine", "--out", ".", "--store", store, folder=tmp_path / "nas")
    assert done.code == 0
