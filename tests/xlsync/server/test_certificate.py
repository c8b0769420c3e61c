"""The authority and the certificate of the user, looked at with another program: OpenSSL, by `ssl`."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography import x509

from tests.shared import need
from xlsync.server.certificate import AUTHORITY_KEY_FILE, Certificate, kept_certificate
from xlsync.server.trusting import instructions


def loaded(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def connect(server_pem: Path, authority: Path, name: str) -> None:
    """A TLS connection to a server with that certificate, under that name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server_pem)
    here, there = socket.socketpair()

    def answer() -> None:
        try:
            with context.wrap_socket(there, server_side=True) as wrapped:
                wrapped.recv(1)
        except (ssl.SSLError, OSError):
            there.close()

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        with ssl.create_default_context(cafile=authority).wrap_socket(here, server_hostname=name) as wrapped:
            wrapped.sendall(b"x")
    finally:
        here.close()
        thread.join()


@pytest.fixture
def made(tmp_path: Path) -> Certificate:
    return kept_certificate(tmp_path)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_it_is_trusted_by_whoever_trusts_the_authority(made: Certificate, name: str) -> None:
    connect(made.server, made.authority, name)


def test_it_is_not_trusted_under_another_name(made: Certificate) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        connect(made.server, made.authority, "example.org")


@pytest.mark.parametrize("name", ["example.org", "192.168.1.10"])
def test_the_authority_can_vouch_for_this_machine_only(made: Certificate, tmp_path: Path, name: str) -> None:
    stolen = trustme.CA.from_pem(
        made.authority.read_bytes(), (tmp_path / AUTHORITY_KEY_FILE).read_bytes()
    ).issue_cert(name)
    stolen.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "stolen.pem"))
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        connect(tmp_path / "stolen.pem", made.authority, name)


def test_it_is_made_once_and_renewed_before_it_ends(tmp_path: Path) -> None:
    first = kept_certificate(tmp_path)
    authority, server = first.authority.read_bytes(), first.server.read_bytes()
    assert kept_certificate(tmp_path).server.read_bytes() == server
    later = datetime.now(UTC) + timedelta(days=340)
    renewed = kept_certificate(tmp_path, later)
    assert renewed.authority.read_bytes() == authority
    assert renewed.server.read_bytes() != server
    assert loaded(renewed.server).not_valid_after_utc > later + timedelta(days=300)


def test_the_authority_lives_long_and_the_certificate_as_long_as_systems_accept(made: Certificate) -> None:
    now = datetime.now(UTC)
    authority, server = loaded(made.authority), loaded(made.server)
    assert authority.not_valid_after_utc > now + timedelta(days=19 * 365)
    assert server.not_valid_after_utc - server.not_valid_before_utc <= timedelta(days=398)


def test_what_is_lost_or_damaged_is_made_again(tmp_path: Path) -> None:
    made = kept_certificate(tmp_path)
    for path in (made.server, made.authority, tmp_path / AUTHORITY_KEY_FILE):
        path.unlink()
        again = kept_certificate(tmp_path)
        connect(again.server, again.authority, "localhost")
    made.server.write_bytes(b"damaged")
    again = kept_certificate(tmp_path)
    connect(again.server, again.authority, "localhost")


def test_the_keys_are_private(made: Certificate, tmp_path: Path) -> None:
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_the_instructions_name_the_file_for_each_system(made: Certificate) -> None:
    found = instructions(made.authority)
    for system in ("windows", "macos", "debian", "chromium"):
        assert str(made.authority) in " ".join(found.commands[system])
    assert all(one.fr and one.en for one in found.text)


def test_openssl_verifies_the_chain(made: Certificate) -> None:
    command = [need("openssl"), "verify", "-x509_strict", "-CAfile", str(made.authority), str(made.server)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_command_of_chromium_is_accepted(made: Certificate, tmp_path: Path) -> None:
    need("certutil")
    (tmp_path / "home" / ".pki" / "nssdb").mkdir(parents=True)
    environment = {"HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin"}
    database = f"sql:{tmp_path}/home/.pki/nssdb"
    subprocess.run(["certutil", "-d", database, "-N", "--empty-password"], check=True, env=environment)
    for command in instructions(made.authority).commands["chromium"]:
        subprocess.run(command, shell=True, check=True, env=environment)
    listed = subprocess.run(
        ["certutil", "-d", database, "-L"], capture_output=True, text=True, check=True, env=environment
    )
    assert "xlsync" in listed.stdout
