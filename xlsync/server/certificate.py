"""The certificate of the server, signed by an authority of the user that can only vouch for this machine.

The authority is made once and lives twenty years, so that trusting it is done once; its name constraints
make it worthless for any other site. The certificate itself is renewed well before it ends.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from xlsync.server.places import write_private

HOSTS = ("localhost", "127.0.0.1")
AUTHORITY_FILE, AUTHORITY_KEY_FILE, SERVER_FILE = "authority.pem", "authority-key.pem", "server.pem"
AUTHORITY_LIFE = timedelta(days=20 * 365)
SERVER_LIFE = timedelta(days=396)
"""Systems refuse longer ones."""
RENEWAL = timedelta(days=60)
NAME = "xlsync"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Where the files are.

    Attributes:
        authority: What the user's systems must trust; public.
        server: Key and certificate that the server shows; 0600.
    """

    authority: Path
    server: Path


def kept_certificate(folder: Path, now: datetime | None = None) -> Certificate:
    """The certificate of the user, made or renewed when needed.

    Args:
        folder: The user's directory.
        now: When it must be valid, the present time when left out.
    """
    moment = now or datetime.now(UTC)
    files = Certificate(folder / AUTHORITY_FILE, folder / SERVER_FILE)
    if _needs(files.authority, moment) or not (folder / AUTHORITY_KEY_FILE).is_file():
        _make_authority(folder, moment)
        _issue(folder, moment)
    elif _needs(files.server, moment):
        _issue(folder, moment)
    return files


def _needs(path: Path, moment: datetime) -> bool:
    """Whether a certificate is absent, unreadable or about to end."""
    from cryptography import x509

    try:
        found = x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError):
        return True
    return not found.not_valid_before_utc <= moment < found.not_valid_after_utc - RENEWAL


def _make_authority(folder: Path, moment: datetime) -> None:
    """A root authority that may sign for this machine's own names only."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"{NAME} (localhost)")])
    public = key.public_key()
    names: list[x509.GeneralName] = [
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_network("127.0.0.1/32")),
    ]
    signing = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(signing, critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=names, excluded_subtrees=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_private(folder / AUTHORITY_KEY_FILE, plain)
    write_private(folder / AUTHORITY_FILE, certificate.public_bytes(pem))


def _issue(folder: Path, moment: datetime) -> None:
    """The server's own certificate and its key, in one file."""
    import trustme

    authority = trustme.CA.from_pem(
        (folder / AUTHORITY_FILE).read_bytes(), (folder / AUTHORITY_KEY_FILE).read_bytes()
    )
    leaf = authority.issue_cert(
        *HOSTS,
        organization_name=NAME,
        organization_unit_name="localhost",
        not_before=moment - timedelta(days=1),
        not_after=moment + SERVER_LIFE,
    )
    write_private(folder / SERVER_FILE, leaf.private_key_and_cert_chain_pem.bytes())
