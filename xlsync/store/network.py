"""Whether a folder is on a network: a SQLite store there may lose the locks that protect it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from udfs.errors import Text
from xlsync.errors import sentence

NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "afs", "ncpfs", "webdav", "davfs", "9p"}
    | {"fuse.sshfs", "fuse.davfs2", "fuse.rclone", "fuse.s3fs", "fuse.glusterfs", "ceph", "gluster", "lustre"}
)
_DRIVE_REMOTE = 4
_MAC_MOUNT = re.compile(r".* on (?P<point>.+) \((?P<type>[^,)]+)[^)]*\)")

Mounts = list[tuple[str, str]]
"""Mount point and type of file system."""


def network_warning(folder: Path, mounts: Mounts | None = None) -> Text | None:
    """A sentence for a folder on a network, None for any other.

    Args:
        folder: The folder of the store.
        mounts: What is mounted where; asked to the system when left out.
    """
    if not on_network(folder, mounts):
        return None
    return sentence(
        f"le référentiel est dans un dossier réseau ({folder}) : deux personnes qui enregistrent "
        "en même temps peuvent l’abîmer ; préférer PostgreSQL (--store postgresql+psycopg://…)",
        f"the store is in a network folder ({folder}): two people saving at the same time may damage it; "
        "PostgreSQL is safer (--store postgresql+psycopg://…)",
    )


def on_network(folder: Path, mounts: Mounts | None = None) -> bool:
    """True when the file system that holds the folder is a network one."""
    if mounts is None and os.name == "nt":
        return _windows_remote(folder)
    place = str(folder.resolve())
    known = _mounts() if mounts is None else mounts
    holding = [(point, kind) for point, kind in known if _holds(point, place)]
    return bool(holding) and max(holding, key=lambda mount: len(mount[0]))[1] in NETWORK


def _holds(point: str, place: str) -> bool:
    return place == point or place.startswith(point.rstrip("/") + "/")


def _mounts() -> Mounts:
    if sys.platform == "darwin":
        listed = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
        return mac_mounts(listed)
    table = Path("/proc/mounts")
    return linux_mounts(table.read_text(encoding="utf-8", errors="replace")) if table.exists() else []


def linux_mounts(table: str) -> Mounts:
    r"""The lines of /proc/mounts; a space in a path is written `\040` there.

    Examples:
        >>> linux_mounts(r"nas:/part /mnt/Mes\040annexes nfs4 rw 0 0")
        [('/mnt/Mes annexes', 'nfs4')]
    """
    found = [line.split(" ") for line in table.splitlines() if line.count(" ") >= 2]
    return [(part[1].replace("\\040", " "), part[2]) for part in found]


def mac_mounts(table: str) -> Mounts:
    """The lines of `mount` on macOS.

    Examples:
        >>> mac_mounts("//moi@nas/part on /Volumes/part (smbfs, nodev, nosuid)")
        [('/Volumes/part', 'smbfs')]
    """
    found = (_MAC_MOUNT.fullmatch(line) for line in table.splitlines())
    return [(match["point"], match["type"]) for match in found if match]


def _windows_remote(folder: Path) -> bool:
    import ctypes

    drive = folder.resolve().drive
    if drive.startswith("\\\\"):
        return True
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 (absent from other systems' type stubs)
    return bool(kernel.GetDriveTypeW(f"{drive}\\") == _DRIVE_REMOTE)
