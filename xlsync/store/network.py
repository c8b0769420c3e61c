"""Whether a folder is on a network: a SQLite store there may lose the locks that protect it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from udfs.errors import Text
from xlsync.errors import CannotWrite, sentence

LOCKLESS = frozenset(
    {"webdav", "davfs", "fuse.sshfs", "fuse.davfs", "fuse.davfs2", "fuse.rclone", "fuse.s3fs", "fuse.gcsfuse"}
)
"""Types of file systems on a network whose locks hold on one machine only."""
NETWORK = LOCKLESS | {
    *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "afs", "ncpfs", "9p"),
    *("fuse.glusterfs", "ceph", "gluster", "lustre"),
}
LOCAL_LOCKS = frozenset({"nolock", "nolocks", "locallocks", "local_lock=all", "local_lock=posix", "nobrl"})
"""Options of NFS and SMB by which locks do: SQLite's are those of POSIX."""
_DRIVE_REMOTE = 4
_MAC_MOUNT = re.compile(r".* on (?P<point>.+) \((?P<type>[^,)]+)(?:, (?P<options>[^)]*))?\)")
_OCTAL = re.compile(r"\\([0-7]{3})")


class Mount(NamedTuple):
    """A file system: its mount point, its type, its options with commas between."""

    point: str
    kind: str
    options: str = ""

    @property
    def is_remote(self) -> bool:
        """Whether it is on a network."""
        return self.kind in NETWORK

    @property
    def has_locks(self) -> bool:
        """Whether a lock that one machine takes is seen by the others, as far as the system says."""
        return self.kind not in LOCKLESS and LOCAL_LOCKS.isdisjoint(self.options.split(","))


def network_warning(folder: Path, mounts: Sequence[Mount] | None = None) -> Text | None:
    """A sentence for a folder on a network, None for any other.

    Args:
        folder: The folder of the store.
        mounts: What is mounted where; asked to the system when left out.
    """
    if not on_network(folder, mounts):
        return None
    if not has_locks(folder, mounts):
        return sentence(
            f"le référentiel est dans un dossier dont les verrous ne se partagent pas ({folder}) : y "
            "enregistrer à deux l’abîmera ; le mettre sur un disque local, ou dans PostgreSQL "
            "(--store postgresql+psycopg://…)",
            f"the store is in a folder whose locks are not shared ({folder}): two people saving there "
            "will damage it; put it on a local disk, or in PostgreSQL (--store postgresql+psycopg://…)",
        )
    return sentence(
        f"le référentiel est dans un dossier réseau ({folder}) : deux personnes qui enregistrent "
        "en même temps peuvent l’abîmer ; préférer PostgreSQL (--store postgresql+psycopg://…)",
        f"the store is in a network folder ({folder}): two people saving at the same time may damage it; "
        "PostgreSQL is safer (--store postgresql+psycopg://…)",
    )


def refuse_without_locks(folder: Path, mounts: Sequence[Mount] | None = None) -> None:
    """Refuses a folder for a new store, where nothing would keep two people from saving at once.

    Args:
        folder: The folder, there or not yet.
        mounts: As for `network_warning`.

    Raises:
        CannotWrite: Its locks are not shared.
    """
    if on_network(folder, mounts) and not has_locks(folder, mounts):
        raise CannotWrite(
            f"pas de référentiel dans {folder} : ce dossier réseau ne partage pas les verrous, deux "
            "personnes qui y enregistrent l’abîmeraient ; donner --store, sur un disque local ou "
            "postgresql+psycopg://…",
            f"no store in {folder}: this network folder does not share locks, two people saving there "
            "would damage it; give --store, on a local disk or postgresql+psycopg://…",
            place=str(folder),
            reason="locks",
        )


def on_network(folder: Path, mounts: Sequence[Mount] | None = None) -> bool:
    """True when the file system that holds the folder is a network one."""
    if mounts is None and os.name == "nt":
        return _windows_remote(folder)
    held = _mount_of(folder, mounts)
    return held is not None and held.is_remote


def has_locks(folder: Path, mounts: Sequence[Mount] | None = None) -> bool:
    """False when the system says that locks in the folder hold on this machine only."""
    held = None if mounts is None and os.name == "nt" else _mount_of(folder, mounts)
    return held is None or held.has_locks


def _mount_of(folder: Path, mounts: Sequence[Mount] | None) -> Mount | None:
    """The file system that holds a folder: the deepest, and of two at one point the last, which hides it."""
    place = str(folder.resolve())
    holding = [mount for mount in (_mounts() if mounts is None else mounts) if _holds(mount.point, place)]
    return max(reversed(holding), key=lambda mount: len(mount.point), default=None)


def _holds(point: str, place: str) -> bool:
    return place == point or place.startswith(point.rstrip("/") + "/")


def _mounts() -> list[Mount]:
    if sys.platform == "darwin":
        listed = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False).stdout
        return mac_mounts(listed)
    table = Path("/proc/mounts")
    return linux_mounts(table.read_text(encoding="utf-8", errors="replace")) if table.exists() else []


def linux_mounts(table: str) -> list[Mount]:
    r"""The lines of /proc/mounts; a space in a path is written `\040` there.

    Examples:
        >>> linux_mounts(r"nas:/part /mnt/Mes\040annexes nfs4 rw 0 0")
        [Mount(point='/mnt/Mes annexes', kind='nfs4', options='rw')]
    """
    found = [line.split(" ") for line in table.splitlines() if line.count(" ") >= 3]
    return [Mount(_OCTAL.sub(lambda code: chr(int(code[1], 8)), part[1]), part[2], part[3]) for part in found]


def mac_mounts(table: str) -> list[Mount]:
    """The lines of `mount` on macOS.

    Examples:
        >>> mac_mounts("//moi@nas/part on /Volumes/part (smbfs, nodev, nosuid)")
        [Mount(point='/Volumes/part', kind='smbfs', options='nodev,nosuid')]
    """
    found = (_MAC_MOUNT.fullmatch(line) for line in table.splitlines())
    return [
        Mount(match["point"], match["type"], (match["options"] or "").replace(", ", ","))
        for match in found
        if match
    ]


def _windows_remote(folder: Path) -> bool:
    import ctypes

    drive = folder.resolve().drive
    if drive.startswith("\\\\"):
        return True
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 (absent from other systems' type stubs)
    return bool(kernel.GetDriveTypeW(f"{drive}\\") == _DRIVE_REMOTE)
