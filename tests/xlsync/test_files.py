"""A write leaves the old file or the new one: full disk, no permission, open elsewhere, killed."""

import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import ROOT, need
from tests.xlsync.workbook.templates import annex, by_openpyxl
from xlsync.errors import CannotWrite
from xlsync.files import lock_file, sweep, write_all_atomic, write_atomic
from xlsync.workbook import Workbook

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX limits and signals")


def only(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def run(code: str, *arguments: object, prefix: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    command = [*prefix, sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_content_and_permissions(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"avant")
    path.chmod(0o640)
    write_atomic(path, b"apres")
    assert path.read_bytes() == b"apres"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert only(tmp_path) == ["a.xlsx"]


@posix
def test_a_new_file_follows_the_mask_and_a_link_stays_one(tmp_path):
    old = os.umask(0o027)
    try:
        write_atomic(tmp_path / "a.xlsx", b"x")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a.xlsx").stat().st_mode) == 0o640
    (tmp_path / "lien.xlsx").symlink_to("a.xlsx")
    write_atomic(tmp_path / "lien.xlsx", b"y")
    assert (tmp_path / "lien.xlsx").is_symlink()
    assert (tmp_path / "a.xlsx").read_bytes() == b"y"


@pytest.mark.parametrize("lock", ["~$a.xlsx", ".~lock.a.xlsx#"])
def test_open_elsewhere(tmp_path, lock):
    (tmp_path / lock).touch()
    assert lock_file(tmp_path / "a.xlsx") == tmp_path / lock
    with pytest.raises(CannotWrite, match="ouvert ailleurs"):
        write_atomic(tmp_path / "a.xlsx", b"x")
    assert only(tmp_path) == [lock]


def test_no_such_folder(tmp_path):
    with pytest.raises(CannotWrite) as caught:
        write_atomic(tmp_path / "absent" / "a.xlsx", b"x")
    assert caught.value.reason == "missing"


def test_changed_since_it_was_read(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(annex())
    book = Workbook.open(path)
    book.sheet("Annexe 2").set_value("B5", 7)
    path.write_bytes(b"entre-temps")
    with pytest.raises(CannotWrite, match="a changé"):
        book.save(path)
    assert path.read_bytes() == b"entre-temps"


def test_saved_twice(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(annex())
    book = Workbook.open(path)
    for value in (7, 8):
        book.sheet("Annexe 2").set_value("B5", value)
        book.save(path)
    assert by_openpyxl(path.read_bytes())["Annexe 2"]["B5"].value == 8


def test_several_files_or_none(tmp_path):
    (tmp_path / "a").write_bytes(b"avant")
    with pytest.raises(CannotWrite):
        write_all_atomic([(tmp_path / "a", b"apres"), (tmp_path / "absent" / "b", b"apres")])
    assert (tmp_path / "a").read_bytes() == b"avant"
    assert only(tmp_path) == ["a"]
    write_all_atomic([(tmp_path / "a", b"1"), (tmp_path / "b", b"2")])
    assert [(tmp_path / name).read_bytes() for name in "ab"] == [b"1", b"2"]


REFUSED = """
import sys
from xlsync.errors import CannotWrite
from xlsync.files import write_atomic
try:
    write_atomic(sys.argv[1], b"x" * 200_000)
except CannotWrite as error:
    print(error.reason)
"""


@posix
def test_full_disk(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"avant")
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))"
    assert run(limit + REFUSED, path).stdout.strip() == "full"
    assert path.read_bytes() == b"avant"
    assert only(tmp_path) == ["a.xlsx"]


@posix
@pytest.mark.parametrize("protected", ["folder", "file"])
def test_no_permission(tmp_path, protected):
    prefix: tuple[str, ...] = ()
    if os.geteuid() == 0:
        prefix = (need("setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups")
        reachable = run("import sys; open(sys.argv[1]).close()", ROOT / "xlsync" / "errors.py", prefix=prefix)
        if reachable.returncode:
            pytest.skip("the checkout is not readable by an ordinary user")
    folder = tmp_path / "dossier"
    folder.mkdir()
    path = folder / "a.xlsx"
    path.write_bytes(b"avant")
    for parent in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        parent.chmod(0o755)
    folder.chmod(0o555 if protected == "folder" else 0o777)
    path.chmod(0o444)
    done = run("import sys; sys.dont_write_bytecode = True" + REFUSED, path, prefix=prefix)
    folder.chmod(0o755)
    assert done.stdout.strip() == "permission", done.stderr
    assert path.read_bytes() == b"avant"
    assert only(folder) == ["a.xlsx"]


WRITES_FOREVER = """
import sys
from xlsync.files import write_atomic
contents = [letter * 3_000_000 for letter in (b"a", b"b")]
write_atomic(sys.argv[1], contents[0])
print("pret", flush=True)
while True:
    for content in contents:
        write_atomic(sys.argv[1], content)
"""


@posix
@pytest.mark.parametrize("writes", [1, 2, 3, 5])
def test_killed_while_writing(tmp_path, writes):
    path = tmp_path / "a.xlsx"
    child = subprocess.Popen(
        [sys.executable, "-c", WRITES_FOREVER, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "pret"
        seen = 0
        inode = path.stat().st_ino
        while seen < writes:
            now = path.stat().st_ino
            seen, inode = seen + (now != inode), now
        os.kill(child.pid, signal.SIGKILL)
    finally:
        child.kill()
        child.communicate()
    content = path.read_bytes()
    assert content in (b"a" * 3_000_000, b"b" * 3_000_000)


@posix
def test_what_a_killed_command_left_goes_and_what_a_live_one_is_writing_stays(tmp_path):
    """The names say the machine and the process; a process that ended is none any more."""
    made = "import sys; from xlsync.files import _temporary; from pathlib import Path; "
    done = run(made + "print(_temporary(Path(sys.argv[1]), b'x'))", tmp_path / "a.xlsx")
    left = Path(done.stdout.strip())
    former = left.with_name(f"{left.name}.former")
    former.write_bytes(b"avant")
    ours = left.with_name(re.sub(r"-\d+-", f"-{os.getpid()}-", left.name))
    theirs = left.with_name(re.sub(r"xlsync-[0-9a-f]{8}", "xlsync-00000000", left.name))
    other = tmp_path / ".xlsync-manifest.jsonl"
    for path in (ours, theirs, other):
        path.write_bytes(b"x")
    assert sorted(sweep(tmp_path)) == sorted([left.name, former.name])
    assert only(tmp_path) == sorted([ours.name, theirs.name, other.name])
